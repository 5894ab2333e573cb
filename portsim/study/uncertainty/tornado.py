"""One input at a time: the figures at both ends of its range, all others as stated, simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from portsim.scenario.inputs import Input
from portsim.study.uncertainty.worlds import Point

ENDS = (0.0, 1.0)


def chosen(ranked: Sequence[Sequence[str]], most: int) -> list[str]:
    """The inputs to try, of lists that name the most important one first: one of each list in turn."""
    found: dict[str, None] = {}
    for place in range(max(map(len, ranked), default=0)):
        for names in ranked:
            if place < len(names) and len(found) < most:
                found[names[place]] = None
    return list(found)


def ends_of(each: Input) -> tuple[float, ...]:
    """The shares to try: both ends of a range, or every step but the one that is stated."""
    if not each.cuts:
        return ENDS
    ends = (0.0, *each.cuts, 1.0)
    middles = [(low + high) / 2 for low, high in pairwise(ends)]
    return tuple(share for share in middles if each.words_at(share) != each.stated_words)


def points_at_ends(
    names: Sequence[str], inputs: Mapping[str, Input], numbers: tuple[int, ...]
) -> list[tuple[str, float, Point]]:
    """(input, share, point) of every world to try, each in the replications of these numbers."""
    return [(name, share, Point({name: share}, numbers)) for name in names for share in ends_of(inputs[name])]
