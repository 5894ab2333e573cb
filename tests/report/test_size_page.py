"""What the page of a sizing says of its figures, and costs in words."""

from __future__ import annotations

import pytest

from portsim.base.language import speaking
from portsim.study.sizing.words import money


@pytest.mark.parametrize(
    ("cost", "unit", "words", "chinese"),
    [
        (1, "points", "1 point", "1 个成本单位"),
        (2.5, "points", "2.5 points", "2.5 个成本单位"),
        (1, "servers", "1 server", "1 个服务台"),
        (15, "servers", "15 servers", "15 个服务台"),
        (12_600_000, "yuan/y", "12.6 M yuan/y", None),
    ],
)
def test_a_cost_in_words(cost: float, unit: str, words: str, chinese: str | None) -> None:
    assert money(cost, unit) == words
    if chinese is not None:
        with speaking("zh"):
            assert money(cost, unit) == chinese
