"""Ten defects found in simulators of the field, each with the rule that keeps it out of portsim."""

import ast
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shipped import KPIS
from tiny import EVIDENCE, TINY
from worlds import NEVER, by_hand, lasting, same, times

import portsim
from portsim.base.errors import ConfigError
from portsim.kpis.busy import Busy
from portsim.kpis.hours import hours_of_day
from portsim.model.calendar import Calendar, Profile
from portsim.model.durations import RandomTime
from portsim.model.sourced import Count, PerDay, Share, Sourced, sourced_numbers
from portsim.model.steps import visit
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.checks.unused import unused
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.comparison import figures
from portsim.study.one_alternative import run_replications
from portsim.study.run import run, run_world
from portsim.study.study import compare
from portsim.workload.arrivals import poisson_arrivals
from portsim.workload.build import build
from portsim.workload.draws import Draws

GATE = (visit("gate", "work"),)
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario's text beside its evidence; the path of its file."""
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)

    def put(text: str) -> Path:
        (tmp_path / "tiny.yaml").write_text(text)
        return tmp_path / "tiny.yaml"

    return put


@pytest.fixture
def tiny(write: Write) -> Scenario:
    return load(str(write(TINY)))


class TestGlobalGeneratorReseeded:
    def test_a_run_neither_reads_nor_moves_the_process_s_generators(self, tiny: Scenario) -> None:
        np.random.seed(3)
        random.seed(3)
        first = run(tiny)
        moved = np.random.random(), random.random()
        np.random.seed(3)
        random.seed(3)
        assert moved == (np.random.random(), random.random())
        assert run(tiny).raw.equals(first.raw)

    def test_no_source_file_names_a_global_generator(self) -> None:
        for path in Path(portsim.__file__).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    assert "random" not in {alias.name for alias in node.names}, path
                if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "np.random":
                    assert node.attr in ("Generator", "Philox", "SeedSequence"), path


class TestSameSeedForAllReplications:
    def test_no_two_replications_are_alike(self, tiny: Scenario) -> None:
        found = [run(tiny, r).arrival for r in range(6)]
        for i, one in enumerate(found):
            for two in found[:i]:
                assert not np.isin(one, two).any()

    def test_a_study_s_replications_differ_in_their_figures(self, tiny: Scenario) -> None:
        study = compare(tiny, replications=4, workers=1, claims=False)
        assert len(set(figures(study)[BASELINE]["truck_turn_time"].tolist())) == 4


class TestStreamsDriftBetweenScenarios:
    def test_alternatives_share_every_draw_they_both_make(self, tiny: Scenario) -> None:
        world, other = tiny.world(BASELINE), tiny.world("qr")
        one, two = (build(w, 2880, 1, 0).streams for w in (world, other))
        for a, b in zip(one, two, strict=True):
            assert np.array_equal(a.arrival, b.arrival)
            assert a.durations.keys() & b.durations.keys()
            for key in a.durations.keys() & b.durations.keys():
                assert np.array_equal(a.durations[key], b.durations[key])
            for chance in a.chances.keys() & b.chances.keys():
                assert np.array_equal(a.chances[chance], b.chances[chance])

    def test_an_alternative_without_a_difference_shows_exactly_none(self, write: Write) -> None:
        scenario = load(str(write(TINY))).alternative("nobody", "qr_gate_pass", uptake="0 %")
        study = compare(scenario, workers=1, claims=False)
        rows = study.comparison[study.comparison["alternative"] == "nobody"]
        assert len(rows) > 0
        assert (rows["difference"].dropna() == 0).all()
        assert set(rows["verdict"]) <= {"equivalent", "not measured"}

    def test_pairing_reduces_the_variance_of_a_contrast(self, write: Write) -> None:
        busy = TINY.replace("100 per day", "500 per day")
        study = compare(load(str(write(busy))), replications=8, workers=1, claims=False)
        table = study.comparison.set_index(["alternative", "kpi"])
        assert table["variance_reduction"]["qr", "crane_utilisation"] > 2


class TestThinningInTheWrongInterval:
    HOURS = tuple(1.0 if hour in (6, 7, 18) else 0.0 for hour in range(24))

    def moments(self, seed: int = 1) -> np.ndarray:
        profile = Profile(hours=self.HOURS, days=(1, 0, 1, 1, 1, 1, 3), source="user")
        return poisson_arrivals(3000, profile, 0.0, 8 * 10080.0, Draws(seed, 0).at("arrival"))

    def test_nothing_arrives_in_an_hour_without_a_rate(self) -> None:
        assert set((self.moments() // 60 % 24).astype(int).tolist()) == {6, 7, 18}

    def test_nothing_arrives_on_a_day_without_a_rate(self) -> None:
        assert set((self.moments() // 1440 % 7).astype(int).tolist()) == {0, 2, 3, 4, 5, 6}

    def test_the_first_minutes_after_a_change_have_the_new_rate(self) -> None:
        minute = self.moments() % 1440
        opening = np.sum((minute >= 360) & (minute < 365))
        later = np.sum((minute >= 365) & (minute < 480)) * 5 / 115
        assert abs(opening - later) < 4 * later**0.5

    def test_it_is_seeded(self) -> None:
        assert np.array_equal(self.moments(1), self.moments(1))
        assert not np.isin(self.moments(1), self.moments(2)).any()


class TestUtilisationSilentlyWrong:
    def test_it_is_divided_by_the_servers_at_work(self) -> None:
        """360 busy minutes of 720 on offer by one server that works half a day."""
        records = by_hand(GATE, [0], {"gate": ((0.0, 1), (720.0, 0))}, horizon=1440, work=360)
        assert Busy(("gate",)).samples(records).tolist() == [0.5]

    def test_it_is_not_capped(self) -> None:
        records = by_hand(GATE, [0, 0], {"gate": ((0.0, 2), (60.0, 1))}, horizon=1440, work=120)
        assert hours_of_day(records)["gate", "t"][1][1] == 2.0

    def test_it_is_not_filled_with_zeros(self) -> None:
        records = by_hand(GATE, [0], {"gate": ((0.0, 1), (60.0, 0))}, horizon=1440, work=30)
        assert same(hours_of_day(records)["gate", "t"][1], [0.5] + [NEVER] * 23)  # type: ignore[arg-type]

    def test_a_queue_mean_is_over_time_and_not_over_visits(self) -> None:
        """One waits 90 minutes, another 30: 120 of 1440 minutes, whoever is asked."""
        records = by_hand(GATE, [0, 10, 70], {"gate": ((0.0, 1),)}, horizon=1440, work=[100, 0, 1])
        queue = hours_of_day(records)["gate", "t"][0]
        assert queue.mean() == pytest.approx(120 / 1440)

    def test_warm_up_is_left_out_of_both_sides(self) -> None:
        records = by_hand(GATE, [0, 1440], {"gate": 1}, horizon=2880, work=[1440, 360])
        late = replace(records, window=(1440.0, 2880.0))
        assert Busy(("gate",)).samples(late).tolist() == [0.25]


UNKNOWN = [
    ("name: tiny", "name: tiny\nplacess: {}", "placess"),
    ("gate_in: {lanes:", "gate_in: {calender: open_hours, lanes:", "calender"),
    ("{shape: erlang, mean: 150 s,", "{shape: erlang, men: 1 s, mean: 150 s,", "men"),
    ("domestic: {flows:", "domestic: {profil: day, flows:", "profil"),
    ("study: {days: 1,", "study: {day: 1, days: 1,", "day"),
    ("    exceptions:", "    exeptions: {value: 1 %, source: A1}\n    exceptions:", "exeptions"),
    ("value: 5 %, source: A1", "value: 5 %, sources: A1, source: A1", "sources"),
    ("set: {places.gate_in.lanes: 4}", "set: {places.gate_in.lane: 4}", "lane"),
]


class TestUnknownKeysIgnored:
    @pytest.mark.parametrize(("old", "new", "key"), UNKNOWN, ids=[key for _, _, key in UNKNOWN])
    def test_an_unknown_key_is_an_error_at_every_level(
        self, write: Write, old: str, new: str, key: str
    ) -> None:
        assert old in TINY
        with pytest.raises(ConfigError, match=rf"(?s)tiny\.yaml.*\b{key}\b"):
            load(str(write(TINY.replace(old, new, 1))))


class TestParametersDeclaredButNeverUsed:
    def test_a_task_that_no_step_reads_is_an_error(self, write: Write) -> None:
        text = TINY.replace("tasks:\n", "tasks:\n  night_work: {shape: constant, mean: 1 min, source: A1}\n")
        with pytest.raises(ConfigError, match=r"tasks\.night_work: not used by any flow"):
            load(str(write(text)))

    def test_a_place_that_no_step_visits_is_an_error(self, write: Write) -> None:
        text = TINY.replace("places:\n", "places:\n  customs_bay: {bays: {value: 2, source: A1}}\n")
        with pytest.raises(ConfigError, match=r"places\.customs_bay: not used by any flow"):
            load(str(write(text)))

    @pytest.mark.parametrize("name", ["ocean_gate", "xiamen"])
    def test_shipped_scenarios_have_none(self, name: str) -> None:
        scenario = load(name)
        assert [unused(scenario.world(a)) for a in scenario.alternatives if unused(scenario.world(a))] == []

    def test_every_number_changes_the_records(self, tiny: Scenario) -> None:
        world = tiny.baseline
        before = run_world(world, tiny, 0).visits_table()
        for key, number in sourced_numbers(world.port):
            if key.startswith("terminals."):  # the one terminal has all shipments
                continue
            changed = run_world(world.set(key, other_than(number)), tiny, 0).visits_table()
            assert not changed.equals(before), key


def other_than(number: Sourced) -> Sourced:
    """Another value for a number, far from the given one."""
    if isinstance(number, RandomTime):
        return lasting("47 min", "constant")
    if isinstance(number, Count):
        return number.model_copy(update={"value": 1 if number.value == 2 else 0})
    if isinstance(number, Share):
        return number.model_copy(update={"value": 0.9})
    if isinstance(number, PerDay):
        return number.model_copy(update={"value": 2 * number.value})
    if isinstance(number, Calendar):
        return Calendar(hours=(("00:00", "01:00"),), source="user")
    assert isinstance(number, Profile)
    return Profile(hours=(1.0, *reversed(number.hours[1:])), source="user")


class TestUnfinishedDropped:
    def test_every_arrival_is_in_the_records(self) -> None:
        records = by_hand(GATE, [0, 10, 20], {"gate": 1}, horizon=30, work=25)
        assert same(times(records, "work"), [(0, 0, 25), (10, 25, NEVER), (20, NEVER, NEVER)])

    def test_one_an_hour_gives_24_in_24_hours(self) -> None:
        records = by_hand(GATE, np.arange(0, 2880, 60).tolist(), {"gate": 1}, horizon=1440, work=90)
        assert len(times(records, "work")) == 24

    def test_a_study_counts_them(self, tiny: Scenario) -> None:
        short = tiny.with_study(run_out="0 day")
        table = compare(short, workers=1, claims=False).shipments
        assert (table["arrived"] == table["ended"] + table["unfinished"]).all()
        assert table["unfinished"].sum() > 0

    def test_their_service_so_far_counts_as_use(self) -> None:
        records = by_hand(GATE, [720], {"gate": 1}, horizon=1440, work=5000)
        assert Busy(("gate",)).samples(records).tolist() == [0.5]


class TestCommonNumbersIgnoredInOneMode:
    def test_any_number_of_workers_gives_the_same_figures(self, tiny: Scenario) -> None:
        one, two = (compare(tiny, replications=3, workers=w, claims=False) for w in (1, 2))
        pd.testing.assert_frame_equal(one.comparison, two.comparison, check_exact=True)

    def test_a_single_run_meets_the_draws_of_the_study(self, tiny: Scenario) -> None:
        study = compare(tiny, replications=2, workers=1, claims=False)
        for alternative in tiny.alternatives:
            for number in range(2):
                records = run(tiny, number, alternative)
                kept = study.kept("comparison")[number][alternative]
                for name, kpi in KPIS.items():
                    assert same([kept[name].value], [kpi.value(records)]), (alternative, name)

    def test_alternatives_meet_the_same_draws_whichever_run_beside_them(self, tiny: Scenario) -> None:
        both = compare(tiny, workers=1, claims=False)
        alone = compare(tiny.only("lanes"), workers=1, claims=False)
        for name in KPIS:
            assert same(figures(both)["lanes"][name], figures(alone)["lanes"][name])  # type: ignore[arg-type]


class TestRunsBlendedInOneLog:
    def test_the_written_log_is_of_one_replication(self, tiny: Scenario, tmp_path: Path) -> None:
        run_replications(tiny, BASELINE, 1, tmp_path / "run")
        back = pd.read_parquet(tmp_path / "run" / "visits.parquet")
        pd.testing.assert_frame_equal(back, run(tiny, 0).visits_table(), check_exact=True)

    def test_a_second_run_replaces_the_log_of_the_first(self, tiny: Scenario, tmp_path: Path) -> None:
        for replication in (0, 1):
            run(tiny, replication).write(tmp_path / "run")
        back = pd.read_parquet(tmp_path / "run" / "shipments.parquet")
        pd.testing.assert_frame_equal(back, run(tiny, 1).shipments_table(), check_exact=True)

    def test_no_shipment_is_at_one_step_twice(self, tiny: Scenario) -> None:
        table = run(tiny, 0).visits_table()
        assert not table.duplicated(["shipment", "flow", "label"]).any()
