"""The part of the space that observed figures do not rule out, and how much of the prior it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.calibration.emulator import Emulator
from portsim.study.calibration.targets import Targets
from portsim.study.calibration.unknowns import Space
from portsim.study.calibration.walking import walked

CUTOFF = 3.0  # standard deviations beyond which a point is ruled out
POOL = 2048  # points that stand for the region
PART = 0.1  # of the points of each level go on to the next
STEPS = 6  # of each point between two levels
LEVELS = 14  # parts of ten below which nothing is sought


@dataclass(frozen=True)
class Matched:
    """The emulators of one wave, one for each figure in the order of `places`."""

    space: Space
    targets: Targets
    places: tuple[int, ...]
    emulators: tuple[Emulator, ...]

    def foretold(self, points: Floats) -> tuple[Floats, Floats]:
        """How far the figures lie off the observed ones, and the emulators' variance; both of shape
        (n, figures of `places`)."""
        features = self.space.features(points)
        found = [each.at(features) for each in self.emulators]
        return np.column_stack([mean for mean, _ in found]), np.column_stack([var for _, var in found])

    def implausibilities(self, points: Floats) -> Floats:
        """Of each figure at points of shape (n, inputs), shape (n, figures): how far it lies off the observed
        one, in standard deviations of all that may lie between.

        Source: Vernon, Goldstein and Bower 2010, Bayesian Analysis 5, eq. 15.
        """
        return self.standard(*self.foretold(points))

    def standard(self, off: Floats, variance: Floats) -> Floats:
        """What `implausibilities` gives, of figures foretold already."""
        return np.asarray(np.abs(off) / np.sqrt(variance + self.targets.variances[list(self.places)]))

    def implausibility(self, points: Floats) -> Floats:
        """That of the figure that fits worst, shape (n,)."""
        return np.asarray(self.implausibilities(points).max(axis=1))


@dataclass(frozen=True)
class Region:
    """Points spread evenly over what is not ruled out, shape (POOL, inputs), and which share of the prior
    they stand for. If all is ruled out, `share` is 0 and the points are those that came nearest."""

    points: Floats
    share: float

    @property
    def empty(self) -> bool:
        return self.share == 0


def region_of(waves: Sequence[Matched], space: Space, rng: np.random.Generator) -> Region:
    """What no wave rules out: of each wave implausibilities of at most 3.

    Found level by level, each a tenth of the one before; so also a millionth of the prior is found.
    Source: three standard deviations: Pukelsheim 1994, The American Statistician 48; levels: subset
    simulation, Au and Beck 2001, Probabilistic Engineering Mechanics 16.
    """
    from scipy.stats import qmc

    def worst(points: Floats) -> Floats:
        return np.asarray(np.max([each.implausibility(points) for each in waves], axis=0))

    points = np.asarray(qmc.Sobol(len(space), scramble=True, seed=rng).random(2 * POOL))
    found, share, level = worst(points), 1.0, np.inf
    for _ in range(LEVELS):
        within = found <= CUTOFF
        if within.mean() >= PART:
            chosen = points[within]
            grown = chosen[rng.choice(len(chosen), POOL, replace=len(chosen) < POOL)]
            return Region(walked(grown, _below(worst, CUTOFF), STEPS, rng), share * float(within.mean()))
        lower = max(CUTOFF, float(np.quantile(found, PART)))
        if lower >= level:
            break
        level = lower
        best = points[found <= level]
        share *= len(best) / len(points)
        points = walked(best[rng.choice(len(best), POOL)], _below(worst, level), STEPS, rng)
        found = worst(points)
    return Region(points[np.argsort(found)], 0.0)


def _below(worst: Callable[[Floats], Floats], level: float) -> Callable[[Floats], Floats]:
    def density(points: Floats) -> Floats:
        return np.asarray(np.where(worst(points) <= level, 0.0, -np.inf))

    return density
