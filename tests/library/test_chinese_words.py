"""One Chinese word for one thing in all files, and one for what a report heads its rows with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.language import speaking
from portsim.claims.observation import ObservationsFile
from portsim.report.pages.facts import LONG
from portsim.report.words import label
from portsim.scenario.checking import build
from portsim.scenario.reading import read
from portsim.study.provenance import provenance

ROOT = Path(portsim.__file__).parents[1]
FILES = (
    *sorted((ROOT / "portsim/base/languages/zh").glob("*.json")),
    ROOT / "portsim/library/words/zh.json",
    ROOT / "scenarios/words/zh.json",
)
WORDS = {  # English as a pattern: the Chinese that stands for it everywhere
    r"yard[ _]cranes?\b": "\u573a\u6865",
    r"quay[ _]cranes?\b": "\u5cb8\u6865",
    r"stackers?\b": "\u6b63\u9762\u540a",
    r"dual[ _](move|transaction)": "\u53cc\u91cd\u4f5c\u4e1a",
    r"board_(and|after)": "\u767b\u4e34\u68c0\u67e5",
    r"dwell": "\u505c\u7559\u65f6\u95f4",
    r"linked[ _](warehouse|gate|road)": "\u8054\u901a",
    r"on[ _]?line\b": "\u7ebf\u4e0a",
    r"overload": "\u8d85\u8d1f\u8377",
    r"drive_to_window": "\u524d\u5f80\u7a97\u53e3",
    r"file_papers": "\u9012\u4ea4\u5355\u8bc1",
    r"review_papers": "\u590d\u6838\u5355\u8bc1",
    r"truck_turn_time|Truck turn time": "\u96c6\u5361\u5468\u8f6c\u65f6\u95f4",
    r"offered load": "\u8d1f\u8377",
    r"product of inputs|from inputs alone": "\u4ec5\u7531\u8f93\u5165\u51b3\u5b9a",
    r"emergent|from queues": "\u7531\u6392\u961f\u4ea7\u751f",
    r"^Missed: \{": "\u4e0d\u7b26\uff1a",
    r"published figures.* band": "\u5bb9\u5dee\u5e26",
}


def texts() -> Iterator[tuple[str, str]]:
    for file in FILES:
        yield from json.loads(file.read_text(encoding="utf-8")).items()


@pytest.mark.parametrize("pattern", WORDS)
def test_one_word_stands_for_one_thing(pattern: str) -> None:
    found = {text: said for text, said in texts() if re.search(pattern, text)}
    assert found
    assert {text: said for text, said in found.items() if WORDS[pattern] not in said} == {}


def test_a_replication_is_called_by_its_number_as_the_first_is_0() -> None:
    found = [said for text, said in texts() if re.search(r"[Rr]eplication (0|\{replication\})", text)]
    assert len(found) == 3
    assert all(re.search("\u91cd\u590d\u4eff\u771f (0|\\{replication\\})", said) for said in found)
    assert not any("\u7b2c {replication}" in said or "\u7b2c 0" in said for said in found)


def test_a_fact_that_gives_the_same_figures_again_has_a_chinese_name(tmp_path: Path) -> None:
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "tiny.yaml").write_text(TINY)
    facts = provenance(portsim.load(tmp_path / "tiny.yaml")).keys() - LONG
    with speaking("zh"):
        assert [key for key in sorted(facts) if label(key).isascii() and key != "python"] == []


def test_what_a_published_figure_is_compared_with_has_a_chinese_name() -> None:
    figures = build(ObservationsFile, read(ROOT / "scenarios/validation.yaml")).figures.values()
    with speaking("zh", dict(texts())):
        found = {each.measured_on: label(each.measured_on) for each in figures if each.measured_on}
    assert found["release to gate_out"] == "\u653e\u884c\u81f3\u51fa\u95f8"
    assert [said for said in found.values() if re.search("[A-Za-z]{3}", said)] == []


def test_a_text_has_a_space_beside_a_name_that_may_be_latin() -> None:
    """`t` leaves it out beside a Chinese name; the scripts of two pages cannot, so their texts have none."""
    names = "names?|place|terminal|streams?|kpi|alternative|entry|milestone|input|event|group|figure|who|step"
    close = re.compile(rf"[\u4e00-\u9fff]\{{(?:{names})\}}|\{{(?:{names})\}}[\u4e00-\u9fff]")
    files = [file for file in FILES if file.name not in ("serve.json", "play.json")]
    said = [words for file in files for words in json.loads(file.read_text(encoding="utf-8")).values()]
    assert [words for words in said if close.search(words)] == []
