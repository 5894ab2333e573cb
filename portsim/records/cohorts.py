"""Who is in a cohort, of the shipments of a run."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from portsim.base.arrays import Bools
from portsim.model.cohort import Cohort
from portsim.records.shipments import Shipments


def members(cohort: Cohort, shipments: Shipments, terminals: tuple[str, ...]) -> Bools:
    """Whether each shipment of a stream is in a cohort, shape (n,); `terminals` are the run's, by number."""
    inside = cohort.arrived_in(shipments.arrival)
    for trait in cohort.traits:
        inside &= shipments.traits.get(trait, np.zeros(shipments.n, dtype=np.bool_))
    if cohort.terminals:
        own = [number for number, name in enumerate(terminals) if name in cohort.terminals]
        inside &= np.isin(shipments.terminal, own)
    for step in cohort.took:
        inside &= _took(shipments, (step,))
    return inside & ~_took(shipments, cohort.left_out)


def _took(shipments: Shipments, labels: Iterable[str]) -> Bools:
    """Whether each shipment, or its declaration, has begun one of the steps, shape (n,)."""
    taken, wanted = np.zeros(shipments.n, dtype=np.bool_), set(labels)
    for done in shipments.done:
        if done.step.label in wanted:
            taken[done.visits.index] = True
    if shipments.papers is not None and wanted:
        declared = shipments.declaration >= 0
        of_papers = _took(shipments.papers, wanted)
        taken |= declared & of_papers[np.where(declared, shipments.declaration, 0)]
    return taken
