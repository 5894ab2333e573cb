"""Where a figure that runs estimate crosses a target, as one input moves: the roots and their intervals.

All points are estimated on the same draws of chance, so that the figure is one fixed function of the input
(a sample average), whose root a bracketing method finds. The interval of a root are the values at which the
95 % CI of the figure holds the target: the test of the figure at each value, inverted. For a figure that is
linear in the input these are the bounds of Fieller's theorem.

Sources: Pasupathy and Kim 2011, The stochastic root-finding problem, ACM TOMACS 21(3), 19 (sample average
approximation); Brent 1973, Algorithms for minimization without derivatives, ch. 4; Casella and Berger 2002,
Statistical inference, 9.2.1 (inverting a test); Fieller 1954, J. R. Stat. Soc. B 16(2), 175-185.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

SMALLEST = 8.9e-16  # four times the rounding of a number: the least relative step of Brent's method
State = Literal["", "overloaded", "cannot run", "not measured"]


@dataclass(frozen=True)
class At:
    """The figure at one value of the input, with its 95 % CI over `n` replications; `state` says why there is
    none, `why` in more words."""

    value: float
    figure: float = math.nan
    low: float = math.nan
    high: float = math.nan
    n: int = 0
    state: State = ""
    why: str = ""

    @property
    def usable(self) -> bool:
        """Whether it tells on which side of a target the figure is."""
        return self.state == "" and math.isfinite(self.figure)


@dataclass(frozen=True)
class Crossing:
    """A value of the input at which the figure crosses the target, with the 95 % interval of that value.

    An end of the interval beyond all values that were looked at is infinite. `rises` says that the figure is
    above the target beyond it, and `reached` that the target is reached there, and not before. Of whole
    numbers, `before` and `after` are the two neighbours, and `value` is that one of them at which the target
    is reached; else both are NaN.
    """

    value: float
    low: float
    high: float
    rises: bool
    before: float = math.nan
    after: float = math.nan
    below: bool = False

    @property
    def reached(self) -> bool:
        return self.rises != self.below


@dataclass(frozen=True)
class Search:
    """How closely is looked: roots to `near` [the input's unit], ends of intervals to `near_end`; a figure
    within `negligible` of half the width of its CI is as good as on the target. `most` evaluations a root.
    The target is reached by figures at it or above it, or at it or `below` it."""

    near: float
    near_end: float
    negligible: float = 0.0
    most: int = 100
    whole: bool = False
    below: bool = False

    def reaches(self, point: At, target: float) -> bool:
        """Whether the target is reached at a value."""
        return point.figure <= target if self.below else point.figure >= target


class Curve:
    """The figure as a function of the input: what was looked at once is not looked at again."""

    def __init__(self, look: Callable[[float], At]) -> None:
        self._look = look
        self._seen: dict[float, At] = {}

    def at(self, value: float) -> At:
        if value not in self._seen:
            self._seen[value] = self._look(value)
        return self._seen[value]

    @property
    def points(self) -> list[At]:
        """All that was looked at, in the order of the input."""
        return [self._seen[value] for value in sorted(self._seen)]


def crossings(curve: Curve, grid: Iterable[float], target: float, search: Search) -> list[Crossing]:
    """All crossings of the target that a grid of values shows, in the order of the input."""
    points = [curve.at(value) for value in sorted(set(grid))]
    found = []
    for left, right in pairwise(points):
        reached = [search.reaches(point, target) for point in (left, right)]
        if left.usable and right.usable and reached[0] != reached[1]:
            root = _Root(curve, target, search, rises=reached[1] != search.below).between(left, right)
            found += [] if root is None else [root]
    return found


class _Root:
    """One crossing, and how it is found."""

    def __init__(self, curve: Curve, target: float, search: Search, *, rises: bool) -> None:
        self.curve, self.target, self.search, self.rises = curve, target, search, rises

    def between(self, left: At, right: At) -> Crossing | None:
        """The crossing between two values on both sides of the target; None if the figure is not to be had at
        a value between them."""
        if self.search.whole:
            before, after = self._neighbours(left.value, right.value, self._height)
            reached = after if self.reached else before
            if abs(after - before) > 1:
                return None
            ends = self._end(before, -1), self._end(after, +1)
            return Crossing(reached, *ends, self.rises, before, after, self.search.below)
        root = self._zero(left.value, right.value, self._height, self.search.near)
        if root is None:
            return None
        ends = self._end(root, -1), self._end(root, +1)
        return Crossing(root, *ends, self.rises, below=self.search.below)

    @property
    def reached(self) -> bool:
        """Whether the target is reached beyond the root, and not before."""
        return self.rises != self.search.below

    def _height(self, point: At) -> float:
        """How far the figure is on the side of the target that reaches it."""
        return self.target - point.figure if self.search.below else point.figure - self.target

    def _inside(self, side: int) -> Callable[[At], float]:
        """How far the CI reaches beyond the target at a value on this side of the root: 0 or more where the
        root may lie there."""
        upper = self.rises == (side < 0)
        return lambda point: point.high - self.target if upper else self.target - point.low

    def _end(self, root: float, side: int) -> float:
        """Where the interval of the root ends on one side of it."""
        inside, inner = self._inside(side), root
        if inside(self.curve.at(root)) < 0:  # of whole numbers: the neighbour is outside of it already
            return self._whole_end(root - side, root, side) if self.search.whole else root
        for point in self._outward(root, side):
            if not point.usable:
                break
            if inside(point) < 0:
                if self.search.whole:
                    one, other = self._neighbours(inner, point.value, inside)
                    return self._whole_end(one, other, side) if abs(other - one) <= 1 else side * math.inf
                end = self._zero(inner, point.value, inside, self.search.near_end)
                return side * math.inf if end is None else end
            inner = point.value
        return side * math.inf

    def _outward(self, root: float, side: int) -> Iterator[At]:
        points = self.curve.points if side > 0 else self.curve.points[::-1]
        return (point for point in points if side * (point.value - root) > 0)

    def _whole_end(self, inner: float, outer: float, side: int) -> float:
        """The first (where it is reached beyond) or last whole number at which the target may be reached, at
        the end of the interval on one side."""
        return inner if self.reached == (side < 0) else outer

    def _neighbours(self, one: float, other: float, height: Callable[[At], float]) -> tuple[float, float]:
        """The two whole numbers, next to each other, between which a height changes its sign; as given, the
        one nearer to `one` first."""
        first = height(self.curve.at(one)) >= 0
        while abs(other - one) > 1:
            middle = math.floor((one + other) / 2)
            point = self.curve.at(middle)
            if not point.usable:
                break
            one, other = (middle, other) if (height(point) >= 0) == first else (one, middle)
        return one, other

    def _zero(self, a: float, b: float, height: Callable[[At], float], near: float) -> float | None:
        """Where a height is 0 between two values at which its signs differ, by Brent's method; None if the
        figure is not to be had at one of the values that it asks for."""
        from scipy.optimize import brentq

        asked: list[At] = []

        def f(value: float) -> float:
            point = self.curve.at(value)
            asked.append(point)
            if not point.usable:
                return 0.0  # ends the search
            found, half = height(point), (point.high - point.low) / 2
            slight = math.isfinite(half) and abs(found) <= self.search.negligible * half
            return 0.0 if slight else found

        for end in (a, b):
            if f(end) == 0:
                return end
        root, _ = brentq(
            f, a, b, xtol=near, rtol=SMALLEST, maxiter=self.search.most, full_output=True, disp=False
        )
        return float(root) if all(point.usable for point in asked) else None
