"""What analyses say in Chinese: no English sentence, and the numbers of the English one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from costed import COSTED
from risky import boxes
from tiny import EVIDENCE, GATE_CLAIMS

import portsim
from portsim.scenario.words import speaking_of
from portsim.study.analysis import Analysis

pytestmark = pytest.mark.usefixtures("quick_engine")
SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,;:]+[A-Za-z]{2,}){2,}")
OVER = ["places.gate_in.lanes=1:3"]
TARGET = ["P90 truck_turn_time <= 60 min"]
ASKED: dict[str, Callable[[portsim.Scenario], Analysis]] = {
    "attribute": lambda port: portsim.attribute(port, ["qr_gate_pass", "more_lanes"], workers=1),
    "net_benefit": lambda port: portsim.net_benefit(port, workers=1),
    "breakeven": lambda port: portsim.breakeven(port, "tariffs.truck_hour.cost", workers=1),
    "breakeven_of_a_kpi": lambda port: portsim.breakeven(
        port,
        "places.gate_in.lanes",
        of="truck_turn_time",
        target=-1,
        alternative="qr",
        between=(1, 3),
        workers=1,
    ),
    "size": lambda port: portsim.size(port, OVER, TARGET, replications=4, workers=1),
    "precision": lambda port: portsim.precision(port, most=6, workers=1),
    "uncertainty": lambda port: portsim.uncertainty(port, samples=8, workers=1),
}


@pytest.fixture
def port(tmp_path: Path) -> portsim.Scenario:
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "claims.yaml").write_text(GATE_CLAIMS)
    text = COSTED.replace("title: One small terminal", "title: Hafen\nclaims: claims.yaml")
    (tmp_path / "tiny.yaml").write_text(text)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "zh.json").write_text('{"with the queue": "\u542b\u6392\u961f"}')
    return portsim.load(tmp_path / "tiny.yaml")


def numbers(sentence: str) -> list[str]:
    """The numbers of a sentence in any order."""
    return sorted(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", sentence))


def check(
    port: portsim.Scenario, ask: Callable[[portsim.Scenario], Analysis], *, clock: bool = False
) -> None:
    english = ask(port)
    with speaking_of(port, "zh"):
        chinese = ask(port)
    assert len(chinese.sentences) == len(english.sentences) > 0
    for one, other in zip(english.sentences, chinese.sentences, strict=True):
        plain = re.sub(r"readers: .*", "", other.replace("portsim sources", ""))  # without YAML to copy
        assert not SENTENCE.search(plain), other
        assert re.search(r"[\u4e00-\u9fff]", other)
        if not clock:
            assert numbers(one) == numbers(other)
    assert not SENTENCE.search(chinese.title)
    for name, table in english.tables.items():
        assert list(table.columns) == list(chinese.tables[name].columns)
        assert table.equals(chinese.tables[name])


@pytest.mark.parametrize("name", ASKED)
def test_an_analysis_says_the_same_in_chinese(port: portsim.Scenario, name: str) -> None:
    check(port, ASKED[name], clock=name == "precision")


def test_a_control_study_says_the_same_in_chinese(tmp_path: Path) -> None:
    scenario = boxes(tmp_path)
    check(scenario, lambda port: portsim.control(port, replications=3, workers=1))


def test_warnings_of_a_study_are_said_in_chinese_and_counted(port: portsim.Scenario) -> None:
    from portsim.report.answer.answer import answer

    study = portsim.compare(port, workers=1)
    found = re.compile(r"(\d+)")
    english = [line for line in answer(study, Path("page"), "n") if line.startswith("Warnings")]
    with speaking_of(port, "zh"):
        chinese = [line for line in answer(study, Path("page"), "n") if line.startswith("\u8b66\u544a")]
    assert len(english) == len(chinese) == 1
    assert found.search(english[0])[0] == found.search(chinese[0])[0]  # type: ignore[index]
