"""Two uncertainties told apart: noise of the runs, and ignorance of the inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats


@dataclass(frozen=True)
class Components:
    """One figure over the worlds [its unit]. `values` of shape (worlds,) are its means over the replications
    of each, what the luck of these did taken out as far as the stated port shows it; NaN where there is none.

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

    @property
    def without_noise(self) -> Floats:
        """The values drawn together round their mean until their variance is that of the inputs."""
        mean = np.nanmean(self.values) if np.isfinite(self.values).any() else np.nan
        return np.asarray(mean + (self.values - mean) * (1 - self.noise_share) ** 0.5)


def components(figures: Sequence[Floats], numbers: Sequence[tuple[int, ...]], stated: Floats) -> Components:
    """The components of one figure.

    `figures` holds for each world its figures, shape (replications of the world,), of the replications in
    `numbers`; `stated` those of the port as stated in all replications, shape (all replications,).

    Worlds run in other replications share only the luck of these, which the stated port has too: it is a
    control variate, its slope taken from worlds that ran twice. What differs within a world then is noise.
    Source: Law, Simulation Modeling and Analysis, 11.4; random effects by Searle, Casella and McCulloch 1992,
    Variance Components, 3.6; noise against inputs: Zouaoui and Wilson 2003, IIE Transactions 35.
    """
    luck = stated - np.nanmean(stated) if np.isfinite(stated).any() else np.zeros_like(stated)
    luck = np.nan_to_num(luck)
    lucks = [luck[list(own)] for own in numbers]
    twice = [
        (f - f.mean(), b - b.mean())
        for f, b in zip(figures, lucks, strict=True)
        if len(f) > 1 and np.isfinite(f).all()
    ]
    squares = sum(float((b**2).sum()) for _, b in twice)
    slope = sum(float((f * b).sum()) for f, b in twice) / squares if squares > 0 else 0.0
    freedom = sum(len(f) - 1 for f, _ in twice) - (squares > 0)
    left = sum(float(((f - slope * b) ** 2).sum()) for f, b in twice)
    noise = left / freedom if freedom > 0 else np.nan
    values = np.array(
        [np.mean(f - slope * b) if len(f) else np.nan for f, b in zip(figures, lucks, strict=True)]
    )
    there = np.isfinite(values)
    each = [1 / len(own) for own, is_there in zip(numbers, there, strict=True) if is_there]
    of_runs = noise * float(np.mean(each)) if each and np.isfinite(noise) else 0.0
    between = float(values[there].var(ddof=1)) if there.sum() > 1 else 0.0
    of_runs = min(of_runs, between)
    return Components(np.where(there, values, np.nan), between - of_runs, of_runs)
