"""A study of ocean_gate from the command line: what it prints and writes; it is the committed one."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal, contents
from costed import COSTED
from html_read import page_in
from kept import kept_folder
from tiny import GATE_CLAIMS

from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.question import QUESTION, as_csv
from portsim.study.study import compare

ROOT = Path(__file__).parents[2]
SHORT = ("--days", "1", "--warm-up-days", "1", "--run-out", "2 day", "--replications", "2")


KEPT: list[Path] = []


@pytest.fixture
def compared(terminal: Terminal, blank_charts: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which ocean_gate was compared with one worker: once for all tests that look at it."""
    if not KEPT:
        folder = kept_folder("compared")
        monkeypatch.chdir(folder)
        out = terminal("compare", "ocean_gate", *SHORT, "--workers", "1", "--no-play")
        assert out.code == 0, out.err
        (folder / "printed.txt").write_text(out.out)
        KEPT.append(folder)
    return KEPT[0]


def same_tables(scenario: Scenario, one: Path, **length: object) -> set[str]:
    """The tables in the folder that one worker left, each of which two workers make, too, to the byte."""
    study, found = compare(scenario, workers=2, **length), set()  # type: ignore[arg-type]
    for name, question in scenario.library[QUESTION].items():
        file = one / f"{question.file}.csv"
        if question.file and file.exists():
            assert as_csv(study.table(name), question.digits).encode() == file.read_bytes(), name
            found.add(file.name)
    assert found == {file.name for file in one.glob("*.csv")}
    return found


@pytest.mark.usefixtures("tiny_folder", "blank_charts")
def test_two_workers_give_the_same_tables_as_one(terminal: Terminal) -> None:
    """All tables that the folder of one worker has; `tests/report/test_draw.py` does so with the charts."""
    Path("claims.yaml").write_text(GATE_CLAIMS)
    Path("tiny.yaml").write_text(COSTED + "claims: claims.yaml\n")
    assert terminal("compare", "tiny.yaml", "--workers", "1", "--no-play").code == 0
    found = same_tables(load("tiny.yaml"), Path("results", "tiny"))
    assert {"comparison.csv", "claims.csv", "stages.csv", "ledger.csv"} < found


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::portsim.base.notes.Note")
def test_two_workers_give_the_same_tables_of_ocean_gate_as_one(compared: Path) -> None:
    length = {"days": 1, "warm_up_days": 1, "run_out": "2 day", "replications": 2}
    found = same_tables(load("ocean_gate"), compared / "results" / "ocean_gate", **length)
    assert {"comparison.csv", "claims.csv", "stages.csv", "ledger.csv"} < found


@pytest.mark.slow
@pytest.mark.usefixtures("tiny_folder")
def test_two_workers_leave_the_same_folder_as_one(terminal: Terminal) -> None:
    for workers in ("1", "2"):
        assert terminal("compare", "tiny.yaml", "--workers", workers, "--out", workers).code == 0
    assert contents(Path("2")) == contents(Path("1"))


def test_compare_prints_and_leaves_tables_charts_and_report(compared: Path) -> None:
    folder = compared / "results" / "ocean_gate"
    names = set(contents(folder))
    assert {
        "comparison.csv",
        "claims.csv",
        "stages.csv",
        "changes.csv",
        "provenance.json",
        "report.md",
        "report.html",
    } <= names
    assert {"figures/savings.png", "figures/savings.svg", "figures/claims.png"} <= names
    printed = (compared / "printed.txt").read_text()
    assert "\nClaims: " in printed and printed.endswith("page: results/ocean_gate/report.html\n")
    assert len(printed.splitlines()) <= 25
    facts = json.loads((folder / "provenance.json").read_text())
    assert f"identity {facts['identity']}" in printed and facts["replications"] == 2
    assert facts["identity"] in (folder / "report.md").read_text()


def test_tables_have_the_columns_that_are_promised(compared: Path) -> None:
    folder = compared / "results" / "ocean_gate"
    assert list(pd.read_csv(folder / "claims.csv").columns) == [
        "claim",
        "reading",
        "primary",
        "statement",
        "unit",
        "sense",
        "reported",
        "simulated",
        "low",
        "high",
        "n",
        "verdict",
        "deciding_parameters",
        "independent",
        "label",
        "unlimited",
        "unlimited_n",
        "closed_form",
        "leans_on",
        "parameters",
        "assumed",
        "largest_before",
        "largest_after",
        "largest_in",
        "break_even_factor",
        "users_per_day",
        "break_even_users",
        "break_even_entry",
        "price",
        "break_even_price",
        "price_unit",
    ]
    assert list(pd.read_csv(folder / "comparison.csv").columns) == [
        "alternative",
        "kpi",
        "unit",
        "better",
        "aim",
        "baseline",
        "value",
        "difference",
        "low",
        "high",
        "relative",
        "matters",
        "p",
        "p_holm",
        "q",
        "variance_reduction",
        "n",
        "replications_needed",
        "unfinished",
        "baseline_is",
        "value_is",
        "verdict",
    ]


def test_every_chart_that_the_report_shows_is_there(compared: Path) -> None:
    folder = compared / "results" / "ocean_gate"
    shown = re.findall(r"\]\((figures/[^)]+)\)", (folder / "report.md").read_text())
    assert len(shown) == 2 and all((folder / name).is_file() for name in shown)
    figures = page_in(folder).root.all("figure")
    drawn = [each.attributes["id"] for each in figures if each.attributes["class"] == "drawn"]
    assert len(drawn) >= 8
    assert all((folder / "figures" / f"{name.removeprefix('f-')}.png").is_file() for name in drawn)


def test_a_short_study_regenerates_the_committed_copy(compared: Path) -> None:
    new_folder, committed = compared / "results" / "ocean_gate", ROOT / "results" / "ocean_gate_short"
    for name in ("comparison", "claims", "stages", "changes", "shipments", "ledger"):
        new, old = (pd.read_csv(folder / f"{name}.csv") for folder in (new_folder, committed))
        pd.testing.assert_frame_equal(new, old, rtol=1e-5, atol=1e-9)
