"""Designs of two levels: which factors are on in which run, all combinations or a named fraction of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError, got

LETTERS = "ABCDEFGHJKLMNOPQ"  # of factors; I is the column of ones
FULL = 6  # factors of which all combinations are run
LEAST, MOST = 2, len(LETTERS)
_THREES = "ABC ABD ABE ACD ACE ADE BCD BCE BDE CDE ABCDE"
GENERATORS: Mapping[int, str] = MappingProxyType(
    {
        7: "ABC BCD ACD",
        8: "BCD ACD ABC ABD",
        9: "BCDE ACDE ABDE ABCE",
        10: "ABCD ABCE ABDE ACDE BCDE",
        11: "ABC BCD CDE ACD ADE BDE",
        **{k: " ".join(_THREES.split()[: k - 5]) for k in range(12, MOST + 1)},
    }
)
"""Words of the further factors, by the number of factors. Source: NIST Dataplot, index of minimal-sample-size
resolution-4 designs (DEXRES4), after Box, Hunter and Hunter, Statistics for Experimenters, 12.5; those of
seven to eleven factors are in Montgomery, Design and Analysis of Experiments, Table 8.14."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Design:
    """Runs of factors that are off or on.

    `words` has for each factor the basic factors whose signs are multiplied for its column, as bits; a basic
    factor has itself. A run is the set of factors that are on, as bits: factor i has bit i.
    """

    words: tuple[int, ...]

    @property
    def factors(self) -> int:
        return len(self.words)

    @property
    def basic(self) -> int:
        """How many factors take all combinations."""
        return sum(word.bit_count() == 1 for word in self.words)

    @property
    def full(self) -> bool:
        return self.basic == self.factors

    @property
    def size(self) -> int:
        """The number of runs."""
        return int(2**self.basic)

    @property
    def name(self) -> str:
        """`2^4`, or of a fraction `2^(10-5) IV`: factors, further factors, resolution."""
        k, p = self.factors, self.factors - self.basic
        return f"2^{k}" if self.full else f"2^({k}-{p}) IV"

    @property
    def generators(self) -> str:
        """The further factors as products of the basic ones, such as `E = ABC, F = BCD`; empty if there are
        none."""
        own = enumerate(self.words)
        return ", ".join(f"{LETTERS[i]} = {letters(word)}" for i, word in own if word.bit_count() > 1)

    @property
    def signs(self) -> Floats:
        """-1 where a factor is off in a run, +1 where it is on; shape (runs, factors), in standard order."""
        bits = np.arange(self.size)[:, None] >> np.arange(self.basic)[None, :] & 1
        basic = 2.0 * bits - 1.0
        taken = [[b for b in range(self.basic) if word >> b & 1] for word in self.words]
        return np.column_stack([basic[:, columns].prod(axis=1) for columns in taken])

    @property
    def runs(self) -> tuple[int, ...]:
        """The factors that are on in each run, as bits, in the order of `signs`."""
        on = (self.signs > 0).astype(int)
        return tuple(int(row @ (1 << np.arange(self.factors))) for row in on)

    @property
    def chains(self) -> tuple[tuple[Pair, ...], ...]:
        """The pairs of factors, those together whose interactions no run tells apart.

        Pairs are aliased where the products of their columns are the same column. In resolution IV no pair is
        aliased with a single factor.
        """
        found: dict[int, list[Pair]] = {}
        for i, j in combinations(range(self.factors), 2):
            found.setdefault(self.words[i] ^ self.words[j], []).append((i, j))
        return tuple(map(tuple, found.values()))


def design_of(factors: int) -> Design:
    """The design of so many factors: all combinations up to six, above that a fraction of resolution IV.

    Raises PortsimError: fewer than two factors, or more than sixteen.
    """
    if not LEAST <= factors <= MOST:
        raise PortsimError(f"factors: got {got(factors)}, allowed {LEAST} to {MOST}")
    if factors <= FULL:
        return Design(tuple(1 << i for i in range(factors)))
    further = [_bits(word) for word in GENERATORS[factors].split()]
    return Design((*(1 << i for i in range(factors - len(further))), *further))


def letters(factors: int) -> str:
    """The letters of a set of factors given as bits, such as `ACD`."""
    return "".join(letter for i, letter in enumerate(LETTERS) if factors >> i & 1)


def run_name(factors: int) -> str:
    """The usual name of a run: small letters of the factors that are on, `(1)` where none is."""
    return letters(factors).lower() or "(1)"


def _bits(word: str) -> int:
    return sum(1 << LETTERS.index(letter) for letter in word)
