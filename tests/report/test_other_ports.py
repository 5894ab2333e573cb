"""A port with other names gets sensible tables and pictures: what exists is drawn, and nothing else."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from html_read import page_in
from matplotlib.axes import Axes
from matplotlib.text import Text

import portsim
from portsim.kpis.stages import UNDER_WAY
from portsim.report.charts.style import figure_of
from portsim.report.picture import PICTURE
from portsim.study.question import StudyResult

PLUGIN = """
from typing import ClassVar

import portsim

portsim.flow(
    "ferry_truck",
    (
        portsim.visit("ramp", "show_ticket", at_queue="at_ramp", at_end="ticket_seen"),
        portsim.visit("deck_crew", "drive_on", at_end="aboard"),
    ),
)
portsim.kpi(
    "boarding_time", "Boarding time, ramp queue to deck", "min", "less", portsim.Between("at_ramp", "aboard"),
    spread=True,
)
portsim.kpi("ramp_busy", "Ramp lanes busy", "share", "neither", portsim.Busy(("ramp",)))


@portsim.measure("online_ticket")
class OnlineTicket(portsim.Measure):
    '''Trucks with a ticket from the net are waved through.'''

    title: ClassVar[str] = "Tickets on the net"
    wave_through: portsim.Duration

    def apply(self, world: portsim.World) -> portsim.World:
        world = world.set("traits.has_ticket", portsim.Trait(share=self.uptake, of=("truck",)))
        world = world.set("tasks.wave_through", self.wave_through)
        wave = portsim.visit("ramp", "wave_through", at_queue="at_ramp", at_end="ticket_seen")
        return world.branch("ferry_truck", "show_ticket", "has_ticket", wave)
"""
FERRY = """
name: ferry
title: A ferry port
plugins: [ferry_port.py]
study: {days: 1, warm_up_days: 0, run_out: 1 day, replications: 3, seed: 5}
terminals:
  pier: {title: Pier, share: {value: 1, source: assumption, range: [1, 1]}}
places:
  ramp: {lanes: {value: 2, source: assumption, range: [1, 3]}}
  deck_crew: {mates: {value: 3, source: assumption, range: [2, 4]}}
tasks:
  show_ticket: {shape: exponential, mean: 4 min, source: assumption, range: [2 min, 6 min]}
  drive_on: {shape: exponential, mean: 5 min, source: assumption, range: [3 min, 8 min]}
demand:
  truck:
    flows: [ferry_truck]
    per_day: {value: 600 per day, source: assumption, range: [300 per day, 700 per day]}
measures:
  online_ticket:
    uptake: {value: 60 %, source: assumption, range: [30 %, 90 %]}
    wave_through: {shape: constant, mean: 30 s, source: assumption, range: [10 s, 60 s]}
compare:
  online_ticket: [online_ticket]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    folder = tmp_path_factory.mktemp("ferry")
    (folder / "ferry_port.py").write_text(textwrap.dedent(PLUGIN))
    (folder / "ferry.yaml").write_text(FERRY)
    with pytest.warns(UserWarning, match="runs the code of"):
        scenario = portsim.load(folder / "ferry.yaml")
    return portsim.compare(scenario, workers=1)


@pytest.fixture(scope="module")
def drawn(study: StudyResult) -> dict[str, list[str]]:
    """Name of each drawing to its texts."""
    found = {}
    for picture in study.scenario.library[PICTURE].values():
        for each in picture.drawings(study):
            texts = figure_of(each.drawn).findobj(Text)
            found[each.name] = [text.get_text() for text in texts if text.get_text()]
    return found


def test_what_exists_is_drawn(drawn: dict[str, list[str]]) -> None:
    assert set(drawn) == {"savings", "boarding_time", "other_hours"}
    assert "Boarding time, before and after" in drawn["boarding_time"]
    assert "Ramp, by hour of the day" in drawn["other_hours"]
    assert any("Boarding time" in text for text in drawn["savings"])


def test_no_picture_is_empty(drawn: dict[str, list[str]], study: StudyResult) -> None:
    assert not [name for name, texts in drawn.items() if "no data" in texts]
    chart = next(iter(study.scenario.library[PICTURE]["savings"].drawings(study))).drawn
    panels = [chart] if isinstance(chart, Axes) else chart.axes
    assert panels and all(panel.lines for panel in panels)


def test_tables_speak_of_this_port(study: StudyResult) -> None:
    stages = study.stages[study.stages["alternative"] == "baseline"]
    assert set(stages["channel"]) == {"all"} and set(stages["stream"]) == {"truck"}
    names = ["to at_ramp", "to ticket_seen", "to aboard", "arrival to aboard"]
    assert [name for name in stages[stages["terminal"] == "all"]["stage"] if name != UNDER_WAY] == names
    measured = study.comparison[study.comparison["n"] > 0].set_index("kpi")
    assert measured.loc["boarding_time", "verdict"] == "saves"
    assert set(study.hours["place"]) == {"ramp", "deck_crew"}
    assert study.payers.empty and study.audit.empty and study.events.empty


def test_the_folder_and_the_report_are_whole(study: StudyResult, tmp_path: Path) -> None:
    portsim.write(study, tmp_path / "results")
    names = {path.name for path in (tmp_path / "results" / "figures").glob("*.png")}
    assert names == {"savings.png", "boarding_time.png", "other_hours.png"}
    report = (tmp_path / "results" / "report.md").read_text()
    assert "  - Saves: boarding time from" in report and "no data" not in report
    page = page_in(tmp_path / "results")
    assert "Boarding time" in page.section("What each measure changes")
    assert "no data" not in page.section("Stage by stage") and "Who saves what" not in page.titles
