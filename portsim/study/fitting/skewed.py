"""Families of times above 0 without an upper end: exponential, Erlang, gamma, lognormal, Weibull,
log-logistic, normal cut off at 0.

Estimates are those of maximum likelihood. Sources: Law, Simulation Modeling and Analysis, 6.2.2 and 6.5;
Johnson, Kotz and Balakrishnan 1994 and 1995, Continuous Univariate Distributions 1 and 2.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import special

from portsim.base.arrays import Floats
from portsim.study.fitting.family import Family, newton

Figures = Mapping[str, Floats]


def _mean(x: Floats) -> Floats:
    return np.asarray(x.mean(axis=1, keepdims=True))


def _log(x: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(x))


class ExponentialFamily(Family):
    """The mean is that of the sample."""

    name, free = "exponential", 1

    def fit(self, x: Floats) -> Figures:
        return {"mean": _mean(x)}

    def log_density(self, x: Floats, of: Figures) -> Floats:
        return np.asarray(-np.log(of["mean"]) - x / of["mean"])

    def below(self, x: Floats, of: Figures) -> Floats:
        return np.asarray(-np.expm1(-x / of["mean"]))

    def at(self, share: Floats, of: Figures) -> Floats:
        return np.asarray(-of["mean"] * np.log1p(-share))

    def mean(self, of: Figures) -> Floats:
        return of["mean"]


class GammaFamily(Family):
    """k solves ln k - digamma(k) = ln mean - mean of logs (Minka 2002, Estimating a gamma distribution)."""

    name, free = "gamma", 2

    def fit(self, x: Floats) -> Figures:
        mean = _mean(x)
        return {"mean": mean, "cv": self._k(x, mean) ** -0.5}

    def _k(self, x: Floats, mean: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            gap = np.log(mean) - _mean(_log(x))
            start = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
        return newton(
            start,
            lambda k: (np.log(k) - special.digamma(k) - gap, 1 / k - special.polygamma(1, k)),
            0.01,
            1e6,
        )

    def log_density(self, x: Floats, of: Figures) -> Floats:
        k, scale = self._scaled(of)
        return np.asarray((k - 1) * _log(x) - x / scale - special.gammaln(k) - k * np.log(scale))

    def below(self, x: Floats, of: Figures) -> Floats:
        k, scale = self._scaled(of)
        return np.asarray(special.gammainc(k, x / scale))

    def at(self, share: Floats, of: Figures) -> Floats:
        k, scale = self._scaled(of)
        return np.asarray(special.gammaincinv(k, share) * scale)

    def sample(self, of: Figures, rows: int, n: int, rng: np.random.Generator) -> Floats:
        k, scale = self._scaled(of)
        return np.sort(rng.standard_gamma(float(k.item()), (rows, n)) * scale, axis=1)

    def mean(self, of: Figures) -> Floats:
        return of["mean"]

    def _scaled(self, of: Figures) -> tuple[Floats, Floats]:
        k = of["cv"] ** -2.0
        return k, of["mean"] / k


class ErlangFamily(GammaFamily):
    """A gamma whose k is the whole number, beside the best one, that is more likely."""

    name, free = "erlang", 2

    def fit(self, x: Floats) -> Figures:
        mean = _mean(x)
        best = self._k(x, mean)
        below = np.clip(np.floor(best), 1, 100)
        above = np.clip(below + 1, 1, 100)
        likely = [
            self.log_density(x, {"mean": mean, "k": k}).sum(axis=1, keepdims=True) for k in (below, above)
        ]
        k = np.where(likely[0] >= likely[1], below, above)
        return {"mean": mean, "k": np.where(np.isfinite(best), k, np.nan)}

    def _scaled(self, of: Figures) -> tuple[Floats, Floats]:
        return of["k"], of["mean"] / of["k"]


class LognormalFamily(Family):
    """mu and sigma are mean and standard deviation of the logs; mean = exp(mu + sigma^2 / 2)."""

    name, free = "lognormal", 2

    def fit(self, x: Floats) -> Figures:
        logs = _log(x)
        with np.errstate(invalid="ignore"):
            mu, variance = _mean(logs), logs.var(axis=1, keepdims=True)
        variance = np.where(variance > 0, variance, np.nan)
        with np.errstate(over="ignore"):
            return {"mean": np.exp(mu + variance / 2), "cv": np.sqrt(np.expm1(variance))}

    def log_density(self, x: Floats, of: Figures) -> Floats:
        mu, sigma = self._logs(of)
        logs = _log(x)
        return np.asarray(-(((logs - mu) / sigma) ** 2) / 2 - logs - np.log(sigma * np.sqrt(2 * np.pi)))

    def below(self, x: Floats, of: Figures) -> Floats:
        mu, sigma = self._logs(of)
        return np.asarray(special.ndtr((_log(x) - mu) / sigma))

    def at(self, share: Floats, of: Figures) -> Floats:
        mu, sigma = self._logs(of)
        return np.asarray(np.exp(mu + sigma * special.ndtri(share)))

    def mean(self, of: Figures) -> Floats:
        return of["mean"]

    def _logs(self, of: Figures) -> tuple[Floats, Floats]:
        variance = np.log1p(of["cv"] ** 2)
        return np.log(of["mean"]) - variance / 2, np.sqrt(variance)


class WeibullFamily(Family):
    """k solves sum(x^k ln x) / sum(x^k) - 1/k = mean of logs (Johnson, Kotz and Balakrishnan 1994, 21.7)."""

    name, free = "weibull", 2

    def fit(self, x: Floats) -> Figures:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(x / x[:, -1:])  # no power overflows
            mean_log, start = _mean(logs), np.pi / np.sqrt(6) / logs.std(axis=1, keepdims=True)

        def step(k: Floats) -> tuple[Floats, Floats]:
            with np.errstate(over="ignore", under="ignore", invalid="ignore"):
                power = np.exp(k * logs)
                all_, once = power.sum(1, keepdims=True), (power * logs).sum(1, keepdims=True)
                twice = (power * logs**2).sum(1, keepdims=True)
            return once / all_ - 1 / k - mean_log, twice / all_ - (once / all_) ** 2 + 1 / k**2

        k = newton(start, step, 0.2, 100.0)
        scale = x[:, -1:] * _mean(np.exp(k * logs)) ** (1 / k)
        return {"mean": scale * special.gamma(1 + 1 / k), "k": k}

    def log_density(self, x: Floats, of: Figures) -> Floats:
        k, ratio = of["k"], x / self._scale(of)
        return np.asarray(np.log(k / self._scale(of)) + (k - 1) * _log(ratio) - ratio**k)

    def below(self, x: Floats, of: Figures) -> Floats:
        return np.asarray(-np.expm1(-((x / self._scale(of)) ** of["k"])))

    def at(self, share: Floats, of: Figures) -> Floats:
        return np.asarray(self._scale(of) * (-np.log1p(-share)) ** (1 / of["k"]))

    def mean(self, of: Figures) -> Floats:
        return of["mean"]

    def _scale(self, of: Figures) -> Floats:
        return np.asarray(of["mean"] / special.gamma(1 + 1 / of["k"]))


class LoglogisticFamily(Family):
    """Logs are logistic: location and scale solve its two likelihood equations (Johnson, Kotz and
    Balakrishnan 1995, 23.10.2). k = 1 / scale has to be above 2, or the variance has no bound."""

    name, free = "loglogistic", 2

    def fit(self, x: Floats) -> Figures:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = _log(x)
            place, width = np.median(logs, axis=1, keepdims=True), logs.std(axis=1, keepdims=True)
        width = np.where(np.isfinite(width) & (width > 0), width, np.nan) * np.sqrt(3) / np.pi
        for _ in range(200):  # fixed point with a Newton step of the location
            with np.errstate(over="ignore", invalid="ignore"):
                z = (logs - place) / width
                half = np.tanh(z / 2)
                slope = (1 - half**2).mean(axis=1, keepdims=True) / 2
                new_width = width * (z * half).mean(axis=1, keepdims=True) ** 0.6
                new_place = place + width * half.mean(axis=1, keepdims=True) / slope
            moved = np.abs(new_place - place) + np.abs(new_width - width)
            place, width = new_place, new_width
            if not (moved > 1e-9 * width).any():
                break
        k = np.where((width > 0) & (moved <= 1e-5 * width) & (width < 0.5), 1 / width, np.nan)
        return {"mean": np.exp(place) * (np.pi / k) / np.sin(np.pi / k), "k": k}

    def log_density(self, x: Floats, of: Figures) -> Floats:
        k, z = of["k"], of["k"] * (_log(x) - np.log(self._median(of)))
        return np.asarray(np.log(k) - _log(x) + z - 2 * np.logaddexp(0, z))

    def below(self, x: Floats, of: Figures) -> Floats:
        return np.asarray(special.expit(of["k"] * (_log(x) - np.log(self._median(of)))))

    def at(self, share: Floats, of: Figures) -> Floats:
        return np.asarray(self._median(of) * np.exp(special.logit(share) / of["k"]))

    def mean(self, of: Figures) -> Floats:
        return of["mean"]

    def _median(self, of: Figures) -> Floats:
        angle = np.pi / of["k"]
        return np.asarray(of["mean"] * np.sin(angle) / angle)


class NormalFamily(Family):
    """Normal cut off at 0. Of maximum likelihood where mean and variance of the cut curve are those of the
    sample, as it is an exponential family (Johnson, Kotz and Balakrishnan 1994, 13.10.1 and 13.10.4)."""

    name, free = "normal", 2

    def fit(self, x: Floats) -> Figures:
        mean, variance = _mean(x), x.var(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            cv = np.where(variance > 0, np.sqrt(variance) / mean, np.nan)
        z = self._z(cv)
        height = _height(z)
        sd = np.sqrt(variance / (1 - z * height - height**2))
        return {"mode": z * sd, "sd": sd}

    def _z(self, cv: Floats) -> Floats:
        """mode / sd at which the cut curve has this coefficient of variation; found by halving."""
        low, high = np.zeros_like(cv), np.full_like(cv, 1e3)
        for _ in range(60):
            middle = (low + high) / 2
            height = _height(middle)
            wide = np.sqrt(np.maximum(1 - middle * height - height**2, 0)) / (middle + height) > cv
            low, high = np.where(wide, middle, low), np.where(wide, high, middle)
        most = np.sqrt(np.pi / 2 - 1)  # of the curve that is cut at its top; a wider one has no mode
        return np.where(cv <= most, (low + high) / 2, np.nan)

    def log_density(self, x: Floats, of: Figures) -> Floats:
        sd, z = of["sd"], of["mode"] / of["sd"]
        return np.asarray(
            -(((x - of["mode"]) / sd) ** 2) / 2 - np.log(sd * np.sqrt(2 * np.pi)) - special.log_ndtr(z)
        )

    def below(self, x: Floats, of: Figures) -> Floats:
        sd, z = of["sd"], of["mode"] / of["sd"]
        return np.asarray(1 - special.ndtr((of["mode"] - x) / sd) / special.ndtr(z))

    def at(self, share: Floats, of: Figures) -> Floats:
        z = of["mode"] / of["sd"]
        return np.asarray(of["mode"] - of["sd"] * special.ndtri((1 - share) * special.ndtr(z)))

    def mean(self, of: Figures) -> Floats:
        return np.asarray(of["mode"] + of["sd"] * _height(of["mode"] / of["sd"]))


def _height(z: Floats) -> Floats:
    """phi(z) / Phi(z)."""
    return np.asarray(np.exp(-(z**2) / 2 - special.log_ndtr(z)) / np.sqrt(2 * np.pi))
