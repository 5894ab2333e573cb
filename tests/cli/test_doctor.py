"""`portsim doctor` gathers what a file lacks and has too much, with the edits; these edits make it load."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from commands import Outcome
from tiny import EVIDENCE, TINY

import portsim

Terminal = Callable[..., Outcome]


def mended(out: str) -> dict[str, object]:
    """The edits that were printed."""
    block = out.split("Write into ")[1].split(":\n\n", 1)[1].split("\n\nThen")[0]
    found = yaml.safe_load(block)
    assert isinstance(found, dict)
    return found


def tiny(*edits: tuple[str, str]) -> None:
    Path("evidence.yaml").write_text(EVIDENCE)
    text = TINY
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    Path("tiny.yaml").write_text(text)


def test_a_sound_file_is_told_so(terminal: Terminal) -> None:
    tiny()
    outcome = terminal("doctor", "tiny.yaml")
    assert outcome.code == 0
    assert outcome.out == (
        "tiny.yaml: nothing is missing and nothing too much; portsim validate tiny.yaml tells its loads\n"
    )


def test_what_hides_behind_another_mistake_is_told_too(terminal: Terminal) -> None:
    """A missing task hides a place that nobody uses, and that hides too few lanes: 100 trucks a day of 240
    min keep 16.7 lanes busy, which is nine tenths of 18.5."""
    tiny(
        ("  check_out: {shape: constant, mean: 45 s, source: A1}\n", ""),
        ("places:\n", "places:\n  spare: {desks: {value: 1, source: A1}}\n"),
        ("mean: 150 s, k: 3, source: assumption, range: [90 s, 240 s]", "mean: 240 min, k: 3, source: A1"),
    )
    outcome = terminal("doctor", "tiny.yaml")
    assert outcome.code == 2
    told = [line.split(": ", 2)[1:] for line in outcome.out.splitlines() if line[:1].isdigit()]
    assert [key for key, _ in told] == ["flows.domestic_truck.gate_out", "places.spare", "places.gate_in"]
    assert told[1][1] == "not used by any flow; delete it, or use it in a flow"
    assert "Take out of tiny.yaml: places.spare\n" in outcome.out
    edits = mended(outcome.out)
    assert edits["places"] == {"gate_in": {"lanes": {"value": 19, "source": "user"}}}
    assert list(edits["tasks"]) == ["check_out"]
    assert outcome.out.endswith("Then it loads, with 2 alternatives to compare.\n")


def test_the_edits_make_the_file_load(terminal: Terminal) -> None:
    """A file of five lines asks for all that its flow needs; with what is printed it runs."""
    Path("solo.yaml").write_text(
        "name: solo\ntitle: Solo\nterminals: {t: {title: T, share: {value: 1, source: user}}}\n"
        "demand: {truck: {flows: [domestic_truck], per_day: {value: 100 per day, source: user}}}\n"
        "places: {}\ntasks: {}\n"
    )
    outcome = terminal("doctor", "solo.yaml")
    assert outcome.out.endswith("Then it loads, with 0 alternatives to compare.\n")
    data = yaml.safe_load(Path("solo.yaml").read_text())
    Path("whole.yaml").write_text(yaml.safe_dump({**data, **mended(outcome.out)}, sort_keys=False))
    places = portsim.load("whole.yaml").baseline.port.places
    assert set(places) == {"gate_in", "gate_out", "yard_crane", "trouble_desk"}


def test_streams_set_to_null_become_parts_to_do_without(terminal: Terminal) -> None:
    tiny()
    Path("child.yaml").write_text("extends: tiny.yaml\nname: child\ntitle: Child\ndemand: {vessel: null}\n")
    outcome = terminal("doctor", "child.yaml")
    assert outcome.out.splitlines()[0] == (
        "1. child.yaml:4:1: without vessel much that only serves it is left; write without: [vessel]"
    )
    assert "Take out of child.yaml: demand.vessel\n" in outcome.out
    assert mended(outcome.out) == {"without": ["vessel"]}
    assert outcome.out.endswith("Then it loads, with 2 alternatives to compare.\n")


def test_a_mode_without_terminals_becomes_a_part_to_do_without(terminal: Terminal) -> None:
    Path("child.yaml").write_text(
        "extends: ocean_gate.yaml\nname: child\ntitle: Child\nterminals: {airport: null}\n"
    )
    outcome = terminal("doctor", "child.yaml")
    assert mended(outcome.out) == {"without": ["air"]}
    assert outcome.out.endswith("Then it loads, with 9 alternatives to compare.\n")


def test_what_no_edit_is_known_for_is_told_all_of_it(terminal: Terminal) -> None:
    """Twelve wrong values: validate tells ten of them, the doctor all."""
    wrong = "".join(f"  t{k}: {{shape: constant, mean: {k} parsecs, source: A1}}\n" for k in range(12))
    tiny(("tasks:\n", f"tasks:\n{wrong}"))
    outcome = terminal("doctor", "tiny.yaml")
    assert outcome.code == 2
    assert sum("unknown unit 'parsecs'" in line for line in outcome.out.splitlines()) == 12
    assert terminal("validate", "tiny.yaml").err.splitlines()[-1] == "... and 2 more"


def test_a_file_that_is_not_there(terminal: Terminal) -> None:
    outcome = terminal("doctor", "none.yaml")
    assert outcome.code == 2
    assert outcome.err.startswith("none.yaml: no such file")


@pytest.mark.parametrize("source", ["user", "A1"])
def test_a_new_value_of_the_user_is_not_held_to_the_old_range(terminal: Terminal, source: str) -> None:
    """The range of the extended file was about another number; with another source it still holds."""
    tiny()
    Path("child.yaml").write_text(
        "extends: tiny.yaml\nname: child\ntitle: Child\n"
        f"tasks: {{paper_check: {{mean: 10 min, source: {source}}}}}\n"
    )
    outcome = terminal("validate", "child.yaml")
    assert (outcome.code == 0) == (source == "user")
    assert ("outside its own range" in outcome.err) == (source == "A1")


def test_a_part_of_an_extended_file_is_not_to_be_deleted_there(terminal: Terminal) -> None:
    tiny(("places:\n", "places:\n  spare: {desks: {value: 1, source: A1}}\n"))
    Path("child.yaml").write_text("extends: tiny.yaml\nname: child\ntitle: Child\n")
    assert terminal("validate", "child.yaml").err.endswith(
        "places.spare: not used by any flow; set it to null in child.yaml, or use it in a flow\n"
    )


@pytest.mark.parametrize("option", ["--set", "--overload", "--lang"])
def test_it_takes_no_option_that_it_would_not_read(terminal: Terminal, option: str) -> None:
    tiny()
    outcome = terminal("doctor", "tiny.yaml", option, "places.gate_in.lanes=6")
    assert outcome.code == 2
    assert outcome.err == f"portsim doctor: unknown option {option}; see portsim --help\n"


def test_of_a_plug_in_that_is_not_there_no_more_than_that_is_told(terminal: Terminal) -> None:
    """What it declares is not known, and would be told as missing."""
    tiny(("title: One small terminal", "title: One small terminal\nplugins: [nope.py]"))
    outcome = terminal("doctor", "tiny.yaml")
    assert outcome.code == 2
    assert re.fullmatch(
        r"1\. tiny\.yaml:\d+:11: plugins: got 'nope\.py', but there is no such file.*\n", outcome.out
    )


def test_flows_of_a_plug_in_are_known(terminal: Terminal) -> None:
    Path("own.py").write_text(
        "import portsim\n\nportsim.flow('own', (portsim.visit('gate_in', 'paper_check'),))\n"
    )
    tiny(
        ("title: One small terminal", "title: One small terminal\nplugins: [own.py]"),
        ("demand:", "demand:\n  more: {flows: [own], per_day: {value: 10 per day, source: A1}}"),
    )
    assert terminal("doctor", "tiny.yaml").code == 0
    refused = terminal("doctor", "tiny.yaml", "--no-plugins")
    assert refused.code == 2 and "names own.py, whose code --no-plugins does not let run" in refused.out
