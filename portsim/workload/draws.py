"""Addressed draws: every purpose has a random stream of its own, indexed by shipment.

An address is (seed, replication, words). Its generator is Philox keyed by a SeedSequence whose spawn
key is the replication and a BLAKE2b hash of the words, so it depends neither on the process nor on
what else is drawn: a step that is inserted or removed leaves every other draw as it was.
Source: common random numbers by purpose and entity, Law, Simulation Modeling and Analysis, 11.2.3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from portsim.sourced import Duration, Number

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
ShortInts = NDArray[np.int32]
SmallInts = NDArray[np.int16]
Scalar = TypeVar("Scalar", bound=np.generic)


class Draws:
    """The one door through which chance enters: `at(words)` gives the generator of that address."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication

    def at(self, *words: str) -> np.random.Generator:
        digest = hashlib.blake2b("/".join(words).encode(), digest_size=16).digest()
        key = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.replication, *key))
        return np.random.Generator(np.random.Philox(sequence))


def durations(shape: Duration, n: int, rng: np.random.Generator) -> Floats:
    """`n` times [min] of a shape, shape (n,).

    Lognormal: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2 / 2 (Law, 6.2.2).
    """
    mean = shape.average
    if shape.shape == "constant" or mean == 0:
        out = np.full(n, mean)
    elif shape.shape == "exponential":
        out = rng.exponential(mean, n)
    elif shape.shape == "erlang":
        assert shape.k is not None
        out = rng.gamma(shape.k, mean / shape.k, n)
    elif shape.shape == "lognormal":
        assert shape.cv is not None
        variance = float(np.log1p(shape.cv**2))
        out = rng.lognormal(np.log(mean) - variance / 2, variance**0.5, n)
    elif shape.shape == "triangular":
        assert shape.low is not None and shape.mode is not None and shape.high is not None
        out = rng.triangular(shape.low, shape.mode, shape.high, n)
    else:
        assert shape.low is not None and shape.high is not None
        out = rng.uniform(shape.low, shape.high, n)
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


def joined(columns: Sequence[NDArray[Scalar]], kind: type[Scalar]) -> NDArray[Scalar]:
    """Arrays one behind the other, also none."""
    return np.concatenate([*columns, np.empty(0, dtype=kind)]).astype(kind, copy=False)
