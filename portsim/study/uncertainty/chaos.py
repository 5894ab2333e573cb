"""A figure as a sum of few terms in the inputs, from which their indices follow: a sparse chaos expansion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats, quantiles
from portsim.study.student import t_beyond
from portsim.workload.draws import Draws

Term = tuple[tuple[int, int], ...]  # (input, degree) of each factor
ERROR = 0.05  # how often a term may be found where there is none, over all that are tried
FEW, MANY_DEGREES, DEGREES = 8, 10, 3  # inputs up to which all pairs are tried; degrees then, and beyond
MOST_ACTIVE = 16  # inputs whose pairs are tried where there are many inputs
RESAMPLES = 200


@dataclass(frozen=True)
class Axis:
    """How a figure can go by one input: smoothly by its share, or in steps that end at shares `cuts`."""

    cuts: tuple[float, ...] = ()

    def values(self, shares: Floats, degrees: int) -> Floats:
        """Orthonormal functions of shares of shape (n,), shape (n, degrees or steps - 1): of mean 0 and
        variance 1 where all shares are equally likely."""
        if not self.cuts:
            return _legendre(shares, degrees)
        steps = np.searchsorted(self.cuts, shares, side="right")
        return self._contrasts()[np.minimum(steps, len(self.cuts))]

    def _contrasts(self) -> Floats:
        likely = np.diff([0.0, *self.cuts, 1.0])
        whole = np.column_stack([np.ones(len(likely)), np.eye(len(likely))[:, :-1]])
        orthogonal, _ = np.linalg.qr(whole * likely[:, None] ** 0.5)
        return np.asarray(orthogonal[:, 1:] / likely[:, None] ** 0.5)


@dataclass(frozen=True)
class Fit:
    """constant + sum of coefficients times terms; `coefficients` have the constant first."""

    axes: tuple[Axis, ...]
    degrees: int
    terms: tuple[Term, ...]
    coefficients: Floats

    def columns(self, shares: Floats) -> Floats:
        """The constant and the terms at shares of shape (n, inputs), shape (n, 1 + terms)."""
        return _columns(shares, self.axes, self.degrees, self.terms)

    def at(self, shares: Floats) -> Floats:
        """The figure at shares of shape (n, inputs), shape (n,)."""
        return np.asarray(self.columns(shares) @ self.coefficients)


@dataclass(frozen=True)
class Expansion(Fit):
    """A fit with what it is known by; `resampled` are coefficients of resampled worlds, the constant first,
    shape (resamples, 1 + terms), and `spread` is the variance of these worlds' figures over that of all,
    shape (resamples,)."""

    resampled: Floats
    spread: Floats

    @property
    def variance(self) -> float:
        """The variance that the terms make."""
        return float((self.coefficients[1:] ** 2).sum())

    def indices(self, number: int, variance: float) -> tuple[Floats, Floats]:
        """First-order and total index of an input, each (index, low, high) with a 95 % bootstrap interval.

        `variance` is that of all inputs together; if the terms make more, theirs is taken.
        Source: Sudret 2008, Reliability Engineering and System Safety 93.
        """
        among = np.array([number in [i for i, _ in term] for term in self.terms], dtype=bool)
        if not among.any():  # most inputs are in no term of most figures
            return np.zeros(3), np.zeros(3)
        alone = np.array([[i for i, _ in term] == [number] for term in self.terms], dtype=bool)
        squares, resampled = self.coefficients[1:] ** 2, self.resampled[:, 1:] ** 2
        own, others = max(variance, squares.sum()), np.maximum(variance * self.spread, resampled.sum(axis=1))
        if not own > 0:
            return np.zeros(3), np.zeros(3)
        first, total = (
            np.array(
                [
                    squares[of].sum() / own,
                    *quantiles(resampled[others > 0][:, of].sum(axis=1) / others[others > 0], 0.025, 0.975),
                ]
            )
            for of in (alone, among)
        )
        return first, total


def expand(shares: Floats, figures: Floats, axes: Sequence[Axis], seed: int) -> Expansion:
    """The terms that a figure of shape (worlds,) goes by, at shares of shape (worlds, inputs); NaN left out.

    Terms are added one by one, the one first that goes with most of what is left, as long as it would come by
    chance less than once in twenty studies, however many are tried. Source: orthogonal matching pursuit;
    sparse chaos after Blatman and Sudret 2011, Journal of Computational Physics 230.
    """
    there = np.isfinite(figures)
    shares, figures = shares[there], figures[there]
    found = fit(shares, figures, axes)
    if not len(figures):
        nothing = np.zeros((RESAMPLES, 1))
        return Expansion(*_parts(found), nothing, np.ones(RESAMPLES))
    columns = found.columns(shares)
    rng = Draws(seed, 0).at("uncertainty", "resamples")
    samples = rng.integers(0, len(figures), (RESAMPLES, len(figures)))
    resampled = np.array([_fitted(columns[rows], figures[rows]) for rows in samples])
    whole = float(figures.var())
    spread = figures[samples].var(axis=1) / whole if whole > 0 else np.ones(RESAMPLES)
    return Expansion(*_parts(found), resampled, spread)


def fit(shares: Floats, figures: Floats, axes: Sequence[Axis]) -> Fit:
    """The terms that a figure of shape (worlds,) goes by, as `expand` finds them; every figure is finite."""
    few, degrees = len(axes) <= FEW, degrees_of(axes)
    if not len(figures):
        return Fit(tuple(axes), degrees, (), np.zeros(1))
    bases = [axis.values(shares[:, i], degrees) for i, axis in enumerate(axes)]
    tried = list(_singles(bases)) + (list(_pairs(bases, range(len(axes)), degrees)) if few else [])
    terms = tuple(_chosen(bases, figures, tried, grows=not few))
    columns = _columns(shares, axes, degrees, terms)
    return Fit(tuple(axes), degrees, terms, _fitted(columns, figures))


def degrees_of(axes: Sequence[Axis]) -> int:
    """How many functions of an input that a figure goes by smoothly are tried."""
    return MANY_DEGREES if len(axes) <= FEW else DEGREES


def _parts(found: Fit) -> tuple[tuple[Axis, ...], int, tuple[Term, ...], Floats]:
    return found.axes, found.degrees, found.terms, found.coefficients


def _chosen(bases: Sequence[Floats], figures: Floats, tried: list[Term], *, grows: bool) -> list[Term]:
    n, terms = len(figures), list[Term]()
    if n < 4 or not np.ptp(figures) > 0:
        return terms
    known = set(tried)
    values = np.column_stack([_product(bases, term) for term in tried])
    inside = np.ones((n, 1))
    left = figures - figures.mean()
    while len(terms) < n // 4:
        centred = values - inside @ (inside.T @ values / (inside**2).sum(axis=0)[:, None])
        size = np.sqrt((centred**2).sum(axis=0))
        usable = size > 1e-6 * np.sqrt(n)
        like = np.where(usable, np.abs(centred.T @ left) / np.where(usable, size, 1), 0.0)
        best = int(np.argmax(like))
        rest, freedom = float((left**2).sum()), n - len(terms) - 2
        if rest <= 1e-20 * float((figures**2).sum()) or like[best] == 0:
            break
        part = min(like[best] ** 2 / rest, 1 - 1e-15)
        t = (part * freedom / (1 - part)) ** 0.5
        if 2 * t_beyond(t, freedom) > ERROR / len(tried):
            break
        terms.append(tried[best])
        column = centred[:, best]
        inside = np.column_stack([inside, column])
        left = left - column * float(column @ left) / float(column @ column)
        if grows:
            active = list(dict.fromkeys(i for term in terms for i, _ in term))[:MOST_ACTIVE]
            new = [term for term in _pairs(bases, active, 2) if term not in known]
            if new:
                known.update(new)
                tried.extend(new)
                values = np.column_stack([values, *(_product(bases, term) for term in new)])
    return terms


def _singles(bases: Sequence[Floats]) -> Iterator[Term]:
    for i, base in enumerate(bases):
        yield from (((i, degree),) for degree in range(base.shape[1]))


def _pairs(bases: Sequence[Floats], inputs: Sequence[int] | range, most: int) -> Iterator[Term]:
    """Products of functions of two inputs, of together at most so many degrees."""
    for place, i in enumerate(inputs):
        for j in list(inputs)[place + 1 :]:
            low, high = min(i, j), max(i, j)
            for a in range(bases[low].shape[1]):
                yield from (((low, a), (high, b)) for b in range(bases[high].shape[1]) if a + b + 2 <= most)


def _product(bases: Sequence[Floats], term: Term) -> Floats:
    return np.asarray(np.prod([bases[i][:, degree] for i, degree in term], axis=0))


def _columns(shares: Floats, axes: Sequence[Axis], degrees: int, terms: Sequence[Term]) -> Floats:
    used = {i for term in terms for i, _ in term}
    bases = {i: axes[i].values(shares[:, i], degrees) for i in used}
    ones = np.ones(len(shares))
    return np.column_stack(
        [ones, *(np.prod([bases[i][:, degree] for i, degree in term], axis=0) for term in terms)]
    )


def _fitted(columns: Floats, figures: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(columns, figures, rcond=None)[0])


def _legendre(shares: Floats, degrees: int) -> Floats:
    x = 2 * shares - 1
    rows = [np.ones_like(x), x]
    for k in range(1, degrees):
        rows.append(((2 * k + 1) * x * rows[k] - k * rows[k - 1]) / (k + 1))
    return np.column_stack([rows[k] * (2 * k + 1) ** 0.5 for k in range(1, degrees + 1)])
