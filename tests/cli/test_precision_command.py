"""`portsim precision`: what it prints and writes, and how it refuses what cannot be asked."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal
from tiny import EVIDENCE, TINY

QUICK = ("--workers", "1", "--budget", "10 h")


@pytest.fixture
def folder(terminal: Terminal) -> Path:
    Path("tiny.yaml").write_text(TINY)
    Path("evidence.yaml").write_text(EVIDENCE)
    return Path("results/tiny_precision")


def test_it_ends_with_the_command_to_compare_with_as_many(terminal: Terminal, folder: Path) -> None:
    out = terminal(
        "precision", "tiny.yaml", "--within", "8 %", "--seed", "7", "--set", "places.gate_in.lanes=3", *QUICK
    )
    assert out.code == 0, out.err
    facts = json.loads((folder / "provenance.json").read_text())
    n = facts["n"]
    command = (
        f"to compare with n = {n}: portsim compare tiny.yaml --replications {n} --seed 7 --workers 1 "
        "--set places.gate_in.lanes=3"
    )
    assert command in out.out.splitlines()
    assert f"n = {n} replications do: all 3 figures have a half-width as asked" in out.out
    assert f"n = {n} replications of 1 day; seed 7, identity {facts['identity']}" in out.out
    assert f"results: {folder}" in out.out
    assert "what decides is " in out.out and len(out.out.splitlines()) < 25
    page = (folder / "report.md").read_text()
    assert command in page and page.startswith("# Replications needed: One small terminal")
    assert (folder / "figures" / "half_widths.png").exists()
    assert facts["analysis"] == "precision" and facts["ended"] == "met" and facts["replications"] == n


@pytest.mark.usefixtures("blank_charts")
def test_the_command_makes_the_figures_that_were_found(terminal: Terminal, folder: Path) -> None:
    out = terminal("precision", "tiny.yaml", "--within", "20 %", *QUICK)
    (line,) = [line for line in out.out.splitlines() if line.startswith("to compare with n = ")]
    words = shlex.split(line.split(": ", 1)[1])[1:]
    assert terminal(*words).code == 0
    own = pd.read_csv(folder / "half_widths.csv").set_index(["alternative", "kpi"])
    whole = pd.read_csv("results/tiny/comparison.csv").set_index(["alternative", "kpi"]).loc[own.index]
    assert list(own["estimate"]) == list(whole["difference"])
    assert list(own["low"]) == list(whole["low"]) and list(own["high"]) == list(whole["high"])
    assert set(own["n"]) == {json.loads((folder / "provenance.json").read_text())["n"]}


@pytest.mark.usefixtures("blank_charts")
def test_kpis_and_amounts_are_named_on_the_command_line(terminal: Terminal, folder: Path) -> None:
    out = terminal(
        "precision", "tiny.yaml", "--kpi", "truck_turn_time_p90", "--kpi", "gate_queue_time",
        "--figures", "both", "--within", "30 s", "--within", "10 %", "--most", "6", "--no-plugins", *QUICK,
    )  # fmt: skip
    assert out.code == 0, out.err
    table = pd.read_csv(folder / "half_widths.csv")
    assert set(table["kpi"]) == {"truck_turn_time_p90", "gate_queue_time"}
    assert set(table["alternative"]) == {"baseline", "qr", "lanes"} and set(table["target"]) == {0.5}
    assert "the 6 replications that are allowed are done" in out.out


@pytest.mark.parametrize(
    "words, message",
    [
        (
            ["--within", "5"],
            "--within: got '5', allowed a share such as '5 %', or an amount such as '0.5 min'",
        ),
        (["--within", "2 trips"], "--within: got '2 trips'; no figure is in 'trips' "),
        (["--kpi", "gate"], "unknown KPI 'gate'"),
        (["--replications", "1"], "--replications: got 1, allowed a whole number of 2 or more to begin with"),
        (["--replications", "300"], "most: got 200, allowed a whole number of 300 or more"),
        (["--most", "1.5"], "--most: got '1.5', allowed a whole number"),
        (["--budget", "soon"], "--budget: got 'soon', allowed a time such as 150 s, 2.5 min or 2 h"),
        (["--figures", "all"], "--figures: got 'all', allowed difference, value, both; see portsim --help"),
        (["--days", "-1"], "--days: got -1"),
    ],
)
def test_what_cannot_be_asked_ends_with_code_2(
    terminal: Terminal, folder: Path, words: list[str], message: str
) -> None:
    out = terminal("precision", "tiny.yaml", "--workers", "1", *words)
    assert out.code == 2 and message in out.err and out.out == ""
    assert not folder.exists()


@pytest.mark.usefixtures("blank_charts")
def test_an_earlier_folder_stays_where_nothing_was_found(terminal: Terminal, folder: Path) -> None:
    terminal("precision", "tiny.yaml", "--most", "5", *QUICK)
    before = (folder / "half_widths.csv").read_text()
    assert terminal("precision", "tiny.yaml", "--within", "0 %", *QUICK).code == 2
    assert (folder / "half_widths.csv").read_text() == before
