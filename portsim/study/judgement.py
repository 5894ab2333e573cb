"""What an interval says of a difference: less, more, equivalent, or undecided and for how long."""

from __future__ import annotations

from typing import Literal

from portsim.base.borders import on_border
from portsim.study.statistics import ERROR, Paired
from portsim.study.student import t_quantile

Found = Literal["less", "more", "equivalent", "undecided", "not measured"]
POWER = 0.8  # share of studies that would find a difference as large as the estimate
MOST_REPLICATIONS = 10_000_000
ROUNDING = 1e-9  # of a half-width


def found(result: Paired, p: float, matters: float) -> Found:
    """What a paired comparison says.

    `p` is corrected for its family, `matters` is the smallest difference that matters [the figure's unit].
    A difference is one only where the CI excludes 0 too, which unfinished shipments can have widened.
    *Equivalent*: the whole 95 % CI lies within it, also where it excludes 0. Source: Schuirmann 1987, two
    one-sided tests, here at 2.5 %.
    """
    if result.n == 0:
        return "not measured"
    low, high = (on_border(end, -matters, matters) for end in (result.low, result.high))
    if -matters <= low and high <= matters:
        return "equivalent"
    if p < ERROR and not result.low <= 0 <= result.high:
        return "less" if result.difference < 0 else "more"
    return "undecided"


def replications_needed(result: Paired, matters: float, level: float) -> float:
    """About how many replications would tell; NaN of a single one, inf where even ten million would not.

    Half of what matters as half-width of the interval at `level` (the p-value that the family asks for)
    always tells: an estimate below it is then equivalent, one above it excludes 0. Fewer do if the difference
    is as large as the estimate and far from 0: as many as find it in four studies of five. What unfinished
    shipments widen the CI by stays, however many there are: a longer run-out takes it away. Source: Law,
    Simulation Modeling and Analysis, 9.4.1; Chow, Shao and Wang, Sample Size Calculations, 3.1.
    """
    if result.n < 2:
        return float("nan")
    left_open = _left_open(result)
    towards_0 = left_open[0 if result.difference > 0 else 1]

    def enough(n: int) -> bool:
        error = result.deviation / n**0.5
        half, margin = -t_quantile(level / 2, n - 1) * error, t_quantile(POWER, n - 1) * error
        near = half + max(left_open) <= matters / 2
        return bool(near or half + margin + towards_0 <= abs(result.difference))

    if enough(result.n):
        return float(result.n)
    low, high = result.n, 2 * result.n
    while not enough(high):
        low, high = high, 2 * high
        if high > MOST_REPLICATIONS:
            return float("inf")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return float(high)


def _left_open(result: Paired) -> tuple[float, float]:
    """By how much each end of the CI lies beyond that of the replications: what is unfinished leaves open."""
    half = -t_quantile(ERROR / 2, result.n - 1) * result.deviation / result.n**0.5
    beyond = (result.difference - result.low - half, result.high - result.difference - half)
    low, high = (each if each > ROUNDING * half else 0.0 for each in beyond)
    return low, high
