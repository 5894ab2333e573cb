"""The address of a draw becomes a generator as the documentation says, and what is drawn once is kept."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from portsim.workload.draws import Draws


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, 2**32, 2**64 + 5, 2**130 + 7])
@pytest.mark.parametrize("replication", [0, 3, 2**32 + 1])
def test_a_generator_is_keyed_by_seed_replication_and_the_hash_of_the_words(
    seed: int, replication: int
) -> None:
    """Philox on a SeedSequence, spawned by the replication and four little-endian words of BLAKE2b."""
    words = np.frombuffer(hashlib.blake2b(b"duration/truck/lift", digest_size=16).digest(), dtype="<u4")
    sequence = np.random.SeedSequence(seed, spawn_key=(replication, *words.tolist()))
    expected = np.random.Generator(np.random.Philox(sequence)).random(5)
    assert np.array_equal(Draws(seed, replication).at("duration", "truck", "lift").random(5), expected)


def counted() -> tuple[list[str], Draws, Draws]:
    drawn: list[str] = []
    return drawn, Draws(1, 0), Draws(1, 0, shared=True)


def test_shared_draws_are_made_once_for_a_key() -> None:
    drawn, _, shared = counted()
    for key in ("a", "b", "a", "b"):
        assert shared.once(key, lambda key=key: drawn.append(key) or f"what {key} is") == f"what {key} is"
    assert drawn == ["a", "b"]


def test_draws_of_one_world_are_made_each_time() -> None:
    drawn, alone, _ = counted()
    for key in ("a", "a"):
        alone.once(key, lambda key=key: drawn.append(key))
    assert drawn == ["a", "a"]


def test_what_is_drawn_as_none_is_kept_too() -> None:
    drawn, _, shared = counted()
    for _ in range(2):
        assert shared.once("a", lambda: drawn.append("a")) is None
    assert drawn == ["a"]
