"""The Pareto front of cost against a figure of service, and how sure a share of replications is."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.study.statistics import ERROR


def pareto(costs: Mapping[int, float], figures: Mapping[int, float], *, less: bool) -> list[int]:
    """The systems that no other one beats in cost and figure, cheapest first.

    `less` says that a smaller figure is the better one. Of equal systems the first by number stays.
    """
    sign = 1.0 if less else -1.0
    found: list[int] = []
    best = float("inf")
    for each in sorted(costs, key=lambda n: (costs[n], sign * figures[n], n)):
        if sign * figures[each] < best:
            best = sign * figures[each]
            found.append(each)
    return found


def at_least(successes: int, n: int) -> float:
    """The one-sided lower bound of a probability, from so many successes in n independent replications.

    Source: Clopper and Pearson 1934, The use of confidence or fiducial limits (Biometrika 26).
    """
    from scipy import stats

    return 0.0 if successes == 0 else float(stats.beta.ppf(ERROR, successes, n - successes + 1))


def at_most(successes: int, n: int) -> float:
    """The one-sided upper bound of a probability. Source: as `at_least`."""
    return 1.0 - at_least(n - successes, n)


def replications_to_show(chance: float, failures: int) -> int:
    """The fewest replications that show a probability of at least `chance` (below 1) with so many failures.

    Without a failure ln(0.05) / ln(chance), rounded up: 59 for 95 %.
    """
    low, high = failures, failures + 1
    while at_least(high - failures, high) < chance:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if at_least(middle - failures, middle) < chance:
            low = middle
        else:
            high = middle
    return high
