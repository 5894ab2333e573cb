"""`portsim control`: what it prints, what it leaves in a folder, and how it ends where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal, contents
from risky import boxes

QUICK = ("--replications", "2", "--workers", "1")
RATES = ("--over", "traits.picked.share=10%,20%")


@pytest.fixture(autouse=True)
def port(terminal: Terminal) -> None:
    boxes(Path())


def test_it_prints_what_is_missed_and_writes_a_folder(terminal: Terminal) -> None:
    code, out, _ = terminal("control", "boxes.yaml", *RATES, *QUICK)
    assert code == 0
    # by chance: 36500 x 20 % x 50 % x 80 % = 2920 found; 29200 not examined, 3650 pass the scan, 730 left
    assert "2,920 of 36,500 boxes a year with something to find are found" in out
    assert (
        "33,580 (92 %) are missed: 29,200 are never examined, 3,650 pass the scan, 730 are overlooked" in out
    )
    assert "One find takes 25 exams; if lots were drawn among all boxes it would take 25." in out
    assert (
        "Examining 20 % in place of 10 % finds 1,460 more a year; each takes 25 more exams. exam_time" in out
    )
    assert "all numbers under risk are assumptions unless you set them" in out
    assert "* on the front. Green: as stated.\n" in out  # both points are shown, none is left to the file
    assert "seed 1, identity" in out and "results: results/boxes_control" in out
    folder = Path("results/boxes_control")
    wanted = {"frontier.csv", "front.csv", "exchange.csv", "traders.csv", "not_run.csv", "report.md"}
    assert wanted | {"figures/control.png", "provenance.json"} <= set(contents(folder))
    assert list(pd.read_csv(folder / "frontier.csv")["exam_rate"]) == pytest.approx([0.1, 0.2])
    page = (folder / "report.md").read_text()
    for heading in ("## The front", "## All points", "## Traders, as stated"):
        assert heading in page
    facts = json.loads((folder / "provenance.json").read_text())
    assert facts["analysis"] == "control" and facts["risk"]["by_scan"]["value"] == 0.5


def test_what_stands_on_the_terminal_is_short(terminal: Terminal) -> None:
    out = terminal("control", "boxes.yaml", *QUICK).out
    table = out[: out.index("Green: as stated")]
    assert len(table.splitlines()) <= 25 and "10 %" in table
    assert "Selectivity 0.5, as stated." in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--over", "traits.picked.share"), "--over traits.picked.share: got no 'key=values'"),
        ((*RATES, "--alternative", "none"), "--alternative: unknown alternative 'none'"),
        ((*RATES, "--replications", "1"), "replications: got 1, allowed 2 or more"),
        (
            ("--over", "risk.by_scn=0.1,0.2"),
            "--over risk.by_scn: unknown key 'by_scn' in risk (nearest: by_scan)",
        ),
    ],
)
def test_wrong_input_ends_with_one_message_and_leaves_nothing(
    terminal: Terminal, words: tuple[str, ...], message: str
) -> None:
    code, out, error = terminal("control", "boxes.yaml", *words, "--workers", "1")
    assert code == 2 and message in error and out == ""
    assert not Path("results/boxes_control").exists()
