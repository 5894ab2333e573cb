"""`portsim calibrate`: what it prints, what it leaves in a folder, and that a store spares its runs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from calibrated import UNKNOWN, observed_file, port
from commands import Terminal, contents
from html_read import page_of

import portsim

pytest.importorskip("sklearn")
FIGURES = np.array([16.4, 1.2, 6.1, 40.6, 20.2])
ERRORS = np.array([0.3, 0.25, 0.4, 3.0, 0.4])
QUICK = ("--samples", "16", "--keep", "50", "--waves", "1", "--workers", "1", "--inputs", ",".join(UNKNOWN))

LEAST = ("--samples", "8", "--keep", "50", "--waves", "1", "--workers", "1", "--inputs", UNKNOWN[0])
SHORT = (*LEAST, "--days", "1", "--warm-up-days", "0", "--run-out", "1 day", "--replications", "2")


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    port(tmp_path)
    observed_file(tmp_path, FIGURES, ERRORS)


@pytest.mark.usefixtures("blank_png")
def test_it_prints_inputs_and_figures_and_writes_a_port(terminal: Terminal) -> None:
    code, out, _ = terminal(
        "calibrate", "port.yaml", "--observed", "observed.yaml", *QUICK, "--store", "runs"
    )
    assert code == 0
    for text in (
        "Posterior median",
        "places.gate_in.lanes",
        "held out",
        "seed 1, identity",
        "calibrated port: ",
    ):
        assert text in out
    assert "(report: results/tiny_calibration/calibration.html)" in out
    assert "The model may be off by 5 % of each figure (standard deviation)" in out
    folder = Path("results/tiny_calibration")
    wanted = {"inputs", "figures", "pairs", "waves", "posterior", "conflicts"}
    files = {f"{name}.csv" for name in wanted} | {"report.md", "figures/inputs.png", "figures/figures.png"}
    files |= {"tiny_calibrated.yaml", "provenance.json", "calibration.html"}
    assert files <= set(contents(folder))
    html = (folder / "calibration.html").read_text()
    assert "<p>The observed figures fix " in html and "<p>In sample " in html and "<p>Out of sample " in html
    facts = json.loads((folder / "provenance.json").read_text())
    assert facts["analysis"] == "calibration" and facts["discrepancy"] == 0.05 and facts["worlds_run"] == 66
    page = (folder / "report.md").read_text()
    for heading in ("## Inputs", "## Observed against simulated", "## Which inputs go together", "## Waves"):
        assert heading in page
    assert portsim.load(str(folder / "tiny_calibrated.yaml")).name == "tiny_calibrated"
    again = terminal("calibrate", "port.yaml", "--observed", "observed.yaml", *QUICK, "--store", "runs").out
    assert "82 of 82 runs were there, 0 are new" in again
    assert again.splitlines()[1:] == out.splitlines()[1:]


@pytest.mark.usefixtures("blank_png")
def test_python_writes_what_the_command_writes(terminal: Terminal, tmp_path: Path) -> None:
    observed_file(tmp_path, FIGURES, ERRORS * 20)  # so wide that the one input can meet them
    assert terminal("calibrate", "port.yaml", "--observed", "observed.yaml", *SHORT).code == 0
    scenario = portsim.load("port.yaml").with_study(replications=2)
    found = portsim.calibrate(
        scenario, Path("observed.yaml"), inputs=[UNKNOWN[0]], samples=8, keep=50, waves=1, workers=1,
        days=1, warm_up_days=0, run_out="1 day",
    )  # fmt: skip
    mine, its = portsim.write(found, Path("results/mine")), Path("results/tiny_calibration")
    assert {"calibration.html", "tiny_calibrated.yaml", "report.md", "inputs.csv"} <= set(contents(mine))
    assert set(contents(mine)) == set(contents(its))
    assert contents(mine) == contents(its)


@pytest.mark.usefixtures("blank_png")
def test_nothing_plausible_is_a_finding_and_writes_no_port(terminal: Terminal, tmp_path: Path) -> None:
    observed_file(tmp_path, FIGURES * np.array([1, 1, 1, 0.2, 1]), ERRORS / 10)
    code, out, _ = terminal(
        "calibrate", "port.yaml", "--observed", "observed.yaml", *QUICK, "--discrepancy", "1%"
    )
    assert code == 0
    assert "Nothing within the ranges is plausible" in out
    assert "out of reach by itself" in out or "are in conflict" in out
    assert " % of each figure would do, in place of 1 %; or wider ranges" in out
    folder = Path("results/tiny_calibration")
    assert not (folder / "tiny_calibrated.yaml").exists()
    assert "## What no inputs give" in (folder / "report.md").read_text()
    page = page_of((folder / "calibration.html").read_text())
    assert page.section("The answer").startswith("The answer Nothing within the ranges is plausible")
    assert page.titles[1] == "What no inputs give" and len(page.rows("What no inputs give")) > 1
    assert "as stated, " in next(page.root.all("header")).text
    for caption in ("Prior and posterior of each input", "Observed figures, and what the port gives"):
        assert {row[-1] for row in page.rows(caption)[1:]} == {""}, "no verdict, and no mark of one"


def test_wrong_input_ends_with_one_message_and_leaves_nothing(terminal: Terminal) -> None:
    code, out, error = terminal("calibrate", "port.yaml", "--observed", "observed.yaml", "--inputs", "no,")
    assert code == 2 and out == "" and "--inputs: got 'no,', allowed keys with a comma" in error
    code, out, error = terminal("calibrate", "port.yaml", "--observed", "observed.yaml", "--discrepancy", "5")
    assert (
        code == 2
        and out == ""
        and "--discrepancy: got '5', allowed a share from 0 to 1 (0 % to 100 %)" in error
    )
    assert "write 5 % for 5 in a hundred" in error
    code, _, error = terminal("calibrate", "port.yaml", "--observed", "none.yaml", *QUICK)
    assert code == 2 and "none.yaml" in error
    assert not Path("results/tiny_calibration").exists()


@pytest.mark.usefixtures("blank_png")
def test_a_log_is_matched_and_the_week_held_out_judges(terminal: Terminal) -> None:
    days = [
        f"{1440 * day + 600 + 7 * k},{1440 * day + 610 + 7 * k + (7 * k + 3 * day) % 13}"
        for day in range(9)
        for k in range(20)
    ]
    Path("gate.csv").write_text("gate_in,gate_out\n" + "\n".join(days) + "\n")
    asked = ("calibrate", "port.yaml", "--observed", "gate.csv", "--hold-out", "2", *SHORT)
    code, out, error = terminal(*asked)
    assert code == 0 and "gate.csv: taken for shipments of domestic" in error
    said = " ".join(out.split())
    assert "The calibrated port meets 0 of 1 measured times in the weeks that were matched" in said
    assert "(gate, held out): " in out and "(gate, not held out): " in out
    folder = Path("results/tiny_calibration")
    of_logs = {f"observed{name}.csv" for name in ("", "_quantiles", "_hours", "_curves")}
    assert {*of_logs, "figures/observed_gate_truck_turn_time.svg"} <= set(contents(folder))
    assert "## The calibrated port against the logs" in (folder / "report.md").read_text()
    facts = json.loads((folder / "provenance.json").read_text())
    assert facts["logs"][0]["hold_out"] == ["2"]


def test_a_week_of_single_figures_cannot_be_held_out(terminal: Terminal) -> None:
    code, out, error = terminal(
        "calibrate", "port.yaml", "--observed", "observed.yaml", "--hold-out", "2", *QUICK
    )
    assert code == 2 and out == ""
    assert "--hold-out: observed.yaml has no log that a week could be held out of" in error
    assert not Path("results/tiny_calibration").exists()


@pytest.mark.parametrize("given", ["3%", "3 %", "0.03"])
@pytest.mark.usefixtures("blank_png")
def test_the_discrepancy_is_given_and_said_in_percent(terminal: Terminal, tmp_path: Path, given: str) -> None:
    observed_file(tmp_path, FIGURES, ERRORS * 20)
    asked = ("calibrate", "port.yaml", "--observed", "observed.yaml", *SHORT, "--discrepancy", given)
    code, out, _ = terminal(*asked)
    said = " ".join(out.split())
    assert code == 0 and "The model may be off by 3 % of each figure (standard deviation)" in said
    facts = json.loads(Path("results/tiny_calibration/provenance.json").read_text())
    assert facts["discrepancy"] == 0.03
