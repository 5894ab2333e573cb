"""Broken claims: a reading of what there is not, and a file that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import edited, refusal

from portsim.claims.claim import load_claims
from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")


READING = """\
      - {name: go, kpi: truck_turn_time, alternative: qr, figure: value, reported: 9, unit: min, sense: about}
"""
CLAIMS = f"""\
claims:
  S1:
    statement: A code halves the visit
    reported_in: a paper
    readings:
{READING}"""


@pytest.mark.filterwarnings("ignore::portsim.base.notes.Note")
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("turn_time", "trun_time", "6:20: S1: unknown kpi 'truck_trun_time' (nearest: truck_turn_time)"),
        ("alternative: qr", "alternative: lane", "6:42: S1: unknown alternative 'lane' (nearest: lanes)"),
        ("alternative: qr", "scenario: lane", "6:42: S1: unknown alternative 'lane' (nearest: lanes)"),
        (
            "alternative: qr",
            "alternative: baseline",
            "6:42: S1: unknown alternative 'baseline' (allowed: lanes, qr)",
        ),
        (
            "sense:",
            "scenario: qr, sense:",
            "6:98: claims.S1.readings.0.scenario: is the old name of 'alternative'; keep one",
        ),
        ("alternative: qr, ", "", "6:9: claims.S1.readings.0: missing key 'alternative'"),
        ("sense:", "cohort: [has_cod], sense:", "6:98: S1: unknown trait 'has_cod' (nearest: has_code)"),
        (
            "figure: value",
            "figure: valeu",
            "6:59: claims.S1.readings.0.figure: got 'valeu', "
            "allowed value, baseline, saved, saved_share, ratio (nearest: value)",
        ),
        (
            "reported: 9",
            "reported: many",
            "6:74: claims.S1.readings.0.reported: got 'many', allowed a number",
        ),
        ("sense:", "tolerance: 0, sense:", "6:98: claims.S1.readings.0.tolerance: got 0, allowed above 0"),
        (
            "unit: min",
            "unit: h",
            "6:87: S1: unit: got 'h', allowed min, the unit of value of truck_turn_time; "
            "give `reported` in min too",
        ),
        (
            "value, reported: 9",
            "saved_share, reported: 9",
            "6:93: S1: unit: got 'min', allowed share, the unit of saved_share of truck_turn_time; "
            "give `reported` in share too",
        ),
        (
            READING,
            READING + READING.replace("turn_time", "visit_time"),
            "7:10: S1: reading 'go' stands twice, first in line 6; give one of them another name",
        ),
        ("reported: 9", "reported: true", "6:74: claims.S1.readings.0.reported: got true, allowed a number"),
        ("    statement: A code halves the visit\n", "", "2:3: claims.S1: missing key 'statement'"),
        (
            "reported: 9, unit: min, sense: about",
            "reported: 9, unit: min, sense: at_least, tolerance: 0.2",
            "6:115: claims.S1.readings.0.tolerance: not read for at_least of value",
        ),
        (
            "sense: about",
            "sense: about, within: 1.5",
            "6:112: claims.S1.readings.0.within: not read for about of value",
        ),
        (
            "figure: value, reported: 9, unit: min, sense: about",
            "figure: saved_share, reported: 0.9, unit: share, sense: about, tolerance: 0.2",
            "6:122: claims.S1.readings.0.tolerance: not read for about of saved_share; set within",
        ),
        (
            "figure: value, reported: 9, unit: min",
            "figure: saved_share, reported: 90, unit: share",
            "6:80: claims.S1.readings.0.reported: got 90.0, allowed above 0 and below 1: "
            "about a share saved is judged by what remains",
        ),
        (
            "figure: value, reported: 9, unit: min, sense: about",
            "figure: saved_share, reported: 0.9, unit: share, sense: about, within: 2",
            "6:122: claims.S1.readings.0.within: got 2, allowed below 2",
        ),
        (
            "sense: about",
            "sense: about, why: nobody asks drivers",
            "6:9: claims.S1.readings.0: why says what keeps it from being tested, and a kpi tests it; "
            "keep one",
        ),
        (CLAIMS, "claims: {}", "1:1: claims: got 0 entries, allowed at least 1"),
    ],
)
def test_a_broken_claim_gives_one_clear_message(old: str, new: str, message: str) -> None:
    Path("claims.yaml").write_text(CLAIMS.replace(old, new))
    assert refusal(lambda: load_claims(Path("claims.yaml"), load("tiny.yaml"))) == f"claims.yaml:{message}"


SECOND = "      - {name: on, kpi: truck_turn_time, alternative: qr, figure: value, reported: 9, unit: min, "


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("", "", "2:3: claims.S1: no reading is primary; add `primary: true` to one of 'go', 'on'"),
        (
            "primary: true, ",
            "primary: true, ",
            "7:98: claims.S1.readings.1.primary: 'go' is the primary reading already; a claim has one",
        ),
        ("primary: maybe, ", "", "6:98: claims.S1.readings.0.primary: got 'maybe', allowed true or false"),
    ],
)
def test_one_of_several_readings_is_primary(first: str, second: str, message: str) -> None:
    text = CLAIMS.replace("sense:", f"{first}sense:") + f"{SECOND}{second}sense: about}}\n"
    Path("claims.yaml").write_text(text)
    assert refusal(lambda: load_claims(Path("claims.yaml"), load("tiny.yaml"))) == f"claims.yaml:{message}"


def test_a_claims_file_that_is_not_there_is_refused_with_the_scenario() -> None:
    assert refusal(lambda: edited("name: tiny", "claims: evidense.yaml\nname: tiny")) == (
        "tiny.yaml:1:1: claims: got 'evidense.yaml', but there is no such file (nearest: evidence.yaml)"
    )
