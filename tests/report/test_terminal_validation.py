"""Published figures on a narrow terminal: no line is cut, and no word is torn."""

from __future__ import annotations

import pandas as pd
import pytest

from portsim.report.terminal.validation import show_validation
from portsim.study.validation import COLUMNS


def one_row() -> pd.DataFrame:
    row: dict[str, object] = dict.fromkeys(COLUMNS, "")
    row |= dict.fromkeys(("parameters", "assumed", "unfinished"), 0.0)
    row |= {"figure": "Z1", "statement": "nine trucks of ten are through in 35 min", "unit": "min", "n": 2}
    row |= {"observed": 34.9, "band_low": 31.0, "band_high": 38.0, "verdict": "undecided"}
    row |= {"simulated": 33.3, "low": -13.5, "high": 80.2, "beyond": 1.7, "relative": -0.046}
    return pd.DataFrame([row], columns=list(COLUMNS))


def test_the_table_fits_on_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    show_validation(one_row(), "n = 2")
    text = capsys.readouterr().out
    table = [line.rstrip() for line in text.splitlines() if line[:1] in "┃│"]
    assert all(len(line) <= 80 and line[-1] in "┃│" for line in table)
    for word in ("Simulated", "undecided;", "observed"):
        assert word in "\n".join(table)
