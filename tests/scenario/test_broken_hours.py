"""Broken hours: calendars and profiles."""

from __future__ import annotations

import pytest
from broken import each, edited, refusal

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("hours and departures in a calendar", '24:00"]', '24:00"]], departures: ["08:00"',
     "tiny.yaml:26:3: calendars.open_hours: a calendar has either hours or departures"),
    ("neither hours nor departures", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]', "days: [mon]",
     "tiny.yaml:26:3: calendars.open_hours: a calendar has either hours or departures"),
    ("a place that opens at departures", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'departures: ["08:00"]',
     "tiny.yaml:9:45: places.gate_out.calendar: a calendar of departures, not of hours: 'open_hours' "
     "(none are defined)"),
    ("hours that overlap", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "14:00"], ["13:00", "24:00"]]',
     "tiny.yaml:26:3: calendars.open_hours: hours must follow one another without overlap, those over "
     "midnight last"),
    ("a night that lasts into the morning shift", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "12:00"], ["22:00", "07:00"]]',
     "tiny.yaml:26:3: calendars.open_hours: hours must follow one another without overlap, those over "
     "midnight last"),
    ("a night before the day", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["22:00", "06:00"], ["08:00", "12:00"]]',
     "tiny.yaml:26:3: calendars.open_hours: hours must follow one another without overlap, those over "
     "midnight last"),
    ("hours without length", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "06:00"]]',
     "tiny.yaml:26:3: calendars.open_hours: hours go from one time of day to another one; got "
     "06:00-06:00: write 00:00-24:00 for the whole day, and 22:00-06:00 for a night"),
    ("hours from the end of the day", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["24:00", "06:00"]]',
     "tiny.yaml:26:3: calendars.open_hours: hours go from one time of day to another one; got "
     "24:00-06:00: write 00:00-24:00 for the whole day, and 22:00-06:00 for a night"),
    ("days of the week and numbered days that do not meet", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     "hours: 06:00-12:00, days: [mon], on: [1, 9]",
     "tiny.yaml:26:3: calendars.open_hours: applies to no day: of the days under on (1 9: tue wed) none is "
     "one of days and no holiday; correct on, days or holidays"),
    ("a shift on holidays alone, without work on them", "lanes: {value: 2, source: A1}",
     "lanes: {shifts: {day: {value: 2, hours: 06:00-22:00, holidays: [3], on: [3], source: A1}}}",
     "tiny.yaml:8:30: places.gate_in.lanes.shifts.day: applies to no day: of the days under on (3: thu) "
     "none is one of days and no holiday; correct on, days or holidays"),
    ("hours in words", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]', 'hours: all day',
     "tiny.yaml:26:16: calendars.open_hours.hours: got 'all day', allowed hours such as 22:00-06:00"),
    ("a span in words that has no end", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     "hours: ['22:00']",
     "tiny.yaml:26:24: calendars.open_hours.hours.0: got '22:00', allowed hours such as 22:00-06:00"),
    ("a span in words that is no time", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     "hours: 22:00-30:00",
     "tiny.yaml:26:16: calendars.open_hours.hours: got '30:00', allowed a time of day from 00:00 "
     "to 24:00"),
    ("a time after midnight", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "25:00"]]',
     "tiny.yaml:26:34: calendars.open_hours.hours.0.1: got '25:00', allowed a time of day from 00:00 "
     "to 24:00"),
    ("hours without an end", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]', 'hours: [["06:00"]]',
     "tiny.yaml:26:24: calendars.open_hours.hours.0: missing item 2"),
    ("an unknown day", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "12:00"], ["13:00", "24:00"]], days: [mo]',
     "tiny.yaml:26:72: calendars.open_hours.days.0: got 'mo', allowed mon, tue, wed, thu, fri, sat, "
     "sun (nearest: mon)"),
    ("a calendar without days", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "12:00"], ["13:00", "24:00"]], days: []',
     "tiny.yaml:26:65: calendars.open_hours.days: got 0 entries, allowed at least 1"),
    ("a profile of 23 hours", "1, 0", "1",
     "tiny.yaml:28:9: profiles.day.hours: got 23 entries, allowed at least 24"),
    ("a profile of 25 hours",
     "hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]",
     "hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]",
     "tiny.yaml:28:9: profiles.day.hours: got 25 entries, allowed at most 24"),
    ("a weight below 0", "1, 0, 0", "1, 0, -1",
     "tiny.yaml:28:3: profiles.day: hours are weights: none below 0, not all 0"),
    ("weights that are all 0", "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1",
     "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0",
     "tiny.yaml:28:3: profiles.day: hours are weights: none below 0, not all 0"),
    ("a weight that is no number", "1, 0, 0", "1, 0, .nan",
     "tiny.yaml:28:86: profiles.day.hours.23: got nan, allowed a number"),
    ("a weight in words", "1, 0, 0", "1, 0, x",
     "tiny.yaml:28:86: profiles.day.hours.23: got 'x', allowed a number"),
    ("a week of two days", "1, 0, 0", "1, 0, 0], days: [1, 2",
     "tiny.yaml:28:90: profiles.day.days: got 2 entries, allowed at least 7"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message
