"""Designs of two levels: which runs they have, what they can tell apart, and under which names."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from portsim.base.errors import PortsimError
from portsim.study.two_levels import GENERATORS, LETTERS, Design, design_of, letters, run_name

HALF = Design((0b0001, 0b0010, 0b0100, 0b0111))  # D = ABC


def products(signs: np.ndarray, size: int) -> list[float]:
    """The mean over all runs of the product of every `size` columns: +1 or -1 where it is constant."""
    return [float(signs[:, list(c)].prod(axis=1).mean()) for c in combinations(range(signs.shape[1]), size)]


def test_all_combinations_of_two_factors_come_in_standard_order() -> None:
    design = design_of(2)
    assert design.name == "2^2" and design.full and design.generators == ""
    assert [run_name(run) for run in design.runs] == ["(1)", "a", "b", "ab"]
    assert design.signs.tolist() == [[-1, -1], [1, -1], [-1, 1], [1, 1]]


@pytest.mark.parametrize("factors", range(2, 7))
def test_up_to_six_factors_have_all_combinations(factors: int) -> None:
    design = design_of(factors)
    assert sorted(design.runs) == list(range(2**factors)) and design.name == f"2^{factors}"
    assert all(len(chain) == 1 for chain in design.chains)


@pytest.mark.parametrize(
    ("factors", "name", "runs"),
    [(7, "2^(7-3) IV", 16), (8, "2^(8-4) IV", 16), (9, "2^(9-4) IV", 32), (10, "2^(10-5) IV", 32),
     (11, "2^(11-6) IV", 32), (13, "2^(13-8) IV", 32), (16, "2^(16-11) IV", 32)],
)  # fmt: skip
def test_more_factors_have_a_fraction_with_its_usual_name(factors: int, name: str, runs: int) -> None:
    design = design_of(factors)
    assert (design.name, design.size, len(set(design.runs))) == (name, runs, runs)
    assert not design.full


@pytest.mark.parametrize("factors", sorted(GENERATORS))
def test_every_fraction_is_of_resolution_four(factors: int) -> None:
    """No product of one, two or three columns is constant, so single factors are free of pairs; one of four
    is."""
    signs = design_of(factors).signs
    assert all(not np.any(products(signs, size)) for size in (1, 2, 3))
    assert np.any(products(signs, 4))


def test_ten_factors_have_the_generators_of_the_handbooks() -> None:
    assert design_of(10).generators == "F = ABCD, G = ABCE, H = ABDE, J = ACDE, K = BCDE"
    assert design_of(7).generators == "E = ABC, F = BCD, G = ACD"


def test_pairs_of_the_half_fraction_of_four_are_aliased_two_by_two() -> None:
    """I = ABCD, so AB = CD, AC = BD and AD = BC."""
    assert HALF.name == "2^(4-1) IV" and HALF.generators == "D = ABC"
    named = [" = ".join(letters(1 << i | 1 << j) for i, j in chain) for chain in HALF.chains]
    assert named == ["AB = CD", "AC = BD", "AD = BC"]
    assert [run_name(run) for run in HALF.runs] == ["(1)", "ad", "bd", "ab", "cd", "ac", "bc", "abcd"]


@pytest.mark.parametrize("factors", sorted(GENERATORS))
def test_pairs_are_in_one_chain_where_no_run_tells_them_apart(factors: int) -> None:
    design = design_of(factors)
    signs = design.signs
    columns = [{(signs[:, i] * signs[:, j]).tobytes() for i, j in chain} for chain in design.chains]
    assert all(len(each) == 1 for each in columns)
    assert len(set.union(*columns)) == len(design.chains)
    assert sum(map(len, design.chains)) == factors * (factors - 1) // 2


def test_no_factor_is_called_i() -> None:
    assert "I" not in LETTERS and len(set(LETTERS)) == len(LETTERS) == 16


@pytest.mark.parametrize("factors", [-1, 0, 1, 17])
def test_too_few_or_too_many_factors_are_refused(factors: int) -> None:
    with pytest.raises(PortsimError, match=rf"^factors: got {factors}, allowed 2 to 16$"):
        design_of(factors)
