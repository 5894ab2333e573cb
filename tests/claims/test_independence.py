"""Numbers held against the document of the claim that they decide: a poisoned scenario is found out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

from portsim.claims.claim import load_claims
from portsim.claims.finding import Finding
from portsim.scenario.load import load
from portsim.study.audit_table import audit_table

pytestmark = pytest.mark.usefixtures("tiny_folder")

CLAIMS = """\
source: {source}
claims:
  S1:
    statement: A code halves the gate transaction
    reported_in: a leaflet
    readings:
      - {{name: time, kpi: gate_transaction_time, alternative: qr, figure: saved_share, cohort: [has_code],
         reported: 0.5, unit: share, sense: about}}
"""
FOUND = {("S1", "time"): [Finding(0.49, {}, {}), Finding(0.5, {}, {})]}
ROW = "  {name}: {{what: {what}, figure: 150 s, reference: {reference}}}\n"
REPORT = "'City report, 2023: page 8'"


def verdict(
    source: str = REPORT, reference: str = "a gate log", what: str = "a paper check", number: str = "Z9"
) -> tuple[str, str]:
    """(verdict, independent) of the claim if the paper check has such a source."""
    rows = ROW.format(name="Z9", what=what, reference=reference)
    rows += ROW.format(name="Z8", what="another", reference="City report 2023 page 8")
    Path("evidence.yaml").write_text(EVIDENCE + rows)
    paper = "{shape: erlang, mean: 150 s, k: 3, source: assumption, range: [90 s, 240 s]}"
    assert paper in TINY
    poisoned = f"{{shape: erlang, mean: 150 s, k: 3, source: {number}}}"
    Path("tiny.yaml").write_text(TINY.replace(paper, poisoned))
    Path("claims.yaml").write_text(CLAIMS.format(source=source))
    scenario = load("tiny.yaml")
    (row,) = audit_table(load_claims(Path("claims.yaml"), scenario), FOUND, scenario)[0].to_dict("records")
    return str(row["verdict"]), str(row["independent"])


CLEAN = ("reproduced", "yes")
TAINTED = ("calibrated to", "no: tasks.paper_check")


def test_a_number_with_a_reference_of_its_own_is_independent() -> None:
    assert verdict() == CLEAN


@pytest.mark.parametrize(
    "reference",
    [
        "City report 2023 page 8",
        "city report; 2023; PAGE 8",  # the same words
        "a gate log; City report 2023 page 8",  # one of two references
        "City report 2023 page 8 and a gate log",
        "as Z8",  # that of another row
    ],
)
def test_a_number_with_the_reference_of_the_claim_makes_it_calibrated(reference: str) -> None:
    assert verdict(reference=f"'{reference}'") == TAINTED


def test_so_does_a_row_that_the_claim_names_as_its_source() -> None:
    assert verdict(source="Z9") == TAINTED
    assert verdict(source="[an interview, Z9]") == TAINTED


def test_so_does_a_row_with_the_reference_of_a_row_that_the_claim_names() -> None:
    assert verdict(source="Z8", reference="City report 2023 page 8") == TAINTED
    assert verdict(source="Z8") == CLEAN


def test_so_does_a_row_or_a_note_that_speaks_of_the_document() -> None:
    assert verdict(what="what the city report 2023 page 8 says of gates") == TAINTED
    assert verdict(number="A1, note: from the City report (2023) page 8") == TAINTED


def test_so_does_a_number_that_says_so_itself() -> None:
    assert verdict(number="claim S1") == TAINTED


@pytest.mark.parametrize("reference", ["City report 2023 page 80", "City report 2022 page 8", "page 8"])
def test_another_page_or_year_is_another_document(reference: str) -> None:
    assert verdict(reference=f"'{reference}'") == CLEAN


def test_a_source_of_its_own_goes_before_that_of_the_file() -> None:
    Path("claims.yaml").write_text(
        CLAIMS.format(source="Z9").replace("    reported_in:", "    source: an interview\n    reported_in:")
    )
    claims = load_claims(Path("claims.yaml"), load("tiny.yaml"))
    assert claims["S1"].source == ("an interview",)


def test_rows_that_name_one_another_in_a_circle_have_no_reference() -> None:
    assert verdict(source="Z9", reference="as Z9", number="A1") == CLEAN
