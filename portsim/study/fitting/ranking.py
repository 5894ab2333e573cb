"""Which shape describes measured times: every family, ranked by AIC, tested by Anderson-Darling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.fitting.bounded import BetaFamily, TriangularFamily, UniformFamily
from portsim.study.fitting.family import Family
from portsim.study.fitting.mixing import MixtureFamily
from portsim.study.fitting.skewed import (
    ErlangFamily,
    ExponentialFamily,
    GammaFamily,
    LoglogisticFamily,
    LognormalFamily,
    NormalFamily,
    WeibullFamily,
)

FAMILIES: tuple[Family, ...] = (
    ExponentialFamily(),
    ErlangFamily(),
    GammaFamily(),
    LognormalFamily(),
    WeibullFamily(),
    LoglogisticFamily(),
    NormalFamily(),
    UniformFamily(),
    TriangularFamily(),
    BetaFamily(),
    MixtureFamily(),
)
REFUSED = 0.05  # p-values below this refuse a shape
CLOSE = 0.03  # a shape that is off by no larger share of the times anywhere is taken all the same
HOPELESS = 6.0  # A^2 above which no bootstrap is needed
NOTABLE = 0.01  # Akaike weight from which a shape is tested beside the one that is taken
AT_ONCE = 2_000_000  # values that are fitted at once
STOP = 20  # as many larger statistics settle that a p-value is no small one


@dataclass(frozen=True)
class Fit:
    """One family fitted to one sample of n times.

    figures: by key [min, or 1]. aic: Akaike's criterion. weight: its Akaike weight among all fits. distance:
    A^2 of Anderson and Darling. p: of A^2 by the parametric bootstrap, NaN where it was not asked for. off:
    the largest share of times [0..1] by which the shape and the sample differ below any time (Kolmogorov).
    """

    family: Family
    figures: Mapping[str, float]
    n: int
    aic: float
    weight: float
    distance: float
    p: float
    off: float

    @property
    def arrays(self) -> dict[str, Floats]:
        """The figures as a row, shape (1, 1) each."""
        return {key: np.array([[each]]) for key, each in self.figures.items()}

    @property
    def mean(self) -> float:
        """Mean of the shape [min]."""
        return float(self.family.mean(self.arrays)[0, 0])

    @property
    def accepted(self) -> bool:
        """Whether the test does not refuse it, or it is off by so little that it does not matter."""
        return self.p >= REFUSED or self.off <= CLOSE

    def quantiles(self, shares: Floats) -> Floats:
        """The times [min] of the shape at shares [0..1], shape (n,)."""
        return np.asarray(self.family.at(shares[None, :], self.arrays)[0])


def ranked(times: Floats, rng: np.random.Generator, bootstrap: int = 199) -> tuple[Fit, ...]:
    """Every family fitted to measured times [min], shape (n,), the best by AIC first; none where all are the
    same, or fewer than 10.

    AIC = 2 k - 2 ln L (Akaike 1974), weights exp(-d/2) / sum (Burnham and Anderson 2002, 2.9). A^2 by
    Stephens 1974; as figures are fitted its p-value comes from `bootstrap` samples of the fitted shape,
    each fitted anew (Stute, Gonzalez Manteiga and Presedo Quindimil 1993), and ends early where 20 of them
    are larger (Besag and Clifford 1991). Above 6, the 0.1 % point where nothing is fitted, p is
    given as 0: fitting
    makes A^2 smaller. Shapes are tested in the order of AIC until one is accepted, then those of a
    notable weight.
    """
    x = np.sort(np.asarray(times, dtype=np.float64))[None, :]
    n = x.shape[1]
    found = []
    for family in FAMILIES:
        if n < family.least or x[0, 0] == x[0, -1]:
            continue
        figures = family.fit(x)
        if any(not np.isfinite(each).all() for each in figures.values()):
            continue
        likely = float(family.log_density(x, figures).sum())
        if not np.isfinite(likely):
            continue
        found.append((family, {k: float(v[0, 0]) for k, v in figures.items()}, 2 * family.free - 2 * likely))
    if not found:
        return ()
    best = min(aic for _, _, aic in found)
    weights = np.exp([(best - aic) / 2 for _, _, aic in found])
    weights /= weights.sum()
    fits: list[Fit] = []
    order = sorted(zip(found, weights, strict=True), key=lambda each: (each[0][0].several, each[0][2]))
    for (family, own, aic), weight in order:
        rows = {key: np.array([[each]]) for key, each in own.items()}
        below = family.below(x, rows)
        distance = float(anderson_darling(below)[0])
        asked = not any(fit.accepted for fit in fits) or (weight >= NOTABLE and not family.several)
        p = _p_value(family, rows, n, distance, rng, bootstrap) if asked else float("nan")
        fits.append(Fit(family, own, n, aic, float(weight), distance, p, float(_off(below)[0])))
    return tuple(sorted(fits, key=lambda fit: fit.aic))


def chosen(fits: Sequence[Fit]) -> Fit | None:
    """The best shape by AIC among those that are accepted, a mixture only where no single shape is; None if
    none is."""
    accepted = sorted(fits, key=lambda fit: (fit.family.several, fit.aic))
    return next((fit for fit in accepted if fit.accepted), None)


def anderson_darling(below: Floats) -> Floats:
    """A^2 of samples in rising order, given as shares of the shape below each, (rows, n) -> (rows,).

    A^2 = -n - sum (2i - 1) (ln u_i + ln(1 - u_(n+1-i))) / n (Stephens 1974, JASA 69; D'Agostino and
    Stephens 1986, Goodness-of-Fit Techniques, 4.2).
    """
    n = below.shape[1]
    u = np.clip(below, 1e-300, 1 - 1e-16)
    odd = 2 * np.arange(1, n + 1) - 1
    return np.asarray(-n - ((np.log(u) + np.log1p(-u[:, ::-1])) @ odd) / n)


def _off(below: Floats) -> Floats:
    """Kolmogorov's distance of each row."""
    n = below.shape[1]
    steps = np.arange(1, n + 1) / n
    return np.asarray(np.maximum(steps - below, below - steps + 1 / n).max(axis=1))


def _p_value(
    family: Family,
    figures: Mapping[str, Floats],
    n: int,
    distance: float,
    rng: np.random.Generator,
    bootstrap: int,
) -> float:
    if not bootstrap:
        return float("nan")
    if distance > HOPELESS:
        return 0.0
    larger = tried = 0
    for x in samples(family, figures, n, rng, bootstrap):
        again = family.fit(x)
        with np.errstate(invalid="ignore"):
            theirs = anderson_darling(family.below(x, again))
        for each in theirs[np.isfinite(theirs)]:
            tried += 1
            larger += bool(each >= distance)
            if larger == STOP:
                return larger / tried
    return (larger + 1) / (tried + 1) if tried else float("nan")


def samples(
    family: Family, figures: Mapping[str, Floats], n: int, rng: np.random.Generator, rows: int
) -> Iterator[Floats]:
    """Samples of a shape in rising order, a few rows at a time, shape (some, n) each; `rows` in all."""
    at_once = max(1, min(32, AT_ONCE // n))
    for begin in range(0, rows, at_once):
        yield family.sample(figures, min(at_once, rows - begin), n, rng)
