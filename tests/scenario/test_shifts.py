"""Servers by shift in scenario files: how they are written, set, scaled, overlaid, and refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import each, refusal

from portsim.base.errors import ConfigError
from portsim.kpis.expected import expected
from portsim.kpis.kpi import KPI
from portsim.model.roster import Roster, Shift
from portsim.model.sourced import Count
from portsim.scenario.load import load
from portsim.scenario.numbers import sources
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.scenario import Scenario
from portsim.study.unlimited import MANY, unlimited
from portsim.study.warm_up import BY_DAY, BY_WEEK, cycle_of
from portsim.workload.build import build

TRUCKS = """\
from portsim import flow, maybe, visit

flow(
    "truck",
    (
        visit("gate_in", "paper_check", label="gate_in", at_queue="gate_arrival"),
        maybe("trouble", (visit("trouble_desk", "resolve_trouble"),)),
    ),
)
"""
PLAIN = """\
name: tiny
title: One gate
plugins: [trucks.py]
terminals: {north: {title: North, share: {value: 1, source: user}}}
places:
  gate_in: {lanes: {value: 2, source: user}}
  trouble_desk: {desks: {value: 1, source: user}, calendar: open}
tasks:
  paper_check: {shape: erlang, mean: 150 s, k: 3, source: user}
  resolve_trouble: {shape: constant, mean: 10 min, source: user}
chances: {trouble: {value: 5 %, source: user}}
calendars: {open: {hours: 06:00-22:00, source: user}}
profiles:
  day: {hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], source: user}
demand: {trucks: {flows: [truck], per_day: {value: 100 per day, source: user}, profile: day}}
measures:
  qr_gate_pass:
    uptake: {value: 90 %, source: user}
    scan_code: {shape: constant, mean: 20 s, source: user}
    exceptions: {value: 3 %, source: user}
compare:
  qr: [qr_gate_pass]
"""
LANES = "gate_in: {lanes: {value: 2, source: user}}"
DAY = "day: {value: 6, hours: 06:00-22:00, source: user}"
NIGHT = "night: {value: 2, hours: 22:00-06:00, source: assumption, range: [1, 4]}"
BY_SHIFT = f"gate_in: {{lanes: {{shifts: {{{DAY}, {NIGHT}}}}}}}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("trucks.py").write_text(TRUCKS)
    Path("tiny.yaml").write_text(PLAIN)


def edited(old: str, new: str) -> Scenario:
    assert PLAIN.count(old) == 1
    Path("tiny.yaml").write_text(PLAIN.replace(old, new))
    return load("tiny.yaml")


def by_shift(text: str = PLAIN, lanes: str = BY_SHIFT) -> Scenario:
    assert text.count(LANES) == 1
    Path("tiny.yaml").write_text(text.replace(LANES, lanes))
    return load("tiny.yaml")


def shifts(scenario: Scenario, alternative: str = "baseline") -> dict[str, Shift]:
    servers = scenario.world(alternative).port.places["gate_in"].servers
    assert isinstance(servers, Roster)
    return servers.shifts


def what_if(text: str) -> str:
    return PLAIN.replace("compare:\n", f"what_ifs:\n  other: {text}\ncompare:\n  other: [other]\n")


def with_what_if(text: str) -> Scenario:
    """The scenario by shift with one what-if."""
    return by_shift(what_if(text))


class TestWhatIfs:
    def test_one_shift_is_set(self) -> None:
        scenario = with_what_if("{set: {places.gate_in.lanes.shifts.night: 3}}")
        assert {name: each.value for name, each in shifts(scenario, "other").items()} == {
            "day": 6,
            "night": 3,
        }
        (change,) = scenario.world("other").changes
        assert str(change) == (
            "places.gate_in.lanes.shifts.night: 2 (22:00-06:00) -> 3 (22:00-06:00) (other)"
        )

    def test_one_shift_is_scaled(self) -> None:
        scenario = with_what_if("{scale: {places.gate_in.lanes.shifts.night: 2}}")
        night = shifts(scenario, "other")["night"]
        assert (night.value, night.source, night.range) == (4, ("user",), None)

    def test_shifts_take_the_place_of_a_number(self) -> None:
        text = f"{{set: {{places.gate_in.lanes: {{shifts: {{{DAY}}}}}}}}}"
        Path("tiny.yaml").write_text(what_if(text))
        assert list(shifts(load("tiny.yaml"), "other")) == ["day"]

    def test_a_number_takes_the_place_of_shifts_if_it_is_written_whole(self) -> None:
        scenario = with_what_if("{set: {places.gate_in.lanes: {value: 5, source: user}}}")
        assert scenario.world("other").port.places["gate_in"].servers == Count(value=5, source="user")

    def test_a_plain_number_is_as_many_at_all_hours_and_the_log_says_so(self) -> None:
        scenario = with_what_if("{set: {places.gate_in.lanes: 5}}")
        assert scenario.world("other").port.places["gate_in"].servers == Count(value=5, source="user")
        assert [str(change) for change in scenario.world("other").changes] == [
            "places.gate_in.lanes: day 6 (06:00-22:00), night 2 (22:00-06:00) -> 5 (other)"
        ]

    def test_all_shifts_are_scaled_together(self) -> None:
        scenario = with_what_if("{scale: {places.gate_in.lanes: 1.5}}")
        assert [shift.value for shift in shifts(scenario, "other").values()] == [9, 3]

    def test_a_misspelt_shift_gives_the_nearest(self) -> None:
        assert refusal(lambda: with_what_if("{set: {places.gate_in.lanes.shifts.nigth: 5}}")) == (
            "tiny.yaml:22:17: what_ifs.other: places.gate_in.lanes.shifts.nigth: unknown key 'nigth' "
            "(nearest: night)"
        )

    def test_shifts_of_numbered_days_make_it_an_event(self) -> None:
        strike = "strike: {value: 1, hours: 06:00-22:00, on: [1], source: user}"
        day = DAY.replace("source: user", "holidays: [1], source: user")
        strikes = f"{{set: {{places.gate_in.lanes: {{shifts: {{{day}, {strike}, {NIGHT}}}}}}}}}"
        assert "places.gate_in.lanes: is for numbered days, `on` 1, so other happens once in the run" in (
            refusal(lambda: with_what_if(strikes))
        )
        event = with_what_if(strikes.replace("{set", "{event: true, set")).event("other")
        assert event is not None
        assert (event.begin, event.end, event.places) == (1800, 2760, ("gate_in",))


def test_a_shift_is_set_on_the_command_line() -> None:
    scenario = by_shift()
    assert shifts(scenario.set("places.gate_in.lanes.shifts.night", 3))["night"].value == 3


def test_every_shift_is_a_number_with_its_source() -> None:
    scenario = with_what_if("{scale: {places.gate_in.lanes.shifts.night: 2}}")
    found = {key: number for key, number in sources(scenario) if key.startswith("places.gate_in")}
    assert {key: (number.words(), number.range_words(), number.source) for key, number in found.items()} == {
        "places.gate_in.lanes.shifts.night": ("2 (22:00-06:00)", "1 to 4", ("assumption",)),
        "places.gate_in.lanes.shifts.day": ("6 (06:00-22:00)", "", ("user",)),
    }


class TestLayers:
    def over(self, text: str) -> Count | Roster:
        Path("second.yaml").write_text(f"extends: tiny.yaml\nplaces:\n  gate_in:\n    lanes: {text}\n")
        return load("second.yaml").baseline.port.places["gate_in"].servers

    def test_a_scenario_lays_shifts_over_a_number(self) -> None:
        servers = self.over(f"{{shifts: {{{DAY}, {NIGHT}}}}}")
        assert isinstance(servers, Roster) and list(servers.shifts) == ["day", "night"]

    def test_a_scenario_changes_one_shift(self) -> None:
        with_what_if("{scale: {places.gate_in.lanes.shifts.night: 2}}")
        servers = self.over("{shifts: {night: 3}}")
        assert isinstance(servers, Roster)
        night = servers.shifts["night"]
        assert (night.value, night.source, servers.shifts["day"].value) == (3, ("user",), 6)

    @pytest.mark.parametrize("way", ["file", "--set"])
    def test_a_plain_number_over_shifts_is_as_many_at_all_hours(self, way: str) -> None:
        scenario = by_shift()
        if way == "file":
            assert self.over("4") == Count(value=4, source="user")
        else:
            changed = scenario.set("places.gate_in.lanes", 4).baseline.port.places["gate_in"].servers
            assert changed == Count(value=4, source="user")

    def test_a_scenario_lays_a_number_over_shifts(self) -> None:
        with_what_if("{scale: {places.trouble_desk.desks: 2}}")
        assert self.over("{value: 4, source: user}") == Count(value=4, source="user")


ROSTER = (
    "tiny.yaml:6:3: places.gate_in: lanes: a number of servers by hour is a roster; write each shift with "
    "its hours: {shifts: {day: {value: 6, hours: 06:00-22:00, source: user}, night: {value: 2, hours: "
    "22:00-06:00, source: user}}}"
)
NEVER = (
    "tiny.yaml:6:13: places.gate_in.lanes: no lanes ever begin work at terminal north: the shifts lie "
    "outside the hours of the calendar, or are shorter than last_start"
)
# fmt: off
BROKEN = [
    ("numbers by hour", LANES, "gate_in: {lanes: {value: {'06:00': 6, '22:00': 2}, source: user}}",
     ROSTER),
    ("a list of shifts", LANES, "gate_in: {lanes: [{value: 6, from: '06:00', to: '22:00', source: user}]}",
     ROSTER),
    ("a shift without hours", LANES, "gate_in: {lanes: {shifts: {day: {value: 6, source: user}}}}",
     "tiny.yaml:6:30: places.gate_in.lanes.shifts.day: missing key 'hours' (when it is on duty, "
     "such as 06:00-14:00)"),
    ("a shift without a source", LANES, "gate_in: {lanes: {shifts: {day: {value: 6, hours: 06:00-22:00}}}}",
     "tiny.yaml:6:30: places.gate_in.lanes.shifts.day: missing key 'source' (rows of the evidence list, "
     "'assumption' (with a range), or 'user')"),
    ("an assumed shift without a range", LANES,
     "gate_in: {lanes: {shifts: {day: {value: 6, hours: 06:00-22:00, source: assumption}}}}",
     "tiny.yaml:6:30: places.gate_in.lanes.shifts.day: an assumption needs a range: add range: [low, high]"),
    ("a misspelt key of a shift", LANES,
     "gate_in: {lanes: {shifts: {day: {value: 6, hour: 06:00-22:00, source: user}}}}",
     "tiny.yaml:6:30: places.gate_in.lanes.shifts.day: missing key 'hours' (when it is on duty, "
     "such as 06:00-14:00)\n"
     "tiny.yaml:6:46: unknown key 'hour' in places.gate_in.lanes.shifts.day (nearest: hours)"),
    ("misspelt shifts", LANES,
     "gate_in: {lanes: {shift: {day: {value: 6, hours: 06:00-22:00, source: user}}}}",
     "tiny.yaml:6:13: places.gate_in.lanes: missing key 'shifts' (the shifts by name)\n"
     "tiny.yaml:6:21: unknown key 'shift' in places.gate_in.lanes (nearest: shifts)"),
    ("no shifts", LANES, "gate_in: {lanes: {shifts: {}}}",
     "tiny.yaml:6:21: places.gate_in.lanes.shifts: got 0 entries, allowed at least 1"),
    ("a shift of a terminal that is not there", LANES,
     "gate_in: {lanes: {shifts: {day: {value: {south: 6}, hours: 06:00-22:00, source: user}}}}",
     "tiny.yaml:6:36: places.gate_in.lanes.shifts.day.value: got terminals south; give one figure for "
     "each of north"),
    ("shifts without servers", LANES,
     "gate_in: {lanes: {shifts: {day: {value: 0, hours: 06:00-22:00, source: user}}}}",
     "tiny.yaml:6:13: places.gate_in.lanes: got 0 at terminal north, allowed 1 or more; "
     "a place that is closed at times has a calendar"),
    ("a last start as long as the shift", LANES,
     "gate_in: {lanes: {shifts: {day: {value: 2, hours: 06:00-08:00, source: user}}, "
     "last_start: {value: 2 h, source: user}}}",
     NEVER),
    ("shifts outside of the hours of the calendar", LANES,
     "gate_in: {lanes: {shifts: {night: {value: 2, hours: 01:00-05:00, source: user}}}, calendar: open}",
     NEVER),
    ("too few lanes in the hours of the shifts", LANES,
     "gate_in: {lanes: {shifts: {day: {value: 1, hours: 06:00-08:00, source: user}}}}",
     "tiny.yaml:6:3: places.gate_in: offered load 2.08 at north: more work arrives than the servers can do; "
     "add lanes, lower the demand, or run it once with --overload (Python: overload=True)"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


class TestOfferedLoad:
    """100 trucks a day of 2.5 min of work each, in the profile of 16 hours from 06:00 to 22:00."""

    WORK = 100 * 2.5

    def load(self, roster: str) -> tuple[float, tuple[float, ...], float]:
        scenario = by_shift(PLAIN, f"gate_in: {{lanes: {roster}}}")
        (found,) = (each for each in offered_loads(scenario.baseline) if each.place == "gate_in")
        return found.mean, found.hours, found.most

    def test_it_is_work_by_server_minutes_of_the_week(self) -> None:
        """Six lanes for 16 h and two for 8 h are 112 lane hours a day."""
        mean, hours, _ = self.load(f"{{shifts: {{{DAY}, {NIGHT}}}}}")
        assert mean == pytest.approx(self.WORK / (112 * 60))
        assert hours[7] == pytest.approx(self.WORK / 16 / (6 * 60)) and hours[23] == 0

    def test_work_that_comes_while_no_one_is_there_is_that_of_the_next_hour_with_someone(self) -> None:
        """Open from 10:00 to 22:00: what comes from 06:00 on is there at 10:00."""
        mean, hours, _ = self.load("{shifts: {late: {value: 2, hours: 10:00-22:00, source: user}}}")
        assert mean == pytest.approx(self.WORK / (24 * 60))
        assert hours[10] == pytest.approx(5 * self.WORK / 16 / (2 * 60))
        assert hours[9] == 0 and hours[11] == pytest.approx(self.WORK / 16 / (2 * 60))

    def test_who_goes_finishes_what_is_under_way(self) -> None:
        """Erlang of 3 steps, mean 2.5 min: E[S^2] / 2 E[S] = 2.5 x 4/3 / 2 = 5/3 min. Four lanes go a day."""
        _, _, most = self.load(f"{{shifts: {{{DAY}, {NIGHT}}}}}")
        assert most == pytest.approx(1 + 4 * (5 / 3) / (112 * 60))

    def test_minutes_without_a_new_start_are_none_of_the_capacity(self) -> None:
        """Four lanes of six begin nothing in the last half hour of the day."""
        mean, hours, _ = self.load(
            f"{{shifts: {{{DAY}, {NIGHT}}}, last_start: {{value: 30 min, source: user}}}}"
        )
        assert mean == pytest.approx(self.WORK / (112 * 60 - 4 * 30))
        assert hours[21] == pytest.approx(self.WORK / 16 / (2 * 30 + 6 * 30))


def test_with_unlimited_servers_shifts_stay_and_have_many() -> None:
    scenario = with_what_if("{scale: {places.gate_in.lanes.shifts.night: 2}}")
    place = unlimited(scenario.baseline).port.places["gate_in"]
    assert isinstance(place.servers, Roster)
    found = {name: (shift.value, shift.hours) for name, shift in place.servers.shifts.items()}
    assert found == {"day": (MANY, ((360, 1320),)), "night": (MANY, ((1320, 360),))}


def test_shifts_that_differ_by_the_day_make_a_week() -> None:
    scenario = with_what_if("{scale: {places.gate_in.lanes.shifts.night: 2}}")
    assert cycle_of(scenario.baseline.port) == BY_DAY
    other = (
        Path("tiny.yaml").read_text().replace("hours: 22:00-06:00", "hours: 22:00-06:00, days: [mon, sat]")
    )
    Path("tiny.yaml").write_text(other)
    assert cycle_of(load("tiny.yaml").baseline.port) == BY_WEEK


class TestDedicatedLanes:
    def qr(self, number: int) -> Scenario:
        dedicated = f"    lanes: dedicated\n    dedicated: {{value: {number}, source: user}}\n"
        return by_shift(PLAIN.replace("    exceptions:", f"{dedicated}    exceptions:"))

    def test_they_are_taken_from_each_shift(self) -> None:
        places = self.qr(1).world("qr").port.places
        for place, numbers in (("gate_in", [5, 1]), ("qr_lane", [1, 1])):
            servers = places[place].servers
            assert isinstance(servers, Roster)
            assert [shift.at("north") for shift in servers.shifts.values()] == numbers
            assert servers.shifts["night"].hours == ((1320, 360),)

    def test_each_shift_must_keep_a_paper_lane(self) -> None:
        with pytest.raises(ConfigError) as error:
            self.qr(2)
        assert str(error.value).endswith(
            "dedicated lanes leave no paper lane at north, which has 2 (22:00-06:00) in a shift"
        )


def test_a_closure_takes_its_hours_out_of_the_shifts() -> None:
    """Closed from 20:00 to 24:00 of day 1: no one begins, neither of the day nor of the night."""
    hours = "{hours: 20:00-24:00, on: [1], source: user}"
    closure = f"measures:\n  closure:\n    places: [gate_in]\n    hours: {hours}\n"
    text = PLAIN.replace("measures:\n", closure).replace("qr: [qr_gate_pass]", "shut: [closure]")
    scenario = by_shift(text)
    tape = build(scenario.world("shut"), 3 * 1440.0, 1, 0).capacity["gate_in", 0, 0]
    day = 1440
    assert tape == (
        (0, 2), (360, 6), (1320, 2), (day + 360, 6), (day + 1200, 0), (2 * day, 2), (2 * day + 360, 6),
        (2 * day + 1320, 2),
    )  # fmt: skip
    event = scenario.event("shut")
    assert event is not None
    assert (event.begin, event.end, event.places) == (day + 1200, 2 * day, ("gate_in",))


def test_the_closed_form_names_a_place_that_is_closed_between_its_shifts() -> None:
    for roster, named in ((BY_SHIFT, ()), (f"gate_in: {{lanes: {{shifts: {{{DAY}}}}}}}", ("gate_in",))):
        scenario = by_shift(PLAIN, roster)
        kpi = scenario.library[KPI]["gate_total_time"]
        assert expected(kpi, scenario.baseline, scenario.baseline).hours == named
