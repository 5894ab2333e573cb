"""Visits of trucks, put together of gate moves: a move in and the next one out of the same truck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.scenario.logs.cells.dates import When

LONGEST = 1440.0  # [min] from the move in to the move out; assumption, range 240 to 1440
TOGETHER = 10.0  # [min] between two moves one way of a truck with two boxes; assumption, range 0 to 20
IN, OUT = "in", "out"
BOTH = "in and out"


@dataclass(frozen=True, eq=False)
class Visits:
    """The visit of each move, shape (moves,), numbered from 1 in the order of the file.

    says: what moves each visit has, by its number less one. stays: minutes from the move in to the first one
    out, of visits with both.
    """

    visit: Ints
    says: tuple[str, ...]
    stays: Floats


def truck_visits(trucks: Sequence[str | None], direction: Sequence[str | None], when: When) -> Visits:
    """Put moves together, shape (moves,) each. `trucks` says which truck at which terminal, None for none.

    Moves of one truck are gone through by their time, those in first. A move in begins a visit, or goes with
    one in at most `TOGETHER` before it (two boxes on one truck). A move out ends the visit that the last move
    in began at most `LONGEST` before, unless it has ended; one at most `TOGETHER` after another one goes with
    it. Moves without a truck, a time or a direction are visits of their own.
    """
    n = len(trucks)
    names = {name: number for number, name in enumerate(dict.fromkeys(trucks))}
    truck = np.array([names[each] for each in trucks], dtype=np.int64)
    minutes = when.astype("datetime64[s]").astype(np.int64) / 60
    order = np.lexsort((np.array([each != IN for each in direction]), minutes, truck))
    alone = np.array([each is None for each in trucks], np.bool_) | np.isnat(when)
    visit, stays = np.zeros(n, dtype=np.int64), list[float]()
    last, begun, moved, way, current, number = -1, 0.0, 0.0, "", 0, 0
    for row in order.tolist():
        which, at = direction[row], float(minutes[row])
        if alone[row] or which not in (IN, OUT):
            number += 1
            visit[row] = number
            continue
        if truck[row] != last:
            way = ""
        leaves = which == OUT and way == IN and at - begun <= LONGEST
        if leaves:
            stays.append(at - begun)
        elif way != which or at - moved > TOGETHER:
            number += 1
            current, begun = number, at
        visit[row] = current
        last, moved, way = truck[row], at, which
    return _numbered(visit, direction, np.array(stays))


def _numbered(visit: Ints, direction: Sequence[str | None], stays: Floats) -> Visits:
    """The visits in the order in which they begin in the file."""
    _, first, back = np.unique(visit, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))[back]
    ways: list[dict[str, None]] = [{} for _ in first]
    for number, each in zip(rank.tolist(), direction, strict=True):
        ways[number][each or ""] = None
    return Visits(
        rank + 1, tuple(BOTH if {IN, OUT} <= set(each) else next(iter(each)) for each in ways), stays
    )
