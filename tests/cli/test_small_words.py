"""What commands say of a small port: no flow that it does not run, and commands that find its file."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Terminal
from tiny import TINY

import portsim
from portsim.study.uncertainty.earlier import command

pytestmark = pytest.mark.usefixtures("tiny_folder")


def test_diff_shows_the_flows_that_the_port_runs_and_no_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Terminal(monkeypatch, capsys)("diff", "tiny.yaml", "qr")
    assert found.code == 0
    keys = [line.strip().split(": ")[0] for line in found.out.splitlines()[1:]]
    # trucks of domestic boxes alone come to this port
    assert [key.split(".")[1] for key in keys if key.startswith("flows.")] == ["domestic_truck"]
    assert {"traits.has_code", "tasks.scan_code", "chances.code_exception"} <= set(keys)


def test_the_command_of_a_file_has_its_folder_and_is_quoted_for_a_shell() -> None:
    folder = Path("my ports")
    folder.mkdir()
    (folder / "tiny.yaml").write_text(TINY)
    (folder / "evidence.yaml").write_text(Path("evidence.yaml").read_text())
    assert command(portsim.load("my ports/tiny.yaml")) == "portsim uncertainty 'my ports/tiny.yaml'"
    assert command(portsim.load("ocean_gate")) == "portsim uncertainty ocean_gate"


@pytest.mark.parametrize("question", ["attribute", "size", "uncertainty"])
def test_the_help_of_a_question_names_the_folder_that_it_writes(
    question: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Terminal(monkeypatch, capsys)(question, "--help")
    said = " ".join(found.out.replace("│", " ").split())
    assert "By default results/<scenario>_<question>; of compare results/<scenario>, of run" in said


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("chances.trouble=4 %", "chances.trouble=6 %", "chances.trouble: stands twice"),
        (
            "places.yard_crane.cranes.value.north=4",
            "places.yard_crane.cranes=3",
            "places.yard_crane.cranes: undoes --set places.yard_crane.cranes.value.north",
        ),
    ],
)
def test_a_number_that_is_set_again_is_refused(
    first: str, second: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("tiny.yaml").write_text(TINY.replace("cranes: {value: 1,", "cranes: {value: {north: 1},"))
    found = Terminal(monkeypatch, capsys)("sources", "tiny.yaml", "--set", first, "--set", second)
    assert found.code == 2 and found.err == f"--set {said}; leave one of them out\n"


def test_a_note_names_the_option_that_was_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("tiny.yaml").write_text(TINY.replace("  qr: [qr_gate_pass]\n", ""))
    words = ("--set", "measures.qr_gate_pass.uptake=50 %")
    found = Terminal(monkeypatch, capsys)("sources", "tiny.yaml", *words)
    assert found.code == 0 and found.err == (
        "note: --set measures.qr_gate_pass.uptake: no alternative uses qr_gate_pass, so this changes "
        "nothing\n"
    )


def test_two_figures_of_one_number_can_be_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--set", "tasks.paper_check.k=2", "--set", "tasks.paper_check=3 min")
    found = Terminal(monkeypatch, capsys)("sources", "tiny.yaml", "--csv", *words)
    assert found.code == 0 and 'tasks.paper_check,"erlang, mean 3 min"' in found.out
