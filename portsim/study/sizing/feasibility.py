"""Whether a system keeps its targets: fully sequential checks with an indifference zone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from portsim.base.arrays import Bools, Floats

State = Literal["feasible", "infeasible", "undecided"]


class Decision(NamedTuple):
    """What a check says, and after how many replications it said it."""

    state: State
    at: int


def check_chance(met: Bools, chance: float, zone: float, error: float) -> Decision:
    """Whether a replication meets its targets with this chance, from the replications so far, shape (n,).

    A system with a chance of `chance + zone` or more is called infeasible, and one with `chance - zone` or
    less feasible, with a probability of at most `error` each, however long it is looked at; between the two
    either answer will do. Source: Wald 1945, Sequential tests of statistical hypotheses (Annals of
    Mathematical Statistics 16), section 3, with the bounds ln(1/error) that hold without an approximation.
    """
    low, high = chance - zone, chance + zone
    steps = np.where(met, math.log(high / low), math.log((1 - high) / (1 - low)))
    return _first(np.cumsum(steps), np.full(len(met), math.log(1 / error)))


def check_mean(gaps: Floats, zone: float, error: float, first: int) -> Decision:
    """Whether the expected gap to a limit is at most 0, from the replications so far, shape (n,).

    A system whose expected gap is `-zone` or less is called infeasible, and one with `zone` or more feasible,
    with a probability of at most `error` each, for normal figures. `first` replications give the variance,
    and nothing is said before them. Source: Andradottir and Kim 2010, Fully sequential procedures for
    comparing constrained systems via simulation (Naval Research Logistics 57), procedure F with c = 1.
    """
    n = len(gaps)
    if n < first:
        return Decision("undecided", n)
    variance = float(gaps[:first].var(ddof=1))
    at = np.arange(1, n + 1)
    bound = np.maximum(0.0, (first - 1) * eta(error, first) * variance / zone - zone * at / 2)
    bound[: first - 1] = np.inf
    return _first(-np.cumsum(gaps), bound)


def eta(error: float, first: int) -> float:
    """The constant of a fully sequential procedure: ((2 error)^(-2 / (first - 1)) - 1) / 2.

    Source: Kim and Nelson 2001, equation (2), with c = 1.
    """
    return (math.pow(2 * error, -2 / (first - 1)) - 1) / 2


def joined(decisions: Sequence[Decision]) -> Decision:
    """What the checks of several targets say of a system: infeasible as soon as one is missed, feasible once
    all are kept.

    Source: Batur and Kim 2010, Finding feasible systems in the presence of constraints on multiple
    performance measures (ACM TOMACS 20).
    """
    missed = [each.at for each in decisions if each.state == "infeasible"]
    if missed:
        return Decision("infeasible", min(missed))
    kept = all(each.state == "feasible" for each in decisions)
    return Decision("feasible" if kept else "undecided", max(each.at for each in decisions))


def _first(sums: Floats, bound: Floats) -> Decision:
    """The side on which the sums first reach the bound; above is feasible, and so is a bound of 0 at 0."""
    reached = np.flatnonzero(np.abs(sums) >= bound)
    if not len(reached):
        return Decision("undecided", len(sums))
    at = int(reached[0])
    return Decision("feasible" if sums[at] >= 0 else "infeasible", at + 1)
