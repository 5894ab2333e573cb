"""Which claims are judged where: a claim names its scenarios, and no scenario inherits a claims file."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from tiny import TINY

from portsim.base.notes import Note
from portsim.claims.claim import left_out, load_claims
from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")

READINGS = """\
    readings:
      - {name: go, kpi: truck_turn_time, alternative: qr, figure: value, reported: 9, unit: min, sense: about}
"""
CLAIMS = f"""\
claims:
  S1:
    statement: Everywhere
    reported_in: a paper
{READINGS}  S2:
    statement: Here
    reported_in: a paper
    scenarios: [tiny, small]
{READINGS}  S3:
    statement: Elsewhere
    reported_in: a paper
    scenarios: [large]
{READINGS}"""
SAID = "left out, as they do not speak of tiny: S3 (large)"


def test_a_claim_of_another_scenario_is_left_out_with_a_line() -> None:
    Path("claims.yaml").write_text(CLAIMS)
    with pytest.warns(Note) as notes:
        kept = load_claims(Path("claims.yaml"), load("tiny.yaml"))
    assert list(kept) == ["S1", "S2"]
    assert [str(each.message) for each in notes] == [f"claims.yaml: {SAID}"]
    assert left_out(Path("claims.yaml"), load("tiny.yaml")) == SAID


def test_where_all_speak_of_it_nothing_is_said() -> None:
    Path("claims.yaml").write_text(CLAIMS.replace("[large]", "[large, tiny]"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(load_claims(Path("claims.yaml"), load("tiny.yaml"))) == ["S1", "S2", "S3"]
    assert left_out(Path("claims.yaml"), load("tiny.yaml")) == ""


def test_a_scenario_that_extends_another_does_not_inherit_its_claims() -> None:
    Path("claims.yaml").write_text(CLAIMS)
    Path("tiny.yaml").write_text(f"claims: claims.yaml\n{TINY}")
    Path("own.yaml").write_text("extends: tiny.yaml\nname: own\n")
    Path("third.yaml").write_text("extends: own.yaml\nname: third\nclaims: claims.yaml\n")
    Path("fourth.yaml").write_text("extends: third.yaml\nname: fourth\nclaims: null\n")
    assert load("tiny.yaml").claims == Path("claims.yaml")
    assert load("own.yaml").claims is None
    assert load("third.yaml").claims == Path("claims.yaml")
    assert load("fourth.yaml").claims is None
    assert load("tiny.yaml").set("places.gate_in.lanes", 3).claims == Path("claims.yaml")


def test_figures_of_the_whole_port_are_judged_for_it_alone() -> None:
    whole_port = {"C4", "C9", "C10", "C12"}
    kept = {}
    for name in ("xiamen", "ocean_gate"):
        scenario = load(name)
        assert scenario.claims is not None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Note)
            kept[name] = set(load_claims(scenario.claims, scenario))
    assert kept["xiamen"] - kept["ocean_gate"] == whole_port
    assert load("what_ifs").claims is None


def test_one_reading_alone_is_the_primary_one() -> None:
    Path("claims.yaml").write_text(CLAIMS)
    with pytest.warns(Note):
        claims = load_claims(Path("claims.yaml"), load("tiny.yaml"))
    assert claims["S1"].primary == claims["S1"].readings[0]


def test_a_primary_reading_that_was_left_out_by_choice_is_none() -> None:
    second = "      - {name: on, primary: true, kpi: truck_turn_time, alternative: lanes, figure: value, "
    Path("claims.yaml").write_text(
        f"{CLAIMS}{second}reported: 9, unit: min, sense: about}}\n".replace("[large]", "[tiny]")
    )
    chosen = load("tiny.yaml").only("qr")
    claims = load_claims(Path("claims.yaml"), chosen)
    assert claims["S3"].primary is None and len(claims["S3"].readings) == 1
