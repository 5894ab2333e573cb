"""What became of each figure when replications were run until half-widths are as asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from portsim.study.until_precise.half_width import Needed, needed
from portsim.study.until_precise.sequential import Course
from portsim.study.until_precise.watched import Watch

MET, WAITING, NOT_YET = "met", "met, look-ahead not done", "not yet"
BEYOND, STUCK = "needs more than the most", "unfinished shipments"
ONCE, ABSENT = "measured once", "not measured"


@dataclass(frozen=True)
class Outcome:
    """The watched figures, the course of their half-widths, and how many replications each of them needs.

    `most` replications were allowed, and the time of `budget`.
    """

    watches: tuple[Watch, ...]
    course: Course
    needed: tuple[Needed, ...]
    most: int
    budget: str

    @classmethod
    def of(cls, watches: tuple[Watch, ...], course: Course, most: int, budget: str) -> Outcome:
        found = tuple(
            needed(each, course.n) if (n := course.since(place)) is None else Needed(n, n, n)
            for place, each in enumerate(course.found)
        )
        return cls(watches, course, found, most, budget)

    @property
    def there(self) -> list[int]:
        """The places of the figures that can be judged."""
        return [place for place, each in enumerate(self.course.found) if each.n]

    @property
    def open(self) -> list[int]:
        """The places of those that are not surely as asked, the one that needs most replications first, and
        those of which no number is known last."""
        rest = [place for place in self.there if self.course.n_met(place) is None]
        return sorted(rest, key=lambda place: -self._asked(place))

    def _asked(self, place: int) -> float:
        """How many replications a figure needs; 0 where none helps, or there is no saying."""
        found, n = self.course.found[place], self.needed[place].n
        return 0.0 if math.isnan(n) or found.fixed >= found.target.value else n

    @property
    def n(self) -> int | None:
        """The replications with which all figures that are as asked are so; None if there are none."""
        return max((n for place in self.there if (n := self.course.n_met(place)) is not None), default=None)

    @property
    def predicted(self) -> int | None:
        """About how many replications all figures need of which that can be said; None where it cannot be
        said of any, or all are as asked."""
        late = [place for place in self.open if self.course.since(place) is None] or self.open
        known = [self.needed[place].n for place in late if math.isfinite(self.needed[place].n)]
        return max(int(max(known)), self.n or 0) if known else None

    @property
    def decider(self) -> int | None:
        """The place of the figure that decides how many replications it takes; None where the first look
        found all as asked."""
        if self.open:
            return self.open[0]
        last = [place for place in self.there if self.course.n_met(place) == self.n]
        if not last or self.n == self.course.start or self.n is None:
            return None
        before = self.course.looks[self.n - self.course.start - 1]
        return max(last, key=lambda place: before[place].times)

    @property
    def deciding(self) -> str | None:
        return None if self.decider is None else self.watches[self.decider].name

    @property
    def minutes_each(self) -> float:
        """Wall-clock time of a replication here [min]."""
        return self.course.seconds / 60 / self.course.ran


def status(outcome: Outcome, place: int) -> str:
    """What became of a figure, in a few words."""
    found, course = outcome.course.found[place], outcome.course
    if not found.n:
        return ABSENT
    if course.n_met(place) is not None:
        return MET
    if course.since(place) is not None:
        return WAITING
    if found.n == 1:
        return ONCE
    if found.fixed >= found.target.value:
        return STUCK
    return BEYOND if outcome.needed[place].low > outcome.most else NOT_YET
