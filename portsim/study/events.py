"""What an event costs, and how long places need to recover from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.units import DAY, HOUR
from portsim.kpis.event import Bill, EventCost, cost_of_event
from portsim.kpis.recovery import apart, quarters, recovery, waiting
from portsim.model.event import PerYear
from portsim.model.payers import ALL, PAYERS, TOTALS
from portsim.records.records import Records
from portsim.scenario.events import Happening
from portsim.study.question import Question, Run, StudyResult
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "alternative", "event", "without", "begin", "end", "figure", "of", "unit", "mean", "low", "high", "n",
    "least", "most", "not_back",
)  # fmt: skip
SHIPMENTS = "all_shipments"
Row = tuple[str, str, str, Floats]  # figure, of, unit, replication by replication


@dataclass(frozen=True)
class Suffered:
    """What one replication keeps of an event: its cost, and the queues with and without it.

    `queues` gives each place its numbers waiting with the event and without it, means between `edges` [min],
    shape (edges - 1,) each; `back` its recovery time [min].
    """

    cost: EventCost
    edges: Floats
    queues: Mapping[str, tuple[Floats, Floats]]
    back: Mapping[str, float]


def _keep(run: Run) -> Suffered | None:
    event = run.scenario.event(run.alternative)
    if event is None or run.pair is None:
        return None
    edges = _edges(event, run.pair[0])
    queues = {
        place: (waiting(run.pair[0], (place,), edges), waiting(run.pair[1], (place,), edges))
        for place in dict.fromkeys((*run.world.port.places, *event.world.port.places))
    }
    moved = {
        place: both for place, both in queues.items() if place in event.places or (both[0] != both[1]).any()
    }
    back = {place: recovery(*both, edges, event.end) for place, both in moved.items()}
    return Suffered(cost_of_event(*run.pair), edges, moved, back)


def _edges(event: Happening, records: Records) -> Floats:
    """Quarters of an hour [min] from a day before the event to the end of the run."""
    return quarters(max(records.window[0], event.begin - DAY), records.horizon, event.end)


def _events(study: StudyResult) -> pd.DataFrame:
    """One row per figure of each event: `mean` with its 95 % CI over n replications.

    `begin` and `end` of the event [min]. Figures are `cost` by payer [yuan], `cost_by_entry`, `cost_a_year`
    by payer where it is said how often the event happens (`least` and `most`: the mean at the ends of the
    stated range), `cost_per_shipment` of an affected one (of replications that have any), `affected`
    shipments, `cost_after_the_window`, and the `recovery` [h] of places: at least the mean where a place is
    `not_back` in some replications at the end of the run. Costs are at least the mean where in some
    replications, `not_back`, more shipments are unfinished at the end of the run than without the event.
    """
    import pandas as pd

    rows: list[tuple[object, ...]] = []
    for alternative, event in happenings(study).items():
        kept = suffered(study, alternative)
        head = (alternative, event.name, study.scenario.same(event.uses), event.begin, event.end)
        for figure, of, unit, values in _costs([each.cost for each in kept]):
            unfinished = sum(each.cost.unfinished for each in kept) if unit == "yuan" else 0
            measured = _measured(values, unfinished)
            rows.append((*head, figure, of, unit, *measured, np.nan, np.nan, unfinished))
            if event.per_year is not None and figure == "cost":
                a_year = _in_a_year(measured, event.per_year)
                rows.append((*head, "cost_a_year", of, "yuan/y", *a_year, unfinished))
        rows += [
            (*head, "recovery", place, "h", *_recovered(place, event, kept))
            for place in places_moved(event, kept)
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def happenings(study: StudyResult) -> dict[str, Happening]:
    """Alternative to the event that it holds."""
    found = ((name, study.scenario.event(name)) for name in study.scenario.compare)
    return {name: event for name, event in found if event is not None}


def suffered(study: StudyResult, alternative: str) -> list[Suffered]:
    """What each replication keeps of the event of an alternative."""
    return [each[alternative] for each in study.kept(EVENTS.name)]


def queues_at(place: str, kept: Sequence[Suffered]) -> tuple[Floats, Floats]:
    """Numbers waiting at a place with the event and without it, shape (replications, quarters) each."""
    n = min(len(each.edges) for each in kept) - 1
    nobody = (np.zeros(n), np.zeros(n))
    both = [each.queues.get(place, nobody) for each in kept]
    return np.array([with_event[:n] for with_event, _ in both]), np.array([calm[:n] for _, calm in both])


def places_moved(event: Happening, kept: Sequence[Suffered]) -> list[str]:
    """The places that the event closes or opens, and those where it moves the queue; the longest queue first.

    A queue is moved if its mean is not near that without the event, and the difference where the two are
    farthest apart has the same sign in all replications, or a 95 % CI that excludes 0.
    """

    def most(place: str) -> tuple[float, bool]:
        with_event, calm = queues_at(place, kept)
        beyond = apart(with_event.mean(axis=0), calm.mean(axis=0))
        farthest = int(np.argmax(beyond))
        more = with_event[:, farthest] - calm[:, farthest]
        _, low, high = interval(more)
        sure = bool((more > 0).all() or (more < 0).all() or not low <= 0 <= high)
        return float(beyond[farthest]), sure and bool(beyond[farthest] > 0)

    found = {place: most(place) for place in dict.fromkeys(name for each in kept for name in each.queues)}
    chosen = [place for place, (_, moved) in found.items() if moved or place in event.places]
    return sorted(chosen, key=lambda place: -found[place][0])


def _costs(costs: Sequence[EventCost]) -> Iterator[Row]:
    """The figures of money and shipments."""
    affected = np.array([each.affected for each in costs], dtype=np.float64)
    bills = [each.fen for each in costs]
    moved = list(dict.fromkeys(key for bill in bills for key, fen in bill.items() if fen))
    if any(bills):
        payers = [p for p in PAYERS if any(payer == p for _, payer in moved)]
        for name, members in (*((p, (p,)) for p in payers), *TOTALS.items()):
            yield "cost", name, "yuan", _yuan(bills, members)
        total = _yuan(bills, PAYERS)
        share = np.divide(total, affected, out=np.full(len(total), np.nan), where=affected > 0)
        yield "cost_per_shipment", ALL, "yuan", share
        yield "cost_after_the_window", ALL, "yuan", _yuan([each.later for each in costs], PAYERS)
        for entry, payer in moved:
            yield "cost_by_entry", entry, "yuan", _yuan(bills, (payer,), entry)
    yield "affected", SHIPMENTS, "shipments", affected


def _yuan(bills: Sequence[Bill], payers: Sequence[str], entry: str = "") -> Floats:
    """Sums over the entries of some payers [yuan], replication by replication."""
    return np.array(
        [
            sum(fen for (name, payer), fen in bill.items() if payer in payers and entry in ("", name)) / 100
            for bill in bills
        ],
        dtype=np.float64,
    )


def _measured(values: Floats, unfinished: int) -> tuple[float, float, float, int]:
    """Mean, 95 % CI and number of figures; no CI of costs that are unfinished in some replications."""
    (mean, low, high), n = interval(values), int(np.isfinite(values).sum())
    return (mean, np.nan, np.nan, n) if unfinished else (mean, low, high, n)


def _in_a_year(
    once: tuple[float, float, float, int], often: PerYear
) -> tuple[float, float, float, int, float, float]:
    """The cost of a year [yuan/y] at the stated frequency, and its mean at the ends of the range of that."""
    mean, low, high = (often.value * figure for figure in once[:3])
    ends = sorted(end * once[0] for end in often.range or (often.value, often.value))
    return mean, low, high, once[3], ends[0], ends[1]


def _recovered(
    place: str, event: Happening, kept: Sequence[Suffered]
) -> tuple[float, float, float, int, float, float, int]:
    """Recovery time of a place [h]; who is not back has needed at least the time to the end of the run."""
    times = np.array([each.back.get(place, 0.0) for each in kept])
    left = np.array([each.edges[-1] - event.end for each in kept])
    open_end = np.isnan(times)
    mean, low, high = interval(np.where(open_end, left, times) / HOUR)
    bound = (np.nan, np.nan) if open_end.any() else (low, high)
    return mean, *bound, len(times), np.nan, np.nan, int(open_end.sum())


EVENTS = Question(
    "events",
    "What an event costs, once and in a year if it is said how often it happens, and when queues are back",
    _events,
    _keep,
    file="events",
    left_out=True,
    texts=False,
)
