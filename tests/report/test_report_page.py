"""The written report as a whole: its parts and its provenance are there, and empty tables say so."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest
from paged import PROVENANCE, claims_of, comparison_of, page, printed, report

from portsim.report.terminal.tables import claims_table, comparison_table


@pytest.mark.parametrize("key", sorted(PROVENANCE))
def test_a_report_without_its_provenance_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=f"provenance: {key} missing; got .*; needed are version, identity"):
        report(provenance={name: value for name, value in PROVENANCE.items() if name != key})


def test_seed_and_identity_stand_under_the_verdicts() -> None:
    assert report().count("seed 7, identity `ab12cd34`") == 2


def test_stages_changes_assumptions_limits_and_charts_are_on_the_page() -> None:
    assert "![The audit](figures/claims.png)" in report(charts={"claims": "The audit"})
    text = page()
    assert "### LCL box, all terminals" in text
    assert "### LCL box, Haicang" in text
    assert "| QR gate pass | QR gate pass | `gate.check` | 4.0 | 1.5 |" in text
    assert "| exam_share | `exam_share` | 0.05 | 0.02 to 0.10 | guess |" in text
    assert text.index("`exam_share`") < text.index("`tasks.weigh`")
    assert "- Weather is left out." in text


def test_the_assumption_that_decides_most_comes_first_where_that_is_known() -> None:
    text = page(influence={"tasks.weigh": 0.421, "exam_share": 0.05})
    assert "| tasks | `tasks.weigh` | 2 min | 1 to 3 min | 42.1 % | guess |" in text
    assert text.index("`tasks.weigh`") < text.index("`exam_share`")


def test_empty_tables_give_a_page_that_says_so() -> None:
    empty = pd.DataFrame()
    text = page(
        comparison=comparison_of().head(0),
        claims=claims_of().head(0),
        stages=empty,
        changes=empty,
        assumptions=empty,
    )
    assert text.count("no data") == 5
    assert "no data" in printed(comparison_table(comparison_of().head(0)))
    assert "no data" in printed(claims_table(claims_of().head(0)))


def test_the_same_tables_give_the_same_page() -> None:
    assert page() == page() and report() == report()


def test_the_page_is_written_without_loading_a_drawing_library() -> None:
    code = (
        "import sys, portsim.report.html.page, portsim.report.terminal.tables;"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
