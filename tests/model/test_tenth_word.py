"""A further word is a value, a function that makes it, and how it is lowered; all that reads flows takes it.

In a scratch copy of the package, text is appended to a few of its files; what this copy makes of the word is
compared with what was worked out by hand.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import portsim

PACKAGE, HERE = Path(portsim.__file__).parent, Path(__file__).parent / "tenth_word"
MOST_FILES = 5


class Copy:
    """A copy of the package with one word more."""

    def __init__(self, word: str, folder: Path) -> None:
        self.package = folder / "portsim"
        shutil.copytree(PACKAGE, self.package)  # with the machine code that fits the files as they are
        for text in (HERE / word).rglob("*.txt"):
            file = self.package / text.relative_to(HERE / word).with_suffix("")
            file.write_text(file.read_text() + text.read_text())
        tests = Path(__file__).parents[1]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(tests)))}
        done = subprocess.run(
            [sys.executable, str(HERE / word / "facts.py")],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        )
        assert done.returncode == 0, done.stderr
        self.facts: dict[str, Any] = json.loads(done.stdout)

    def touched(self) -> set[str]:
        """The source files that are not as in the package."""
        mine, others = _sources(self.package), _sources(PACKAGE)
        return {name for name in mine.keys() | others.keys() if mine.get(name) != others.get(name)}


def _sources(package: Path) -> dict[str, bytes]:
    return {path.relative_to(package).as_posix(): path.read_bytes() for path in package.rglob("*.py")}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy("both", tmp_path_factory.mktemp("both"))


@pytest.fixture(scope="module")
def unless(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy("unless", tmp_path_factory.mktemp("unless"))


def test_few_modules_know_words_by_name() -> None:
    """All others go by what a word says of itself."""
    knowing = {name for name, text in _sources(PACKAGE).items() if b"portsim.model.words import" in text}
    assert {name for name in knowing if not name.startswith("library/")} == {
        "model/steps.py",  # makes them
        "engine/lowering.py",  # says what engines do for them
        "model/world.py",  # narrows a fork by traits
        "model/at_sites.py",  # says where else they are done
    }


class TestAWordThatHoldsTwoPlaces:
    def test_it_touches_few_files(self, both: Copy) -> None:
        assert both.touched() == {"model/words.py", "model/steps.py", "engine/lowering.py"}
        assert len(both.touched()) <= MOST_FILES

    def test_it_is_read_aloud_with_its_body(self, both: Copy) -> None:
        assert both.facts["sentence"] == [
            "F:",
            "  says: here  [milestone gate arrival]",
            "  queues for crane, then for tractor, and keeps both while it",
            "    takes haul  [milestone hauled]",
            "    queues for gate, weigh  [milestone weighed]",
        ]

    def test_it_is_drawn_with_its_body(self, both: Copy) -> None:
        assert both.facts["diagram"][2:] == [
            '  s1["says: here"]',
            '  s2["queues for crane, then for tractor, and keeps both"]',
            '  subgraph with_s2[" "]',
            '    s3["takes haul"]',
            '    s4["queues for gate, weigh"]',
            "  end",
            "  finish([end])",
            "  begin --> s1",
            "  s1 --> s2",
            "  s2 --> s3",
            "  s3 --> s4",
            "  s4 --> finish",
        ]

    def test_steps_inside_it_can_be_edited(self, both: Copy) -> None:
        assert both.facts["labels"] == ["here", "both_crane_and_tractor", "haul", "weigh"]
        assert both.facts["edited"] == ["here", "both_crane_and_tractor", "haul", "haul_on"]

    def test_its_names_are_checked(self, both: Copy) -> None:
        assert both.facts["problems"] == [] and both.facts["unused"] == []
        assert both.facts["unknown"] == [
            [
                "flows.f.both_crane_and_tractr",
                "stream truck needs place 'tractr', which is not under places (nearest: tractor)",
            ]
        ]

    def test_it_can_deadlock_with_one_that_holds_them_in_the_other_order(self, both: Copy) -> None:
        assert both.facts["deadlock"] == [
            [
                "flows.f.both_crane_and_tractor",
                "can deadlock: places are held in conflicting order (crane before tractor in "
                "f.both_crane_and_tractor; tractor before crane in g.weigh); take them in one order",
            ]
        ]

    def test_both_places_have_the_work_of_its_body(self, both: Copy) -> None:
        assert both.facts["work"] == {"crane": 5 + 2, "tractor": 5 + 2, "gate": 2}

    def test_milestones_inside_it_are_stages(self, both: Copy) -> None:
        assert both.facts["milestones"] == ["arrival", "gate_arrival", "hauled", "weighed"]

    def test_a_kpi_of_its_second_place_reads_it(self, both: Copy) -> None:
        assert both.facts["steps"] == ["both_crane_and_tractor"]
        assert both.facts["parameters"] == ["places.crane.cranes", "places.tractor.cranes", "demand.truck"]

    def test_engines_run_it(self, both: Copy) -> None:
        """The second truck has the crane at 7, when the first gives both back, and the tractor at once."""
        assert both.facts["visits"] == [[0, 0, 7], [0, 0, 7], [1, 7, 14], [7, 7, 14]]
        assert both.facts["inside"] == [[0, 0, 5], [7, 7, 12]]

    def test_what_is_spent_at_one_of_its_places_is_counted_once(self, both: Copy) -> None:
        assert both.facts["service"] == [7, 7]


class TestAWordThatIsAFork:
    def test_it_touches_few_files(self, unless: Copy) -> None:
        assert unless.touched() == {"model/words.py", "model/steps.py", "engine/lowering.py"}
        assert len(unless.touched()) <= MOST_FILES

    def test_it_is_read_aloud_with_its_body(self, unless: Copy) -> None:
        assert unless.facts["sentence"] == [
            "F:",
            "  says: here  [milestone gate arrival]",
            "  unless early:",
            "    queues for gate, check  [milestone checked]",
            "    starts the thread box",
            "  takes drive  [milestone gate out]",
        ]

    def test_it_is_drawn_with_both_ways(self, unless: Copy) -> None:
        assert unless.facts["diagram"][2:] == [
            '  s1["says: here"]',
            '  s2{{"unless early"}}',
            '  s3["queues for gate, check"]',
            '  s4["starts the thread box"]',
            '  s5["takes drive"]',
            "  finish([end])",
            "  begin --> s1",
            "  s1 --> s2",
            "  s2 -->|no| s3",
            "  s3 --> s4",
            "  s4 --> s5",
            "  s2 -->|yes| s5",
            "  s5 --> finish",
        ]

    def test_its_names_are_checked(self, unless: Copy) -> None:
        assert unless.facts["problems"] == [] and unless.facts["unused"] == []
        assert unless.facts["unknown"] == [
            [
                "flows.f.unless_erly",
                "stream truck needs trait or calendar of hours 'erly', which is under neither traits nor "
                "calendars (nearest: early)",
            ]
        ]

    def test_a_thread_started_inside_it_cannot_be_started_again(self, unless: Copy) -> None:
        assert unless.facts["twice"] == [["flows.box", "can be started twice for one shipment"]]

    def test_its_body_has_the_work_of_those_without_the_trait(self, unless: Copy) -> None:
        assert unless.facts["work"] == {"gate": 0.75 * 8}

    def test_milestones_inside_it_are_stages(self, unless: Copy) -> None:
        assert unless.facts["milestones"] == ["arrival", "gate_arrival", "checked", "stacked"]

    def test_a_kpi_reads_it_and_what_decides_it(self, unless: Copy) -> None:
        assert unless.facts["steps"] == ["unless_early", "check", "drive"]
        assert unless.facts["parameters"] == [
            "traits.early.share",
            "tasks.check",
            "places.gate.lanes",
            "tasks.drive",
        ]

    def test_a_kpi_of_those_with_the_trait_leaves_its_body_out(self, unless: Copy) -> None:
        assert unless.facts["of_early"] == ["unless_early", "drive"]

    def test_engines_run_it(self, unless: Copy) -> None:
        assert unless.facts["checked"] == [[1, 1, 5]]
        assert unless.facts["drives"] == [[0, 0, 3], [5, 5, 8], [2, 2, 5]]
