"""The table that the terminal shows of an attribution."""

from __future__ import annotations

import pandas as pd
import pytest

import portsim
from portsim.report.analyses.attribute import first_figures, sheets, show
from portsim.study.analysis import Analysis
from portsim.study.attribution_tables import ALL_MEASURES, SHAPLEY

NAN = float("nan")


def analysis(measures: int, share: float = 0.5) -> Analysis:
    def row(name: str, figure: str, saved: float, on_top: float) -> tuple[object, ...]:
        ends = (saved, NAN, NAN, on_top, NAN, NAN, NAN, NAN, NAN)
        return (name, figure, "yuan/y", saved, saved - 1e5, saved + 1e5, share, NAN, NAN, *ends, 5, "exact")

    rows = []
    for figure in ("a", "b", "c", "d"):
        rows += [row(f"measure_of_a_long_name_{n}", figure, 1e6 * n, 0.0) for n in range(measures)]
        rows.append(row(ALL_MEASURES, figure, 9e6, NAN))
    tables = {"shapley": pd.DataFrame(rows, columns=list(SHAPLEY))}
    facts = {"headline": ["a", "b", "c", "d"], "design": "2^2"}
    return Analysis("attribution", "T", portsim.load("tiny.yaml"), tables, ("One [thing] is so.",), facts)


def test_it_has_at_most_25_lines_at_80_columns(
    tiny_folder: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    show(analysis(16), footing="n = 5")
    lines = capsys.readouterr().out.splitlines()
    table = [line for line in lines if line and line[0] in "┏┃┡│├└"]
    assert len(table) <= 25 and max(map(len, lines)) <= 80
    assert any("and 6 more in" in line for line in lines)
    assert "- One [thing] is so." in lines and lines[-1] == "n = 5"


def test_the_largest_saving_comes_first_in_millions(
    tiny_folder: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    show(analysis(3), footing="")
    out = capsys.readouterr().out
    assert "A: what each measure saves [M yuan/y]" in out
    first = next(line for line in out.splitlines() if "Measure of a long name" in line)
    assert [cell.strip() for cell in first.split("│")][1:7] == [
        "Measure of a long name 2", "2", "1.9 to 2.1", "2", "0", "50 %",
    ]  # fmt: skip
    assert "Share of b" in out and "Share of c" in out and "Share of d" not in out
    assert "Share n/a" not in out


def test_a_share_that_cannot_be_said_is_explained(
    tiny_folder: None, capsys: pytest.CaptureFixture[str]
) -> None:
    show(analysis(2, share=NAN), footing="")
    assert "Share n/a: all may save nothing." in " ".join(capsys.readouterr().out.split())


def test_the_first_three_figures_have_a_chart(tiny_folder: None) -> None:
    found = analysis(2)
    assert first_figures(found) == ["a", "b", "c"]
    assert [sheet.name for sheet in sheets(found)] == ["attribution_a", "attribution_b", "attribution_c"]
