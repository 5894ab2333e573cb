"""Many points that walk through the space of inputs, each alone, until they lie as a density asks for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from portsim.base.arrays import Floats

Density = Callable[[Floats], Floats]  # of points of shape (n, inputs) its logarithm, shape (n,)
JUMP, SMALL = 0.1, 1e-3  # how often a whole difference is taken; what is added to each by chance


def walked(points: Floats, density: Density, steps: int, rng: np.random.Generator) -> Floats:
    """Points of shape (n, inputs) in the unit cube after so many steps, of shape (n, inputs).

    Each step of a point is a difference of two others of the other half, so that steps are as wide and as
    slanted as the region itself; at the walls of the cube it is thrown back.

    Source: differential evolution Markov chain, ter Braak 2006, Statistics and Computing 16; halves that move
    in turn: Foreman-Mackey et al. 2013, PASP 125.
    """
    points = points.copy()
    found = density(points)
    halves = np.array_split(rng.permutation(len(points)), 2)
    width = 2.38 / (2 * points.shape[1]) ** 0.5
    for _ in range(steps):
        for own, others in (halves, halves[::-1]):
            one, other = (rng.choice(others, len(own)) for _ in range(2))
            far = np.where(rng.random(len(own)) < JUMP, 1.0, width * rng.uniform(0.3, 1.0, len(own)))
            tried = points[own] + far[:, None] * (points[one] - points[other])
            tried = _thrown_back(tried + rng.normal(0.0, SMALL, tried.shape))
            then = density(tried)
            taken = np.log(rng.random(len(own))) < then - found[own]
            points[own[taken]], found[own[taken]] = tried[taken], then[taken]
    return points


def _thrown_back(points: Floats) -> Floats:
    """Points of any place as if the walls of the unit cube were mirrors."""
    folded = np.abs(np.mod(points, 2.0))
    return np.asarray(np.where(folded > 1, 2 - folded, folded))
