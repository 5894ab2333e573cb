"""A plan of each terminal: where its places stand, in a square of 1000 units, and the road beside each.

From top to bottom: the public road, land side, yard with the sites on its right, water side, papers, then
those places that the scenario puts somewhere (`at`), as it says. Blocks that belong together (`as_at` another
place) stand in one spot.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from portsim.model import sketch
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

    x, y: the upper left corner; road: the height of its road. One that the scenario has put there has none,
    but a hub: the middle of its place, to which straight roads lead. All in units of the plan.
    """

    x: float
    y: float
    width: float
    height: float
    road: float | None
    part: Part
    pools: tuple[int, ...]
    hub: tuple[float, float] | None = None


@dataclass(frozen=True)
class Caption:
    """What is named above its first row, a part or a place of several blocks that the scenario has put there,
    and where the text begins, in units of the plan."""

    x: float
    y: float
    part: Part
    place: str = ""


@dataclass(frozen=True)
class Plan:
    """The plan of a terminal: its height, where those places begin that the scenario has put there (its end
    if there are none), its spots, and the captions of its parts."""

    height: float
    begin: float
    spots: tuple[Spot, ...]
    captions: tuple[Caption, ...]


Group = tuple[int, ...]  # pools that stand in one spot
NOWHERE: Mapping[str, tuple[float, float]] = MappingProxyType({})


def plan(
    terminal: str,
    pools: Sequence[Pool],
    parts: Mapping[tuple[str, str], Part],
    as_at: Mapping[str, str],
    at: Mapping[str, tuple[float, float]] = NOWHERE,
) -> Plan:
    """The plan of a terminal.

    `as_at` gives of a place the other one whose blocks it has; `at` where the scenario puts a place, as
    shares of the width and height of its part of the plan.
    """
    drawn = _Drawn([], [])
    own = [n for n, (_, where, _) in enumerate(pools) if where == terminal]
    free = [n for n in own if as_at.get(pools[n][0], pools[n][0]) not in at]
    rows = {part: _rows(part, free, pools, parts, as_at) for part in HEIGHTS}
    if not rows["yard"]:  # the sites have the whole width
        rows["site"] = list(_cut([group for row in rows["site"] for group in row], MOST["land"]))
    y = ROAD + GAP if free else 0.0
    if rows["land"]:
        drawn.captions.append(Caption(GAP / 2, y, "land"))
        y += CAPTION
    for row in rows["land"]:
        drawn.spots += _across(row, "land", 0, WIDTH, y, y + HEIGHTS["land"] + GAP / 2)
        y += HEIGHTS["land"] + GAP
    wide = SPINE if rows["site"] else WIDTH
    beside = SPINE + GAP if rows["yard"] else 0.0
    yard = drawn.down(rows["yard"], "yard", 0, wide - GAP, y + GAP)
    site = drawn.down(rows["site"], "site", beside, WIDTH, y + GAP)
    if free:
        y = drawn.down(rows["water"], "water", 0, WIDTH, max(yard, site) + GAP)
        y = drawn.down(rows["papers"], "papers", 0, WIDTH, y + GAP)
    begin = y
    if len(free) < len(own):
        drawn.put(_spots([n for n in own if n not in free], pools, as_at), pools, parts, at, begin)
        y += sketch.HEIGHT + GAP
    return Plan(y, begin, tuple(drawn.spots), tuple(drawn.captions))


def _spots(
    own: Sequence[int], pools: Sequence[Pool], as_at: Mapping[str, str]
) -> dict[tuple[str, int], Group]:
    """The pools that stand in one spot, by place and block."""
    spots: dict[tuple[str, int], list[int]] = {}
    for number in own:
        place, _, block = pools[number]
        spots.setdefault((as_at.get(place, place), block), []).append(number)
    return {key: tuple(group) for key, group in spots.items()}


def _rows(
    part: Part,
    free: Sequence[int],
    pools: Sequence[Pool],
    parts: Mapping[tuple[str, str], Part],
    as_at: Mapping[str, str],
) -> list[list[Group]]:
    """The spots of a part, row by row."""
    spots = _spots([n for n in free if parts[pools[n][:2]] == part], pools, as_at)
    groups = list(spots.values())
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

    def put(
        self,
        spots: Mapping[tuple[str, int], Group],
        pools: Sequence[Pool],
        parts: Mapping[tuple[str, str], Part],
        at: Mapping[str, tuple[float, float]],
        y: float,
    ) -> None:
        """Put places where the scenario has them, in the part of the plan that begins at a height."""
        blocks: dict[str, list[Group]] = {}
        for (place, _), group in spots.items():
            blocks.setdefault(place, []).append(group)
        for place, groups in blocks.items():
            taken = sketch.area(at[place], several=len(groups) > 1)
            part = parts[pools[groups[0][0]][:2]]
            head = sketch.HEAD if len(groups) > 1 else 0.0
            if head:
                self.captions.append(Caption(taken.x, y + taken.y, part, place))
            rows = sketch.rows(len(groups))
            cells = math.ceil(len(groups) / rows)
            wide, high = taken.width / cells, (taken.height - head) / rows
            hub = (taken.x + taken.width / 2, y + taken.y + (head + taken.height) / 2)
            gap = 0.0 if len(groups) == 1 else min(GAP / 2, wide / 8, high / 8)
            for number, group in enumerate(groups):
                row, cell = divmod(number, cells)
                x, top = taken.x + cell * wide, y + taken.y + head + row * high
                self.spots.append(Spot(x, top, wide - gap, high - gap, None, part, group, hub))


def _across(
    row: list[Group], part: Part, begin: float, end: float, y: float, road: float, most: int = 0
) -> Iterator[Spot]:
    """The spots of a row between two widths; with `most` as wide as those of a row of so many."""
    step = (end - begin) / max(most, len(row))
    for number, group in enumerate(row):
        yield Spot(begin + number * step + GAP / 2, y, step - GAP, HEIGHTS[part] - GAP / 2, road, part, group)
