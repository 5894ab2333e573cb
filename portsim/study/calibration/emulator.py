"""Emulators: a figure of the simulator at points that were not run, with how sure that is."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError

if TYPE_CHECKING:
    from sklearn.gaussian_process import GaussianProcessRegressor

SMOOTH = 2.5  # of the Matérn kernel: twice differentiable
LENGTHS, SIZES, NOISE = (0.08, 30.0), (1e-2, 1e3), (1e-6, 2.0)  # bounds of what is fitted, inputs from 0 to 1
RESTARTS = 1
LUCK = 4.0  # standard deviations of luck that are as much as the range of an input
AT_ONCE = 4096  # points that are worked out together


def require_sklearn() -> None:
    """Raises PortsimError: the library of the emulators is not installed."""
    from importlib.util import find_spec

    if find_spec("sklearn") is None:
        raise PortsimError(
            "calibrate: scikit-learn is needed for its emulators and is not installed: "
            "pip install 'portsim[calibrate]'"
        )


@dataclass(frozen=True)
class Emulator:
    """A Gaussian process of one figure.

    `explained` is the share of the variance between runs that it foretells where each run is left out in
    turn, noise of the runs included; `noise` the standard deviation of that noise [of the figure]; `wide` is by
    which factor its variance was raised since the runs left out lay further off than it had said. `lucky` says
    whether it knows how lucky each run was.
    """

    process: GaussianProcessRegressor
    lucky: bool
    mean: float
    scale: float
    noise: float
    explained: float
    wide: float

    def at(self, features: Floats) -> tuple[Floats, Floats]:
        """The expected figure and its variance, without noise of runs, at features of shape (n, inputs); both
        of shape (n,)."""
        parts = [self._at(features[i : i + AT_ONCE]) for i in range(0, len(features), AT_ONCE)]
        means, variances = zip(*parts, strict=True)
        return np.concatenate(means), np.concatenate(variances)

    def _at(self, features: Floats) -> tuple[Floats, Floats]:
        seen = _with_luck(features, np.zeros(len(features))) if self.lucky else features
        found, deviation = self.process.predict(seen, return_std=True)
        noise = (self.noise / self.scale) ** 2
        variance = np.maximum(deviation**2 - noise, 1e-10)
        return self.mean + self.scale * found, variance * self.scale**2 * self.wide


def _with_luck(features: Floats, luck: Floats) -> Floats:
    return np.column_stack([features, luck / LUCK])


def emulator(
    features: Floats, figures: Floats, luck: Floats, seed: int, before: Emulator | None = None
) -> Emulator:
    """The emulator of figures of shape (n,), run at features of shape (n, inputs), all finite; `luck` of shape
    (n,) is how far the port as stated lies off its mean on the same draws [standard deviations].

    A Gaussian process with a Matérn kernel, a length for each input, and noise of the runs, all fitted by
    maximum likelihood, from where the emulator of the wave `before` found it. Its variance is widened where
    runs left out in turn show that it is too sure. Luck is one more input: what it does is found where it does
    something, and what is foretold is for luck of 0. So draws are common without being the same.

    Source: Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, 2.3, 5.4.2 (runs left out),
    by scikit-learn; as emulator: Andrianakis et al. 2015, PLoS Computational Biology 11.
    """
    from scipy.linalg import cho_solve
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    mean, scale = float(figures.mean()), float(figures.std())
    scale = scale if scale > 0 else 1.0
    lucky = bool(np.ptp(luck) > 0)
    features = _with_luck(features, luck) if lucky else features
    lengths = np.full(features.shape[1], 1.0)
    smooth = ConstantKernel(1.0, SIZES) * Matern(lengths, LENGTHS, nu=SMOOTH)
    first = before is None
    kernel = smooth + WhiteKernel(0.1, NOISE) if before is None else before.process.kernel_
    process = GaussianProcessRegressor(
        kernel, n_restarts_optimizer=RESTARTS * first, random_state=seed % 2**32
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: the input does nothing
        process.fit(features, (figures - mean) / scale)
    inverse = cho_solve((process.L_, True), np.eye(len(figures)))
    left_out = process.alpha_ / np.diag(inverse)  # what each run is off, foretold by all others
    explained = 1.0 - float((left_out**2).mean())
    wide = float((left_out**2 * np.diag(inverse)).mean())
    noise = float(process.kernel_.k2.noise_level) ** 0.5 * scale
    return Emulator(process, lucky, mean, scale, noise, explained, max(1.0, wide))
