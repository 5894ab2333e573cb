"""Families of times between two ends: uniform, triangular, beta.

The ends are the shortest and the longest time, moved outwards by a mean gap, (longest - shortest) / n, and
never below 0: the likelihood of a beta has no bound if its ends lie on values.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import special

from portsim.base.arrays import Floats
from portsim.study.fitting.family import EXACT, STEPS, Family

Figures = Mapping[str, Floats]


def ends(x: Floats) -> tuple[Floats, Floats]:
    """Low and high end [min], shape (rows, 1) each; NaN where all values are the same."""
    gap = (x[:, -1:] - x[:, :1]) / x.shape[1]
    gap = np.where(gap > 0, gap, np.nan)
    return np.where(x[:, :1] > 0, np.maximum(x[:, :1] - gap, 0), 0.0), x[:, -1:] + gap


class UniformFamily(Family):
    name, free = "uniform", 2
    ends = ("low", "high")

    def fit(self, x: Floats) -> Figures:
        low, high = ends(x)
        return {"low": low, "high": high}

    def log_density(self, x: Floats, of: Figures) -> Floats:
        return np.broadcast_to(-np.log(of["high"] - of["low"]), x.shape)

    def below(self, x: Floats, of: Figures) -> Floats:
        return np.clip((x - of["low"]) / (of["high"] - of["low"]), 0, 1)

    def at(self, share: Floats, of: Figures) -> Floats:
        return np.asarray(of["low"] + (of["high"] - of["low"]) * share)

    def mean(self, of: Figures) -> Floats:
        return np.asarray((of["low"] + of["high"]) / 2)


class TriangularFamily(Family):
    """Between its ends the mode of maximum likelihood is one of the values (Johnson and Kotz 1999,
    Non-smooth sailing, The Statistician 48)."""

    name, free = "triangular", 3
    ends = ("low", "high")

    def fit(self, x: Floats) -> Figures:
        low, high = ends(x)
        with np.errstate(divide="ignore", invalid="ignore"):
            n = x.shape[1]
            left, right = np.log(x - low), np.log(high - x)
            number = np.arange(1, n + 1)
            rising = np.cumsum(left, axis=1) - number * left
            falling = (
                np.cumsum(right[:, ::-1], axis=1)[:, ::-1] - right - (n - number) * right
            )  # of the values after each
            likely = np.nan_to_num(rising + falling, nan=-np.inf)
        mode = np.take_along_axis(x, likely.argmax(axis=1)[:, None], axis=1)
        return {"low": low, "mode": np.where(np.isfinite(low + high), mode, np.nan), "high": high}

    def log_density(self, x: Floats, of: Figures) -> Floats:
        low, mode, high = of["low"], of["mode"], of["high"]
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (x - low) / (mode - low)
            falling = (high - x) / (high - mode)
            return np.asarray(
                np.log(2 / (high - low) * np.where(x < mode, rising, np.where(x > mode, falling, 1)))
            )

    def below(self, x: Floats, of: Figures) -> Floats:
        low, mode, high = of["low"], of["mode"], of["high"]
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = np.clip(x - low, 0, None) ** 2 / ((high - low) * (mode - low))
            falling = 1 - np.clip(high - x, 0, None) ** 2 / ((high - low) * (high - mode))
        return np.where(x < mode, rising, falling)

    def at(self, share: Floats, of: Figures) -> Floats:
        low, mode, high = of["low"], of["mode"], of["high"]
        rising = low + np.sqrt(share * (high - low) * (mode - low))
        falling = high - np.sqrt((1 - share) * (high - low) * (high - mode))
        return np.where(share * (high - low) < mode - low, rising, falling)

    def mean(self, of: Figures) -> Floats:
        return np.asarray((of["low"] + of["mode"] + of["high"]) / 3)


class BetaFamily(Family):
    """Between its ends alpha and beta solve digamma(alpha) - digamma(alpha + beta) = mean ln y, and as much
    for 1 - y (Johnson, Kotz and Balakrishnan 1995, 25.4)."""

    name, free, least = "beta", 4, 30
    ends = ("low", "high")

    def fit(self, x: Floats) -> Figures:
        low, high = ends(x)
        with np.errstate(divide="ignore", invalid="ignore"):
            y = (x - low) / (high - low)
            near, far = (np.log(each).mean(axis=1, keepdims=True) for each in (y, 1 - y))
            mean, variance = y.mean(axis=1, keepdims=True), y.var(axis=1, keepdims=True)
            both = mean * (1 - mean) / variance - 1
        alpha, beta = np.maximum(mean * both, 0.1), np.maximum((1 - mean) * both, 0.1)
        moved = np.full_like(alpha, np.inf)
        for _ in range(STEPS):
            total, tri = special.digamma(alpha + beta), special.polygamma(1, alpha + beta)
            f, g = special.digamma(alpha) - total - near, special.digamma(beta) - total - far
            fa, gb = special.polygamma(1, alpha) - tri, special.polygamma(1, beta) - tri
            with np.errstate(divide="ignore", invalid="ignore"):
                det = fa * gb - tri * tri
                steps = (f * gb + g * tri) / det, (g * fa + f * tri) / det
            new = [
                np.where(s < each, each - s, each / 2) for s, each in zip(steps, (alpha, beta), strict=True)
            ]
            moved = np.abs(new[0] - alpha) / alpha + np.abs(new[1] - beta) / beta
            alpha, beta = new
            if not (moved > EXACT).any():
                break
        with np.errstate(invalid="ignore"):
            within = (moved < 1e-6) & (np.minimum(alpha, beta) >= 0.05) & (np.maximum(alpha, beta) <= 1000)
        alpha, beta = (np.where(within, each, np.nan) for each in (alpha, beta))
        return {"low": low, "high": high, "alpha": alpha, "beta": beta}

    def log_density(self, x: Floats, of: Figures) -> Floats:
        width = of["high"] - of["low"]
        y = (x - of["low"]) / width
        with np.errstate(divide="ignore", invalid="ignore"):
            sides = special.xlogy(of["alpha"] - 1, y) + special.xlog1py(of["beta"] - 1, -y)
        return np.asarray(sides - special.betaln(of["alpha"], of["beta"]) - np.log(width))

    def below(self, x: Floats, of: Figures) -> Floats:
        y = np.clip((x - of["low"]) / (of["high"] - of["low"]), 0, 1)
        return np.asarray(special.betainc(of["alpha"], of["beta"], y))

    def at(self, share: Floats, of: Figures) -> Floats:
        y = special.betaincinv(of["alpha"], of["beta"], share)
        return np.asarray(of["low"] + (of["high"] - of["low"]) * y)

    def sample(self, of: Figures, rows: int, n: int, rng: np.random.Generator) -> Floats:
        y = rng.beta(float(of["alpha"].item()), float(of["beta"].item()), (rows, n))
        return np.sort(of["low"] + (of["high"] - of["low"]) * y, axis=1)

    def mean(self, of: Figures) -> Floats:
        return np.asarray(of["low"] + (of["high"] - of["low"]) * of["alpha"] / (of["alpha"] + of["beta"]))
