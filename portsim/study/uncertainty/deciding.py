"""Which inputs decide a figure, and which would be worth measuring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.scenario.inputs import Input
from portsim.study.uncertainty.chaos import Axis
from portsim.workload.draws import Draws

WORLDS_A_BIN = 16  # at least so many worlds tell the verdicts where an input is known so far
SHUFFLES = 40  # how often worlds are shuffled to see what an input that decides nothing seems worth


def axes_of(inputs: Sequence[Input]) -> tuple[Axis, ...]:
    """How figures can go by the inputs: smoothly, or in steps."""
    return tuple(Axis(each.cuts) for each in inputs)


def worth_knowing(shares: Floats, axes: Sequence[Axis], verdicts: Ints, seed: int) -> Floats:
    """How much more often the likeliest verdict would be right if an input were known, shape (inputs,).

    `verdicts` of shape (worlds,) are numbers from 0, `shares` of shape (worlds, inputs). It is the expected
    value of partial perfect information for a decision that is worth 1 if it is right: the mean over bins of
    the input of the largest share of one verdict, less the largest share in all worlds. As small bins always
    seem to tell something, what shuffled worlds give counts as nothing.
    Source: Strong, Oakley and Brennan 2014, Medical Decision Making 34.
    """
    n = len(verdicts)
    if n < 2 * WORLDS_A_BIN or not np.ptp(verdicts):
        return np.zeros(len(axes))
    kinds = int(verdicts.max()) + 1
    rng = Draws(seed, 0).at("uncertainty", "shuffles")
    shuffled = np.array([rng.permutation(verdicts) for _ in range(SHUFFLES)])
    usual = np.bincount(verdicts).max() / n
    worth = np.empty(len(axes))
    for number, axis in enumerate(axes):
        bins = _bins(shares[:, number], axis)
        found = _right(bins, verdicts[None, :], kinds)[0]
        idle = max(usual, float(_right(bins, shuffled, kinds).mean()))
        worth[number] = (found - idle) / (1 - idle) * (1 - usual) if idle < 1 else 0.0
    return np.maximum(worth, 0.0)


def _bins(shares: Floats, axis: Axis) -> Ints:
    """The bin of each world: its step, or one of bins of equally many worlds."""
    if axis.cuts:
        return np.searchsorted(axis.cuts, shares, side="right")
    bins = max(2, min(8, len(shares) // WORLDS_A_BIN))
    return np.argsort(np.argsort(shares)) * bins // len(shares)


def _right(bins: Ints, verdicts: Ints, kinds: int) -> Floats:
    """How often the likeliest verdict of each bin is right, for verdicts of shape (ways, worlds)."""
    ways, n = verdicts.shape
    many = int(bins.max()) + 1
    cells = (np.arange(ways)[:, None] * many + bins) * kinds + verdicts
    counts = np.bincount(cells.ravel(), minlength=ways * many * kinds).reshape(ways, many, kinds)
    return np.asarray(counts.max(axis=2).sum(axis=1) / n)
