"""Who is in a cohort, of the shipments of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from portsim.base.arrays import Bools
from portsim.model.cohort import Cohort
from portsim.model.flow import Flow
from portsim.records.shipments import Done, Shipments
from portsim.records.unfinished import Awaited, Beginning, ComingTo, still_to_come

Both = tuple[Bools, Bools]


def members(
    cohort: Cohort, shipments: Shipments, terminals: tuple[str, ...], flows: Mapping[str, Flow]
) -> Both:
    """Whether each shipment of a stream is in a cohort at the end of the run, and whether it will be if it
    begins all that it still can, shape (n,) each; `terminals` are the run's, by number."""
    inside = cohort.arrived_in(shipments.arrival) & cohort.came_so(shipments.arrival, shipments.plan)
    for trait in cohort.traits:
        inside &= shipments.traits.get(trait, np.zeros(shipments.n, dtype=np.bool_))
    if cohort.terminals:
        own = [number for number, name in enumerate(terminals) if name in cohort.terminals]
        inside &= np.isin(shipments.terminal, own)
    now, later = inside, inside.copy()
    for step in cohort.took:
        begun, coming = _took(shipments, (step,)), _coming(shipments, Beginning(frozenset((step,))), flows)
        now, later = now & begun, later & (begun | coming)
    if cohort.left_out:
        begun = _took(shipments, cohort.left_out)
        coming = _coming(shipments, Beginning(frozenset(cohort.left_out)), flows)
        now, later = now & ~begun, later & ~(begun | coming)
    if cohort.at:
        begun = _did(shipments, frozenset(cohort.at), _place)
        coming = _coming(shipments, ComingTo(frozenset(cohort.at)), flows)
        now, later = now & begun, later & (begun | coming)
    return now, later


def _label(done: Done) -> str:
    return done.step.label


def _place(done: Done) -> str:
    return done.slot.place


def _took(shipments: Shipments, labels: Iterable[str]) -> Bools:
    """Whether each shipment, or its declaration, has begun one of the steps, shape (n,)."""
    return _did(shipments, frozenset(labels), _label)


def _did(shipments: Shipments, wanted: frozenset[str], name: Callable[[Done], str]) -> Bools:
    """Whether each shipment, or its declaration, has begun a step of one of these names, shape (n,)."""
    taken = np.zeros(shipments.n, dtype=np.bool_)
    for done in shipments.done:
        if name(done) in wanted:
            taken[done.visits.index.astype(np.intp)] = True
    if shipments.papers is None:
        return taken
    return taken | _of_papers(shipments, _did(shipments.papers, wanted, name))


def _coming(shipments: Shipments, awaited: Awaited, flows: Mapping[str, Flow]) -> Bools:
    """Whether each shipment, or its declaration, can still come to an awaited step, shape (n,)."""
    coming = still_to_come(shipments, flows, awaited)
    if shipments.papers is None:
        return coming
    return coming | _of_papers(shipments, _coming(shipments.papers, awaited, flows))


def _of_papers(shipments: Shipments, papers: Bools) -> Bools:
    """What holds for the declaration of each shipment, shape (n,); false for one that has none."""
    declared = shipments.declaration >= 0
    if not declared.any():
        return declared
    return np.asarray(declared & papers.take(np.where(declared, shipments.declaration, 0)))
