"""Who goes to which other site: by a trait, by chance, or to the nearest from the terminal; and who can go
where the queue is the shortest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.model.nearest import nearest_site
from portsim.model.other_site import choices
from portsim.model.step import Step
from portsim.workload.columns import Columns
from portsim.workload.declarations import uniform_per


def goers(columns: Columns, steps: Iterable[Step]) -> Mapping[str, Bools]:
    """Whether each shipment of a stream goes to each site that is in a choice of its steps, shape (due,)."""
    asked = {other.site for step in steps for other in step.others}
    found: dict[str, Bools] = {}
    for choice in choices(columns.port.other_sites):
        if asked & set(choice):
            found.update(_of_choice(columns, choice))
    return found


def _of_choice(columns: Columns, choice: tuple[str, ...]) -> Mapping[str, Bools]:
    """Those by trait first, in the order of the file; the rest by one rule."""
    port, terminal = columns.port, columns.due(columns.origin.terminal)
    names = list(port.terminals)
    left = np.ones(len(terminal), dtype=np.bool_)
    gone = np.zeros(len(names))  # the share of the rest at each terminal that has gone to earlier sites
    nearest = np.array([nearest_site(port, choice, name) == each for each in choice for name in names])
    known = {} if columns.standing is None else columns.standing.sites
    found: dict[str, Bools] = {}
    for number in sorted(range(len(choice)), key=lambda k: port.other_sites[choice[k]].rule != "trait"):
        name, site = choice[number], port.other_sites[choice[number]]
        here = np.array([site.takes(terminal) for terminal in names])
        if site.trait is not None:
            goes = columns.trait(site.trait) & here[terminal]
        elif site.share is not None:
            share = np.where(here, site.share.value, 0.0)
            of_left = np.divide(share, 1 - gone, out=np.zeros(len(names)), where=gone < 1)
            gone += share
            goes = _uniform(columns, name) < of_left[terminal]
        elif site.shortest_queue is not None:
            found[name] = here[terminal] & left  # who can; which of them do is decided in the run
            continue
        else:
            goes = nearest.reshape(len(choice), len(names))[number][terminal]
        if name in known:  # of those who stand there
            goes = np.where(np.isnan(known[name]), goes, known[name] > 0)
        found[name] = goes & left
        left = left & ~goes
    return found


def _uniform(columns: Columns, name: str) -> Floats:
    """A number [0..1) for each shipment, or the same for those of a declaration or carrier, shape (due,);
    under an address of the site's own, so that another site changes nobody's number."""
    per, origin = columns.port.other_sites[name].per or "shipment", columns.origin
    address = ("site", name, columns.name)

    def draw() -> Floats:
        return columns.due(uniform_per(per, address, origin.groups, origin.carrier, columns.draws))

    return columns.draws.once((address, per, columns.key), draw)
