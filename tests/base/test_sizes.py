"""Sizes with units."""

from __future__ import annotations

import pytest

from portsim.base.sizes import show_size, size


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [("2 GB", 2_000_000_000), ("1.5 kB", 1500), ("500MB", 500_000_000), ("1 tb", 10**12), (" 3 KB ", 3000)],
)
def test_a_size_is_a_number_with_a_unit(text: str, bytes_: int) -> None:
    assert size(text) == bytes_


@pytest.mark.parametrize(
    "value", ["2", "GB", "-2 GB", "0 GB", "0.0001 kB", "nan GB", "2 XB", "1e9 GB", 2, None]
)
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(
        ValueError, match="allowed a size of more than 0 with its unit, such as 500 MB or 2 GB"
    ):
        size(value)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 byte"),
        (999, "999 byte"),
        (1000, "1 kB"),
        (12_345, "12.3 kB"),
        (999_600, "1 MB"),
        (2 * 10**9, "2 GB"),
    ],
)
def test_it_is_shown_in_the_unit_that_a_person_would_choose(number: int, text: str) -> None:
    assert show_size(number) == text
