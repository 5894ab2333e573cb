"""An analysis is written as tables, charts and a page, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

import portsim
from portsim.base.errors import PortsimError
from portsim.base.folders import staged_folder
from portsim.report.analysis import MARK, MOST, Sheet, fill_with, page
from portsim.study.analysis import Analysis


@pytest.fixture
def analysis(tiny_folder: None) -> Analysis:
    table = pd.DataFrame({"measure": ["a|b", "c"], "share": [0.12345, 0.5], "n": [3, 4]})
    return Analysis(
        "shares", "Shares of <all>", portsim.load("tiny.yaml"), {"shares": table}, ("Half.",), {"runs": 7}
    )


def write_analysis(analysis: Analysis, folder: Path, sheets: Sequence[Sheet] = ()) -> Path:
    with staged_folder(folder, mark=MARK) as partial:
        fill_with(analysis, partial, sheets)
    return folder


def test_tables_page_and_provenance_are_written(analysis: Analysis, tmp_path: Path) -> None:
    def drawn(found: Analysis) -> object:
        from portsim.report.charts.style import axes_or_new

        ax = axes_or_new(None, 2.0)
        ax.bar(found.shares["measure"], found.shares["share"])
        return ax

    folder = write_analysis(analysis, tmp_path / "out", [Sheet("shares", "What is whose", drawn)])  # type: ignore[arg-type]
    assert (folder / "shares.csv").read_text() == "measure,share,n\na|b,0.12345,3\nc,0.5,4\n"
    assert (folder / "figures" / "shares.png").stat().st_size > 1000
    assert (folder / "figures" / "shares.svg").stat().st_size > 1000
    facts = json.loads((folder / "provenance.json").read_text())
    assert (facts["analysis"], facts["runs"], facts["identity"]) == ("shares", 7, analysis.scenario.identity)
    text = (folder / "report.md").read_text()
    assert text.startswith("# Shares of &lt;all&gt;\n\n- Half.\n")
    assert "| a\\|b | 0.12 | 3 |" in text
    assert analysis.scenario.identity in text


def test_write_takes_an_analysis_of_any_name(analysis: Analysis, tmp_path: Path) -> None:
    folder = portsim.write(analysis, tmp_path / "out")
    names = sorted(each.name for each in folder.iterdir())
    assert names == [".portsim", "provenance.json", "report.md", "shares.csv"]
    assert "Rests on n = 2 replications" in (folder / "report.md").read_text()
    portsim.write(analysis, folder, languages=["zh"])
    assert "Rests on" not in (folder / "report.md").read_text()


def test_write_refuses_what_is_of_a_study(analysis: Analysis, tmp_path: Path) -> None:
    with pytest.raises(PortsimError) as caught:
        portsim.write(analysis, tmp_path / "out", play=False)
    said = "write: workers, sure and play are of a study, not of an analysis; leave them out"
    assert str(caught.value) == said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (["en", "zh"], "got en, zh, and shares leaves no page that could hold several; give one"),
        (["en", "en"], "got en, en, allowed each language once"),
    ],
)
def test_languages_that_nothing_would_be_told_in_are_refused(
    analysis: Analysis, tmp_path: Path, languages: list[str], said: str
) -> None:
    with pytest.raises(PortsimError) as caught:
        portsim.write(analysis, tmp_path / "out", languages=languages)
    assert str(caught.value) == f"write: languages: {said}"
    assert not (tmp_path / "out").exists()


def test_an_earlier_folder_stays_when_a_chart_fails(analysis: Analysis, tmp_path: Path) -> None:
    write_analysis(analysis, tmp_path / "out")
    before = (tmp_path / "out" / "report.md").read_text()

    def broken(found: Analysis) -> object:
        raise ValueError("no such column")

    with pytest.raises(ValueError, match="no such column"):
        write_analysis(analysis, tmp_path / "out", [Sheet("shares", "", broken)])  # type: ignore[arg-type]
    assert (tmp_path / "out" / "report.md").read_text() == before
    assert not (tmp_path / "out" / "figures").exists()


def test_a_folder_of_somebody_else_is_refused(analysis: Analysis, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(PortsimError, match="mine"):
        write_analysis(analysis, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_the_page_shows_the_first_rows_of_a_long_table_and_says_so(analysis: Analysis) -> None:
    long = pd.DataFrame({"n": range(MOST + 5)})
    text = page(Analysis("long", "Long", analysis.scenario, {"rows": long}))
    assert f"The first {MOST} of {MOST + 5} rows; `rows.csv` has all." in text
    assert f"| {MOST - 1} |" in text and f"| {MOST} |" not in text


def test_tables_are_attributes(analysis: Analysis) -> None:
    assert analysis.shares.equals(analysis.tables["shares"])
    assert "shares" in dir(analysis)
    with pytest.raises(AttributeError, match="no table 'losses'"):
        _ = analysis.losses
