"""`portsim size`: what it prints, what it leaves in a folder, and how it ends where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal, contents
from gates import GATE

LANES = ("--over", "places.gate_in.lanes=3:5")
KEEP = ("--target", "gate_queue_time <= 2 min")
QUICK = ("--chance", "80 %", "--workers", "1")


@pytest.fixture(autouse=True)
def gate(terminal: Terminal) -> None:
    Path("gate.yaml").write_text(GATE)


def test_it_prints_the_choice_and_writes_a_folder(terminal: Terminal) -> None:
    code, out, _ = terminal("size", "gate.yaml", *LANES, *KEEP, *QUICK)
    assert code == 0
    assert (
        "Chosen: gate_in lanes 4. It is the cheapest point that keeps gate_queue_time <= 2 min, at 4 servers."
        in out
    )
    assert "No costs were given, so each server counts as 1: give them with --cost." in out
    assert "seed 1, identity" in out and "results: results/gate_size" in out
    folder = Path("results/gate_size")
    assert {
        "chosen.csv",
        "verification.csv",
        "front.csv",
        "systems.csv",
        "report.md",
        "provenance.json",
    } <= set(contents(folder))
    assert list(pd.read_csv(folder / "systems.csv")["status"])[:2] == ["infeasible", "feasible"]
    page = (folder / "report.md").read_text()
    for heading in ("## The chosen point on fresh draws", "## Cost against service", "## All points"):
        assert heading in page
    facts = json.loads((folder / "provenance.json").read_text())
    assert facts["analysis"] == "size" and facts["chance"] == 0.8 and facts["seed"] == 1


@pytest.mark.usefixtures("blank_charts")
def test_what_stands_on_the_terminal_is_short(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    out = terminal("size", "gate.yaml", *LANES, *KEEP, *QUICK).out
    table = out[: out.index("Means of fresh replications")]
    assert len(table.splitlines()) <= 25 and "chosen" in table


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            (*LANES, "--target", "gate_queue_tme <= 2 min"),
            "unknown KPI 'gate_queue_tme' (nearest: gate_queue_time)",
        ),
        (
            (*LANES, *KEEP, "--set", "places.gate_in.lanes=7"),
            "--set places.gate_in.lanes: --over varies it; leave one of them out",
        ),
        (
            (*LANES, "--minimise", "gate_queue_time", "--chance-of", "expected"),
            "--chance-of: there is no --target that it could be of; leave it out",
        ),
        (
            (*LANES, "--minimise", "gate_queue_time", "--monotone"),
            "--monotone: there is no --target by which values are worse; leave it out",
        ),
        (
            (*LANES, *KEEP, "--minimise", "gate_queue_time", "--decide-all"),
            "--decide-all: with --minimise all points are judged; leave it out",
        ),
        ((*LANES, *KEEP, "--chance", "0"), "--chance: got '0', allowed 50 % to 99.9 %"),
        ((*LANES, *KEEP, "--budget", "1.5"), "--budget: got '1.5', allowed a whole number"),
        ((*LANES, *KEEP, "--replications", "1"), "replications: got 1, allowed 2 or more"),
        (
            (*LANES, "--minimise", "company_cost"),
            "company_cost: nothing to measure in replication 0 at gate_in lanes 3",
        ),
        (KEEP, "size: nothing to choose; name a number and its values, --over places.gate_in.lanes=10:16"),
    ],
)
def test_wrong_input_ends_with_one_message_and_leaves_nothing(
    terminal: Terminal, words: tuple[str, ...], message: str
) -> None:
    code, out, error = terminal("size", "gate.yaml", *words, "--workers", "1")
    assert code == 2 and message in error and out == ""
    assert not Path("results/gate_size").exists()


@pytest.mark.usefixtures("blank_charts")
def test_an_earlier_folder_stays_where_a_later_call_fails(terminal: Terminal) -> None:
    assert terminal("size", "gate.yaml", *LANES, *KEEP, *QUICK).code == 0
    before = contents(Path("results/gate_size"))
    assert terminal("size", "gate.yaml", *LANES, "--target", "x <= 1 min", *QUICK).code == 2
    assert contents(Path("results/gate_size")) == before
