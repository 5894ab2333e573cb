"""How uncertain observed figures are: days of the log drawn anew, with all that was measured on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.borders import within

TIMES = 1000  # days are drawn anew
CELLS = 2000  # of as many samples each, by which the quantiles of a draw are read


def figures_of(value: Floats, shares: Sequence[float], limit: float) -> Floats:
    """Quantiles, mean, and share beyond the limit (NaN without one), shape (shares + 2,)."""
    beyond = np.nan if np.isnan(limit) else float((~within(value, limit)).mean())
    return np.array([*np.quantile(value, shares), value.mean(), beyond])


def errors(value: Floats, day: Ints, shares: Sequence[float], limit: float, seed: int) -> Floats:
    """Standard errors of `figures_of`, shape (shares + 2,), by a bootstrap in which days are the blocks.

    Days count as independent of one another, and as drawn alike. With a single day nothing is known of how
    days differ: NaN. Source: Davison and Hinkley 1997, Bootstrap Methods and their Application, 2 and 3.8.
    """
    days, of_day = np.unique(day, return_inverse=True)
    n = len(days)
    if n < 2:
        return np.full(len(shares) + 2, np.nan)
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
