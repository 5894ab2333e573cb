"""What-ifs with a title are called by it in all that users read, and their tables keep the name."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Terminal
from costed import COSTED
from tiny import EVIDENCE

from portsim.report.words import inline, label
from portsim.scenario.load import load
from portsim.scenario.words import speaking_of

TITLED = COSTED.replace("more_lanes: {set", "more_lanes: {title: Twice the lanes at the gate, set").replace(
    "fewer_lanes: {set", "gate_in: {title: One lane, set"
)


@pytest.fixture(autouse=True)
def _titled(tiny_folder: None) -> None:
    Path("tiny.yaml").write_text(TITLED)
    Path("evidence.yaml").write_text(EVIDENCE)


def test_an_alternative_of_one_what_if_has_its_title_and_others_keep_their_name() -> None:
    with speaking_of(load("tiny.yaml"), "en"):
        assert [label(name) for name in ("lanes", "more_lanes", "both")] == [
            "Twice the lanes at the gate", "Twice the lanes at the gate", "Both",
        ]  # fmt: skip
        assert inline("lanes") == "twice the lanes at the gate"
    assert label("lanes") == "Lanes"


def test_a_what_if_does_not_rename_a_part_of_the_port() -> None:
    with speaking_of(load("tiny.yaml"), "en"):
        assert label("gate_in") == "Gate-in"  # of the place; the what-if of that name is in no alternative


def test_a_what_if_has_its_title_though_a_table_or_a_picture_has_its_name() -> None:
    names = ("growth", "payers", "savings")
    for name in names:
        Path("tiny.yaml").write_text(TITLED.replace("more_lanes", name))
        with speaking_of(load("tiny.yaml"), "en"):
            assert label(name) == label("lanes") == "Twice the lanes at the gate"


def test_another_language_has_the_words_of_the_scenario_for_title_or_name_else_the_title() -> None:
    with speaking_of(load("tiny.yaml"), "zh"):
        assert label("lanes") == "Twice the lanes at the gate"
    Path("words").mkdir()
    Path("words/zh.json").write_text('{"lanes": "\u9053"}')
    with speaking_of(load("tiny.yaml"), "zh"):
        assert label("lanes") == "\u9053" and label("more_lanes") == "Twice the lanes at the gate"
    Path("words/zh.json").write_text('{"lanes": "\u9053", "Twice the lanes at the gate": "\u95f8"}')
    with speaking_of(load("tiny.yaml"), "zh"):
        assert label("lanes") == label("more_lanes") == "\u95f8"


def test_answer_report_and_diff_show_titles_and_tables_hold_names(terminal: Terminal) -> None:
    answer = terminal("compare", "tiny.yaml", "--workers", "1").out
    begins = [line[:27] for line in answer.splitlines() if not line.startswith(" ")]
    assert "Twice the lanes at the gate" in begins and "Lanes" not in answer
    folder = Path("results/tiny")
    for file in ("report.md", "report.html"):
        text = (folder / file).read_text()
        assert "Twice the lanes at the gate" in text and ">Lanes<" not in text and "**Lanes" not in text
    assert "\nlanes," in (folder / "comparison.csv").read_text()
    assert "Twice" not in (folder / "comparison.csv").read_text()
    assert "\nlanes (Twice the lanes at the gate):\n" in terminal("diff", "tiny.yaml").out
