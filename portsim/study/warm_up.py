"""How long a study has to warm up: when what is in the system no longer shows that the run began empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.language import counted, known, named, t
from portsim.base.units import DAY
from portsim.kpis.use import HOUR, presence
from portsim.model.hours import WEEKDAYS
from portsim.model.port import Port
from portsim.model.roster import Roster, Shift
from portsim.model.step import walk
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments
from portsim.scenario.alternatives import BASELINE
from portsim.study.question import Question, Run, StudyResult
from portsim.study.traces import repeated
from portsim.study.transient import BATCH, FEWEST, Transient, transient

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]  # place or stream, and its name

ENOUGH, SHORT, UNSETTLED, UNKNOWN = "enough", "too short", "run too short", "not known"
COLUMNS = (
    "alternative", "verdict", "recommended_days", "warm_up_days", "decided_by", "name", "point_days",
    "early", "later", "cycle_days", "days", "n",
)  # fmt: skip


class Cycle(NamedTuple):
    """How a port repeats itself: every `days`; series are means over `step` [min], in batches for MSER."""

    days: int
    step: float
    batch: int

    @property
    def steps(self) -> int:
        return round(self.days * DAY / self.step)


BY_DAY = Cycle(1, HOUR, BATCH)
BY_WEEK = Cycle(7, DAY, 7)  # a batch of five days has now two days of a weekend, now none


@dataclass(frozen=True)
class Advice:
    """What the runs of one alternative say about the warm-up.

    `by` and `name` are the place or stream that settles last. `transient` is None where none is looked for:
    the run is too short, or a log brings the same arrivals in all replications.
    """

    cycle: Cycle
    days: int
    n: int
    by: str
    name: str
    transient: Transient | None

    @property
    def recommended(self) -> int:
        """Days to leave out; where the run is too short to tell, the least that is needed."""
        return 0 if self.transient is None else self.transient.cycles * self.cycle.days

    def verdict(self, warm_up_days: int) -> str:
        if self.transient is None:
            return UNKNOWN
        if not self.transient.settled:
            return UNSETTLED
        return SHORT if self.recommended > warm_up_days else ENOUGH


def cycle_of(port: Port) -> Cycle:
    """A week, if profiles, calendars or shifts differ by the day of the week or a log says what comes; else a
    day."""
    profiles = (name for demand in port.demand.values() for _, name in demand.profiles())
    weekly = any(len(set(port.profiles[name].days)) > 1 for name in profiles)
    weekly |= any(set(calendar.days) != set(WEEKDAYS) for calendar in port.calendars.values())
    weekly |= any(set(shift.days) != set(WEEKDAYS) for shift in _shifts(port))
    weekly |= any(demand.log is not None for demand in port.demand.values())
    return BY_WEEK if weekly else BY_DAY


def _shifts(port: Port) -> Iterator[Shift]:
    for place in port.places.values():
        if isinstance(place.servers, Roster):
            yield from place.servers.shifts.values()


def together(world: World) -> list[tuple[str, ...]]:
    """The streams, those together that fill and empty for one another.

    A stream that is there when the run starts stands in for the earlier shipments of every stream whose steps
    hold all of its own: as the one leaves, the other comes.
    """
    labels = {
        stream: {step.label for flow in flows for step in walk(world.flows[flow].steps)}
        for stream, flows in world.streams.threads.items()
    }
    groups = {stream: {stream} for stream in labels}
    for stream, demand in world.port.demand.items():
        if demand.there_before:
            for other in labels:
                if labels[stream] <= labels[other]:
                    joined = groups[stream] | groups[other]
                    groups.update(dict.fromkeys(joined, joined))
    return list(dict.fromkeys(tuple(name for name in labels if name in group) for group in groups.values()))


def in_system(records: Records, world: World) -> Mapping[Key, Floats]:
    """Mean number of shipments from minute 0 to the end of the window, step by step of the port's cycle.

    Of each place, those that queue or are served there; of streams, those that have arrived and not ended.
    """
    cycle = cycle_of(world.port)
    edges = np.arange(0.0, records.window[1] + cycle.step / 2, cycle.step)
    found: dict[Key, Floats] = {}
    if len(edges) < 2:
        return found
    for place in dict.fromkeys(name for name, _, _ in records.pools):
        present = presence(records, place, edges, "queue") + presence(records, place, edges, "service")
        found["place", place] = (present / cycle.step).astype(np.float32)
    for group in together(world):
        present = np.sum([_present(records.by_stream[name], edges) for name in group], axis=0)
        found["stream", ", ".join(group)] = (present / cycle.step).astype(np.float32)
    return found


def _present(shipments: Shipments, edges: Floats) -> Floats:
    """Time integral [shipment min] of the number between arrival and end, between edges."""
    return np.asarray(np.diff(_since(shipments.arrival, edges) - _since(shipments.ended, edges)))


def _since(moments: Floats, edges: Floats) -> Floats:
    """Sum of the time [min] since each moment that has passed, at the edges; NaN never passes."""
    moments = np.sort(np.maximum(moments[np.isfinite(moments)], edges[0]))
    passed = np.searchsorted(moments, edges)
    return np.asarray(edges * passed - np.concatenate([[0.0], np.cumsum(moments)])[passed])


def advice(study: StudyResult) -> dict[str, Advice]:
    """What the runs say, alternative by alternative."""
    return study.once("warm-up", lambda: dict(_advised(study)))


def _advised(study: StudyResult) -> Iterator[tuple[str, Advice]]:
    kept = study.kept(WARM_UP.name)
    days = round(study.scenario.study.window[1] / DAY)
    same = repeated(study.scenario)
    for alternative in study.scenario.alternatives:
        cycle = cycle_of(study.scenario.steady(alternative).port)
        if days // cycle.days < FEWEST or same:
            yield alternative, Advice(cycle, days, len(kept), "", "", None)
            continue
        names = list(kept[0][alternative])
        found: list[tuple[Key, Transient]] = []
        for key in names:
            series = np.array([each[alternative][key] for each in kept], dtype=np.float64)
            found.append((key, transient(series, cycle.steps, cycle.batch, len(names))))
        (by, name), last = max(found, key=lambda each: _how_long(each[1]))
        yield alternative, Advice(cycle, days, len(kept), by, name, last)


def _how_long(found: Transient) -> tuple[bool, int, float]:
    """What settles last comes highest; among equals, what is furthest from where it settles."""
    away = abs(found.early - found.later) / max(abs(found.later), 1e-9)
    return not found.settled, found.cycles, away if found.cycles else 0.0


def _table(study: StudyResult) -> pd.DataFrame:
    """The warm-up that each alternative needs, and the place or stream that decides it; of one that holds an
    event, without that event.

    `point_days` is the truncation point of MSER; `early` and `later` are the mean numbers of shipments in the
    days that are to be left out (or in the first cycle) and after them.
    """
    import pandas as pd

    given, rows = study.scenario.study.warm_up_days, []
    for alternative, each in advice(study).items():
        last, nan = each.transient, float("nan")
        point = nan if last is None else last.point * each.cycle.step / DAY
        means = (nan, nan) if last is None else (last.early, last.later)
        known = nan if last is None else each.recommended
        rows.append(
            (alternative, each.verdict(given), known, given, each.by, each.name, point, *means,
             each.cycle.days, each.days, each.n)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _sentences(study: StudyResult) -> list[str]:
    """Whether the warm-up is long enough, with the alternative that needs most."""
    given = study.scenario.study.warm_up_days
    found = advice(study)
    rank = (ENOUGH, UNKNOWN, SHORT, UNSETTLED)
    name, worst = max(
        found.items(), key=lambda pair: (rank.index(pair[1].verdict(given)), pair[1].recommended)
    )
    verdict, cycle = worst.verdict(given), _days(worst.cycle.days)
    has = t("Warm-up of {days}", days=_days(given))
    if worst.transient is None:
        return [_not_checked(has, worst, repeated(study.scenario))]
    early, later = (f"{mean:.3g}" for mean in (worst.transient.early, worst.transient.later))
    where = t("{what} {name}", what=known(worst.by), name=named(worst.name))
    if name != BASELINE:
        where = t("{where} of {alternative}", where=where, alternative=named(name))
    if verdict == ENOUGH and worst.recommended:
        most = _days(worst.recommended)
        return [t("{has} is enough: {where} takes {most} at most to fill.", has=has, where=where, most=most)]
    if verdict == ENOUGH:
        return [t("{has} is enough: no place or stream shows that the run began empty.", has=has)]
    if verdict == SHORT:
        return [
            t(
                "Warning: warm-up of {given} is too short: {where} holds {early} shipments in the first "
                "{first} and {later} after; set warm_up_days: {days} (--warm-up-days {days}).",
                given=_days(given),
                where=where,
                early=early,
                first=_days(worst.recommended),
                later=later,
                days=worst.recommended,
            )
        ]
    return [
        t(
            "Warning: the run is too short to tell when it has warmed up: {where} has not settled after "
            "{days} ({early} shipments at first, {later} later); take more days, in cycles of {cycle}, and "
            "look for a place that cannot keep up.",
            where=where,
            days=_days(worst.days),
            early=early,
            later=later,
            cycle=cycle,
        )
    ]


def _not_checked(has: str, found: Advice, streams: tuple[str, ...]) -> str:
    """Why no transient was looked for: the days are too few, or all replications have those of a log."""
    if found.days // found.cycle.days < FEWEST:
        return t(
            "{has}: not checked, for that takes {least} of warm-up and counted days together; got {days}.",
            has=has,
            least=_days(found.cycle.days * FEWEST),
            days=_days(found.days),
        )
    return t(
        "{has}: not checked, for all replications have the same arrivals of a log ({streams}), so that "
        "quiet first days and a port that fills look alike; draw its days anew with resample.",
        has=has,
        streams=", ".join(map(named, streams)),
    )


def _days(number: int) -> str:
    return counted(number, "{n} day", "{n} days")


def _keep(run: Run) -> Mapping[Key, Floats]:
    return in_system(run.steady, run.scenario.steady(run.alternative))


WARM_UP = Question(
    "warm_up",
    "Whether the warm-up is long enough (MSER)",
    _table,
    _keep,
    file="warm_up",
    in_report=True,
    sentences=_sentences,
    texts=False,
    short="Warm-up",
)
