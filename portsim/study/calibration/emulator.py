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
LENGTHS, SIZES, NOISE = (0.08, 30.0), (1e-2, 1e2), (1e-5, 2.0)  # bounds of what is fitted, inputs from 0 to 1
RESTARTS = 1
SURE = 3.0  # standard errors from which a slope is no chance
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
    turn, noise of the runs included; `noise` the standard deviation of that noise [of the figure]; `wide` is
    by which factor its variance was raised since the runs left out lay further off than it had said.
    """

    process: GaussianProcessRegressor
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
        found, deviation = self.process.predict(features, return_std=True)
        noise = (self.noise / self.scale) ** 2
        variance = np.maximum(deviation**2 - noise, 1e-10)
        return self.mean + self.scale * found, variance * self.scale**2 * self.wide


def emulator(features: Floats, figures: Floats, luck: Floats, seed: int) -> Emulator:
    """The emulator of figures of shape (n,), run at features of shape (n, inputs), all finite; `luck` of
    shape (n,) is how far the port as stated lies off its mean on the same draws [standard deviations].

    A Gaussian process with a Matérn kernel, a length for each input, and noise of the runs, all fitted by
    maximum likelihood. What luck does among these runs is taken out of them first, with the slope of the
    runs left out on it (a control variate: Law, Simulation Modeling and Analysis, 11.4). The variance is
    widened where runs left out in turn show that it is too sure.

    Source: Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, 2.3, 5.4.2 (runs left out),
    by scikit-learn; as emulator: Andrianakis et al. 2015, PLoS Computational Biology 11.
    """
    found = _fitted(features, figures, seed)
    slope = _slope(luck, _left_out(found.process)[0] * found.scale)
    return _fitted(features, figures - slope * luck, seed) if slope else found


def _fitted(features: Floats, figures: Floats, seed: int) -> Emulator:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    mean, scale = float(figures.mean()), float(figures.std())
    scale = scale if scale > 0 else 1.0
    smooth = ConstantKernel(1.0, SIZES) * Matern(np.full(features.shape[1], 1.0), LENGTHS, nu=SMOOTH)
    process = GaussianProcessRegressor(
        smooth + WhiteKernel(0.1, NOISE), n_restarts_optimizer=RESTARTS, random_state=seed % 2**32
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: the input does nothing
        process.fit(features, (figures - mean) / scale)
    off, variance = _left_out(process)
    noise = float(process.kernel_.k2.noise_level) ** 0.5 * scale
    wide = max(1.0, float((off**2 / variance).mean()))
    return Emulator(process, mean, scale, noise, 1.0 - float((off**2).mean()), wide)


def _left_out(process: GaussianProcessRegressor) -> tuple[Floats, Floats]:
    """How far each run lies off what all others foretell, and the variance of that, both of shape (n,)."""
    from scipy.linalg import cho_solve

    inverse = np.diag(cho_solve((process.L_, True), np.eye(len(process.alpha_))))
    return process.alpha_ / inverse, 1.0 / inverse


def _slope(luck: Floats, off: Floats) -> float:
    """What one standard deviation of luck does; 0 where that could be chance."""
    squares = float((luck**2).sum())
    if squares == 0 or len(luck) < 3:
        return 0.0
    slope = float(luck @ off) / squares
    error = (float(((off - slope * luck) ** 2).sum()) / (len(luck) - 1) / squares) ** 0.5
    return slope if abs(slope) > SURE * error else 0.0
