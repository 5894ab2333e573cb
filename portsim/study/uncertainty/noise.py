"""Two uncertainties told apart: noise of the runs, and ignorance of the inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats

ABSOLUTE = np.pi / 2  # the variance of a slope by least absolute deviations, over that by least squares


@dataclass(frozen=True)
class Components:
    """One figure over the worlds [its unit]. `values` of shape (worlds,) are its means over the replications
    of each that gave a figure, what the luck of these did taken out as far as the stated port shows it; NaN
    where none did.

    `of_inputs` is the variance that the inputs make, `of_runs` that of a world's mean by the noise of its
    runs that is left.
    """

    values: Floats
    of_inputs: float
    of_runs: float

    @property
    def noise_share(self) -> float:
        """Which part of the variance between worlds is noise of the runs [0..1]."""
        total = self.of_inputs + self.of_runs
        return self.of_runs / total if total > 0 else 0.0


def components(figures: Sequence[Floats], numbers: Sequence[tuple[int, ...]], stated: Floats) -> Components:
    """The components of one figure.

    `figures` holds for each world its figures, shape (replications of the world,), of the replications in
    `numbers`; a replication that gave none takes no part, as in a comparison. `stated` holds those of the
    port as stated in all replications, shape (all replications,).

    Worlds run in other replications share only the luck of these, which the stated port has too: it is a
    control variate. Its slope comes from worlds that ran twice, by least absolute deviations, so that a few
    worlds whose queues never end do not set it for all. What differs within a world then is noise, and so is
    what the slope may be wrong by.
    Source: Law, Simulation Modeling and Analysis, 11.4; random effects by Searle, Casella and McCulloch 1992,
    Variance Components, 3.6; noise against inputs: Zouaoui and Wilson 2003, IIE Transactions 35; least
    absolute deviations and their variance: Bloomfield and Steiger 1983.
    """
    luck = stated - np.nanmean(stated) if np.isfinite(stated).any() else np.zeros_like(stated)
    luck = np.nan_to_num(luck)
    worlds = [_measured(f, luck[list(own)]) for f, own in zip(figures, numbers, strict=True)]
    twice = [(f - f.mean(), b - b.mean()) for f, b in worlds if len(f) > 1]
    slope = _slope(twice)
    squares = sum(float((b**2).sum()) for _, b in twice)
    left = sum(float(((f - slope * b) ** 2).sum()) for f, b in twice)
    # squares around a slope that is not the least one are larger by what its variance is larger
    freedom = sum(len(f) - 1 for f, _ in twice) - (2 - ABSOLUTE) * (squares > 0)
    noise = left / freedom if freedom > 0 else np.nan
    values = np.array([np.mean(f - slope * b) if len(f) else np.nan for f, b in worlds])
    there = np.isfinite(values)
    if there.sum() < 2:
        return Components(values, 0.0, 0.0)
    each = np.array([(1 / len(b), b.mean()) for _, b in worlds if len(b)])
    wrong = ABSOLUTE * each[:, 1].var(ddof=1) / squares if squares > 0 else 0.0
    between = float(values[there].var(ddof=1))
    of_runs = min(noise * float(each[:, 0].mean() + wrong), between) if np.isfinite(noise) else 0.0
    return Components(values, between - of_runs, of_runs)


def _measured(figures: Floats, luck: Floats) -> tuple[Floats, Floats]:
    """The figures of a world and the luck of their replications, without those that gave no figure."""
    there = np.isfinite(figures)
    return figures[there], luck[there]


def _slope(pairs: Sequence[tuple[Floats, Floats]]) -> float:
    """The slope through 0 of the first on the second of each pair by least absolute deviations: the median of
    their ratios, each weighted by its second."""
    first, second = (
        (np.concatenate(each) for each in zip(*pairs, strict=True)) if pairs else (np.empty(0),) * 2
    )
    moved = second != 0
    if not moved.any():
        return 0.0
    ratios, weights = first[moved] / second[moved], np.abs(second[moved])
    order = np.argsort(ratios)
    up_to = np.cumsum(weights[order])
    return float(ratios[order][np.searchsorted(up_to, up_to[-1] / 2)])
