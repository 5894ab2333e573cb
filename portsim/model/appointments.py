"""Appointments: trucks book slots by the clock, of which a terminal gives out only so many."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from portsim.base.arrays import Floats, Ints
from portsim.base.errors import got
from portsim.base.units import DAY, CountValue, clock, count, say_minutes, show_clock
from portsim.model.durations import Duration
from portsim.model.part import Part
from portsim.model.sourced import Share, Time
from portsim.model.undrawn import Undrawn

SPAN = re.compile(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})", re.ASCII)
SHORTEST = 1.0  # slot [min]

Spans = dict[str, int]


def _number_or_spans(value: object) -> int | Spans:
    if isinstance(value, Mapping):
        return {str(span): count(number) for span, number in value.items()}
    try:
        return count(value)
    except ValueError as error:
        raise ValueError(f"{error} or a mapping of spans of the day to such numbers") from None


NumberOrSpans = Annotated[
    int | Spans,
    PlainValidator(_number_or_spans),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
            ]
        }
    ),
]


class Quota(Undrawn):
    """How many bookings a slot takes at a terminal [1].

    A span such as `06:00-22:00` has the slots that begin in it, and may cross midnight. Slots in no span
    take no bookings.
    """

    figure: ClassVar[str] = "value"

    value: CountValue | dict[str, NumberOrSpans] = Field(
        description="one number for all slots, or one by terminal, by span of the day (06:00-22:00), or "
        "by both"
    )
    range: tuple[CountValue, CountValue] | None = None

    def check(self) -> None:
        super().check()
        for terminal, own in self._by_terminal.items():
            for span, number in own.items():
                where = " ".join(filter(None, (terminal, span)))
                self._in_range(number, f"value of {where}," if where else "value")
            _check_spans(own)

    @property
    def terminals(self) -> tuple[str, ...]:
        """The terminals that have a quota of their own; none where one holds for all."""
        return tuple(filter(None, self._by_terminal))

    def per_slot(self, terminal: str, begins: Floats) -> Ints:
        """Bookings of the slots that begin at these moments [min] at a terminal, shape of `begins`."""
        minute, out = np.asarray(begins) % DAY, np.zeros(len(begins), dtype=np.int64)
        own = self._by_terminal[terminal if self.terminals else ""]
        for span, number in own.items():
            out[_within(span, minute)] = number
        return out

    def words(self) -> str:
        return " ".join(
            f"{terminal}={_spans_words(own)}" if terminal else _spans_words(own)
            for terminal, own in self._by_terminal.items()
        )

    def scaled(self, factor: float) -> Self:
        """The quota times a factor, to the nearest whole numbers."""

        if isinstance(self.value, int):
            return self.by_user(value=_times(self.value, factor))
        return self.by_user(
            value={
                key: _times(own, factor)
                if isinstance(own, int)
                else {span: _times(number, factor) for span, number in own.items()}
                for key, own in self.value.items()
            }
        )

    @property
    def _by_terminal(self) -> dict[str, Spans]:
        """Bookings by span of the day, by terminal; the name '' stands for all day, or all terminals."""
        if isinstance(self.value, int):
            return {"": {"": self.value}}
        by_span = [key for key in self.value if SPAN.fullmatch(key)]
        if by_span and len(by_span) < len(self.value):
            other = next(key for key in self.value if key not in by_span)
            raise ValueError(
                f"got {got(other)} beside {by_span[0]}; give spans of the day for all terminals, or "
                "terminals and, under each, its spans"
            )
        if by_span:
            return {"": {key: number for key, number in self.value.items() if isinstance(number, int)}}
        return {terminal: {"": own} if isinstance(own, int) else own for terminal, own in self.value.items()}


def _times(number: int, factor: float) -> int:
    return int(number * factor + 0.5)


def _ends(span: str) -> tuple[float, float]:
    """Begin and end of a span of the day [min]."""
    match = SPAN.fullmatch(span)
    if match is None:
        raise ValueError(f"got {got(span)}, allowed a span of the day such as 06:00-22:00")
    begin, end = clock(match[1]), clock(match[2])
    if begin == end:
        raise ValueError(f"got {got(span)}, which has no length; the whole day is 00:00-24:00")
    return begin, end


def _within(span: str, minute: Floats) -> np.ndarray:
    if not span:
        return np.ones(len(minute), dtype=np.bool_)
    begin, end = _ends(span)
    return (minute >= begin) & (minute < end) if begin < end else (minute >= begin) | (minute < end)


def _check_spans(own: Spans) -> None:
    """Raises ValueError: spans overlap, or no slot of the day takes a booking."""
    taken: np.ndarray = np.zeros(int(DAY), dtype=np.bool_)
    for span in own:
        mine = _within(span, np.arange(DAY))
        if (taken & mine).any():
            minute = show_clock(float(np.argmax(taken & mine)))
            raise ValueError(f"spans of the day must not overlap; {span} and another both have {minute}")
        taken |= mine
    if not any(own.values()):
        raise ValueError("a quota needs a booking in some slot of the day; got 0 in all of them")


def _spans_words(own: Spans) -> str:
    return " ".join(f"{span} {number}" if span else str(number) for span, number in own.items())


class OffTime(Part):
    """Booked trucks that come early or late: which share of them, and by how much."""

    share: Share = Field(description="share of the booked trucks")
    by: Duration = Field(description="how long before their zone opens, or after it has closed")


class Appointments(Part):
    """The trucks of `streams` that have the trait `books` book slots by the clock, before they set out.

    Slots follow one another every `slot` from midnight on, and each takes `quota` bookings at a terminal. Who
    has booked may come within its zone: from the slot's begin for `zone`, which is as long as the slot if not
    said; a longer one overlaps the next. Slots are given out in the order of the times at which trucks wish
    to come: each takes the free one whose zone is nearest to its wish, at most `earliest` before and `latest`
    after it. If there is none it comes as it wished, as a walk-in, or in the next free one however late.
    """

    streams: tuple[str, ...] = Field(min_length=1, description="streams whose trucks book")
    books: str = Field(description="trait of the trucks that book; all others come as they wish")
    quota: Quota = Field(description="how many trucks can book one slot")
    slot: Time = Field(description="length of a slot, from midnight on; it divides the day")
    zone: Time | None = Field(
        None,
        description="how long a booked truck may come, from the begin of its slot on; as long as the slot if "
        "not said",
    )
    earliest: Time = Field(description="how much earlier than it wished a truck takes a slot, at most")
    latest: Time = Field(description="how much later than it wished a truck takes a slot, at most")
    when_full: Annotated[
        Literal["walk_in", "next_free"],
        Field(
            description="without a slot within these limits a truck comes as it wished, or takes the next "
            "free"
        ),
    ] = "walk_in"
    no_show: Share = Field(
        description="share of the booked trucks that do not come in their zone and book another slot"
    )
    rebooking: Duration = Field(description="how long after the missed zone they book again")
    early: OffTime | None = Field(None, description="booked trucks that come before their zone opens")
    late: OffTime | None = Field(None, description="booked trucks that come after their zone has closed")
    early_trucks: Annotated[
        Literal["wait", "enter"],
        Field(description="early trucks wait elsewhere until their zone opens, or enter at once"),
    ] = "wait"

    @property
    def zone_length(self) -> float:
        """How long the zone of a slot is open [min]."""
        return self.slot.value if self.zone is None else self.zone.value

    @model_validator(mode="after")
    def _fits_the_day(self) -> Self:
        slot, zone = self.slot.value, self.zone_length
        if slot < SHORTEST or DAY % slot:
            raise ValueError(
                f"slot: got {say_minutes(slot)}, allowed a length that divides the day, 1 min or more, such "
                "as 30 min or 1 h"
            )
        if not slot <= zone <= DAY:
            raise ValueError(
                f"zone: got {say_minutes(zone)}, allowed from the length of the slot, {say_minutes(slot)}, "
                "to 1 day"
            )
        off = sum(each.share.value for each in (self.early, self.late) if each is not None)
        if off > 1:
            raise ValueError(f"early and late: their shares add up to {off:.4g}; allowed at most 1")
        if self.early is None and self.early_trucks == "enter":
            raise ValueError("early_trucks: got enter, and none comes early; add early, or leave it out")
        return self
