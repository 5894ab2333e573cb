"""What-ifs: numbers scaled or set where none stood, and how long the gate suffers from an outage."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shipped import KPIS
from tiny import EVIDENCE, TINY
from worlds import by_hand

from portsim.base.arrays import Floats
from portsim.base.errors import ConfigError
from portsim.kpis.recovery import quarters, waiting
from portsim.library.backlogs import GATE
from portsim.model.steps import visit
from portsim.records.records import Records
from portsim.report.rows import recoveries
from portsim.report.terminal.screens import show_overloads
from portsim.scenario.checks.world import problems
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.question import StudyResult
from portsim.study.run import run
from portsim.study.study import compare

DAY = 1440.0
DIGITAL = ("smart_cloud_routing", "qr_gate_pass")


@cache
def loaded(name: str) -> Scenario:
    """A shipped scenario, which is a value that no test changes."""
    return load(name)


def shown(key: str, factor: float, scenario: str = "ocean_gate") -> str:
    return loaded(scenario).baseline.written_by("growth").scale(key, factor).changes[-1].new


class TestScale:
    @pytest.mark.parametrize(
        ("key", "factor", "new"),
        [
            ("demand.export.per_day", 1.2, "1692 per day"),
            ("traits.selected_for_exam.share", 2, "2 %"),
            ("places.exam_bay.bays", 1.5, "8"),
            ("demand.stacked_export.before_start", 0.5, "14 day"),
            ("tasks.open_and_search", 0.5, "lognormal, mean 2 h"),
            ("tasks.gate_to_yard", 3, "triangular, mean 14 min"),
            ("demand.import.number", 1.2, "poisson, mean 108"),
            ("demand.consignment.number", 2, "uniform, mean 10"),
        ],
    )
    def test_every_kind_of_number_can_be_scaled(self, key: str, factor: float, new: str) -> None:
        assert shown(key, factor) == new

    def test_one_factor_serves_ports_of_any_size(self) -> None:
        assert shown("places.gate_in.lanes", 0.5) == "5"
        assert (
            shown("places.gate_in.lanes", 0.5, "xiamen") == "ocean_gate=5 haicang=12 dongdu=7"
        )  # of 10, 23 and 14

    def test_a_scaled_number_is_the_users_and_no_longer_has_the_range_of_the_old(self) -> None:
        world = loaded("ocean_gate").baseline.written_by("growth").scale("places.exam_bay.bays", 2)
        bays = world.port.places["exam_bay"].servers
        assert bays.source == ("user",) and bays.range is None

    @pytest.mark.parametrize(
        ("key", "factor", "message"),
        [
            (
                "traits.selected_for_exam.share",
                200,
                "traits.selected_for_exam.share: 1 % times 200 is above 100 %",
            ),
            (
                "demand.consignment.number",
                0.1,
                "demand.consignment.number: a mean of 5 times 0.1 is below 1",
            ),
            ("demand.exprt.per_day", 2, "demand.exprt.per_day: unknown key 'exprt' (nearest: export)"),
            ("calendars.exam_shift", 2, "calendars.exam_shift: scale takes a number, not a calendar"),
            (
                "places.scanner.calendar",
                2,
                "places.scanner.calendar: scale takes a number with a source, not 'exam_hours'",
            ),
            (
                "demand.export.lateness",
                2,
                "demand.export.lateness: scale takes a number, and none is given; give one, or set it",
            ),
            (
                "terminals",
                2,
                "terminals: scale takes a number with a source, not a group of them "
                "(allowed: ocean_gate, airport)",
            ),
        ],
    )
    def test_what_cannot_be_scaled_is_told(self, key: str, factor: float, message: str) -> None:
        with pytest.raises(ConfigError) as error:
            shown(key, factor)
        assert str(error.value) == message


def tiny(folder: Path, what_if: str) -> Scenario:
    (folder / "evidence.yaml").write_text(EVIDENCE)
    text = TINY.replace("more_lanes: {set: {places.gate_in.lanes: 4}}", f"more_lanes: {what_if}")
    (folder / "tiny.yaml").write_text(text)
    return load(str(folder / "tiny.yaml"))


class TestFile:
    @pytest.mark.parametrize(
        ("what_if", "message"),
        [
            (
                "{scale: {demand.domestik.per_day: 2}}",
                "38:24: what_ifs.more_lanes: demand.domestik.per_day: unknown key 'domestik' "
                "(nearest: domestic)",
            ),
            (
                "{scale: {chances.trouble: 21}}",
                "38:24: what_ifs.more_lanes: chances.trouble: 5 % times 21 is above 100 %",
            ),
            (
                "{scale: {chances.trouble: -1}}",
                "38:24: what_ifs.more_lanes.scale.chances.trouble: got -1, allowed above 0",
            ),
            (
                "{scale: {chances.trouble: 2}, set: {chances.trouble: 3 %}}",
                "38:3: what_ifs.more_lanes: chances.trouble is both set and scaled; do one of the two, with "
                "null for the other if an extended file does it",
            ),
            (
                "{set: {places.gate_in.desks: 2}}",
                "38:22: what_ifs.more_lanes: places.gate_in.desks: unknown key 'desks' (allowed: "
                "as_at, as_carrier_at, at, blocks, breakdown, calendar, holds, in_turn, lanes, like, mode, "
                "serves)",
            ),
            (
                "{set: {places.gate_in.breakdown: 3 h}}",
                "38:22: what_ifs.more_lanes: places.gate_in.breakdown: got '3 h', allowed a mapping with "
                "keys between, repair",
            ),
            (
                "{set: {tasks.yard_to_gate: 3 min}}",
                "38:22: what_ifs.more_lanes: tasks.yard_to_gate: got '3 min', allowed a mapping with keys "
                "alpha, at_least, beta, cv, distribution, high, k, low, mean, mode, note, parts, ...; write "
                "{shape: constant, mean: 3 min, source: user}",
            ),
            (
                "{set: {tasks.check_out.mean: 3 min}}",
                "38:22: what_ifs.more_lanes: tasks.check_out.mean: set the number as a whole, for its source "
                "is that of all its figures",
            ),
            (
                "{set: {places.gate_out.calendar: night}}",
                "38:22: alternative lanes: places.gate_out.calendar: unknown calendar 'night' (allowed: "
                "open_hours)",
            ),
            (
                "{set: {places.gate_in.breakdown: {between: {shape: constant, mean: 9 h, source: A1}}}}",
                "38:22: what_ifs.more_lanes: places.gate_in.breakdown: missing key 'repair' (from "
                "a failure until the server works again)",
            ),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, tmp_path: Path, what_if: str, message: str) -> None:
        with pytest.raises(ConfigError) as error:
            tiny(tmp_path, what_if)
        assert str(error.value).endswith(f"tiny.yaml:{message}")

    def test_a_breakdown_can_come_where_none_was(self, tmp_path: Path) -> None:
        hours = "{shape: constant, mean: 9 h, source: A1}"
        scenario = tiny(
            tmp_path, f"{{set: {{places.gate_in.breakdown: {{between: {hours}, repair: {hours}}}}}}}"
        )
        world = scenario.world("lanes")
        assert [str(change) for change in world.changes] == [
            "places.gate_in.breakdown: none -> fails after constant 9 h, repaired in constant 9 h "
            "(more_lanes)"
        ]
        assert problems(world) == []

    def test_an_overloaded_alternative_is_noted_and_can_run(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scenario = tiny(tmp_path, "{scale: {demand.domestic.per_day: 20}}")
        show_overloads(scenario)
        notes = capsys.readouterr().out.splitlines()
        assert (
            "note: alternative lanes: places.gate_in: offered load 1.74 at north: more work arrives than the "
            "lanes can do, so the queue grows for as long as the run lasts"
        ) in notes
        assert not any("alternative qr" in note for note in notes)


class TestShippedStudy:
    def test_every_what_if_says_what_it_is_and_can_run(self) -> None:
        scenario = load("what_ifs")
        assert scenario.claims is None and len(scenario.compare) >= 9
        assert all(what_if.title for what_if in scenario.what_ifs.values())
        for name in scenario.compare:
            assert problems(scenario.world(name)) == []


BEGIN, END = DAY + 540, DAY + 720
HOURS = {"hours": [["09:00", "12:00"]], "on": [1], "source": "user"}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    chosen = loaded("ocean_gate").with_study(days=2, warm_up_days=0, run_out="1 day")
    chosen = chosen.set("places.exam_bay.bays", 20)
    chosen = chosen.set("traits.selected_for_exam.share", "6 %")  # so that some come in any three hours
    chosen = chosen.alternative("digital", *DIGITAL)
    return chosen.alternative("dark", *DIGITAL, "data_platform_outage", outage=HOURS)


@pytest.fixture(scope="module")
def digital(scenario: Scenario) -> Records:
    return run(scenario, 0, "digital")


@pytest.fixture(scope="module")
def dark(scenario: Scenario) -> Records:
    return run(scenario, 0, "dark")


def before(records: Records) -> pd.DataFrame:
    table = records.visits_table()
    done = table[table["ended"] < BEGIN][["shipment", "label", "place", "queued", "started", "ended"]]
    return done.astype({"label": str, "place": str}).reset_index(drop=True)


def at(records: Records, *labels: str) -> pd.DataFrame:
    table = records.visits_table()
    return table[table["label"].isin(labels)]


def queue(records: Records, begin: float, end: float) -> Floats:
    return waiting(records, GATE, quarters(begin, end))


class TestOutage:
    def test_nothing_changes_before_it_begins(self, digital: Records, dark: Records) -> None:
        assert len(before(digital)) > 10000
        pd.testing.assert_frame_equal(before(digital), before(dark))

    def test_no_code_is_scanned_while_the_platform_is_down(self, digital: Records, dark: Records) -> None:
        scans = at(dark, "gate_in_qr")["queued"]
        assert not ((scans >= BEGIN) & (scans < END)).any()
        assert (
            (at(digital, "gate_in_qr")["queued"] >= BEGIN) & (at(digital, "gate_in_qr")["queued"] < END)
        ).any()

    def test_trucks_with_a_code_queue_for_the_staffed_lanes_until_they_are_served(
        self, dark: Records
    ) -> None:
        fallback = at(dark, "gate_in_fallback")
        assert set(fallback["place"]) == {"fallback_lane"}
        assert dark.traits["has_code"][fallback["shipment"]].all()
        assert (fallback["queued"] >= BEGIN).all() and (fallback["queued"] < END).all()
        assert (fallback["started"] > END).any()

    def test_trucks_without_a_code_queue_as_ever(self, dark: Records) -> None:
        trucks = at(dark, "gate_in")["shipment"]
        assert len(trucks) > 100 and not dark.traits["has_code"][trucks].any()

    def test_no_box_is_routed_by_who_comes_in_these_hours(self, digital: Records, dark: Records) -> None:
        usual, set_out = (at(each, "gate_to_exam")["queued"] for each in (digital, dark))
        assert ((usual >= BEGIN) & (usual < END)).any()
        assert not ((set_out >= BEGIN) & (set_out < END)).any()

    def test_a_box_goes_one_way_to_exam_whatever_happens_on_it(self, dark: Records) -> None:
        routed, collected = (set(at(dark, label)["shipment"]) for label in ("set_down_direct", "dig_out"))
        assert routed and collected and not routed & collected

    def test_the_backlog_grows_and_drains(self, digital: Records, dark: Records) -> None:
        assert queue(dark, BEGIN, END).max() > 20 + queue(digital, BEGIN, END).max()
        assert (
            np.abs(queue(dark, END + DAY / 2, END + DAY) - queue(digital, END + DAY / 2, END + DAY)).max() < 1
        )

    def test_the_peak_is_the_longest_queue(self, digital: Records, dark: Records) -> None:
        peak = KPIS["gate_backlog_peak"]
        assert peak.value(dark) == queue(dark, *dark.window).max() > peak.value(digital)

    def test_the_log_says_what_it_changes(self, scenario: Scenario) -> None:
        changes = [str(c) for c in scenario.world("dark").changes if c.measure == "data_platform_outage"]
        assert changes[0] == (
            "calendars.platform_up: none -> 00:00-24:00 (mon tue wed thu fri sat sun) but for "
            "09:00-12:00 (days 1) (data_platform_outage)"
        )
        assert changes[1] == "places.fallback_lane: none -> 6 lanes (data_platform_outage)"
        routed = "selected_for_exam and lodged_before_arrival and uses_routing and exam_hours"
        assert any(
            f": {routed} -> {routed} and platform_up (data_platform_outage)" in text for text in changes
        )

    def test_it_is_read_by_every_flow_that_asks_for_a_digital_trait(self, scenario: Scenario) -> None:
        world = scenario.world("dark")
        touched = {
            key.split(".")[1] for key, author in world.touched.items() if author == "data_platform_outage"
        }
        assert set(world.flows_with("gate_in_qr")) <= touched

    def test_without_a_platform_there_is_nothing_to_lose(self, scenario: Scenario) -> None:
        with pytest.raises(ConfigError) as error:
            scenario.alternative("alone", "data_platform_outage")
        assert str(error.value).endswith(
            "data_platform_outage: changes nothing: no measure before it works through the data platform; "
            "put it after one that does, such as qr_gate_pass or smart_cloud_routing"
        )

    def test_an_outage_has_hours(self, scenario: Scenario) -> None:
        with pytest.raises(ConfigError) as error:
            scenario.alternative(
                "odd",
                "qr_gate_pass",
                "data_platform_outage",
                outage={"hours": [], "departures": ["08:00"], "source": "user"},
            )
        assert "an outage needs hours: from when to when is the platform down?" in str(error.value)


def test_the_peak_by_hand() -> None:
    """Five trucks come at 10:00 to one lane that takes half an hour for each: four wait."""
    records = by_hand([visit("gate_in", "check")], [600.0] * 5, {"gate_in": 1}, check=30)
    assert KPIS["gate_backlog_peak"].value(records) == 4.0


@pytest.fixture(scope="module")
def study(scenario: Scenario) -> StudyResult:
    return compare(scenario.only("baseline", "digital", "dark"), replications=2, workers=1, claims=False)


class TestStudy:
    def test_an_outage_stands_beside_the_same_without_it(self, study: StudyResult) -> None:
        head = study.events[["alternative", "event", "without", "begin", "end"]].drop_duplicates()
        assert head.to_numpy().tolist() == [["dark", "data_platform_outage", "digital", BEGIN, END]]
        (recovery,) = (each for each in recoveries(study.events) if each.place == "fallback_lane")
        assert 0 < recovery.hours < 12 and recovery.n == 2

    def test_the_backlog_is_told_quarter_by_quarter(self, study: StudyResult) -> None:
        """From a day before the outage, or the begin of the window, to the end of the run."""
        table = study.backlog
        assert set(table["alternative"]) == {"dark"}
        lane = table[table["place"] == "fallback_lane"]
        assert len(lane) == 2 * (3 * DAY - (BEGIN - DAY)) / 15
        assert not lane[~lane["with_event"]]["waiting"].any()  # it is staffed in an outage alone

    def test_a_study_without_an_event_has_neither(self, study: StudyResult) -> None:
        other = StudyResult(study.scenario.only("digital"), {}, study.replications)
        assert other.events.empty and other.backlog.empty
