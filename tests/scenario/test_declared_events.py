"""Events in scenario files: how they are declared, what is refused, and calendars of a what-if."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

from portsim.base.errors import ConfigError
from portsim.scenario.load import load
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario

HOURS = '{hours: [["08:00", "10:00"]], on: [DAY], source: A1}'
CLOSED = f'{{hours: [["00:00", "24:00"]], but_for: {HOURS}, source: A1}}'
STORM = f"set: {{places.gate_in.calendar: storm_hours, calendars.storm_hours: {CLOSED}}}"
AWAY = "{share: {value: 50 %, source: A1}, during: HOURS, back_within: {value: 2 h, source: A1}}"
WHAT_IF = "{set: {places.gate_in.lanes: 4}}"


def tiny(folder: Path, what_if: str, compare: str = "[more_lanes]", text: str = TINY) -> Scenario:
    """One counted day, day 0, and a second one to run out; the what-if stands in line 38."""
    (folder / "evidence.yaml").write_text(EVIDENCE)
    text = text.replace(WHAT_IF, what_if).replace("  lanes: [more_lanes]", f"  lanes: {compare}")
    (folder / "tiny.yaml").write_text(text)
    return load(str(folder / "tiny.yaml"))


def storm(day: int = 0, event: str = "event: true, ") -> str:
    return f"{{{event}{STORM.replace('DAY', str(day))}}}"


def refused(folder: Path, what_if: str, compare: str = "[more_lanes]", text: str = TINY) -> str:
    with pytest.raises(ConfigError) as error:
        tiny(folder, what_if, compare, text)
    return str(error.value).replace(f"{folder}/", "")


def test_an_event_has_the_hours_in_which_a_place_is_open_in_one_world_alone(tmp_path: Path) -> None:
    event = tiny(tmp_path, storm()).event("lanes")
    assert event is not None and event.name == "more_lanes" and event.per_year is None
    assert (event.begin, event.end, event.places) == (480, 600, ("gate_in",))
    assert event.uses == () and event.world.port.places["gate_in"].calendar is None


def test_an_alternative_without_an_event_has_none(tmp_path: Path) -> None:
    scenario = tiny(tmp_path, WHAT_IF)
    assert scenario.event("lanes") is scenario.event("baseline") is None
    assert tiny(tmp_path, f"{{event: false, {WHAT_IF[1:]}").event("lanes") is None


def test_the_same_without_the_event_keeps_the_other_measures(tmp_path: Path) -> None:
    scenario = tiny(tmp_path, storm(), "[qr_gate_pass, more_lanes]")
    event = scenario.event("lanes")
    assert event is not None and scenario.same(event.uses) == "qr"
    assert [use.measure for use in event.uses] == ["qr_gate_pass"]


@pytest.mark.parametrize("said", ["{value: 4, source: A1}", "{value: 4 per year, source: A1, range: [2, 6]}"])
def test_how_often_a_year_is_a_number_with_a_source(tmp_path: Path, said: str) -> None:
    scenario = tiny(tmp_path, storm(event=f"event: {{per_year: {said}}}, "))
    event = scenario.event("lanes")
    assert event is not None and event.per_year is not None
    assert event.per_year.value == 4 and event.per_year.words() == "4 per year"
    assert "what_ifs.more_lanes.event.per_year" in [key for key, _ in sources(scenario)]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            "often",
            "38:16: what_ifs.more_lanes.event: got 'often', allowed true, or per_year with its source: "
            "{per_year: {...}}",
        ),
        (
            "{per_year: {value: 0, source: A1}}",
            "38:35: what_ifs.more_lanes.event.per_year.value: got 0, allowed a number above 0, such as 4 or "
            "0.5 per year",
        ),
        (
            "{per_year: {value: 4 a week, source: A1}}",
            "38:35: what_ifs.more_lanes.event.per_year.value: got '4 a week', allowed a number above 0, such "
            "as 4 or 0.5 per year",
        ),
        (
            "{per_year: {value: 4, source: assumption}}",
            "38:24: what_ifs.more_lanes.event.per_year: an assumption needs a range: add range: [low, high]",
        ),
        (
            "{per_year: {value: 4, source: A1, range: [5, 9]}}",
            "38:24: what_ifs.more_lanes.event.per_year: value 4 per year lies outside its own range, 5 per "
            "year to 9 per year; set both so that they agree",
        ),
        (
            "{per_year: {value: 4, source: A7}}",
            "38:45: what_ifs.more_lanes.event.per_year.source: unknown source 'A7' (allowed: A1, "
            "assumption, user)",
        ),
        (
            "{per_yaer: 4}",
            "38:24: unknown key 'per_yaer' in what_ifs.more_lanes.event (nearest: per_year)",
        ),
        (
            "{per_year: 4}",
            "38:24: what_ifs.more_lanes.event.per_year: got 4, allowed a mapping with keys distribution, "
            "note, range, source, value; write {value: 4, source: user}",
        ),
    ],
)
def test_what_is_wrong_with_an_event_is_told_with_its_place(tmp_path: Path, event: str, message: str) -> None:
    assert refused(tmp_path, storm(event=f"event: {event}, ")) == f"tiny.yaml:{message}"


def test_an_event_outside_the_counted_days_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, storm(day=1)) == (
        "tiny.yaml:42:3: compare.lanes: event more_lanes lasts from day 1 08:00 to day 1 10:00, not within "
        "the counted days 0 to 0; choose another day for it, such as on: [0], or other days of the study"
    )


def test_with_other_days_of_the_study_it_may_lie_outside(tmp_path: Path) -> None:
    scenario = tiny(tmp_path, storm(day=0))
    assert scenario.with_study(days=1, warm_up_days=0).event("lanes") is not None
    with pytest.raises(ConfigError, match="not within the counted days 1 to 3"):
        scenario.with_study(days=3, warm_up_days=1).event("lanes")


def test_an_event_that_changes_no_hours_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "{event: true, set: {places.gate_in.lanes: 1}}") == (
        "tiny.yaml:42:3: compare.lanes: event more_lanes changes no hours of a place, and none that a fork "
        "asks for, from day 0 to 1 of the run; an event opens or closes places for some hours, `on` a day of "
        "the window"
    )


def test_an_event_that_brings_other_shipments_is_refused(tmp_path: Path) -> None:
    what_if = storm()[:-1] + ", scale: {demand.domestic.per_day: 0.5}}"
    assert refused(tmp_path, what_if) == (
        "tiny.yaml:42:3: compare.lanes: event more_lanes changes demand.domestic; the same shipments have to "
        "come with and without an event: put other demand into a what-if of its own"
    )


def test_an_alternative_holds_one_event(tmp_path: Path) -> None:
    two = storm() + "\n  flood: {event: true, set: {places.trouble_desk.desks: 2}}"
    assert refused(tmp_path, two, "[more_lanes, flood]") == (
        "tiny.yaml:43:23: compare.lanes: event flood comes after event more_lanes; an alternative holds one "
        "event, so that its cost is known: give the other one an alternative of its own"
    )


def test_hours_on_numbered_days_must_be_declared_an_event(tmp_path: Path) -> None:
    assert refused(tmp_path, storm(event="")) == (
        "tiny.yaml:38:60: alternative lanes: calendars.storm_hours: is for numbered days, `on` 0, so "
        "more_lanes happens once in the run: say event: true in the what-if, let the measure inherit from "
        "Event, or give days of the week"
    )


class TestCalendarsOfAWhatIf:
    HOURS = 'calendars.night: {hours: [["00:00", "06:00"]], source: A1}'
    NIGHT = f"{{set: {{places.gate_in.calendar: night, {HOURS}}}}}"

    def test_it_can_declare_one_and_give_it_to_a_place_that_had_none(self, tmp_path: Path) -> None:
        world = tiny(tmp_path, self.NIGHT).world("lanes")
        assert world.port.places["gate_in"].calendar == "night"
        assert [str(change) for change in world.changes] == [
            "places.gate_in.calendar: none -> night (more_lanes)",
            "calendars.night: none -> 00:00-06:00 (mon tue wed thu fri sat sun) (more_lanes)",
        ]

    def test_the_file_can_declare_one_that_only_a_what_if_uses(self, tmp_path: Path) -> None:
        declared = "calendars:\n  " + self.HOURS.removeprefix("calendars.")
        text = TINY.replace("calendars:", declared)
        assert refused(tmp_path, WHAT_IF, text=text) == (
            "tiny.yaml:26:3: calendars.night: not used by any flow; delete it, or use it in a flow"
        )
        world = tiny(tmp_path, "{set: {places.gate_in.calendar: night}}", text=text).world("lanes")
        assert world.port.places["gate_in"].calendar == "night"

    def test_a_place_can_leave_a_calendar_that_nobody_else_uses(self, tmp_path: Path) -> None:
        world = tiny(tmp_path, self.NIGHT.replace("gate_in", "gate_out")).world("lanes")
        assert world.port.places["gate_out"].calendar == "night"

    def test_a_calendar_that_no_place_uses_is_refused(self, tmp_path: Path) -> None:
        what_if = f"{{set: {{{self.HOURS.replace('night', 'open_hour')}}}}}"
        assert refused(tmp_path, what_if) == (
            "tiny.yaml:38:22: alternative lanes: calendars.open_hour: set by a measure and not used by any "
            "flow (nearest: open_hours)"
        )

    @pytest.mark.parametrize(
        ("hours", "message"),
        [
            ("3 h", "unknown key 'night' (allowed: open_hours)"),
            (
                "{hours: [['22:00', '22:00']], source: A1}",
                "hours go from one time of day to another one; got 22:00-22:00: write 00:00-24:00 for the "
                "whole day, and 22:00-06:00 for a night",
            ),
        ],
    )
    def test_a_calendar_is_written_whole_and_right(self, tmp_path: Path, hours: str, message: str) -> None:
        assert refused(tmp_path, f"{{set: {{calendars.night: {hours}}}}}") == (
            f"tiny.yaml:38:22: what_ifs.more_lanes: calendars.night: {message}"
        )


@pytest.mark.parametrize(
    ("during", "hint"), [("nights", "allowed: open_hours"), ("opn_hours", "nearest: open_hours")]
)
def test_who_stays_away_needs_hours(tmp_path: Path, during: str, hint: str) -> None:
    part = AWAY.replace("HOURS", during)
    assert refused(tmp_path, f"{{set: {{demand.domestic.stays_away: {part}}}}}").endswith(
        f"demand.domestic.stays_away.during: unknown calendar '{during}' ({hint})"
    )


@pytest.mark.parametrize(
    ("stream", "why"),
    [
        ("vessel", "vessel carries domestic, which cannot come without it"),
        (
            "domestic",
            "domestic comes with its carrier and has no planned time to come; name streams that have one",
        ),
    ],
)
def test_carriers_and_what_they_bring_cannot_stay_away(tmp_path: Path, stream: str, why: str) -> None:
    brought = "brought_by: vessel, number: {shape: constant, mean: 9, source: A1}"
    text = TINY.replace("per_day: {value: 100 per day, source: A1}, profile: day", brought)
    kept = [line for line in text.splitlines() if not line.startswith(("profiles:", "  day: "))]
    what_if = f"{{set: {{demand.{stream}.stays_away: {AWAY.replace('HOURS', 'open_hours')}}}}}"
    assert refused(tmp_path, what_if, text="\n".join(kept)).endswith(f"demand.{stream}.stays_away: {why}")


def test_the_example_of_the_method_page_is_valid(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "method.md").read_text().split("## Events")[1]
    example = page.split("```yaml\n")[1].split("```")[0]
    head = "extends: ocean_gate.yaml\nname: mine\ntitle: Mine\nclaims: null\n"
    (tmp_path / "mine.yaml").write_text(head + example + "compare:\n  a: [typhoon]\n  b: [closure]\n")
    scenario = load(str(tmp_path / "mine.yaml"))
    begins = [event.begin for name in ("a", "b") if (event := scenario.event(name)) is not None]
    assert begins == [10 * 1440 + 360] * 2
