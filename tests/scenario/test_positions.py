"""Positions of places on the plan: read, kept out of the identity, and refused where places overlap."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates import GATE

import portsim
from portsim.base.errors import ConfigError
from portsim.model.sketch import HEIGHT, SEVERAL, SINGLE, WIDTH, area, rows
from portsim.scenario.scenario import Scenario


def gate(folder: Path, **at: str) -> Scenario:
    """The gate with places put somewhere: `gate_in="[10 %, 20 %]"`."""
    text = GATE
    for name, where in at.items():
        text = text.replace(f"  {name}: {{", f"  {name}: {{at: {where}, ")
    (folder / "gate.yaml").write_text(text)
    return portsim.load(str(folder / "gate.yaml"))


def refused(folder: Path, **at: str) -> str:
    with pytest.raises(ConfigError) as error:
        gate(folder, **at)
    return str(error.value)


def test_a_position_is_read_and_changes_no_figure(tmp_path: Path) -> None:
    plain = gate(tmp_path)
    placed = gate(tmp_path, gate_in="[20 %, 0.25]", yard_crane="[70 %, 75 %]")
    assert placed.baseline.port.places["gate_in"].at == (0.2, 0.25)
    assert plain.baseline.port.places["gate_in"].at is None
    assert placed.identity == plain.identity
    other = plain.set("places.gate_in.lanes", 5)
    assert other.identity != plain.identity  # so the check can fail


@pytest.mark.parametrize(
    ("given", "got"),
    [
        ("[120 %, 20 %]", "got '120 %'"),
        ("[20 %, -1]", "got -1"),
        ("[20 %]", "got a list of 1"),
        ("[1 km, 2 km]", "got '1 km'"),
        ("middle", "got 'middle'"),
    ],
)
def test_what_is_no_position_is_one_message_at_its_line(tmp_path: Path, given: str, got: str) -> None:
    said = refused(tmp_path, gate_in=given)
    assert said == (
        f"{tmp_path}/gate.yaml:6:13: places.gate_in.at: {got}, allowed two shares of the plan from 0 % to "
        "100 %, how far the middle of the place is from its left and from its upper edge, such as "
        "[20 %, 75 %]"
    )


def test_places_that_overlap_are_named_with_the_distance_they_need(tmp_path: Path) -> None:
    said = refused(tmp_path, gate_in="[20 %, 50 %]", gate_out="[30 %, 55 %]")
    assert said == (
        f"{tmp_path}/gate.yaml:7:14: places.gate_out.at: got [30 %, 55 %], which overlaps gate_in at "
        "[20 %, 50 %]; put their middles at least 15 % of the width or 12 % of the height apart "
        "(what is near an edge is moved inside)"
    )
    assert gate(tmp_path, gate_in="[20 %, 50 %]", gate_out="[35 %, 50 %]")  # beside each other
    assert gate(tmp_path, gate_in="[20 %, 50 %]", gate_out="[20 %, 62 %]")  # below each other


def test_a_place_in_the_blocks_of_another_has_no_spot_of_its_own(tmp_path: Path) -> None:
    text = tmp_path / "own.yaml"
    text.write_text(
        "extends: ocean_gate.yaml\nname: own\ntitle: Own\nplaces:\n  yard_block: {at: [20 %, 20 %]}\n"
    )
    with pytest.raises(ConfigError) as error:
        portsim.load(str(text))
    assert str(error.value).endswith(
        "own.yaml:5:16: places.yard_block.at: it has the blocks of yard_crane, and is drawn in the same "
        "spots; take out at, or put yard_crane there"
    )


def test_a_place_at_an_edge_is_moved_inside() -> None:
    assert area((0.0, 1.0), several=False) == (0, HEIGHT - SINGLE[1], *SINGLE)
    assert area((1.0, 0.0), several=True) == (WIDTH - SEVERAL[0], 0, *SEVERAL)
    assert area((0.5, 0.5), several=False)[:2] == ((1000 - 150) / 2, (750 - 90) / 2)


@pytest.mark.parametrize(("blocks", "expected"), [(2, 1), (4, 1), (6, 2), (18, 3), (41, 4)])
def test_blocks_stand_in_few_rows(blocks: int, expected: int) -> None:
    assert rows(blocks) == expected
