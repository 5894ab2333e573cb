"""How uncertain observed figures are: days of a log drawn anew, and how many independent ones they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.borders import within
from portsim.study.memory import memory, worth

TIMES = 1000  # days are drawn anew
LEAST = 2.0  # days that many are worth at least, as of fewer nothing is known of how they differ
CELLS = 2000  # of as many samples each, by which the quantiles of a draw are read


def figures_of(value: Floats, shares: Sequence[float], limit: float) -> Floats:
    """Quantiles, mean, and share beyond the limit (NaN without one), shape (shares + 2,)."""
    beyond = np.nan if np.isnan(limit) else float((~within(value, limit)).mean())
    return np.array([*np.quantile(value, shares), value.mean(), beyond])


class Errors(NamedTuple):
    """Of each of `figures_of`, shape (shares + 2,): its standard error; how many independent days the days
    are worth to it, NaN where too few show what neighbours have in common; and its degrees of freedom."""

    error: Floats
    worth: Floats
    freedom: Floats


def errors(
    value: Floats, day: Ints, shares: Sequence[float], limit: float, seed: int, of_runs: Floats | None = None
) -> Errors:
    """Standard errors of `figures_of`, by a bootstrap in which days are the blocks, and neighbours that are
    alike count as fewer.

    The error and its degrees of freedom are those of as many days as they are worth, LEAST at least, but
    there are two degrees of freedom where there are three days: an interval by one is too wide to be read.
    `of_runs` is the memory of simulated days, shape (shares + 2,): the larger counts, as few days of a log
    do not show their own. With a single day nothing is known of how days differ: NaN.
    Source: Davison and Hinkley 1997, Bootstrap Methods and their Application, 2 and 3.8; `worth`.
    """
    days, of_day = np.unique(day, return_inverse=True)
    n = len(days)
    if n < 2:
        unknown = np.full(len(shares) + 2, np.nan)
        return Errors(unknown, unknown, np.ones(len(unknown)))
    alone = _drawn_anew(value, of_day, n, shares, limit, seed)
    off = departures(value, of_day, figures_of(value, shares, limit), shares, limit)
    alike = memory(off, days, np.zeros(n, dtype=np.int64))
    if of_runs is not None:
        alike = np.fmax(alike, of_runs)
    counted = np.maximum(worth(n, np.nan_to_num(alike)), LEAST)
    freedom = np.maximum(counted - 1, min(n - 1, 2))
    known = np.where(np.isnan(alike), np.nan, counted)
    return Errors(alone * np.sqrt((n - 1) / (counted - 1)), known, freedom)


def departures(
    value: Floats,
    block: Ints,
    figures: Floats,
    shares: Sequence[float],
    limit: float,
    weight: Floats | None = None,
) -> Floats:
    """By how much the samples of each day, added up, depart from the `figures` of all, shape
    (days, shares + 2); of a quantile it is how many lie up to it, less its share of them.
    """
    off = [(value <= at) - share for at, share in zip(figures[:-2], shares, strict=True)]
    off += [value - figures[-2], ~within(value, limit) - figures[-1]]
    weight = np.ones(len(value)) if weight is None else weight
    return np.column_stack([np.bincount(block, weight * each) for each in off])


def _drawn_anew(
    value: Floats, of_day: Ints, n: int, shares: Sequence[float], limit: float, seed: int
) -> Floats:
    """Standard errors of `figures_of` of n days that are independent of one another, and alike by law."""
    order = np.argsort(value, kind="stable")
    ordered, block = value[order], of_day[order]
    cells = min(CELLS, len(ordered))
    cell = np.arange(len(ordered)) * cells // len(ordered)
    counts = np.bincount(block * cells + cell, minlength=n * cells).reshape(n, cells).astype(np.float64)
    sums = np.bincount(block, ordered, minlength=n)
    many = np.bincount(block, minlength=n).astype(np.float64)
    beyond = np.bincount(block, ~within(ordered, limit), minlength=n)
    first = np.searchsorted(cell, np.arange(cells))
    edges = np.append(ordered[first], ordered[-1])
    drawn = (
        np.random.Generator(np.random.Philox(np.random.SeedSequence(seed)))
        .multinomial(n, np.full(n, 1 / n), TIMES)
        .astype(np.float64)
    )
    total = drawn @ many
    reached = np.cumsum(drawn @ counts, axis=1)
    found = [_reached(reached, total * share, edges) for share in shares]
    found += [drawn @ sums / total, drawn @ beyond / total if not np.isnan(limit) else np.full(TIMES, np.nan)]
    return np.asarray(np.std(found, axis=1, ddof=1) * np.sqrt(n / (n - 1)))


def _reached(reached: Floats, wanted: Floats, edges: Floats) -> Floats:
    """Where so many samples are reached, shape (draws,): `reached` counts them up to the end of each cell."""
    rows = np.arange(len(wanted))
    at = np.minimum((reached < wanted[:, None]).sum(axis=1), reached.shape[1] - 1)
    before = np.where(at > 0, reached[rows, at - 1], 0.0)
    inside = np.maximum(reached[rows, at] - before, 1.0)
    share = np.clip((wanted - before) / inside, 0, 1)
    return np.asarray(edges[at] + share * (edges[at + 1] - edges[at]))
