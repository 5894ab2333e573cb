"""The tables on the terminal: aims first, every row or how many more, signs where it is narrow."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from paged import claims_of, comparison_of, printed

from portsim.report.pages.money import payers_table
from portsim.report.terminal.tables import claims_table, comparison_table
from portsim.report.words import label


def test_the_terminal_says_whether_a_claim_is_at_most_at_least_or_about() -> None:
    wide, narrow = (printed(claims_table(claims_of(), width), width) for width in (110, 80))
    pairs = {"at most 15 min": "≤ 15 min", "at least 90 %": "≥ 90 %", "about 47 %": "≈ 47 %"}
    for words, sign in pairs.items():
        assert words in wide and sign not in wide
        assert sign in narrow and words not in narrow


def test_the_terminal_shows_aims_first_then_the_worse_and_ten_lines_in_all() -> None:
    one = comparison_of().iloc[[0]]
    rows = [one.assign(kpi=f"gain_{n}_", aim=False, q=0.01, difference=-0.01 * n) for n in range(1, 15)]
    loss = one.assign(kpi="small_loss", aim=False, q=0.01, difference=0.001, verdict="worse")
    text = printed(comparison_table(pd.concat([*rows, loss, one])))
    assert [n for n in range(1, 15) if f"Gain {n} " in text] == list(range(7, 15))
    assert "Small loss" in text and "q 0.010" in text
    assert text.index("* Gate transaction time") < text.index("Gain 7")
    assert "and 6 more in comparison.csv" in text


@pytest.mark.parametrize(
    ("verdict", "shown"), [("saves", "-4.0e-04"), ("changes", "-4.0e-04"), ("equivalent", "0")]
)
def test_a_difference_that_is_found_is_never_0(verdict: str, shown: str) -> None:
    row = comparison_of().iloc[[0]].assign(
        kpi="document_window_visits", unit="visits/truck", baseline=0.002, value=0.0016, difference=-0.0004,
        low=-0.00045, high=-0.00035, verdict=verdict,
    )  # fmt: skip
    text = printed(comparison_table(row))
    assert f" {shown} visits/truck" in text and ("-4.5e-04 to -3.5e-04" in text) == (verdict != "equivalent")


def payers_of() -> pd.DataFrame:
    rows = [
        ("digital_port", "haulier", 2_718_000.0, 6, "saves"),
        ("digital_port", "airline_and_cargo_terminal", -10_350_000.0, 6, "pays more"),
        ("digital_port", "cfs", 0.0, 6, "equivalent"),
        ("digital_port", "customs", 499.0, 6, "equivalent"),
        ("digital_port", "companies", -7_632_000.0, 6, "pays more"),
        ("digital_port", "all_payers", -7_632_000.0, 6, "undecided"),
    ]
    table = pd.DataFrame(rows, columns=["alternative", "payer", "saved", "n", "verdict"])
    half = np.where(table["verdict"] == "undecided", 1e7, 100.0)
    return table.assign(amount=1e7, low=table["saved"] - half, high=table["saved"] + half, received=0.0)


@pytest.mark.parametrize("width", [80, 110])
def test_the_terminal_tells_who_saves_in_millions_and_tears_no_word(width: int) -> None:
    text = printed(payers_table(payers_of()), width)
    assert "Who saves what [M yuan/y]" in text
    for said in (
        "haulier +2.72*",
        "airline and cargo terminal -10.35*",
        " -7.63* ",
        " -7.63 ",
        "Digital port",
    ):
        assert said in text
    assert "CFS" not in text and "customs" not in text


def test_every_row_is_in_the_terminal_tables() -> None:
    text = printed(comparison_table(comparison_of()))
    for kpi in comparison_of()["kpi"]:
        assert label(kpi) in text
    assert "-44 points │    -62 %" in text
    audit = printed(claims_table(claims_of()))
    for word in ("C1", "less time", "throughput", "not testable", "calibrated to", "3.5 M sheets/year"):
        assert word in audit
