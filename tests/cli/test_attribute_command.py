"""`portsim attribute`: what it prints and writes, and what it says of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal
from tiny import EVIDENCE, TINY

BOTH = "compare:\n  lanes: [more_lanes]\n  both: [more_lanes, qr_gate_pass]\n"
TARIFF = "tariffs:\n  truck_hour: {cost: {value: 100 yuan/h, source: A1}, payer: haulier}\n"
QUICK = ("--workers", "1", "--replications", "3", "--kpis", "truck_visit_time,gate_queue_time")


@pytest.fixture
def port(terminal: Terminal) -> Terminal:
    text = TINY.replace("100 per day", "450 per day")
    Path("tiny.yaml").write_text(text[: text.index("compare:")] + BOTH)
    Path("evidence.yaml").write_text(EVIDENCE)
    return terminal


def test_prints_who_gives_what_and_writes_a_folder(port: Terminal) -> None:
    done = port("attribute", "tiny.yaml", *QUICK)
    assert (done.code, done.err.count("Traceback")) == (0, 0)
    lines = done.out.splitlines()
    assert lines[0].strip() == "Truck visit time: what each measure saves [min]"
    assert "│ More lanes" in done.out and "│ QR gate pass" in done.out and "│ All measures" in done.out
    assert "- Truck visit time, joining the gate queue to gate-out: together the 2 measures" in done.out
    assert "95 % CI over n = 3 replications of 1 day; seed 1, identity " in done.out
    assert lines[-1] == (
        "results: results/tiny_attribute  (report: results/tiny_attribute/report.md)"
    )  # fmt: skip
    folder = Path("results/tiny_attribute")
    tables = {path.stem for path in folder.glob("*.csv")}
    assert tables == {"shapley", "overlap", "effects", "interactions", "design"}
    facts = json.loads((folder / "provenance.json").read_text())
    assert (facts["design"], facts["measures"]) == ("2^2", ["more_lanes", "qr_gate_pass"])
    assert facts["identity"] in (folder / "report.md").read_text() and facts["identity"] in done.out
    assert {path.name for path in (folder / "figures").glob("*.png")} == {
        "attribution_truck_visit_time.png", "attribution_gate_queue_time.png",
    }  # fmt: skip
    shapley = pd.read_csv(folder / "shapley.csv")
    visit = shapley[shapley["figure"] == "truck_visit_time"].set_index("measure")["saved"]
    assert visit["more_lanes"] + visit["qr_gate_pass"] == pytest.approx(visit["all measures"], rel=1e-4)


def test_the_terminal_has_at_most_25_lines_of_table_at_80_columns(
    port: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = port("attribute", "tiny.yaml", *QUICK, "--measures", "qr_gate_pass, more_lanes", "--out", "mine")
    table = [line for line in done.out.splitlines() if line and line[0] in "┏┃┡│├└"]
    assert len(table) <= 25 and Path("mine/report.md").exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--measures", "qr_gate_pass,,more_lanes"], "--measures: got 'qr_gate_pass,,more_lanes', allowed"),
        (["--measures", ""], "--measures: got '', allowed names between commas, such as a,b,c"),
        (["--measures", "more_lane,qr_gate_pass"], "--measures: unknown measure 'more_lane' (nearest: mor"),
        (["--measures", "qr_gate_pass"], "--measures: got 1 (qr_gate_pass), allowed 2 to 16 measures"),
        (["--measures", "more_lanes,more_lanes"], "--measures: 'more_lanes' stands twice; name each"),
        (["--alternative", "bot"], "unknown alternative 'bot' (nearest: both)"),
        (["--alternative", "lanes"], "--alternative lanes: got 1 (more_lanes), allowed 2 to 16 measures"),
        (["--kpis", "truck_visit"], "unknown KPI 'truck_visit' (nearest: "),
        (["--replications", "1"], "--replications: got 1, allowed 2 or more to compare"),
        (["--replications", "0"], "--replications: got 0, allowed a whole number from 1 to 10000"),
        (["--days", "-1"], "--days: got -1, allowed a whole number from 1 to 3660"),
        (["--days", "nan"], "--days: got 'nan', allowed a whole number"),
        (["--days", "99999999999999"], "--days: got 99999999999999, allowed a whole number from 1 to 3660"),
        (["--workers", "-1"], "--workers: got -1, allowed 0 (one per core) or more"),
    ],
)  # fmt: skip
def test_bad_input_is_one_message_and_leaves_nothing(port: Terminal, words: list[str], text: str) -> None:
    done = port("attribute", "tiny.yaml", *words)
    assert done.code == 2 and done.err.splitlines()[-1].startswith(text)
    assert not list(Path("results").glob("*")) and "Traceback" not in done.err


def test_a_scenario_without_tariffs_speaks_of_its_kpis_alone(port: Terminal) -> None:
    done = port("attribute", "tiny.yaml", *QUICK)
    assert "osts of companies" not in done.out


def test_a_scenario_with_tariffs_speaks_of_money(port: Terminal) -> None:
    Path("tiny.yaml").write_text(Path("tiny.yaml").read_text() + TARIFF)
    done = port("attribute", "tiny.yaml", *QUICK[:4], "--measures", "more_lanes,qr_gate_pass")
    assert done.out.splitlines()[0].strip().startswith("Costs of companies: what each measure saves [")
    assert "- Costs of companies: together the 2 measures save " in done.out
    assert Path("results/tiny_attribute/figures/attribution_costs_of_companies.svg").exists()
