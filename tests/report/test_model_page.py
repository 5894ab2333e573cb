"""The model of a scenario as a page: a small port by hand, and the committed page of the shipped one."""

from pathlib import Path

import pytest
from shipped import FLOWS

import portsim
from portsim.report.filled import filled
from portsim.report.pages.model import parts
from portsim.scenario.scenario import Scenario

COMMITTED = Path(__file__).parents[2] / "docs" / "model.md"

PORT = """\
name: pier
title: One pier
evidence: evidence.yaml
plugins: [pier.py]
study: {days: 1, warm_up_days: 0, run_out: 1 day, replications: 2, seed: 1}
terminals: {pier: {title: Pier, share: {value: 1, source: A1}}}
places:
  crane:
    cranes: {value: 1, source: assumption, range: [1, 2], note: one a block}
    blocks: {value: 2, source: A1}
    calendar: open_hours
tasks:
  lift: {shape: constant, mean: 3 min, source: A1}
  drive: {shape: constant, mean: 9 min, source: [A1, assumption], range: [5 min, 12 min]}
traits: {drives: {share: {value: 50 %, source: A1}, of: [truck]}}
calendars: {open_hours: {hours: [["06:00", "24:00"]], source: A1}}
demand:
  ship: {flows: [call], per_day: {value: 1 per day, source: A1}}
  box: {flows: [box], brought_by: ship, number: {shape: constant, mean: 4, source: A1}}
  truck: {flows: [truck], per_day: {value: 9 per day, source: A1}}
measures: {short_cut: {uptake: {value: 90 %, source: A1}, walk: {shape: constant, mean: 1 min, source: A1}}}
what_ifs: {more_cranes: {title: Two cranes a block, set: {places.crane.cranes: 2}}}
compare: {short: [short_cut], cranes: [more_cranes], both: [short_cut, more_cranes]}
"""
EVIDENCE = """\
evidence:
  A1: {what: A count, figure: "1", reference: a report, confidence: W}
  B2: {what: Another, figure: "2", reference: a letter}
"""
PLUGIN = """\
from typing import ClassVar

import portsim

portsim.flow("call", (portsim.signal("open"),))
portsim.flow("box", (portsim.wait_until("open", of="carrier"), portsim.start("lifted")))
portsim.flow("truck", (portsim.when("drives", (portsim.travel("drive"),)), portsim.start("lifted")))
portsim.flow("lifted", (portsim.visit("crane", "lift"),))


@portsim.measure("short_cut")
class ShortCut(portsim.Measure):
    \"\"\"They walk.\"\"\"

    title: ClassVar[str] = "A short cut"
    walk: portsim.Duration

    def apply(self, world):
        world = world.set("traits.walks", portsim.Trait(share=self.uptake, of=("truck",)))
        world = world.set("tasks.walk", self.walk)
        return world.branch("truck", "drive", "walks", portsim.travel("walk"))
"""


@pytest.fixture(scope="module")
def pier(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    folder = tmp_path_factory.mktemp("pier")
    for name, text in (("evidence.yaml", EVIDENCE), ("pier.yaml", PORT), ("pier.py", PLUGIN)):
        (folder / name).write_text(text)
    return portsim.load(str(folder / "pier.yaml"))


def rows(scenario: Scenario, part: str) -> list[str]:
    return parts(scenario)[part]().splitlines()


def test_the_committed_page_is_current_and_tells_every_flow() -> None:
    text = COMMITTED.read_text()
    assert text == filled(text, parts(portsim.load("xiamen")), "docs/model.md"), "run `make model`"
    assert sorted(FLOWS) == sorted(
        line.removeprefix("### ") for line in text.splitlines() if line.removeprefix("### ") in FLOWS
    )
    assert text.count("```mermaid\nflowchart TD\n") == len(FLOWS)


def test_streams_say_how_they_come_and_what_they_begin(pier: Scenario) -> None:
    assert rows(pier, "streams") == [
        "| stream | comes | how many | range | source | note | begins |",
        "|---|---|---|---|---|---|---|",
        "| ship | by itself | 1 per day |  | A1 |  | call |",
        "| box | brought by ship | constant, mean 4 |  | A1 |  | box |",
        "| truck | by itself | 9 per day |  | A1 |  | truck |",
    ]


def test_a_place_says_its_servers_blocks_and_hours(pier: Scenario) -> None:
    assert rows(pier, "places") == [
        "| name | value | range | source | note | also |",
        "|---|---|---|---|---|---|",
        "| crane.cranes | 1 | 1 to 2 | assumption | one a block | calendar: open_hours |",
        "| crane.blocks | 2 |  | A1 |  |  |",
    ]


def test_numbers_are_counted_by_what_they_rest_on(pier: Scenario) -> None:
    assert rows(pier, "grounds") == [
        "| group | public figures | a figure and an assumption | assumption alone | numbers |",
        "|---|---:|---:|---:|---:|",
        "| all | 10 | 1 | 1 | 12 |",
        "| calendars | 1 | 0 | 0 | 1 |",
        "| demand | 3 | 0 | 0 | 3 |",
        "| measures | 2 | 0 | 0 | 2 |",
        "| places | 1 | 0 | 1 | 2 |",
        "| tasks | 1 | 1 | 0 | 2 |",
        "| terminals | 1 | 0 | 0 | 1 |",
        "| traits | 1 | 0 | 0 | 1 |",
    ]


def test_evidence_names_the_numbers_that_rest_on_it(pier: Scenario) -> None:
    four = "calendars.open_hours, demand.box.number, demand.ship.per_day, demand.truck.per_day"
    assert rows(pier, "evidence")[2:] == [
        f"| A1 | A count | 1 | a report | weak | tasks.drive, {four.rsplit(', ', 1)[0]} and 7 more |",
        "| B2 | Another | 2 | a letter | stated | none |",
    ]


def test_an_alternative_is_told_with_what_it_changes(pier: Scenario) -> None:
    assert parts(pier)["measures"]() == "\n".join(
        [
            "### short",
            "",
            "**A short cut.** They walk.",
            "",
            "| key | before | with it |",
            "|---|---|---|",
            "| traits.walks | none | 90 % |",
            "| tasks.walk | none | constant 1 min |",
            "| flows.truck.drive | drive | walk_or_drive, walk; for others as before |",
            "",
            "### cranes",
            "",
            "**Two cranes a block.**",
            "",
            "| key | before | with it |",
            "|---|---|---|",
            "| places.crane.cranes | 1 | 2 |",
            "",
            "### both",
            "",
            "Together: short_cut, more_cranes; 4 changes.",
        ]
    )


def test_flows_stand_under_the_first_stream_that_runs_them(pier: Scenario) -> None:
    assert parts(pier)["flows of truck"]() == "\n".join(
        [
            "### truck",
            "",
            "Begun by truck.",
            "",
            "```text",
            "Truck:",
            "  if drives:",
            "    takes drive",
            "  starts the thread lifted",
            "```",
            "",
            "```mermaid",
            "flowchart TD",
            "  begin([truck])",
            '  s1{{"if drives"}}',
            '  s2["takes drive"]',
            '  s3["starts the thread lifted"]',
            "  finish([end])",
            "  begin --> s1",
            "  s1 -->|yes| s2",
            "  s2 --> s3",
            "  s1 -->|no| s3",
            "  s3 --> finish",
            "```",
        ]
    )
    assert "### lifted\n\nA thread of box, truck.\n" in parts(pier)["flows of box"]()
    assert "### air_exam\n\nNo stream of this scenario runs it.\n" in parts(pier)["flows"]()


def test_a_group_that_a_port_does_not_have_says_none(pier: Scenario) -> None:
    assert rows(pier, "tariffs") == ["none"]
    assert rows(pier, "limits") == ["none are stated"]
