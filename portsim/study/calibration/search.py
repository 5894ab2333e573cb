"""The search itself: waves that rule out points, then points of the posterior that are run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.study.calibration.emulator import emulator
from portsim.study.calibration.posterior import Posterior, sampled, weighted
from portsim.study.calibration.region import POOL, Matched, Region, region_of
from portsim.study.calibration.targets import Targets
from portsim.study.calibration.unknowns import Space
from portsim.study.uncertainty.design import shares_of
from portsim.workload.draws import Draws

SHRINKS = 0.8  # of the region before: a wave that leaves more is the last
MARGIN = 0.15  # of the width of the region: runs so near to it teach the emulators too
LEAST = 12  # runs near the region for each input; with fewer all runs teach
THIN = 0.3  # of the kept points: with fewer that count, they are drawn and run once more
ROUNDS = 2


class Runs(Protocol):
    """The runs of a calibration, all waves together."""

    def run(self, points: Floats) -> None:
        """Run the worlds at points of shape (n, inputs)."""

    @property
    def points(self) -> Floats:
        """Where all runs so far lie, shape (n, inputs)."""

    @property
    def figures(self) -> Floats:
        """What they say, shape (n, figures); NaN where a world cannot be run or measures nothing."""

    @property
    def luck(self) -> Floats:
        """How lucky the draws of each were for each figure [standard deviations], shape (n, figures)."""

    @property
    def works(self) -> Bools:
        """Whether the servers of each world can do its work, shape (n,)."""


class Wave(NamedTuple):
    """A wave: how many worlds it ran, how many of these could not be run, which share of the prior is not
    ruled out after it, what the emulators of the figures explain [0..1], and by how much they were
    widened."""

    runs: int
    failed: int
    share: float
    explained: Floats
    wide: Floats


@dataclass
class Found:
    """What a search found; without a posterior nothing is plausible, and `region` holds what came nearest."""

    waves: list[Wave] = field(default_factory=list)
    region: Region | None = None
    matched: list[Matched] = field(default_factory=list)
    posterior: Posterior | None = None
    of_all: Matched | None = None  # emulators of all figures, those held out too


class Settings(NamedTuple):
    """How far a search goes: `samples` worlds in each of at most `waves`, then `keep` of the posterior."""

    samples: int
    waves: int
    keep: int
    seed: int


def search(space: Space, targets: Targets, runs: Runs, asked: Settings) -> Found:
    """History matching in waves, then the posterior.

    Source: Vernon, Goldstein and Bower 2010, Bayesian Analysis 5; of stochastic simulators: Andrianakis et
    al. 2015, PLoS Computational Biology 11.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # matrices this small take longer on several threads
        return _search(space, targets, runs, asked)


def _search(space: Space, targets: Targets, runs: Runs, asked: Settings) -> Found:
    found, matched = Found(), tuple(map(int, targets.matched))
    for number in range(asked.waves):
        rng = Draws(asked.seed, number).at("calibration", "wave")
        if found.region is None:
            points = shares_of(asked.samples, len(space), asked.seed)
        else:
            points = found.region.points[rng.choice(POOL, asked.samples, replace=False)]
        runs.run(points)
        found.matched.append(_emulated(found, space, targets, runs, matched, asked.seed))
        before, found.region = found.region, region_of(found.matched, space, rng)
        found.waves.append(_wave(runs, points, found))
        if found.region.empty:
            return found
        if before is not None and found.region.share > SHRINKS * before.share:
            break
    _settle(found, space, targets, runs, asked)
    return found


def _settle(found: Found, space: Space, targets: Targets, runs: Runs, asked: Settings) -> None:
    """Draw points of the posterior, run them, and weigh them by emulators that know these runs."""
    last = found.matched[-1]
    matched, everything = tuple(map(int, targets.matched)), tuple(range(len(targets.names)))
    for number in range(ROUNDS):
        rng = Draws(asked.seed, number).at("calibration", "posterior")
        assert found.region is not None
        points = sampled(found.matched, last, found.region, asked.keep, rng)
        runs.run(points)
        now = _emulated(found, space, targets, runs, matched, asked.seed)
        posterior, last = weighted(points, last, now), now
        works = runs.works[-len(points) :]
        total = float(posterior.weights[works].sum())
        if total == 0:
            found.region, found.posterior = Region(found.region.points, 0.0), None
            return
        found.posterior = Posterior(points, np.where(works, posterior.weights / total, 0.0))
        if found.posterior.effective >= THIN * asked.keep:
            break
    found.of_all = _emulated(found, space, targets, runs, everything, asked.seed)


def _emulated(
    found: Found, space: Space, targets: Targets, runs: Runs, places: tuple[int, ...], seed: int
) -> Matched:
    """Emulators of some figures, taught by the runs in and near the region."""
    region = found.region
    off, luck = targets.off(runs.figures), runs.luck
    features = space.features(runs.points)
    near = np.ones(len(features), dtype=np.bool_)
    if region is not None:
        own = space.features(region.points)
        low, high = own.min(axis=0), own.max(axis=0)
        wide = MARGIN * (high - low)
        near = ((features >= low - wide) & (features <= high + wide)).all(axis=1)
    made = []
    for place in places:
        there = np.isfinite(off[:, place])
        teaches = there & near if (there & near).sum() >= LEAST * len(space) else there
        known = features[teaches], off[teaches, place], luck[teaches, place]
        made.append(emulator(*known, seed))
    return Matched(space, targets, places, tuple(made))


def _wave(runs: Runs, points: Floats, found: Found) -> Wave:
    assert found.region is not None
    emulators = found.matched[-1].emulators
    failed = ~np.isfinite(runs.figures[-len(points) :]).any(axis=1)
    explained, wide = (np.array([getattr(each, key) for each in emulators]) for key in ("explained", "wide"))
    return Wave(len(points), int(failed.sum()), found.region.share, explained, wide)
