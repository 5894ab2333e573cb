"""`validate --against`, and the figures that `run` and `compare` are held against."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal
from html_read import page_in
from observed import MORE, SURE, port
from tiny import TINY

pytestmark = pytest.mark.usefixtures("tiny_folder")
ALONE = ("--workers", "1")
SUM = (
    "Of 6 published figures that no input came from: 2 met, 3 missed, 1 not measured "
    "(missed: F2 high, F3 low, F5 low)."
)


def test_against_runs_and_prints_what_is_met_and_missed_by_how_much_and_why(terminal: Terminal) -> None:
    port(MORE)
    plain = Path("tiny.yaml").read_text().replace("validation: figures.yaml\n", "")
    Path("tiny.yaml").write_text(plain)
    code, out, _ = terminal(
        "validate", "tiny.yaml", "--against", "figures.yaml", "--replications", "3", *ALONE
    )
    text = " ".join(out.split())
    assert code == 0 and SUM in text
    assert "95 % CI over n = 3 replications of 1 day; seed 1, identity" in text
    assert "F3 A truck turns in half an hour: missed, low" in text
    why = (
        r"0\.33\d* h, 95 % CI 0\.33\d* to 0\.33\d* h, n = 3; 33\.3 % less than observed, "
        r"0\.067 h below the band; largest steps: yard_to_gate 8\.25 min, gate_to_yard 8 min, "
        r"lift_domestic 3 min; 0 of the numbers "
        r"behind its \d+ parameters are assumed; what differs: another port"
    )
    assert re.search(why, text)
    assert "F4 A ship is five days in port: not measured vessels never leave" in text
    assert out.index("F5 Nine gates") < out.rindex("F1 A gate takes 2 min: met")  # misses first
    assert not Path("results").exists()


def test_without_it_nothing_is_run_and_the_file_is_checked(terminal: Terminal) -> None:
    port()
    code, out, _ = terminal("validate", "tiny.yaml")
    assert code == 0 and "no problems found" in out and "published" not in out
    Path("figures.yaml").write_text(SURE.replace("source: O1", "source: O3"))
    code, _, error = terminal("validate", "tiny.yaml")
    assert (code, error) == (
        2, "figures.yaml:9:5: F1: unknown evidence row 'O3' (allowed: A1, O1, O2, user)\n"
    )  # fmt: skip


def test_it_checks_the_groups_of_inputs_that_move_together(terminal: Terminal) -> None:
    Path("tiny.yaml").write_text(TINY + "together: {checks: [tasks.paper_check, chances.truble]}\n")
    code, _, error = terminal("validate", "tiny.yaml")
    place = f"tiny.yaml:{TINY.count(chr(10)) + 1}:40"
    assert (code, error) == (
        2, f"{place}: together.checks: unknown input 'chances.truble' (nearest: chances.trouble)\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        (None, "figures.yaml: no such file"),
        (SURE.replace("gate_tr", "gate_rt"), "figures.yaml:4:5: F1: unknown kpi"),
        (
            SURE.replace("source: O1", "source: A1"),
            "figures.yaml:9:5: F1: source: the document of A1 is the source",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_one_message(
    terminal: Terminal, figures: str | None, message: str
) -> None:
    port()
    Path("tiny.yaml").write_text(TINY)
    Path("figures.yaml").unlink()
    if figures is not None:
        Path("figures.yaml").write_text(figures)
    code, out, error = terminal("validate", "tiny.yaml", "--against", "figures.yaml", *ALONE)
    assert (code, out) == (2, "") and error.startswith(message) and error.count("\n") == 1


def test_compare_leaves_the_table_a_section_a_chart_and_provenance(terminal: Terminal) -> None:
    port(MORE)
    code, out, _ = terminal("compare", "tiny.yaml", "--verbose", *ALONE)
    assert code == 0 and SUM in out
    assert "Published figures: 2 met, 3 missed, 1 not measured" in out.splitlines()
    folder = Path("results/tiny")
    table = pd.read_csv(folder / "validation.csv")
    assert table["verdict"].tolist() == ["met", "missed", "missed", "not measured", "missed", "met"]
    page = page_in(folder)
    section = page.section("Held against published figures")
    assert SUM in section
    assert "F2, A gate takes 1 min: missed, high. 2.5 min" in section
    assert "150 % more than observed, 0.5 min above the band" in section
    assert section.index("F5, Nine") < section.index("F1, A")
    assert any(each.attributes.get("id") == "f-validation" for each in page.root.all("figure"))
    assert (folder / "figures/validation.svg").is_file()
    facts = json.loads((folder / "provenance.json").read_text())
    assert facts["validation"]["file"] == "figures.yaml" and len(facts["validation"]["identity"]) == 16


def test_run_holds_its_own_alternative_against_them(terminal: Terminal) -> None:
    port(MORE)
    assert terminal("run", "tiny.yaml", "--alternative", "qr", *ALONE).code == 0
    table = pd.read_csv("results/tiny_qr/validation.csv").set_index("figure")
    assert table["verdict"].tolist() == [*["not measured"] * 5, "met"]
    assert table.loc["F1", "reason"] == "baseline was not run"
    assert table.loc["F6", ["simulated", "n"]].tolist() == pytest.approx([0.333333, 2])


@pytest.mark.usefixtures("blank_charts")
def test_without_figures_nothing_is_said_of_them(terminal: Terminal) -> None:
    assert "published" not in terminal("compare", "tiny.yaml", *ALONE).out
    assert terminal("run", "tiny.yaml", *ALONE).code == 0
    for folder in (Path("results/tiny"), Path("results/tiny_baseline")):
        assert not (folder / "validation.csv").exists()
        assert "validation" not in json.loads((folder / "provenance.json").read_text())
    assert "Held against published figures" not in page_in(Path("results/tiny")).titles
