"""A plan of each terminal: where its places stand, in a square of 1000 units, and the road beside each.

From top to bottom: the public road, land side, yard with the sites on its right, water side, papers. Blocks
that belong together (`as_at` another place) stand in one spot.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portsim.report.play.parts import Part
from portsim.report.play.twins import Pool

WIDTH = 1000.0
SPINE = 640.0  # the road between yard and sites
ROAD = 18.0  # the public road
GAP = 12.0
CAPTION = 20.0
HEIGHTS: Mapping[Part, float] = {"land": 104, "yard": 84, "site": 84, "water": 76, "papers": 80}
MOST = {"land": 8, "site": 2, "papers": 8, "water": 8}  # in a row


@dataclass(frozen=True)
class Spot:
    """Where the blocks of one or several places stand.

    x, y: the upper left corner; road: the height of its road. All in units of the plan.
    """

    x: float
    y: float
    width: float
    height: float
    road: float
    part: Part
    pools: tuple[int, ...]


@dataclass(frozen=True)
class Caption:
    """The part that is named above its first row, and where the text begins, in units of the plan."""

    x: float
    y: float
    part: Part


@dataclass(frozen=True)
class Plan:
    """The plan of a terminal: its height, its spots, and the captions of its parts."""

    height: float
    spots: tuple[Spot, ...]
    captions: tuple[Caption, ...]


Group = tuple[int, ...]  # pools that stand in one spot


def plan(
    terminal: str,
    pools: Sequence[Pool],
    parts: Mapping[tuple[str, str], Part],
    as_at: Mapping[str, str],
) -> Plan:
    """The plan of a terminal; `as_at` gives of a place the other one whose blocks it has."""
    drawn = _Drawn([], [])
    rows = {part: _rows(part, terminal, pools, parts, as_at) for part in HEIGHTS}
    y = ROAD + GAP
    if rows["land"]:
        drawn.captions.append(Caption(GAP / 2, y, "land"))
        y += CAPTION
    for row in rows["land"]:
        drawn.spots += _across(row, "land", 0, WIDTH, y, y + HEIGHTS["land"] + GAP / 2)
        y += HEIGHTS["land"] + GAP
    wide = SPINE if rows["site"] else WIDTH
    yard = drawn.down(rows["yard"], "yard", 0, wide - GAP, y + GAP)
    site = drawn.down(rows["site"], "site", SPINE + GAP, WIDTH, y + GAP)
    y = drawn.down(rows["water"], "water", 0, WIDTH, max(yard, site) + GAP)
    y = drawn.down(rows["papers"], "papers", 0, WIDTH, y + GAP)
    return Plan(y, tuple(drawn.spots), tuple(drawn.captions))


def _rows(
    part: Part,
    terminal: str,
    pools: Sequence[Pool],
    parts: Mapping[tuple[str, str], Part],
    as_at: Mapping[str, str],
) -> list[list[Group]]:
    """The spots of a part, row by row."""
    own = [n for n, (place, at, _) in enumerate(pools) if at == terminal and parts[place, at] == part]
    spots: dict[tuple[str, int], list[int]] = {}
    for number in own:
        place, _, block = pools[number]
        spots.setdefault((as_at.get(place, place), block), []).append(number)
    groups = [tuple(group) for group in spots.values()]
    if part == "yard":
        return list(_cut(groups, max(1, math.ceil(math.sqrt(len(groups) * 2)))))
    if part == "water":  # the blocks of a place in a row of their own, single ones together
        by_place: dict[str, list[Group]] = {}
        for (place, _), group in zip(spots, groups, strict=True):
            by_place.setdefault(place, []).append(group)
        single = [each[0] for each in by_place.values() if len(each) == 1]
        several = [row for each in by_place.values() if len(each) > 1 for row in _cut(each, 12)]
        return [*_cut(single, MOST["water"]), *several]
    return list(_cut(groups, MOST[part]))


def _cut(groups: list[Group], most: int) -> Iterator[list[Group]]:
    """Rows of at most so many, as even as can be."""
    if groups:
        rows = math.ceil(len(groups) / most)
        each = math.ceil(len(groups) / rows)
        yield from (groups[n : n + each] for n in range(0, len(groups), each))


@dataclass
class _Drawn:
    """What has been put on the plan so far."""

    spots: list[Spot]
    captions: list[Caption]

    def down(self, rows: list[list[Group]], part: Part, begin: float, end: float, y: float) -> float:
        """Put the rows of a part below each other, each under its road; the height below the last."""
        most = max((len(row) for row in rows), default=1)
        if rows:
            self.captions.append(Caption(begin + GAP / 2, y, part))
            y += CAPTION + GAP / 2
        for row in rows:
            self.spots += _across(row, part, begin, end, y + GAP / 2, y, most)
            y += HEIGHTS[part] + GAP
        return y


def _across(
    row: list[Group], part: Part, begin: float, end: float, y: float, road: float, most: int = 0
) -> Iterator[Spot]:
    """The spots of a row between two widths; with `most` as wide as those of a row of so many."""
    step = (end - begin) / max(most, len(row))
    for number, group in enumerate(row):
        yield Spot(begin + number * step + GAP / 2, y, step - GAP, HEIGHTS[part] - GAP / 2, road, part, group)
