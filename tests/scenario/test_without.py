"""`without:` takes parts of an extended file away, with all that only they need, and says each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.scenario.scenario import Scenario

NEEDED_BY_VESSELS = (
    "places.berth",
    "places.boarding_officer",
    "tasks.agent_carries_papers",
    "tasks.board_and_check",
    "tasks.discharge_first",
)
MORE = """\
parts: {ships: [vessel]}
together:
  checks: [tasks.board_and_check, tasks.agent_carries_papers]
  gates: [tasks.paper_check, places.gate_in.lanes]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    more = TINY.replace(
        "compare:\n",
        "  later: {set: {tasks.board_and_check.mean: 40 min}}\n"
        "compare:\n  slow: [later]\n  both: [later, more_lanes]\n",
    )
    (tmp_path / "whole.yaml").write_text(more + MORE)
    return tmp_path


def child(folder: Path, text: str, parent: str = "whole") -> Scenario:
    (folder / "child.yaml").write_text(f"extends: {parent}.yaml\nname: tiny\ntitle: A gate\n{text}")
    return portsim.load(folder / "child.yaml")


@pytest.mark.parametrize("name", ["vessel", "ships"])
def test_a_stream_goes_with_all_that_only_it_needs(folder: Path, name: str) -> None:
    scenario = child(folder, f"without: [{name}]\n")
    why = "left out, as no stream that is left needs it"
    assert [str(each) for each in scenario.left_out] == [
        f"demand.vessel: left out, as without {name}",
        *(f"{key}: {why}" for key in NEEDED_BY_VESSELS),
        "what_ifs.later: left out, as it sets tasks.board_and_check.mean",
        "together.checks: left out, as fewer than two of its inputs are left",
        "compare.slow: left out, as its measures change nothing that is left",
        "compare.both: later: left out, as nothing that it changes is left",
    ]
    assert scenario.alternatives == ("baseline", "both", "qr", "lanes")
    assert [use.measure for use in scenario.compare["both"]] == ["more_lanes"]
    assert list(scenario.together) == ["gates"]


def test_what_is_left_is_the_port_that_a_file_of_its_own_would_say(folder: Path) -> None:
    """The same lines without those of vessels, written out, are the same study."""
    gone = ("  vessel:", *(f"  {key.split('.')[1]}:" for key in NEEDED_BY_VESSELS))
    (folder / "own.yaml").write_text(
        "".join(line for line in TINY.splitlines(True) if not line.startswith(gone))
    )
    (folder / "tiny.yaml").write_text(TINY)
    assert child(folder, "without: [vessel]\n", "tiny").identity == portsim.load(folder / "own.yaml").identity


def test_what_is_left_out_stays_out_of_files_that_extend_it(folder: Path) -> None:
    child(folder, "without: [vessel]\n")
    (folder / "grandchild.yaml").write_text(
        "extends: child.yaml\nname: tiny\ntitle: A gate\nplaces: {gate_in: {lanes: 3}}\n"
    )
    scenario = portsim.load(folder / "grandchild.yaml")
    assert list(scenario.baseline.port.demand) == ["domestic"]
    assert scenario.set("places.gate_in.lanes", 5).left_out == scenario.left_out


def test_air_and_lcl_of_a_shipped_port_in_two_words(folder: Path) -> None:
    scenario = child(folder, "without: [air, lcl]\n", "ocean_gate")
    port = scenario.baseline.port
    assert list(port.terminals) == ["ocean_gate"]
    assert {"consignment", "lot_declaration", "flight", "air_export_declaration"}.isdisjoint(port.demand)
    assert not [
        name for group in (port.places, port.tasks, port.calendars) for name in group if "air" in name
    ]
    assert port.traits["selected_for_exam"].of == ("export", "import")
    reasons = {each.key: each.why for each in scenario.left_out}
    assert reasons["demand.consignment"] == "as it comes with lcl_box"
    assert reasons["terminals.airport"] == "as no stream of mode air is left"
    assert reasons["targets.air_release"] == "as it is of no stream that is left"
    assert "aircraft_side_diversion" not in scenario.compare
    assert "aircraft_side_diversion" not in {use.measure for use in scenario.compare["digital_port"]}


def test_an_air_cargo_terminal_alone_in_one_word(folder: Path) -> None:
    """The mode of most streams is not written: it is sea."""
    scenario = child(folder, "without: [sea]\n", "xiamen")
    port, reasons = scenario.baseline.port, {each.key: each.why for each in scenario.left_out}
    assert list(port.terminals) == ["airport"]
    assert {each.mode for each in (*port.demand.values(), *port.places.values())} == {"air"}
    assert reasons["demand.vessel"] == "as without sea"
    assert reasons["terminals.dongdu"] == "as no stream of mode sea is left"
    assert reasons["cohorts.routed"] == "as no step set_down_direct is left"
    assert list(scenario.compare) == [
        "cloud_document_flow",
        "aircraft_side_diversion",
        "transit_arrival_declaration",
        "digital_port",
    ]


def test_cohorts_go_with_what_they_ask_for_and_their_kpis_with_them(folder: Path) -> None:
    whole = (folder / "whole.yaml").read_text()
    (folder / "whole.yaml").write_text(
        f"{whole}cohorts:\n  sailed: {{took: [board_and_check]}}\n  moored: {{at: [berth]}}\n"
        "  night: {hours: [['22:00', '06:00']]}\n"
        "kpis:\n  turn: {of: truck_turn_time, cohort: [night]}\n"
        "  stay: {of: port_stay, cohort: [moored]}\n  call: {of: port_stay, cohort: [sailed]}\n"
    )
    scenario = child(folder, "without: [vessel]\n")
    assert list(scenario.baseline.port.cohorts) == ["night"]
    assert list(scenario.baseline.port.kpis) == ["turn"]
    told = [str(each) for each in scenario.left_out if each.key.split(".")[0] in ("cohorts", "kpis")]
    assert told == [
        "cohorts.moored: left out, as it asks for places.berth",
        "kpis.stay: left out, as cohorts.moored is",
        "cohorts.sailed: left out, as no step board_and_check is left",
        "kpis.call: left out, as cohorts.sailed is",
    ]


def test_cohorts_of_the_file_itself_stay_for_its_checks(folder: Path) -> None:
    own = "cohorts: {sailed: {took: [board_and_check]}, moored: {at: [berth]}}\n"
    scenario = child(folder, f"without: [vessel]\n{own}")
    assert list(scenario.baseline.port.cohorts) == ["sailed", "moored"]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("[sea]", "child.yaml:4:11: without: unknown part or stream 'sea' (parts: ships; or a stream)"),
        ("[vesel]", "child.yaml:4:11: without: unknown part or stream 'vesel' (nearest: vessel)"),
        ("air", "child.yaml:4:1: without: got 'air', allowed a list such as [air, lcl_box]"),
        ("[vessel, domestic]", "child.yaml:4:1: without: no stream is left; a port needs one"),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(folder: Path, given: str, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        child(folder, f"without: {given}\n")
    assert str(caught.value) == f"{folder}/{text}"


def test_a_part_that_names_no_stream_is_told(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        child(folder, "without: [ships]\nparts: {ships: [vessle]}\n")
    assert str(caught.value) == (
        f"{folder}/child.yaml:5:9: parts.ships: names stream 'vessle', which there is not (nearest: vessel)"
    )


def test_what_the_file_itself_compares_is_not_left_out_in_silence(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"child\.yaml:5:\d+: compare\.mine: unknown measure 'later'"):
        child(folder, "without: [vessel]\ncompare: {mine: [later]}\n")
