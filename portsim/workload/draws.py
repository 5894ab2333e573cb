"""Addressed draws: every purpose has a random stream of its own, indexed by shipment.

An address is (seed, replication, words). Its generator is Philox keyed by a SeedSequence whose spawn
key is the replication and a BLAKE2b hash of the words, so it depends neither on the process nor on
what else is drawn: a step that is inserted or removed leaves every other draw as it was.
Source: common random numbers by purpose and entity, Law, Simulation Modeling and Analysis, 11.2.3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Floats
from portsim.base.memory import UNKNOWN

T = TypeVar("T")
POOL = 4  # words of the pool of a SeedSequence: a seed is filled up to them before a spawn key follows


class Draws:
    """The one door through which chance enters: `at(words)` gives the generator of that address.

    With `shared`, what was drawn `once` is kept for further worlds that ask for the same: the alternatives of
    a replication differ in little of it.
    """

    def __init__(self, seed: int, replication: int, *, shared: bool = False) -> None:
        self.seed = seed
        self.replication = replication
        self._kept: dict[Hashable, Any] | None = {} if shared else None
        self._numbers: dict[Hashable, int] = {}
        padding = [0] * (POOL - len(_words(seed)))
        self._begin = np.array([*_words(seed), *padding, *_words(replication)], dtype=np.uint32)
        self.size = 0  # of what is kept [byte]

    def once(self, key: Hashable, draw: Callable[[], T]) -> T:
        """What is drawn under a key, which must name all that it depends on; never to be written to."""
        if self._kept is None:
            return draw()
        kept: T = self._kept.get(key, UNKNOWN)
        if kept is UNKNOWN:
            kept = self._kept[key] = draw()
            self.size += _size(kept)
        return kept

    def number(self, key: Hashable) -> int:
        """A number that stands for a long key in other keys, so that it is hashed once and not for each."""
        return 0 if self._kept is None else self._numbers.setdefault(key, len(self._numbers))

    def at(self, *words: str) -> np.random.Generator:
        digest = hashlib.blake2b("/".join(words).encode(), digest_size=16).digest()
        key = np.frombuffer(digest, dtype="<u4")
        # what SeedSequence(seed, spawn_key=(replication, *key)) makes of its numbers, in 20 us and not 31
        sequence = np.random.SeedSequence(np.concatenate([self._begin, key]))
        return np.random.Generator(np.random.Philox(sequence))


def known_or_drawn(known: Floats | None, draw: Callable[[], NDArray[Any]]) -> NDArray[Any]:
    """What a log says of shipments, shape (n,), and what is drawn for those of whom it says nothing (NaN).

    All are drawn where one is, so that no draw depends on what is known of others. None: no log.
    """
    if known is None:
        return draw()
    missing = np.isnan(known)
    return np.where(missing, draw(), known) if missing.any() else known


def _words(number: int) -> list[int]:
    """The words of 32 bits of a whole number, the lowest first."""
    return [number >> place & 0xFFFFFFFF for place in range(0, max(number.bit_length(), 1), 32)]


def _size(drawn: object) -> int:
    """The memory of the arrays in something that was drawn [byte]."""
    if isinstance(drawn, np.ndarray):
        return drawn.nbytes
    if isinstance(drawn, Mapping):
        return sum(_size(each) for each in drawn.values())
    if is_dataclass(drawn):
        return sum(_size(getattr(drawn, each.name)) for each in fields(drawn))
    return 0
