"""Targets that cannot be meant: a message with place, what was got and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

from portsim.base.errors import ConfigError
from portsim.kpis.targets import check_targets
from portsim.scenario.load import load
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario

WITHIN = "within: {value: 30 min, source: A1}"
AT = f"tiny.yaml:{TINY.count(chr(10)) + 2}"
# fmt: off
REFUSED = [
    (f"  turn: {{streams: [domestics], from: gate_in, to: gate_out, {WITHIN}}}",
     f"{AT}:10: targets.turn.streams: unknown stream 'domestics' (nearest: domestic)"),
    (f"  turn: {{streams: [domestic], from: gate_inn, to: gate_out, {WITHIN}}}",
     f"{AT}:31: targets.turn.from: shipments of stream domestic pass no milestone 'gate_inn' "
     "(nearest: gate_in)"),
    (f"  turn: {{from: gate_in, to: gate_oout, {WITHIN}}}",
     f"{AT}:25: targets.turn.to: unknown milestone 'gate_oout' (nearest: gate_out)"),
    (f"  turn: {{from: gate_in, to: vessel_cleared, {WITHIN}}}",
     f"{AT}:3: targets.turn: no stream passes both gate_in and vessel_cleared; name others"),
    (f"  turn: {{from: gate_out, to: gate_in, {WITHIN}}}",
     f"{AT}:26: targets.turn.to: shipments of stream domestic pass gate_in before gate_out; "
     "give from and to the other way round"),
    (f"  turn: {{from: gate_in, to: arrival, {WITHIN}}}",
     f"{AT}:25: targets.turn.to: shipments of stream domestic pass arrival before gate_in; "
     "give from and to the other way round"),
    (f"  turn: {{from: gate_in, to: gate_in, {WITHIN}}}",
     f"{AT}:3: targets.turn: from and to are both gate_in; a target needs two milestones"),
    (f"  turn: {{from: gate_in, {WITHIN}}}",
     f"{AT}:3: targets.turn: missing key 'to' (the milestone to which the time counts)"),
    (f"  turn: {{form: gate_in, to: gate_out, {WITHIN}}}",
     f"{AT}:3: targets.turn: missing key 'from' (the milestone from which the time counts)"),
    (f"  turn: {{from: [gate_in], to: gate_out, {WITHIN}}}",
     f"{AT}:10: targets.turn.from: got a list, allowed text"),
    ("  turn: {from: gate_in, to: gate_out, within: {value: 30, source: A1}}",
     f"{AT}:48: targets.turn.within.value: got 30, allowed a time with its unit: write 30 s, 30 min or 30 h"),
    ("  turn: {from: gate_in, to: gate_out, within: {value: 30 min, source: assumption}}",
     f"{AT}:39: targets.turn.within: an assumption needs a range: add range: [low, high]"),
    ("  turn: {from: gate_in, to: gate_out, within: {value: 30 min, source: A7}}",
     f"{AT}:63: targets.turn.within.source: unknown source 'A7' (allowed: A1, assumption, user)"),
    (f"  turn: {{from: gate_in, to: gate_out, {WITHIN}}}\n  slow: {{from: gate_in, to: gate_out, {WITHIN}}}",
     "stream domestic has a target from gate_in to gate_out already, turn; give one of the two other "
     "streams"),
]
# fmt: on


def tiny_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, targets: str) -> Scenario:
    monkeypatch.chdir(tmp_path)
    Path("evidence.yaml").write_text(EVIDENCE)
    Path("tiny.yaml").write_text(f"{TINY}targets:\n{targets}\n")
    return load("tiny.yaml")


@pytest.mark.parametrize(("targets", "message"), REFUSED)
def test_a_target_that_cannot_be_meant_is_refused_with_what_to_do(
    targets: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError) as caught:
        check_targets(tiny_with(tmp_path, monkeypatch, targets))
    assert message in str(caught.value)


def test_a_target_is_a_sourced_number_and_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = tiny_with(tmp_path, monkeypatch, f"  turn: {{from: gate_in, to: gate_out, {WITHIN}}}")
    check_targets(scenario)
    assert "targets.turn.within" in [key for key, _ in sources(scenario)]
    changed = scenario.set("targets.turn.within", "1 h")
    assert changed.baseline.port.targets["turn"].within.value == 60
    assert changed.identity != scenario.identity  # the tables of the study change with it
