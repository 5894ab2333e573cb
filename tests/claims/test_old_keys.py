"""A claims file with the old key `scenario` in its readings is read, with one note for the file."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from tiny import TINY

from portsim.base.notes import Note
from portsim.claims.claim import load_claims
from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")

OLD = """\
claims:
  S1:
    statement: A code halves the visit
    reported_in: a paper
    readings:
      - {name: go, kpi: truck_turn_time, scenario: qr, figure: value, reported: 9, unit: min, sense: about,
         primary: true}
      - {name: on, kpi: truck_turn_time, alternative: qr, figure: value, reported: 9, unit: min, sense: about}
  S2:
    statement: Lanes help
    reported_in: a paper
    readings:
      - {name: go, kpi: truck_turn_time, scenario: lanes, figure: value, reported: 9, unit: min, sense: about}
"""
NOTE = (
    "claims.yaml:6:42: the key 'scenario' of a reading is now 'alternative', and in 1 more reading; "
    "the file is read all the same"
)


def test_it_is_read_as_with_the_new_key_and_noted_once() -> None:
    Path("claims.yaml").write_text(OLD)
    with pytest.warns(Note) as notes:
        old = load_claims(Path("claims.yaml"), load("tiny.yaml"))
    assert [str(each.message) for each in notes] == [NOTE]
    Path("claims.yaml").write_text(OLD.replace("scenario:", "alternative:"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_claims(Path("claims.yaml"), load("tiny.yaml")) == old
    assert [reading.alternative for claim in old.values() for reading in claim.readings] == [
        "qr",
        "qr",
        "lanes",
    ]


def test_the_command_line_shows_the_note_in_one_line() -> None:
    Path("claims.yaml").write_text(OLD)
    Path("tiny.yaml").write_text(f"claims: claims.yaml\n{TINY}")
    command = [sys.executable, "-m", "portsim", "claims", "tiny.yaml", "--why", "s1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == [f"note: {NOTE}"]
