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
