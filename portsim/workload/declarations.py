"""Traits, and the customs declarations that share them: boxes of one are selected together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints, in_use, joined
from portsim.model.demand import Declaration, Declares, Per, Trait
from portsim.model.port import MOST_TERMINALS
from portsim.workload.draws import Draws

WIDEST = MOST_TERMINALS  # a declaration's number is its place at its terminal times this, plus the terminal


class Shared(NamedTuple):
    """Boxes on declarations that can hold several, by their numbers, shape (shared,); how many declarations
    there are at each terminal; and which each of these boxes is on, counted through all terminals."""

    boxes: Ints
    sizes: tuple[int, ...]
    place: Ints


@dataclass(frozen=True)
class Groups:
    """How the boxes of a stream are declared: `key`, `number` of shape (boxes,), `first` (declarations,).

    `key` names the declaration, below 0 for a box on one of its own; `number` counts the declarations by the
    first of their boxes, and `first` is that box.
    """

    key: Ints
    number: Ints
    first: Ints

    @cached_property
    def shared(self) -> Shared:
        """The declarations by which boxes share what is drawn once for each, the same for all that is."""
        of = np.flatnonzero(self.key >= 0)
        place, terminal = np.divmod(self.key[of], WIDEST)
        sizes = np.zeros(int(terminal.max(initial=-1)) + 1, dtype=np.int64)
        np.maximum.at(sizes, terminal, place + 1)
        return Shared(of, tuple(sizes.tolist()), (np.cumsum(sizes) - sizes)[terminal] + place)

    def declared(self, boxes: Bools) -> Bools:
        """Whether a box of each declaration has what `boxes` tells of each box, shape (declarations,)."""
        out = np.zeros(len(self.first), dtype=np.bool_)
        out[self.number[boxes]] = True
        return out


def grouped(
    declaration: Declaration | None, stream: str, arrival: Floats, terminal: Ints, draws: Draws
) -> Groups:
    """Put the boxes of a stream on declarations, each on one of its own if there is no `declaration`."""
    key = declarations(declaration, stream, arrival, terminal, draws)
    if declaration is None:
        each = np.arange(len(key), dtype=np.int64)
        return Groups(key, each, each)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Groups(key, place[inverse], np.sort(first).astype(np.int64))


def declared_at(
    declares: Declares,
    stream: str,
    arrival: Floats,
    expected: Floats,
    groups: Groups,
    early: Bools,
    draws: Draws,
) -> Floats:
    """When each declaration is lodged [min], shape (declarations,); not before the run begins.

    Early ones are lodged before the first of their boxes is `expected`, all others after the first arrival.
    """
    come, meant = np.full(len(groups.first), np.inf), np.full(len(groups.first), np.inf)
    np.minimum.at(come, groups.number, arrival)
    np.minimum.at(meant, groups.number, expected)
    before = declares.before.times(len(come), draws.at("lodged before", stream))
    after = declares.after.times(len(come), draws.at("lodged after", stream))
    return np.asarray(np.maximum(np.where(early, meant - before, come + after), 0.0))


def declarations(
    declaration: Declaration | None, stream: str, arrival: Floats, terminal: Ints, draws: Draws
) -> Ints:
    """Number of the declaration of each box, shape (n,); below 0 for a box on a declaration of its own.

    Each terminal deals its boxes in the order of arrival plus a random part of `spread` into declarations of
    drawn sizes. A box that comes more than `spread` after the first of its declaration is on its own. The
    numbers of two terminals never meet, and more boxes later change nothing for those before.
    """
    n = len(arrival)
    if declaration is None:
        return np.broadcast_to(np.int64(-1), n)
    own = -1 - np.arange(n, dtype=np.int64)
    spread = declaration.spread.value
    late = draws.at("declaration spread", stream).random(n) * spread
    out = own.copy()
    for t in in_use(terminal):
        mine = np.flatnonzero(terminal == t)
        mine = mine[np.argsort(arrival[mine] + late[mine], kind="stable")]
        sizes = declaration.boxes.draw(len(mine), draws.at("declaration", stream, str(t)))
        full = np.cumsum(np.minimum(sizes, len(mine)))  # boxes up to each declaration
        dealt = np.searchsorted(full, np.arange(len(mine)), side="right")
        first = np.full(int(dealt.max(initial=0)) + 1, np.inf)
        np.minimum.at(first, dealt, arrival[mine])
        together = arrival[mine] - first[dealt] <= spread
        out[mine[together]] = dealt[together] * WIDEST + t
    return out


def draw_trait(trait: Trait, name: str, stream: str, groups: Groups, carrier: Ints, draws: Draws) -> Bools:
    """Whether each shipment of a stream has the trait, shape (n,); one draw per shipment, or per group."""
    if stream not in trait.of:
        return np.zeros(len(carrier), dtype=np.bool_)
    uniform = uniform_per(trait.per, ("trait", name, stream), groups, carrier, draws)
    return np.asarray(uniform < trait.share.value)


def uniform_per(per: Per, address: tuple[str, ...], groups: Groups, carrier: Ints, draws: Draws) -> Floats:
    """A number [0..1) for each shipment, the same for all of one declaration or carrier, shape (n,)."""
    uniform = draws.at(*address).random(len(carrier))
    if per == "declaration":
        shared = groups.shared
        of_each = [draws.at(*address, str(t)).random(size) for t, size in enumerate(shared.sizes)]
        uniform[shared.boxes] = joined(of_each, np.float64)[shared.place]
    elif per == "carrier" and len(carried := np.flatnonzero(carrier >= 0)):
        by_group = draws.at(*address, "carrier").random(int(carrier.max()) + 1)
        uniform[carried] = by_group[carrier[carried]]
    return uniform
