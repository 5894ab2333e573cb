"""The event of an alternative: its hours, how often a year, and the same measures without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portsim.base.errors import ConfigError
from portsim.base.units import DAY, show_clock
from portsim.model.demand import Demand
from portsim.model.duty import differing, on_duty
from portsim.model.event import PerYear
from portsim.model.hours import without
from portsim.model.roster import Roster
from portsim.model.step import walk
from portsim.model.world import World
from portsim.scenario.apply import Means, changed
from portsim.scenario.sections import Study, Use

Spans = list[tuple[float, float]]


@dataclass(frozen=True)
class Happening:
    """The event that an alternative holds, from `begin` to `end` [min].

    `name` is its measure or what-if, `places` are those whose opening hours it changes. `uses` and `world`
    are the same measures without it.
    """

    name: str
    per_year: PerYear | None
    begin: float
    end: float
    places: tuple[str, ...]
    uses: tuple[Use, ...]
    world: World


def event_of(
    means: Means, baseline: World, alternative: str, uses: tuple[Use, ...], world: World, study: Study
) -> Happening | None:
    """The event in the world of an alternative, None if it holds none.

    Raises ConfigError: the event changes no hours, or some outside the counted window; it changes how many
    shipments come.
    """
    if world.event is None:
        return None
    name = world.event.name
    rest = tuple(use for use in uses if use.measure != name)
    calm = changed(means, baseline, alternative, rest) if rest else baseline
    here = f"{means.document.where(('compare', alternative))}: compare.{alternative}: event {name}"
    if moved := _other_demand(world, calm):
        raise ConfigError(
            f"{here} changes demand.{moved}; the same shipments have to come with and without an event: put "
            "other demand into a what-if of its own"
        )
    by_place = {place: _moved(world, calm, place, study.horizon) for place in world.port.places}
    spans = sorted(span for found in (*by_place.values(), *_forks(world, calm, study)) for span in found)
    if not spans:
        raise ConfigError(
            f"{here} changes no hours of a place, and none that a fork asks for, from day 0 to "
            f"{_last_day(study.horizon)} of the run; an event opens or closes places for some hours, `on` a "
            "day of the window"
        )
    begin, end = spans[0][0], max(close for _, close in spans)
    if begin < study.window[0] or end > study.window[1]:
        first, last = int(study.window[0] // DAY), _last_day(study.window[1])
        raise ConfigError(
            f"{here} lasts from {_moment(begin)} to {_moment(end)}, not within the counted days {first} to "
            f"{last}; choose another day for it, such as on: [{first}], or other days of the study"
        )
    return Happening(
        name,
        world.event.per_year,
        begin,
        end,
        tuple(place for place, found in by_place.items() if found),
        rest,
        calm,
    )


def _other_demand(world: World, calm: World) -> str:
    """The first stream of which others come with the event than without it; empty if there is none."""

    def coming(stream: Demand | None) -> object:
        return None if stream is None else stream.model_copy(update={"stays_away": None})

    ours, theirs = world.port.demand, calm.port.demand
    names = dict.fromkeys((*ours, *theirs))
    return next((name for name in names if coming(ours.get(name)) != coming(theirs.get(name))), "")


def _moved(world: World, calm: World, place: str, end: float) -> Spans:
    """The spans [min] in which a place is open in one of two worlds alone, or, by shift, has another number
    of servers; none for a new place."""
    if place not in calm.port.places:
        return []
    ours, theirs = world.port.places[place], calm.port.places[place]
    if not isinstance(ours.servers, Roster) and not isinstance(theirs.servers, Roster):
        return _apart(_hours(world, place, end), _hours(calm, place, end))
    last = float(np.ceil(end / DAY)) * DAY
    return [
        span
        for terminal in world.port.sites(place)
        for span in differing(
            on_duty(world.port, ours, terminal, last), on_duty(calm.port, theirs, terminal, last), last
        )
    ]


def _hours(world: World, place: str, end: float) -> Spans:
    calendar = world.port.places[place].calendar
    return _always(end) if calendar is None else world.port.calendars[calendar].open_spans(end)


def _forks(world: World, calm: World, study: Study) -> Iterator[Spans]:
    """The spans [min] in which a calendar that forks ask for is open in one of two worlds alone."""
    ours, theirs = (
        {n for f in w.streams.flows_run for s in walk(f.steps) for n in s.named("traits")}
        & w.port.calendars.keys()
        for w in (world, calm)
    )
    for name in sorted(ours | theirs):
        both = (
            w.port.calendars[name].open_spans(study.horizon) if name in asked else _always(study.horizon)
            for w, asked in ((world, ours), (calm, theirs))
        )
        yield _apart(*both)


def _always(end: float) -> Spans:
    """All days [min] up to that of `end`."""
    return [(0.0, float(np.ceil(end / DAY)) * DAY)]


def _apart(one: Spans, other: Spans) -> Spans:
    return without(one, other) + without(other, one)


def _last_day(end: float) -> int:
    return int(np.ceil(end / DAY)) - 1


def _moment(minute: float) -> str:
    """A moment [min] in words: `day 3 06:00`."""
    return f"day {int(minute // DAY)} {show_clock(minute % DAY)}"
