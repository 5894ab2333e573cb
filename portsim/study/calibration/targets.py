"""What simulated figures are held against: observed ones, with all that may lie between the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints

STRETCH = 10.0  # standard deviations within which differences from the observed figure are taken as they are


@dataclass(frozen=True)
class Targets:
    """Observed figures, all arrays of shape (figures,) and in the units of the figures.

    `errors` are standard errors of what was observed; `discrepancies` the standard deviations of what the
    model is off by even with the right inputs; `luck` those of the mean over the replications of the study.
    `correlation`, shape (figures, figures), is that of the errors: two figures of one week have its luck in
    common. `held_out` are not matched.
    """

    names: tuple[str, ...]
    observed: Floats
    errors: Floats
    discrepancies: Floats
    luck: Floats
    correlation: Floats
    held_out: Bools

    @property
    def matched(self) -> Ints:
        """The places of the figures that are matched."""
        return np.flatnonzero(~self.held_out)

    @cached_property
    def covariance(self) -> Floats:
        """Of what an observed figure is off the model's expectation, shape (figures, figures)."""
        off = self.errors[:, None] * self.correlation * self.errors
        return np.asarray(off + np.diag(self.discrepancies**2 + self.luck**2))

    @cached_property
    def variances(self) -> Floats:
        return np.diag(self.covariance)

    @property
    def stretches(self) -> Floats:
        return STRETCH * np.sqrt(self.variances)

    def off(self, figures: Floats) -> Floats:
        """How far figures of shape (n, figures) lie off the observed ones, as emulators see it.

        Near the observed figure it is the difference itself. Far off it grows as a logarithm, so that the
        queues of a port that is full do not decide how a port that works is emulated.
        Source: inverse hyperbolic sine; Johnson 1949, Biometrika 36.
        """
        return np.asarray(self.stretches * np.arcsinh((figures - self.observed) / self.stretches))

    def figures(self, off: Floats) -> Floats:
        """The figures that lie so far off, the inverse of `off`."""
        return np.asarray(self.observed + self.stretches * np.sinh(off / self.stretches))


def correlation_of(stated: Floats, sources: Sequence[object]) -> Floats:
    """How the luck of a run moves figures together, shape (figures, figures), from replications of the port
    as stated, shape (replications, figures); figures of different sources have nothing in common.

    Shrunk towards no correlation, as the replications are few.
    Source: Ledoit and Wolf 2004, Journal of Multivariate Analysis 88, by scikit-learn.
    """
    from sklearn.covariance import ledoit_wolf

    n, figures = stated.shape
    deviations = stated.std(axis=0)
    if n < 3 or figures < 2 or not np.isfinite(stated).all():
        return np.eye(figures)
    standard = (stated - stated.mean(axis=0)) / np.where(deviations > 0, deviations, 1.0)
    shrunk, _ = ledoit_wolf(standard, assume_centered=True)
    scale = np.sqrt(np.maximum(np.diag(shrunk), 1e-12))
    same = np.array([[one == other for other in sources] for one in sources])
    found = np.where(same, shrunk / scale[:, None] / scale, 0.0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)
