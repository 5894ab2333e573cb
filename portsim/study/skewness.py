"""How skewed figures are, and whether by chance: without `scipy.stats`, which takes over a second to load."""

from __future__ import annotations

import math

import numpy as np

from portsim.base.arrays import Floats


def skewness(values: Floats) -> float:
    """The skewness of three figures or more, corrected for their number; the bits of `scipy.stats.skew`."""
    n, variance, third = _moments(values)
    return float(((n - 1.0) * n) ** 0.5 / (n - 2.0) * third / variance**1.5)


def chance_of_skewness(values: Floats) -> float:
    """How often as many figures of a normal distribution, eight or more, are as skewed or more [0..1].

    Source: D'Agostino 1970, Transformation to normality of the null distribution of g1.
    """
    from scipy import special

    n, variance, third = _moments(values)
    scaled = float(third / variance**1.5) * math.sqrt((n + 1) * (n + 3) / (6 * (n - 2)))
    kurtosis = 3 * (n**2 + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
    squared = math.sqrt(2 * (kurtosis - 1)) - 1
    normal = math.asinh(scaled / math.sqrt(2 / (squared - 1))) / math.sqrt(0.5 * math.log(squared))
    return float(2 * special.ndtr(-abs(normal)))


def _moments(values: Floats) -> tuple[int, np.float64, np.float64]:
    """Number, variance and third moment of figures."""
    off = values - values.mean()
    squares = off**2
    return len(values), squares.mean(), (squares * off).mean()
