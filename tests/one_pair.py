"""A log and runs, by days, as a comparison of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from portsim.claims.measured.entry import Band
from portsim.study.held.days import figures_of
from portsim.study.held.kept import SHARES, by_day
from portsim.study.held.pairs import Pair


def pair(seen: np.ndarray, runs: Sequence[np.ndarray], *, traced: bool = False) -> Pair:
    """Samples that were observed, and those of each run, of shape (days, a day), within a tenth."""
    comparison: Any = SimpleNamespace(kpi=SimpleNamespace(scale=1.0), target=None)
    log: Any = SimpleNamespace(entry=SimpleNamespace(band=Band(0.1, relative=True)))
    samples: Any = SimpleNamespace(value=seen.ravel(), day=_day(seen))
    kept = tuple(_kept(run) for run in runs)
    return Pair(comparison, log, "all", "all", samples, kept, 1, traced=traced, grows=False)


def _kept(run: np.ndarray) -> dict[str, np.ndarray]:
    days, each = run.shape
    return {
        "figures": np.tile(figures_of(run.ravel(), SHARES, math.nan), (2, 1)),
        "points": run.ravel(),
        "begun": np.array([run.size]),
        "days": np.arange(float(days)),
        "day_n": np.full(days, float(each)),
        "day_points": np.concatenate(by_day(run.ravel(), _day(run))),
    }


def _day(samples: np.ndarray) -> np.ndarray:
    return np.repeat(np.arange(len(samples)), samples.shape[1])
