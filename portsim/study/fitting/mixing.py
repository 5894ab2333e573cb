"""A mixture of two lognormals: short visits and long ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import special

from portsim.base.arrays import Floats
from portsim.study.fitting.family import Family

ROUNDS = 200
SMALLEST = 0.02  # share of the smaller part: below that it is a few values, not a kind of its own
NARROWEST = 0.02  # sigma of a part, relative to that of all: a part of like values has no bound of likelihood


class MixtureFamily(Family):
    """Two normals of the logs, found by expectation and maximisation from a split at the median (Dempster,
    Laird and Rubin 1977; McLachlan and Peel 2000, Finite Mixture Models, 3.2). Figures: `weight` of the first
    part, `mean` [min] and `cv` of both."""

    name, free, least, several = "mixture", 5, 100, True

    def fit(self, x: Floats) -> Mapping[str, Floats]:
        with np.errstate(divide="ignore"):
            logs = np.log(x)
        half = logs.shape[1] // 2
        with np.errstate(invalid="ignore"):
            all_ = logs.std(axis=1, keepdims=True)
            mu = [logs[:, part].mean(axis=1, keepdims=True) for part in (slice(half), slice(half, None))]
            sigma = [logs[:, part].std(axis=1, keepdims=True) for part in (slice(half), slice(half, None))]
        weight = np.full_like(all_, 0.5)
        before = np.full_like(all_, -np.inf)
        for _ in range(ROUNDS):
            with np.errstate(invalid="ignore", divide="ignore", over="ignore", under="ignore"):
                one, other = (
                    np.log(w) - np.log(s) - ((logs - m) / s) ** 2 / 2
                    for w, m, s in zip((weight, 1 - weight), mu, sigma, strict=True)
                )
                both = np.logaddexp(one, other)
                first = np.exp(one - both)
                weight = first.mean(axis=1, keepdims=True)
                shares = (
                    first / first.sum(axis=1, keepdims=True),
                    (1 - first) / (1 - first).sum(1, keepdims=True),
                )
                mu = [(each * logs).sum(axis=1, keepdims=True) for each in shares]
                sigma = [
                    np.sqrt((each * (logs - m) ** 2).sum(axis=1, keepdims=True))
                    for each, m in zip(shares, mu, strict=True)
                ]
                likely = both.sum(axis=1, keepdims=True)
                if not (np.abs(likely - before) > 1e-6 * np.abs(likely)).any():
                    break
            before = likely
        with np.errstate(invalid="ignore", over="ignore"):
            good = np.minimum(weight, 1 - weight) >= SMALLEST
            good &= np.minimum(*sigma) >= NARROWEST * all_
            means = [np.where(good, np.exp(m + s**2 / 2), np.nan) for m, s in zip(mu, sigma, strict=True)]
            cvs = [np.where(good, np.sqrt(np.expm1(s**2)), np.nan) for s in sigma]
        return {"weight": weight, "mean": means[0], "cv": cvs[0], "mean_2": means[1], "cv_2": cvs[1]}

    def log_density(self, x: Floats, of: Mapping[str, Floats]) -> Floats:
        with np.errstate(divide="ignore"):
            logs = np.log(x)
        parts = (
            np.log(weight) - np.log(sigma * np.sqrt(2 * np.pi)) - ((logs - mu) / sigma) ** 2 / 2 - logs
            for weight, mu, sigma in self._parts(of)
        )
        return np.asarray(np.logaddexp(*parts))

    def below(self, x: Floats, of: Mapping[str, Floats]) -> Floats:
        with np.errstate(divide="ignore"):
            logs = np.log(x)
        return np.asarray(sum(w * special.ndtr((logs - mu) / sigma) for w, mu, sigma in self._parts(of)))

    def at(self, share: Floats, of: Mapping[str, Floats]) -> Floats:
        """Found by halving between the quantiles of both parts."""
        each = [mu + sigma * special.ndtri(share) for _, mu, sigma in self._parts(of)]
        low, high = np.minimum(*each), np.maximum(*each)
        for _ in range(60):
            middle = (low + high) / 2
            short = self.below(np.exp(middle), of) < share
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.asarray(np.exp((low + high) / 2))

    def sample(self, of: Mapping[str, Floats], rows: int, n: int, rng: np.random.Generator) -> Floats:
        (weight, mu, sigma), (_, mu_2, sigma_2) = self._parts(of)
        first = rng.random((rows, n)) < weight
        logs = rng.standard_normal((rows, n)) * np.where(first, sigma, sigma_2) + np.where(first, mu, mu_2)
        return np.sort(np.exp(logs), axis=1)

    def mean(self, of: Mapping[str, Floats]) -> Floats:
        return np.asarray(of["weight"] * of["mean"] + (1 - of["weight"]) * of["mean_2"])

    def _parts(self, of: Mapping[str, Floats]) -> tuple[tuple[Floats, Floats, Floats], ...]:
        """Weight, mu and sigma of both parts."""
        out = []
        for weight, mean, cv in (
            (of["weight"], of["mean"], of["cv"]),
            (1 - of["weight"], of["mean_2"], of["cv_2"]),
        ):
            variance = np.log1p(cv**2)
            out.append((weight, np.log(mean) - variance / 2, np.sqrt(variance)))
        return tuple(out)
