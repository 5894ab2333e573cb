"""The command breakeven: what it prints, the folder it leaves, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal
from costed import COSTED
from tiny import EVIDENCE

ONCE = "measures.qr_gate_pass.costs.readers.once"


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(COSTED)
    Path("evidence.yaml").write_text(EVIDENCE)
    return Terminal(monkeypatch, capsys)


def test_an_input_has_its_root_its_curve_and_a_page(terminal: Terminal) -> None:
    done = terminal("breakeven", "tiny.yaml", ONCE, "--workers", "1")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == f"Break-even of qr: net_benefit:companies as {ONCE} moves [M yuan/y]"
    assert any(line.startswith("- qr pays for companies up to costs of ") for line in lines)
    assert any("95 % CI over n = 3 replications of 1 day; seed 1, identity " in line for line in lines)
    assert lines[-1] == "results: results/tiny_breakeven  (report: results/tiny_breakeven/report.md)"
    folder = Path("results/tiny_breakeven")
    assert {"roots.csv", "curve.csv", "net_benefit.csv", "costs.csv"} <= {p.name for p in folder.iterdir()}
    assert (folder / "figures" / "breakeven.png").exists()
    (root,) = pd.read_csv(folder / "roots.csv").to_dict("records")
    assert root["input"] == ONCE and root["stated"] == 10000
    facts = json.loads((folder / "provenance.json").read_text())
    assert facts["analysis"] == "breakeven" and facts["needs_runs"] is False
    assert "does not pay" not in (folder / "report.md").read_text().splitlines()[0]


@pytest.mark.usefixtures("blank_charts")
def test_the_table_is_short_enough_for_a_screen(terminal: Terminal) -> None:
    done = terminal("breakeven", "tiny.yaml", ONCE, "--workers", "1")
    table = done.out[: done.out.index("qr pays")].splitlines()
    assert len(table) <= 25 and max(map(len, table[1:])) <= 80


@pytest.mark.usefixtures("blank_charts")
def test_without_an_input_it_says_which_measures_pay(terminal: Terminal) -> None:
    done = terminal("breakeven", "tiny.yaml", "--workers", "1", "--out", "here")
    assert done.code == 0
    assert "Whether measures pay for companies" in done.out and "For companies " in done.out
    assert set(pd.read_csv("here/net_benefit.csv")["alternative"]) == {"qr", "lanes", "both"}
    one = terminal("breakeven", "tiny.yaml", "--alternative", "qr", "--workers", "1")
    assert "Of 5 figures of costs 4 are assumptions" in one.out
    assert set(pd.read_csv("results/tiny_breakeven/net_benefit.csv")["alternative"]) == {"qr"}


@pytest.mark.usefixtures("blank_charts")
def test_a_negative_target_and_two_ends_are_read(terminal: Terminal) -> None:
    done = terminal(
        "breakeven", "tiny.yaml", "measures.qr_gate_pass.uptake", "--of", "gate_transaction_time", "--target",
        "-1", "--between", "20 %", "90 %", "--points", "2", "--workers", "1",
    )  # fmt: skip
    assert done.code == 0 and "qr: gate_transaction_time falls by 1 min or more from an uptake of" in done.out


OF_AN_INPUT = "--of, --target, --between and --points: are about an input; name one, or leave them out"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("measures.qr_gate_pass.uptak",), "INPUT: unknown number 'measures.qr_gate_pass.uptak' (nearest: "),
        ((ONCE, "--target", "x"), "--target: got 'x', allowed a number [yuan/y], such as 150 M yuan/y"),
        (
            (ONCE, "--between", "9 yuan", "--points", "3"),
            "portsim breakeven: --between: got '9 yuan', allowed 2 values; see portsim --help",
        ),
        ((ONCE, "--between", "9 yuan", "x"), f"--between: {ONCE}: got 'x', allowed money that is paid once"),
        (("--of", "saved"), OF_AN_INPUT),
        (("--points", "9"), OF_AN_INPUT),
        (("--alternative", "qrr"), "unknown alternative 'qrr' (nearest: qr)"),
        ((ONCE, "--points", "0"), "--points: got 0, allowed a whole number from 2 to 101"),
        ((ONCE, "--points", "2.5"), "--points: got '2.5', allowed a whole number"),
    ],
)
def test_a_wrong_question_leaves_nothing(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    done = terminal("breakeven", "tiny.yaml", *words)
    assert done.code == 2 and said in done.err
    assert not Path("results").exists()


@pytest.mark.usefixtures("blank_charts")
def test_a_port_whose_measures_have_no_costs_is_told_where_to_write_them(terminal: Terminal) -> None:
    text = Path("tiny.yaml").read_text()
    begin, end = text.index("    costs:\n"), text.index("    uptake:")
    Path("free.yaml").write_text(text[:begin] + text[end:])
    done = terminal("breakeven", "free.yaml", "--workers", "1")
    said = " ".join(done.out.split())
    assert done.code == 0, done.err
    assert "not given" in said and "costs nothing" not in said
    assert (
        "- No costs are given for measures.qr_gate_pass, what_ifs.more_lanes, so each counts as free. If it "
        "costs something, write `costs` under it, an item a line, such as readers: {payer: terminal, "
        "per_year: {value: 1000 yuan/y, source: user}}"
    ) in said
    item = "    costs:\n      readers: {payer: terminal, per_year: {value: 1000 yuan/y, source: user}}\n"
    Path("free.yaml").write_text(text[:begin] + item + text[end:])
    paid = " ".join(terminal("breakeven", "free.yaml", "--workers", "1").out.split())
    assert "- No costs are given for what_ifs.more_lanes, so each counts as free." in paid
