"""How far two samples lie apart as a whole: their energy distance, and how often chance gives as much."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints

TIMES = 999  # permutations
CELLS = 1000  # at which the two distributions are read
ROUNDING = 1e-12  # a difference this small beside E|A - B| is the order of a sum


class Energy(NamedTuple):
    """The distance 2 E|A - B| - E|A - A'| - E|B - B'| [unit of the samples]; the same as a share of the mean
    distance between an observed and a simulated one, from 0 (alike) to 1; and the p-value.

    Source: Szekely and Rizzo 2013, Journal of Statistical Planning and Inference 143, equation (1.4).
    """

    distance: float
    share: float
    p: float


class Blocks(NamedTuple):
    """Samples by blocks that stay together, days or weeks of a log or of a run.

    value: shape (n,). weight: how many samples each stands for. block: number of its block, shape (n,).
    stratum: which days of the week each block has, shape (blocks,). observed: whether it is of the log.
    """

    value: Floats
    weight: Floats
    block: Ints
    stratum: Ints
    observed: Bools


def energy(blocks: Blocks, seed: int) -> Energy:
    """The energy distance between observed and simulated samples, and its p-value.

    Blocks change sides with those of the same days of the week, all their samples with them. Both
    distributions are read at 1,000 points at most. A single block on either side, or none that both sides
    have, gives no p-value.
    Source: Szekely and Rizzo 2004, Testing for equal distributions in high dimension, InterStat; permutation
    of blocks, Good 2005, Permutation, Parametric and Bootstrap Tests of Hypotheses, 3.
    """
    days = len(blocks.observed)
    order = np.argsort(blocks.value, kind="stable")
    value = blocks.value[order]
    mass = np.cumsum(blocks.weight[order])
    cell = np.minimum((mass / mass[-1] * CELLS).astype(np.int64), CELLS - 1)
    _, first, cell = np.unique(cell, return_index=True, return_inverse=True)
    cells = len(first)
    last = np.append(first[1:], len(value)) - 1
    held = np.bincount(
        blocks.block[order] * cells + cell, blocks.weight[order], minlength=days * cells
    ).reshape(days, cells)
    widths = np.diff(value[last])
    observed = blocks.observed[None, :]
    many = held.sum(axis=1)

    def distances(sides: Bools) -> Floats:
        side = sides.astype(np.float64)
        a, b = side @ held, (1 - side) @ held
        f = np.cumsum(a, axis=1)[:, :-1] / (side @ many)[:, None]
        g = np.cumsum(b, axis=1)[:, :-1] / ((1 - side) @ many)[:, None]
        return np.asarray(2 * ((f - g) ** 2) @ widths)

    here = float(distances(observed)[0])
    a, b = (np.cumsum(held[side].sum(axis=0))[:-1] / many[side].sum() for side in (observed[0], ~observed[0]))
    apart = float((a * (1 - b) + b * (1 - a)) @ widths)  # E|A - B|
    share = here / (2 * apart) if apart > 0 else 0.0
    on_both = np.intersect1d(blocks.stratum[blocks.observed], blocks.stratum[~blocks.observed])
    if min(blocks.observed.sum(), (~blocks.observed).sum()) < 2 or not len(on_both):
        return Energy(here, share, float("nan"))
    drawn = distances(_changed(blocks, seed))
    p = float((1 + (drawn >= here - ROUNDING * apart).sum()) / (1 + TIMES))
    return Energy(here, share, p)


def _changed(blocks: Blocks, seed: int) -> Bools:
    """Which blocks are taken for observed, shape (TIMES, blocks): of each stratum as many as are."""
    draws = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed))).random(
        (TIMES, len(blocks.observed))
    )
    out = np.zeros(draws.shape, dtype=np.bool_)
    for stratum in np.unique(blocks.stratum).tolist():
        own = np.flatnonzero(blocks.stratum == stratum)
        many = int(blocks.observed[own].sum())
        rank = np.argsort(np.argsort(draws[:, own], axis=1), axis=1)
        out[:, own] = rank < many
    return out
