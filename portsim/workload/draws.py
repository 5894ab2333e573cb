"""Addressed draws: every purpose has a random stream of its own, indexed by shipment.

An address is (seed, replication, words). Its generator is Philox keyed by a SeedSequence whose spawn
key is the replication and a BLAKE2b hash of the words, so it depends neither on the process nor on
what else is drawn: a step that is inserted or removed leaves every other draw as it was.
Source: common random numbers by purpose and entity, Law, Simulation Modeling and Analysis, 11.2.3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Floats, Ints, ShortFloats
from portsim.model.shapes import Duration, Number

T = TypeVar("T")


class Draws:
    """The one door through which chance enters: `at(words)` gives the generator of that address.

    With `shared`, what was drawn `once` is kept for further worlds that ask for the same: the alternatives of
    a replication differ in little of it.
    """

    def __init__(self, seed: int, replication: int, *, shared: bool = False) -> None:
        self.seed = seed
        self.replication = replication
        self._kept: dict[Hashable, Any] | None = {} if shared else None

    def once(self, key: Hashable, draw: Callable[[], T]) -> T:
        """What is drawn under a key, which must name all that it depends on; never to be written to."""
        if self._kept is None:
            return draw()
        if key not in self._kept:
            self._kept[key] = draw()
        kept: T = self._kept[key]
        return kept

    def at(self, *words: str) -> np.random.Generator:
        digest = hashlib.blake2b("/".join(words).encode(), digest_size=16).digest()
        key = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.replication, *key))
        return np.random.Generator(np.random.Philox(sequence))


def durations(shape: Duration, n: int, rng: np.random.Generator) -> Floats:
    """`n` times [min] of a shape, shape (n,).

    Lognormal: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2 / 2 (Law, 6.2.2). Erlang: a sum of k
    exponentials (Law, 8.3.3). Triangular: by inversion (Law, 8.3.15).
    """
    return _durations(shape, n, rng, np.float64)


def short_durations(shape: Duration, n: int, rng: np.random.Generator) -> ShortFloats:
    """The same to seven digits, in about half the time and memory."""
    return _durations(shape, n, rng, np.float32)


def _durations(
    shape: Duration, n: int, rng: np.random.Generator, kind: type[np.float64 | np.float32]
) -> NDArray[Any]:
    mean = shape.average
    out: NDArray[Any]
    if shape.shape == "constant" or mean == 0:
        out = np.full(n, mean, dtype=kind)
    elif shape.shape == "exponential":
        out = mean * rng.standard_exponential(n, dtype=kind)
    elif shape.shape == "erlang":
        assert shape.k is not None
        parts = rng.standard_exponential(n * shape.k, dtype=kind)  # neighbours are of one time
        out = parts[:: shape.k].copy()
        for each in range(1, shape.k):
            out += parts[each :: shape.k]
        out *= mean / shape.k
    elif shape.shape == "lognormal":
        assert shape.cv is not None
        variance = float(np.log1p(shape.cv**2))
        out = np.exp(float(np.log(mean)) - variance / 2 + variance**0.5 * rng.standard_normal(n, dtype=kind))
    elif shape.shape == "triangular":
        assert shape.low is not None and shape.mode is not None and shape.high is not None
        uniform, width = rng.random(n, dtype=kind), shape.high - shape.low
        rising = np.sqrt(uniform * (width * (shape.mode - shape.low)))
        falling = np.sqrt((1 - uniform) * (width * (shape.high - shape.mode)))
        out = np.where(uniform * width < shape.mode - shape.low, shape.low + rising, shape.high - falling)
        out = np.maximum(out, shape.low)  # the last digit of a root can fall below
    else:
        assert shape.low is not None and shape.high is not None
        out = shape.low + (shape.high - shape.low) * rng.random(n, dtype=kind)
    return out if shape.at_least is None else np.maximum(out, shape.at_least)


def numbers(shape: Number, n: int, rng: np.random.Generator) -> Ints:
    """`n` whole numbers of a shape, shape (n,)."""
    if shape.shape == "uniform":
        assert shape.low is not None and shape.high is not None
        return rng.integers(shape.low, shape.high, n, endpoint=True)
    assert shape.mean is not None
    if shape.shape == "geometric":
        return rng.geometric(1 / shape.mean, n).astype(np.int64)
    if shape.shape == "poisson":
        return rng.poisson(shape.mean, n).astype(np.int64)
    return np.full(n, round(shape.mean), dtype=np.int64)
