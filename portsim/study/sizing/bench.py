"""Figures of many systems, replication by replication: a bench on which each can be run further."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from portsim.base.arrays import Floats

Wanted = Sequence[tuple[int, int]]  # (system, number of the replication)
Draw = Callable[[Wanted], Iterator[Floats]]  # what each gives: its figures, shape (m,), in the same order


class Bench:
    """The figures of each system so far: `of(system)` has shape (replications, m).

    Replication r of one system has the draws of replication r of all others. `runs` counts what was run.
    """

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._seen: dict[int, list[Floats]] = {}

    @property
    def runs(self) -> int:
        return sum(map(len, self._seen.values()))

    def n(self, system: int) -> int:
        return len(self._seen.get(system, ()))

    def of(self, system: int) -> Floats:
        return np.array(self._seen[system])

    def grow(self, wanted: Mapping[int, int]) -> None:
        """Run each of these systems until it has as many replications; those it has are kept."""
        missing = sorted(
            (number, system) for system, most in wanted.items() for number in range(self.n(system), most)
        )
        pairs = [(system, number) for number, system in missing]
        for (system, _), figures in zip(pairs, self._draw(pairs), strict=True):
            self._seen.setdefault(system, []).append(figures)
