"""`portsim validate` looks at the section risk as `portsim control` does."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Terminal
from risky import BOXES, FLOW

WRONG = [
    ("selected: picked", "selected: pickd", "risk.selected: unknown trait 'pickd' (nearest: picked)"),
    ("scanned: [scan]", "scanned: [scn]", "risk.scanned: unknown step 'scn' (nearest: scan)"),
    ("kpis: [exam_time,", "kpis: [exam_tme,", "risk.kpis: unknown KPI 'exam_tme' (nearest: exam_time)"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_what_control_would_refuse_is_no_problem_less(
    old: str, new: str, said: str, terminal: Terminal
) -> None:
    Path("boxes.py").write_text(FLOW)
    Path("boxes.yaml").write_text(BOXES)
    assert terminal("validate", "boxes.yaml").code == 0
    Path("boxes.yaml").write_text(BOXES.replace(old, new))
    refused = [
        terminal(*words)
        for words in (("validate", "boxes.yaml"), ("control", "boxes.yaml", "--workers", "1"))
    ]
    lines = [each.err.splitlines()[-1] for each in refused]
    assert [each.code for each in refused] == [2, 2] and lines[0] == lines[1] and lines[0].endswith(said)
    assert lines[0].startswith("boxes.yaml:")


def test_a_file_in_another_folder_is_checked_too(terminal: Terminal) -> None:
    Path("ports").mkdir()
    Path("ports", "boxes.py").write_text(FLOW)
    Path("ports", "boxes.yaml").write_text(BOXES.replace("selected: picked", "selected: pickd"))
    found = terminal("validate", "ports/boxes.yaml")
    assert found.code == 2 and "risk.selected: unknown trait 'pickd'" in found.err


def test_a_mistake_of_a_file_that_is_extended_is_a_note(terminal: Terminal) -> None:
    Path("boxes.py").write_text(FLOW)
    Path("boxes.yaml").write_text(BOXES.replace("selected: picked", "selected: pickd"))
    Path("own.yaml").write_text("extends: boxes.yaml\nname: own\ntitle: Own\n")
    found = terminal("validate", "own.yaml")
    said = "risk.selected: unknown trait 'pickd' (nearest: picked); portsim control needs it"
    assert found.code == 0 and said in found.err and "own.yaml: no problems found" in found.out
