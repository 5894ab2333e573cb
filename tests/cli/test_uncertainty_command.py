"""The command `uncertainty`: what it writes, what it prints, and how it says no."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal
from tiny import GATE_CLAIMS, TINY

pytestmark = pytest.mark.usefixtures("tiny_folder")
QUICK = ("--samples", "8", "--tried", "1", "--replications", "2", "--workers", "1")


@pytest.fixture(autouse=True)
def with_claims(tiny_folder: None) -> None:
    Path("claims.yaml").write_text(GATE_CLAIMS)
    Path("tiny.yaml").write_text(TINY.replace("study:", "claims: claims.yaml\nstudy:"))


def test_it_writes_tables_charts_page_and_provenance_and_prints_the_answer(terminal: Terminal) -> None:
    code, out, _ = terminal("uncertainty", "tiny.yaml", *QUICK)
    assert code == 0
    assert "How sure, and what decides it" in out and "paper check" in out
    assert "claims hold in" in out or "Of 1 claims" in out
    folder = Path("results/tiny_uncertainty")
    names = ("claims", "savings", "deciding", "flips", "tornado", "worth_measuring", "inputs", "worlds")
    assert all((folder / f"{name}.csv").is_file() for name in names)
    drawn = {path.name for path in (folder / "figures").iterdir()}
    assert {"verdicts.png", "verdicts.svg"} <= drawn <= {
        "verdicts.png", "verdicts.svg", "tornado.png", "tornado.svg",
    }  # fmt: skip
    claims = pd.read_csv(folder / "claims.csv")
    assert len(claims) == 3 and claims["p_holds"].between(0, 1).all()
    facts = json.loads((folder / "provenance.json").read_text())
    assert (facts["analysis"], facts["samples"], facts["inputs"]) == ("uncertainty", 8, 1)
    assert f"identity {facts['identity']}" in out
    page = (folder / "report.md").read_text()
    assert "## Claims" in page and "![In how many worlds" in page


def test_without_claims_it_shows_savings_and_draws_nothing_empty(terminal: Terminal) -> None:
    Path("tiny.yaml").write_text(TINY)
    code, out, _ = terminal("uncertainty", "tiny.yaml", *QUICK)
    assert code == 0
    shown = [line for line in out.splitlines() if "Better in" in line or "Gate queue time" in line]
    heading, first = shown[:2]
    assert "5 to 95 % over inputs" in heading and "│ QR " in first
    page = Path("results/tiny_uncertainty/report.md").read_text()
    assert "## Savings" in page and "## Claims" not in page and "![" not in page
    assert not Path("results/tiny_uncertainty/figures").exists()


@pytest.mark.usefixtures("blank_charts")
def test_claims_only_runs_what_claims_speak_of(terminal: Terminal) -> None:
    assert terminal("uncertainty", "tiny.yaml", *QUICK, "--claims-only").code == 0
    facts = json.loads(Path("results/tiny_uncertainty/provenance.json").read_text())
    assert list(facts["alternatives"]) == ["qr"]
    words = ("--claims-only", "--alternative", "qr", "--alternative", "lanes")
    code, _, error = terminal("uncertainty", "tiny.yaml", *QUICK, *words)
    assert code == 2 and error == (
        "--alternative lanes: no claim speaks of it, and --claims-only runs no other; leave one out\n"
    )


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ("--samples", "12"),
            "--samples: got 12, allowed a power of 2 from 8 to 65536, such as 128, 256 or 512",
        ),
        (("--samples", "1.5"), "--samples: got '1.5', allowed a whole number"),
        (("--per-world", "9"), "--per-world: got 9, allowed a whole number from 1 to 2"),
        (("--replications", "1"), "--replications: got 1, allowed 2 or more, to tell noise from inputs"),
        (("--tried", "-2"), "--tried: got -2, allowed a whole number of inputs, 0 or more"),
    ],
)
def test_what_cannot_be_is_one_message_and_leaves_nothing(
    terminal: Terminal, words: tuple[str, ...], text: str
) -> None:
    code, _, err = terminal("uncertainty", "tiny.yaml", "--workers", "1", *words)
    assert code == 2 and text in err and "Traceback" not in err
    assert not Path("results/tiny_uncertainty").exists()
