"""Named alternatives of calendars and profiles: listed, checked, and taken by a what-if or by `--set`."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import each, refusal

from portsim.model.calendar import Calendar
from portsim.scenario.identity import run_key
from portsim.scenario.load import load
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario

TRUCKS = """\
from portsim import flow, visit, wait_for_next

flow("truck", (visit("gate", "check"), wait_for_next("shift")))
"""
USUAL = '{departures: ["08:30", "13:30"], days: [mon, tue], source: assumption, alternatives: '
OTHERS = (
    '{hourly: {departures: ["08:00", "09:00"]}, daily: {departures: ["08:30"], days: [mon], source: user}}}'
)
PLAIN = f"""\
name: tiny
title: One gate
plugins: [trucks.py]
terminals: {{north: {{title: North, share: {{value: 1, source: user}}}}}}
places: {{gate: {{lanes: {{value: 2, source: user}}, calendar: open}}}}
tasks: {{check: {{shape: constant, mean: 2 min, source: user}}}}
calendars:
  open: {{hours: 06:00-22:00, source: assumption, alternatives: {{night: {{hours: 22:00-06:00}}}}}}
  shift: {USUAL}{OTHERS}
profiles:
  day: {{hours: [{"1, " * 23}1], source: assumption, alternatives: {{noon: {{hours: [{"0, " * 23}1]}}}}}}
demand: {{trucks: {{flows: [truck], per_day: {{value: 100 per day, source: user}}, profile: day}}}}
what_ifs:
  other: {{set: {{calendars.shift: hourly}}}}
compare:
  other: [other]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("trucks.py").write_text(TRUCKS)
    Path("tiny.yaml").write_text(PLAIN)


def edited(old: str, new: str) -> Scenario:
    assert PLAIN.count(old) == 1
    Path("tiny.yaml").write_text(PLAIN.replace(old, new))
    return load("tiny.yaml")


def shift(scenario: Scenario, alternative: str = "baseline") -> Calendar:
    return scenario.world(alternative).port.calendars["shift"]


def test_a_what_if_takes_one_by_its_name() -> None:
    scenario = load("tiny.yaml")
    taken = shift(scenario, "other")
    assert (taken.departures, len(taken.days), taken.source) == ((480, 540), 7, ("assumption",))
    assert list(taken.alternatives) == ["hourly", "daily"]  # so that another one can follow
    assert shift(scenario).departures == (510, 810)
    assert [str(change) for change in scenario.world("other").changes] == [
        "calendars.shift: 08:30 13:30 (mon tue) -> 08:00 09:00 (mon tue wed thu fri sat sun) (other)"
    ]


def test_so_does_set_on_the_command_line() -> None:
    scenario = load("tiny.yaml").set("calendars.shift", "daily")
    daily = shift(scenario)
    assert (daily.departures, daily.days, daily.source) == ((510,), ("mon",), ("user",))


def test_so_does_a_scenario_that_extends_it() -> None:
    Path("second.yaml").write_text("extends: tiny.yaml\ncalendars: {shift: daily}\n")
    assert shift(load("second.yaml")).departures == (510,)


def test_a_profile_has_them_too() -> None:
    scenario = edited("calendars.shift: hourly", "profiles.day: noon")
    assert scenario.world("other").port.profiles["day"].hours == (0,) * 23 + (1,)


def test_they_are_the_range_that_is_printed() -> None:
    ranges = {key: number.range_words() for key, number in sources(load("tiny.yaml"))}
    assert ranges["calendars.shift"] == "hourly, daily"
    assert ranges["profiles.day"] == "noon"
    assert not any("alternatives" in key for key in ranges)  # they are no numbers of the port


def test_what_a_calendar_could_be_is_no_part_of_a_run() -> None:
    usual, more = load("tiny.yaml"), edited("daily: {", "never: {departures: ['23:59']}, daily: {")
    assert run_key(usual.baseline, usual.study, 0) == run_key(more.baseline, more.study, 0)
    assert run_key(usual.world("other"), usual.study, 0) != run_key(usual.baseline, usual.study, 0)


# fmt: off
BROKEN = [
    ("a misspelt name in a what-if", "calendars.shift: hourly", "calendars.shift: hourley",
     "tiny.yaml:14:17: what_ifs.other: calendars.shift: unknown alternative 'hourley' (nearest: hourly); "
     "give one of them, or a whole mapping"),
    ("a name where there are none", "calendars.shift: hourly", "calendars.shift: weekly",
     "tiny.yaml:14:17: what_ifs.other: calendars.shift: unknown alternative 'weekly' (allowed: daily, hourly)"
     "; give one of them, or a whole mapping"),
    ("hours beside departures", "hourly: {departures:", "hourly: {hours: 08:00-09:00}, hour: {departures:",
     "tiny.yaml:9:3: calendars.shift: alternative hourly has to have departures, as the calendar itself has"),
    ("an alternative that is wrong by itself", 'hourly: {departures: ["08:00", "09:00"]}',
     'hourly: {departures: ["09:00", "08:00"]}',
     "tiny.yaml:9:96: calendars.shift.alternatives.hourly: departures must rise through the day, each before "
     "24:00"),
    ("an alternative with a range", 'hourly: {departures: ["08:00", "09:00"]}',
     'hourly: {departures: ["08:00", "09:00"], range: [a, b]}',
     "tiny.yaml:9:96: calendars.shift.alternatives.hourly: an alternative takes no range; list what else it "
     "could be beside it"),
    ("an alternative of no known source", "days: [mon], source: user", "days: [mon], source: E99",
     "tiny.yaml:9:182: calendars.shift.alternatives.daily.source: unknown source 'E99' (allowed: "
     "assumption, user)"),
    ("an assumption that could be nothing else", ", alternatives: {night: {hours: 22:00-06:00}}", "",
     "tiny.yaml:8:3: calendars.open: an assumption needs a range: add range: [low, high]"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


def test_a_misspelt_name_on_the_command_line_gives_the_nearest() -> None:
    assert refusal(lambda: load("tiny.yaml").set("calendars.shift", "dayly")) == (
        "set calendars.shift: unknown alternative 'dayly' (nearest: daily)"
    )


def test_a_misspelt_name_in_an_extending_scenario_gives_the_nearest() -> None:
    Path("second.yaml").write_text("extends: tiny.yaml\ncalendars: {shift: dayly}\n")
    assert refusal(lambda: load("second.yaml")) == (
        "second.yaml:2:13: calendars.shift: unknown alternative 'dayly' (nearest: daily)"
    )


@pytest.mark.parametrize(
    ("name", "others"),
    [
        (
            "exam_shift",
            ["half_day_with_sunday", "daily", "daily_with_sunday", "hourly", "hourly_with_sunday"],
        ),
        ("exam_hours", ["office", "always"]),
    ],
)
def test_the_shipped_calendars_of_exams_list_what_else_they_could_be(name: str, others: list[str]) -> None:
    scenario = load("ocean_gate")
    calendar = scenario.baseline.port.calendars[name]
    assert list(calendar.alternatives) == others
    for other in others:
        assert scenario.set(f"calendars.{name}", other).baseline.port.calendars[name] == calendar.named(other)
