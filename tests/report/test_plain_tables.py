"""Plain tables: names are broken after a dot or underscore, and lines fit 80 columns."""

from __future__ import annotations

import pytest
from paged import printed

from portsim.report.terminal.columns import broken, plain_table


@pytest.mark.parametrize(
    ("name", "width", "lines"),
    [
        ("places.gate_in.lanes", 34, ["places.gate_in.lanes"]),
        ("demand.export_declaration.declares.before", 30, ["demand.export_declaration.", "declares.before"]),
        ("a_very_long_name_without_dots", 12, ["a_very_long_", "name_", "without_dots"]),
        ("onewordthatistoolong", 8, ["onewordthatistoolong"]),
    ],
)
def test_a_name_is_broken_after_a_dot_else_after_an_underscore(
    name: str, width: int, lines: list[str]
) -> None:
    assert broken(name, width).split("\n") == lines
    assert broken(name, width).replace("\n", "") == name


def test_a_table_has_no_boxes_and_no_broken_word() -> None:
    rows = [
        (
            "traits.lodged_before_arrival.share_of_all",
            "x" * 10,
            "short, long_with_saturday",
            "A1 assumption " * 3,
        )
    ]
    text = printed(plain_table("Numbers", ("Key", "Value", "Range", "Source"), rows), 80)
    assert max(map(len, text.splitlines())) <= 80 and not set("┏━│└") & set(text)
    words = set(text.split())
    assert {"traits.lodged_before_arrival.", "share_of_all", "short,", "long_with_", "saturday"} <= words
