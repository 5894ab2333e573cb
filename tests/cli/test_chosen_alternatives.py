"""`--alternative`: a study of those that are named, beside the baseline."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal
from tiny import GATE_CLAIMS, TINY

pytestmark = pytest.mark.usefixtures("tiny_folder", "blank_charts")
ALONE = ("--replications", "2", "--workers", "1")


@pytest.fixture(autouse=True)
def with_claims(tiny_folder: None) -> None:
    Path("claims.yaml").write_text(GATE_CLAIMS)
    Path("tiny.yaml").write_text(TINY.replace("study:", "claims: claims.yaml\nstudy:"))


def test_compare_runs_those_that_are_named_and_their_rows_are_those_of_all(terminal: Terminal) -> None:
    code, out, _ = terminal("compare", "tiny.yaml", "--no-play", *ALONE, "--out", "all")
    assert code == 0 and "2 alternatives" in out
    code, out, _ = terminal("compare", "tiny.yaml", "--no-play", *ALONE, "--alternative", "lanes")
    assert code == 0 and "Lanes" in out and "Qr" not in out
    own, whole = (pd.read_csv(f"{folder}/comparison.csv") for folder in ("results/tiny", "all"))
    same = ["kpi", "baseline", "value", "difference", "low", "high", "p", "n"]  # families are smaller
    of_all = whole.loc[whole["alternative"] == "lanes", same].reset_index(drop=True)
    pd.testing.assert_frame_equal(own[same], of_all)
    assert set(own["alternative"]) == {"lanes"}
    assert pd.read_csv("results/tiny/claims.csv").empty  # all readings are of the other alternative
    code, out, _ = terminal(
        "compare", "tiny.yaml", "--no-play", *ALONE, "--alternative", "lanes", "--alternative", "qr"
    )
    assert code == 0
    assert Path("results/tiny/comparison.csv").read_bytes() == Path("all/comparison.csv").read_bytes()


def test_uncertainty_draws_worlds_of_those_that_are_named(terminal: Terminal) -> None:
    more = TINY.replace("more_lanes: {set", "more_lanes: {aims_at: [gate_queue_time], set")
    Path("tiny.yaml").write_text(more)
    question = ("uncertainty", "tiny.yaml", "--samples", "8", "--tried", "0", *ALONE)
    code, _, _ = terminal(*question, "--alternative", "lanes")
    assert code == 0
    savings = pd.read_csv("results/tiny_uncertainty/savings.csv")
    assert savings[["alternative", "figure"]].values.tolist() == [["lanes", "gate_queue_time"]]


def test_uncertainty_without_a_figure_to_look_at_is_refused(terminal: Terminal) -> None:
    code, _, error = terminal(
        "uncertainty", "tiny.yaml", "--samples", "8", "--tried", "0", *ALONE, "--alternative", "lanes"
    )
    assert code == 2 and error.endswith(
        "tiny.yaml: no figure to look at, as lanes has no claims, saves no money and aims at no KPI; name "
        "KPIs under aims_at, or add tariffs\n"
    )
    assert not Path("results").exists()


def test_precision_looks_at_those_that_are_named(terminal: Terminal) -> None:
    code, out, _ = terminal(
        "precision", "tiny.yaml", "--most", "3", *ALONE, "--alternative", "lanes", "--kpi", "gate_total_time"
    )
    assert code == 0
    figures = pd.read_csv("results/tiny_precision/half_widths.csv")
    assert figures["alternative"].tolist() == ["lanes"]
    commands = [line for line in out.splitlines() if ": portsim compare" in line]
    assert commands and all(" --alternative lanes " in line for line in commands)


@pytest.mark.parametrize("command", ["compare", "uncertainty", "precision"])
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("lane", "unknown alternative 'lane' (nearest: lanes)"),
        (
            "more_lanes",
            "unknown alternative 'more_lanes': it is a measure; add more_lanes: [more_lanes] under compare",
        ),
        (
            "truck_appointments",
            "unknown alternative 'truck_appointments': it is a measure; add truck_appointments: "
            "[truck_appointments] under compare",
        ),
        ("baseline", "got baseline, with which all others are compared; portsim run tiny.yaml runs it alone"),
    ],
)
def test_one_that_is_not_there_is_refused_and_nothing_is_left(
    terminal: Terminal, command: str, name: str, message: str
) -> None:
    code, out, error = terminal(command, "tiny.yaml", *ALONE, "--alternative", name)
    assert (code, out, error) == (2, "", f"--alternative: {message}\n")
    assert not Path("results").exists()


def test_a_run_of_a_measure_that_is_no_alternative_says_how_it_becomes_one(terminal: Terminal) -> None:
    code, _, error = terminal("run", "tiny.yaml", "--alternative", "more_lanes")
    assert code == 2 and error == (
        "unknown alternative 'more_lanes': it is a measure; add more_lanes: [more_lanes] under compare\n"
    )
