"""What exams found in one run, box by box: each box's own way through the exam says how far it got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.errors import PortsimError
from portsim.kpis.year import DAYS
from portsim.model.risk import Risk
from portsim.model.step import Edge, Step
from portsim.records.records import Records
from portsim.records.shipments import Shipments
from portsim.scenario.rates import daily_rate
from portsim.study.control.odds import ByTrader, Odds
from portsim.workload.draws import Draws

BOXES: Final = ("counted", "selected", "examined", "opened")
ENDS: Final = ("hits", "found", "not_examined", "not_seen", "overlooked", "in_exam")


@dataclass(frozen=True)
class Outcomes:
    """What happened to the boxes of a year in one replication.

    boxes: shape (streams, 4), by `BOXES`; hits: shape (streams, traders, 6), by `ENDS`, both [1/y]. A hit is
    found; or missed as its box was not examined, its image did not show it, or the search overlooked it; or
    still in exam when the run ended.
    """

    boxes: Floats
    hits: Floats


def outcomes_of(records: Records, risk: Risk, odds: Mapping[str, Odds], draws: Draws) -> Outcomes:
    """The outcomes of a run.

    Whether a box has something to find is drawn after the run, by Bayes' rule from how far its exam went, at
    an address of its own: no other draw moves. One that waits to be opened has a suspect image already. So
    over all boxes the prior is kept, and of those with something to find `by_scan` are shown by the image.

    Raises PortsimError: a stream of which no box was counted.
    """
    found = [_of_stream(name, records, risk, odds[name], draws) for name in risk.streams]
    return Outcomes(np.array([boxes for boxes, _ in found]), np.array([hits for _, hits in found]))


def _of_stream(name: str, records: Records, risk: Risk, odds: Odds, draws: Draws) -> tuple[Floats, Floats]:
    own, port = records.by_stream[name], records.port
    assert port is not None
    counted = own.counted()
    if not counted.any():
        raise PortsimError(f"risk.streams.{name}: no box of it was counted; run more --days")
    scanned, opened = (_been(own, labels, "at_start") for labels in (risk.scanned, risk.opened))
    suspect = _been(own, risk.opened, "at_queue")  # some of them still wait for a bay
    examined = scanned | opened
    coming = _coming(records, own, (*risk.scanned, *risk.opened), "at_start")
    searched = opened & ~_coming(records, own, risk.opened, "at_end")
    in_exam = (coming & ~opened) | (opened & ~searched)
    selected = own.traits[risk.selected]
    ways: tuple[tuple[Bools, ByTrader], ...] = (
        (~selected & ~examined & ~suspect, odds.not_selected()),
        (((selected & ~examined) | (examined & in_exam)) & ~suspect, odds.selected()),
        (suspect, odds.opened()),
        (examined & ~opened & ~in_exam, odds.cleared()),
    )
    whose = np.full(own.n, -1, dtype=np.int64)
    uniform = draws.at("risk", "something to find", name).random(own.n)
    for way, chances in ways:
        below = 0.0
        for trader, chance in enumerate(chances):
            whose[way & (uniform >= below) & (uniform < below + chance)] = trader
            below += chance
    sees = draws.at("risk", "search", name).random(own.n) < odds.by_search
    ends = (
        np.ones(own.n, dtype=np.bool_),
        searched & sees,
        ~examined & ~in_exam,
        examined & ~opened & ~in_exam,
        searched & ~sees,
        in_exam,
    )
    a_year = DAYS * daily_rate(port, name) / int(counted.sum())
    boxes = [int((counted & each).sum()) for each in (counted, selected, examined, opened)]
    hits = [
        [int((counted & end & (whose == trader)).sum()) for end in ends]
        for trader in range(len(odds.traders))
    ]
    return a_year * np.array(boxes, dtype=np.float64), a_year * np.array(hits, dtype=np.float64)


def _been(own: Shipments, labels: tuple[str, ...], edge: Edge) -> Bools:
    """Whether each box has passed an edge of one of the steps."""
    been = np.zeros(own.n, dtype=np.bool_)
    for each in own.done:
        if each.step.label in labels:
            been[each.visits.index[np.isfinite(each.visits.at(edge))]] = True
    return been


def _coming(records: Records, own: Shipments, labels: tuple[str, ...], edge: Edge) -> Bools:
    """Whether one of the steps can still come for each box, or is under way where its end is awaited."""
    return records.pending(own, _Awaited(labels, edge))


@dataclass(frozen=True)
class _Awaited:
    """What is awaited: an edge of the steps with one of these labels."""

    labels: tuple[str, ...]
    edge: Edge

    def __call__(self, step: Step, flow: str) -> Edge | None:
        return self.edge if step.label in self.labels else None
