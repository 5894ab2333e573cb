"""Replications until all half-widths are as asked, and stay so for a while, or a budget ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from portsim.study.until_precise.half_width import HalfWidth, needed

START = 5  # replications before the first look, if no other number is asked
LOOK_AHEAD = 5  # kLimit of Hoad, Robinson and Davies
End = Literal["met", "far", "most", "budget"]
State = Literal["met", "not yet", "far", "absent"]


def look_ahead(n: int) -> int:
    """Replications through which half-widths that are as asked after n of them must stay so.

    5, and from 100 replications on 5 % of n. Source: Hoad, Robinson and Davies 2010, Automated selection of
    the number of replications for a discrete-event simulation, JORS 61, f(kLimit, n) with kLimit = 5.
    """
    return LOOK_AHEAD * max(n, 100) // 100


@dataclass(frozen=True)
class Rule:
    """From how many replications on it is looked, how many there may be at `most`, in how many `seconds` [s],
    and how many are run `at_once`."""

    start: int
    most: int
    seconds: float
    at_once: int = 1


@dataclass(frozen=True)
class Course:
    """The half-widths after `start`, `start + 1`, ... replications, figure by figure, and how it ended.

    `met`: all are as asked, and stayed so; `far`: all others need more replications than there may be, also
    at the lower end of what they may need; `most`: there may be no more; `budget`: no time is left. `ran` is
    the number of replications that were run, in `seconds` [s].
    """

    start: int
    looks: tuple[tuple[HalfWidth, ...], ...]
    end: End
    ran: int
    seconds: float

    @property
    def last(self) -> int:
        """The number of replications at the last look."""
        return self.start + len(self.looks) - 1

    @property
    def n(self) -> int:
        """The number of replications that the figures are reported at: the first with which all are as asked
        and stay so; if there is none, the last one."""
        if self.end != "met":
            return self.last
        return self.start + _begin([_all_met(look) for look in self.looks])

    @property
    def found(self) -> tuple[HalfWidth, ...]:
        """The figures after `n` replications."""
        return self.looks[self.n - self.start]

    def since(self, figure: int) -> int | None:
        """From how many replications on a figure is as asked, to the last look; None if it is not."""
        met = [look[figure].met for look in self.looks]
        return self.start + _begin(met) if met[-1] else None

    def n_met(self, figure: int) -> int | None:
        """The same where it stayed so for as long as the look-ahead; None if it is not sure yet."""
        since = self.since(figure)
        return since if since is not None and self.last - since >= look_ahead(since) else None


def until(
    rule: Rule,
    run: Callable[[range, int], None],
    look: Callable[[int], tuple[HalfWidth, ...]],
    clock: Callable[[], float] = monotonic,
) -> Course:
    """Run replications in batches, and look after each of them, until all figures are as asked.

    `run` runs replications of these numbers, of an expected total; `look` gives the figures after so many of
    them. What is found depends neither on the batches nor on `at_once`, unless the time ends it. A batch that
    would end after the budget is not begun, but for the first one.
    """
    looks: list[tuple[HalfWidth, ...]] = []
    states: list[tuple[State, ...]] = []
    begun, batch = clock(), range(rule.start)
    expected = min(rule.most, rule.start + look_ahead(rule.start))
    while True:
        before = clock()
        run(batch, expected)
        rounds = math.ceil(len(batch) / rule.at_once)
        each = (clock() - before) / rounds
        for n in range(max(batch.start + 1, rule.start), batch.stop + 1):
            looks.append(look(n))
            states.append(tuple(_state(found, n, rule.most) for found in looks[-1]))
            if end := _end(states, rule):
                return Course(rule.start, tuple(looks), end, batch.stop, clock() - begun)
        expected = _expected(looks[-1], states, rule)
        left = rule.seconds - (clock() - begun)
        size = _size(batch.stop, expected, met="not yet" not in states[-1], rule=rule)
        affordable = rule.at_once * math.floor(left / each) if each > 0 else size
        size = min(size, affordable)
        if size < 1:
            return Course(rule.start, tuple(looks), "budget", batch.stop, clock() - begun)
        batch = range(batch.stop, batch.stop + size)


def _begin(met: Sequence[bool]) -> int:
    """The place at which the unbroken run of what is met at the end begins."""
    return len(met) - next((n for n, each in enumerate(reversed(met)) if not each), len(met))


def _all_met(look: Sequence[HalfWidth]) -> bool:
    there = [found.met for found in look if found.n]
    return bool(there) and all(there)


def _state(found: HalfWidth, n: int, most: int) -> State:
    if not found.n:
        return "absent"
    if found.met:
        return "met"
    return "far" if needed(found, n).low > most else "not yet"


def _end(states: Sequence[tuple[State, ...]], rule: Rule) -> End | None:
    """How it ends after the last look; None if it goes on."""
    for end, ends in (("met", {"met", "absent"}), ("far", {"met", "absent", "far"})):
        at = [ends >= set(own) and (end == "far" or "met" in own) for own in states]
        since = rule.start + _begin(at)
        if at[-1] and rule.start + len(at) - 1 - since >= look_ahead(since):
            return end  # type: ignore[return-value]
    return "most" if rule.start + len(states) - 1 >= rule.most else None


def _expected(look: Sequence[HalfWidth], states: Sequence[tuple[State, ...]], rule: Rule) -> int:
    """With how many replications it is likely to end, at most so many as there may be."""
    n = rule.start + len(states) - 1
    open_ = [needed(found, n).n for found, state in zip(look, states[-1], strict=True) if state == "not yet"]
    if open_:
        then = max(each if math.isfinite(each) else rule.most for each in open_)
    else:
        then = rule.start + _begin(["not yet" not in own for own in states])
    then = int(min(max(then, rule.start), rule.most))
    return max(n + 1, min(rule.most, then + look_ahead(then)))


def _size(done: int, expected: int, rule: Rule, *, met: bool) -> int:
    """How many replications to run next, in whole rounds: all that are missing where only the look-ahead is,
    else half of them, and at most half of those that are done, as it may end sooner."""
    missing = expected - done
    wanted = missing if met else math.ceil(min(missing, done) / 2)
    return min(rule.at_once * math.ceil(wanted / rule.at_once), rule.most - done)
