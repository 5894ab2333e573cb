"""What a stream says and nothing reads is told: a plan that nobody waits for, a carrier, declarations."""

from __future__ import annotations

from pathlib import Path

import pytest
from noted import notes_of
from tiny import TINY

import portsim
from portsim.scenario.locate import shipped_scenarios

pytestmark = pytest.mark.usefixtures("tiny_folder")
TRUCKS = "flows: [domestic_truck], per_day: {value: 100 per day, source: A1}, profile: day"
HOURS = "{shape: constant, mean: 12 h, source: A1}"
PLAN = f"planned: {{name: pickup, dwell: {HOURS}, profile: day}}"
PAPERS = "declaration: {boxes: {shape: constant, mean: 2, source: A1}, spread: {value: 1 h, source: A1}}"
BOOKED = """\
traits: {books: {share: {value: 50 %, source: A1}, of: [domestic]}}
appointments:
  vbs:
    {streams: [domestic], books: books, quota: {value: 9, source: A1}, slot: {value: 1 h, source: A1},
     earliest: {value: 1 h, source: A1}, latest: {value: 2 h, source: A1}, no_show: {value: 0, source: A1},
     rebooking: {shape: constant, mean: 1 h, source: A1}}
"""


def told(said: str, more: str = "") -> list[str]:
    """The notes of the scenario whose trucks say this too."""
    assert TRUCKS in TINY
    Path("tiny.yaml").write_text(TINY.replace(TRUCKS, f"{TRUCKS}, {said}") + more)
    return notes_of(lambda: portsim.load("tiny.yaml"))


def test_a_plan_that_nobody_waits_for_is_told() -> None:
    (text,) = told(PLAN)
    assert text == (
        "tiny.yaml:31:96: demand.domestic.planned: no flow of domestic waits for 'pickup', and nobody books "
        "for it, so it changes nothing"
    )


def test_a_plan_for_which_slots_are_booked_is_read() -> None:
    assert told(PLAN, BOOKED) == []


def test_a_carrier_that_nobody_waits_for_is_told() -> None:
    (text,) = told(f"taken_by: vessel, dwell: {HOURS}")
    assert text.endswith(
        ": demand.domestic.taken_by: neither domestic nor vessel waits for the other, so it changes nothing"
    )


def test_declarations_of_which_nothing_is_asked_are_told() -> None:
    (text,) = told(PAPERS)
    assert text.endswith(
        ": demand.domestic.declaration: no stream declares domestic, and no trait is per declaration, so it "
        "changes nothing"
    )


@pytest.mark.parametrize("per", ["declaration", "carrier"])
def test_a_trait_per_what_none_has_is_told(per: str) -> None:
    booked = BOOKED.replace("of: [domestic]", f"of: [domestic], per: {per}")
    Path("tiny.yaml").write_text(TINY + booked)
    (text,) = notes_of(lambda: portsim.load("tiny.yaml"))
    assert text.endswith(f": traits.books.per: none of domestic has a {per}, so it changes nothing")


def test_a_terminal_where_nothing_comes_is_told() -> None:
    sky = "terminals: {sky: {title: Sky, mode: air, share: {value: 1, source: A1}}, "
    Path("tiny.yaml").write_text(TINY.replace("terminals: {", sky))
    (text,) = notes_of(lambda: portsim.load("tiny.yaml"))
    assert text == "tiny.yaml:5:31: terminals.sky.mode: no stream is of mode air, so it changes nothing"


def test_of_a_file_that_is_extended_nothing_is_told(tmp_path: Path) -> None:
    assert told(PLAN)
    Path("own.yaml").write_text("extends: tiny.yaml\nname: own\ntitle: Own\n")
    assert notes_of(lambda: portsim.load("own.yaml")) == []
    Path("elsewhere").mkdir()
    for name in ("tiny.yaml", "evidence.yaml"):
        Path("elsewhere", name).write_text(Path(name).read_text())
    assert len(notes_of(lambda: portsim.load("elsewhere/tiny.yaml"))) == 1


@pytest.mark.parametrize("said", [PLAN, PAPERS, f"taken_by: vessel, dwell: {HOURS}"])
def test_what_is_told_changes_no_visit(said: str) -> None:
    plain = portsim.run("tiny.yaml").visits_table()
    told(said)
    assert portsim.run("tiny.yaml").visits_table().equals(plain)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_ports_say_nothing_in_vain(name: str) -> None:
    assert notes_of(lambda: portsim.load(name)) == []
