"""Records: nothing is lost, everything adds up, and the figures are those of a slow count by hand."""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shipped import MEASURES
from worlds import NEVER, Given, by_hand, flow, play, same, times, workload

from portsim.base.errors import PortsimError
from portsim.kpis.between import Between
from portsim.kpis.busy import Busy
from portsim.kpis.hours import hours_of_day
from portsim.kpis.milestones import milestones_in_order
from portsim.kpis.spent import Spent
from portsim.kpis.split import split
from portsim.kpis.stages import Stage, stages
from portsim.kpis.use import capacity_integral, presence
from portsim.model.measure import Measure
from portsim.model.steps import inside, travel, visit, wait_until
from portsim.records.conservation import check
from portsim.records.records import Records
from portsim.records.visits import Visits, by_slot
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.run import run

GATE = visit("gate", "work", at_queue="gate_arrival", at_start="gate_in", at_end="gate_out")
SHIPPED = load("ocean_gate").with_study(days=1, warm_up_days=0, run_out="1 day")


@cache
def run_of(alternative: str) -> Records:
    """The run of a shipped alternative, which several tests look at and none changes."""
    return run(SHIPPED, 0, alternative)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return SHIPPED


@pytest.fixture(scope="module")
def baseline() -> Records:
    return run_of(BASELINE)


@pytest.fixture(scope="module")
def small() -> Records:
    """Eleven trucks, two of them unfinished, with a hold, travels and a visit."""
    steps = [travel("road"), inside("yard", (visit("crane", "lift"), travel("drive")))]
    arrivals = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 59]
    return by_hand(steps, arrivals, {"yard": 3, "crane": 1}, horizon=60, road=2, lift=4, drive=3)


COLUMNS = ("slot", "shipment", "pool", "queued", "started", "ended")


def tampered(records: Records, **changed: object) -> Records:
    """The records with other columns of visits, or other totals."""
    raw = records.raw
    columns = {name: changed.pop(name, getattr(raw, name)) for name in COLUMNS}
    slot, shipment, pool, *times = columns.values()
    order, visits = by_slot([v.first for v in raw.visits], slot, shipment, pool, times)
    return replace(records, raw=replace(raw, order=order, visits=visits, **changed))  # type: ignore[arg-type]


def without(records: Records, row: int) -> Records:
    return tampered(records, **{n: np.delete(getattr(records.raw, n), row) for n in COLUMNS})


def with_visits(records: Records, visits: Visits, number: int = 0) -> Records:
    """The records with other visits of one slot, nothing made consistent."""
    raw = records.raw
    kept = (*raw.visits[:number], visits, *raw.visits[number + 1 :])
    return replace(records, raw=replace(raw, visits=kept))


def moved(column: np.ndarray, row: int, by: float) -> np.ndarray:
    out = column.copy()
    out[row] += by
    return out


class TestConservation:
    @pytest.mark.parametrize("alternative", SHIPPED.alternatives)
    def test_every_shipped_alternative_adds_up(self, alternative: str) -> None:
        check(run_of(alternative))

    @pytest.mark.parametrize("alternative", SHIPPED.alternatives)
    def test_every_alternative_has_the_same_shipments(self, baseline: Records, alternative: str) -> None:
        records = run_of(alternative)
        assert records.first == baseline.first
        for name in ("terminal", "carrier", "declaration", "arrival"):
            assert np.array_equal(getattr(records, name), getattr(baseline, name))

    def test_visits_are_in_the_order_in_which_they_ended(self, baseline: Records) -> None:
        done = np.isfinite(baseline.raw.ended)
        assert (np.diff(baseline.raw.ended[done]) >= 0).all()
        assert not done[np.argmin(done) :].any()

    def test_no_visit_starts_before_it_queued_or_ends_before_it_started(self, baseline: Records) -> None:
        raw = baseline.raw
        assert not (raw.started < raw.queued).any()
        assert not (raw.ended < raw.started).any()

    def test_no_one_is_recorded_before_the_own_arrival(self, baseline: Records) -> None:
        assert (baseline.raw.queued >= baseline.arrival[baseline.raw.shipment]).all()

    def test_nothing_is_recorded_from_the_horizon_on(self, baseline: Records) -> None:
        for column in (baseline.raw.queued, baseline.raw.started, baseline.raw.ended):
            assert np.nanmax(column) < baseline.horizon

    def test_every_arrival_before_the_horizon_is_recorded(self, baseline: Records) -> None:
        arrived = np.flatnonzero(baseline.arrival < baseline.horizon)
        assert np.array_equal(np.unique(baseline.raw.shipment), arrived)

    def test_no_more_are_in_service_than_the_place_has_servers(self) -> None:
        rng = np.random.default_rng(1)
        records = by_hand([GATE], rng.uniform(0, 100, 200).tolist(), {"gate": 3}, work=2)
        _, started, ended = np.array(times(records, "work")).T
        assert max(int(((started <= t) & (t < ended)).sum()) for t in started) == 3

    def test_an_idle_server_and_a_queue_never_meet(self) -> None:
        rng = np.random.default_rng(1)
        records = by_hand([GATE], rng.uniform(0, 100, 200).tolist(), {"gate": 3}, work=2)
        queued, started, ended = np.array(times(records, "work")).T
        for t in (started + ended) / 2:
            if ((queued <= t) & (t < started)).any():
                assert ((started <= t) & (t < ended)).sum() == 3


class TestCheck:
    def test_sound_records_pass(self, small: Records) -> None:
        check(small)

    def test_a_dropped_visit_is_noticed(self, small: Records) -> None:
        row = int(np.flatnonzero(small.raw.pool >= 0)[0])
        with pytest.raises(PortsimError, match="Little's law"):
            check(without(small, row))

    def test_a_dropped_unfinished_step_is_noticed(self, small: Records) -> None:
        row = int(np.flatnonzero(np.isnan(small.raw.ended) & (small.raw.pool < 0))[0])
        with pytest.raises(PortsimError, match="not conserved"):
            check(without(small, row))

    @pytest.mark.parametrize("column", ["queued", "ended"])
    def test_a_shifted_time_is_noticed(self, small: Records, column: str) -> None:
        row = int(np.flatnonzero((small.raw.pool >= 0) & np.isfinite(small.raw.ended))[0])
        with pytest.raises(PortsimError, match="Little's law"):
            check(tampered(small, **{column: moved(getattr(small.raw, column), row, 0.01)}))

    def test_a_visit_at_another_place_is_noticed(self, small: Records) -> None:
        row = int(np.flatnonzero(small.raw.pool == 1)[0])
        with pytest.raises(PortsimError, match="Little's law"):
            check(tampered(small, pool=moved(small.raw.pool, row, -1)))

    def test_another_integral_is_noticed(self, small: Records) -> None:
        with pytest.raises(PortsimError, match="Little's law"):
            check(tampered(small, area=small.raw.area * 1.001))

    def test_a_lost_thread_is_noticed(self, small: Records) -> None:
        with pytest.raises(PortsimError, match="not conserved"):
            check(tampered(small, threads_ended=small.raw.threads_ended + 1))

    def test_an_invented_end_is_noticed(self, small: Records) -> None:
        ends = np.nan_to_num(small.raw.shipment_end, nan=59.0)
        with pytest.raises(PortsimError, match="not conserved"):
            check(tampered(small, shipment_end=ends))

    def test_a_forgotten_end_is_noticed(self, small: Records) -> None:
        with pytest.raises(PortsimError, match="not conserved"):
            check(tampered(small, shipment_end=np.full(small.n, NEVER)))


class TestUnseen:
    def test_a_dropped_travel_is_noticed(self, small: Records) -> None:
        row = int(np.flatnonzero(small.raw.pool < 0)[0])
        with pytest.raises(PortsimError):
            check(without(small, row))

    def test_a_start_before_the_queue_is_noticed(self, small: Records) -> None:
        row = int(np.flatnonzero(small.raw.pool >= 0)[0])
        with pytest.raises(PortsimError):
            check(tampered(small, started=moved(small.raw.started, row, -5)))

    def test_a_travel_that_moves_as_a_whole_is_noticed(self, small: Records) -> None:
        raw = small.raw
        row = int(np.flatnonzero(raw.pool < 0)[1])
        times = {name: moved(getattr(raw, name), row, 20) for name in ("queued", "started", "ended")}
        with pytest.raises(PortsimError, match="time is not conserved"):
            check(tampered(small, **times))

    def test_a_visit_that_is_over_and_has_no_end_is_noticed(self, small: Records) -> None:
        visits = small.raw.visits[0]
        with pytest.raises(PortsimError, match="visits are not conserved"):
            check(with_visits(small, replace(visits, ended=moved(visits.ended, 0, np.nan))))

    def test_an_open_visit_with_an_end_is_noticed(self, small: Records) -> None:
        number = next(n for n, v in enumerate(small.raw.visits) if v.finished < len(v.index))
        visits = small.raw.visits[number]
        ended = visits.ended.copy()
        ended[-1] = 59.0
        with pytest.raises(PortsimError, match="visits are not conserved"):
            check(with_visits(small, replace(visits, ended=ended), number))

    def test_another_order_is_noticed(self, small: Records) -> None:
        order = small.raw.order.copy()
        order[0] = 1 - order[0]
        with pytest.raises(PortsimError, match="visits are not conserved"):
            check(replace(small, raw=replace(small.raw, order=order)))


HAVE_USERS = [name for name, cls in MEASURES.items() if issubclass(cls, Measure)]


class TestUptakeZero:
    @pytest.mark.parametrize("measure", HAVE_USERS)
    def test_a_measure_that_nobody_uses_changes_nothing(
        self, scenario: Scenario, baseline: Records, measure: str
    ) -> None:
        unused = run(scenario.alternative("none", measure, uptake="0 %"), 0, "none")
        pd.testing.assert_frame_equal(unused.visits_table(), baseline.visits_table(), check_exact=True)
        assert same(unused.raw.shipment_end, baseline.raw.shipment_end)  # type: ignore[arg-type]


class TestEqual:
    def test_a_run_repeats_to_the_bit(self, scenario: Scenario, baseline: Records) -> None:
        assert run(scenario, 0, BASELINE).raw.equals(baseline.raw)

    @pytest.mark.parametrize("column", ["slot", "shipment", "pool", "queued", "started", "ended"])
    def test_one_other_value_is_not_equal(self, small: Records, column: str) -> None:
        other = tampered(small, **{column: moved(getattr(small.raw, column), 0, 1)})
        assert not small.raw.equals(other.raw)

    def test_equal_is_meant_for_unfinished_visits_too(self, small: Records) -> None:
        assert small.raw.equals(tampered(small).raw) and np.isnan(small.raw.ended).any()


class TestFiles:
    def test_visits_come_back_as_they_were(self, baseline: Records, tmp_path: Path) -> None:
        baseline.write(tmp_path / "run")
        back = pd.read_parquet(tmp_path / "run" / "visits.parquet")
        pd.testing.assert_frame_equal(back, baseline.visits_table(), check_exact=True)

    def test_shipments_come_back_as_they_were(self, baseline: Records, tmp_path: Path) -> None:
        baseline.write(tmp_path / "run")
        back = pd.read_parquet(tmp_path / "run" / "shipments.parquet")
        pd.testing.assert_frame_equal(back, baseline.shipments_table(), check_exact=True)

    def test_what_had_not_come_yet_comes_back_as_missing(self, small: Records, tmp_path: Path) -> None:
        small.write(tmp_path / "run")
        back = pd.read_parquet(tmp_path / "run" / "visits.parquet")
        assert int(back["ended"].isna().sum()) == int(np.isnan(small.raw.ended).sum()) > 0

    def test_a_step_without_a_place_has_none(self, small: Records) -> None:
        table = small.visits_table()
        assert set(table.loc[table["label"] == "road", "place"]) == {""}
        assert set(table.loc[table["label"] == "road", "block"]) == {-1}


class TestStages:
    def test_they_add_up_to_the_time_of_every_counted_shipment(self, scenario: Scenario) -> None:
        """From the first to the latest milestone, or to the horizon of a shipment that is not through."""
        for alternative in scenario.alternatives:
            records, world = run_of(alternative), scenario.world(alternative)
            for stream, shipments in records.by_stream.items():
                names = milestones_in_order(world, stream)
                counted = shipments.counted()
                found = split(records, shipments, names, counted)
                passed = np.array([shipments.stamp(n)[counted] for n in names if n in shipments.milestones])
                through = np.isfinite(shipments.ended[counted]) | np.isfinite(passed[-1])  # of shipped flows
                until = np.where(through, np.fmax.reduce(passed), records.horizon)
                minutes = np.array([*found.minutes.values(), found.rest])
                np.testing.assert_allclose(
                    minutes.sum(axis=0), until - shipments.arrival[counted], atol=1e-6, err_msg=stream
                )
                assert (minutes >= 0).all(), (alternative, stream)

    def test_the_means_of_every_group_add_up_to_the_mean_of_the_whole_way(self, scenario: Scenario) -> None:
        for alternative in scenario.alternatives:
            groups: dict[tuple[str, str, str], list[Stage]] = {}
            for each in stages(run_of(alternative), scenario.world(alternative)):
                groups.setdefault((each.stream, each.channel, each.terminal), []).append(each)
            assert len(groups) > 30
            for key, rows in groups.items():
                parts = sum(each.mean for each in rows if each.kind != "whole")
                assert parts == pytest.approx(next(e.mean for e in rows if e.kind == "whole")), key

    def test_milestones_are_stamped_at_queue_start_and_end(self) -> None:
        records = by_hand([GATE], [0, 1], {"gate": 1}, work=5)
        truck = records.by_stream["truck"]
        stamped = {name: truck.stamp(name).tolist() for name in truck.milestones}
        assert stamped == {"arrival": [0, 1], "gate_arrival": [0, 1], "gate_in": [0, 5], "gate_out": [5, 10]}


# --- time integrals


def overlap(begin: float, end: float, low: float, high: float) -> float:
    return max(0.0, min(end, high) - max(begin, low))


@pytest.fixture(scope="module")
def busy() -> Records:
    """Two hundred trucks at a gate that opens and closes, many unfinished."""
    rng = np.random.default_rng(7)
    tape = ((0.0, 2), (40.0, 0), (60.0, 3), (110.0, 1), (150.0, 2))
    arrivals, work = np.sort(rng.uniform(0, 200, 200)), rng.exponential(2.5, 200)
    return by_hand([GATE], arrivals.tolist(), {"gate": tape}, horizon=180, work=work.tolist())


EDGES = np.array([0.0, 0.5, 13.0, 40.0, 41.0, 99.9, 110.0, 150.5, 180.0])


class TestIntegrals:
    @pytest.mark.parametrize("what", ["queue", "service"])
    def test_presence_is_that_of_a_slow_count(self, busy: Records, what: str) -> None:
        spans = []
        for queued, started, ended in times(busy, "work"):
            started = busy.horizon if np.isnan(started) else started
            ended = busy.horizon if np.isnan(ended) else ended
            spans.append((queued, started) if what == "queue" else (started, ended))
        slow = [sum(overlap(*s, a, b) for s in spans) for a, b in pairwise(EDGES)]
        np.testing.assert_allclose(presence(busy, "gate", EDGES, what), slow, atol=1e-9)  # type: ignore[arg-type]

    def test_capacity_is_that_of_a_slow_count(self, busy: Records) -> None:
        tape = [*busy.capacity[0], (busy.horizon, 0)]
        slow = [sum(n * overlap(t, u, a, b) for (t, n), (u, _) in pairwise(tape)) for a, b in pairwise(EDGES)]
        np.testing.assert_allclose(capacity_integral(busy, "gate", EDGES), slow, atol=1e-9)

    def test_queue_and_service_are_the_engine_s_own_integral(self, busy: Records) -> None:
        whole = np.array([0.0, busy.horizon])
        both = presence(busy, "gate", whole, "queue") + presence(busy, "gate", whole, "service")
        assert both[0] == pytest.approx(busy.raw.area[0])

    def test_an_unknown_place_is_empty(self, busy: Records) -> None:
        assert presence(busy, "nowhere", EDGES, "queue").tolist() == [0.0] * 8

    def test_finer_edges_add_up(self, busy: Records) -> None:
        fine = np.linspace(0, 180, 361)
        whole = presence(busy, "gate", np.array([0.0, 180.0]), "queue")[0]
        assert presence(busy, "gate", fine, "queue").sum() == pytest.approx(whole)


class TestUtilisation:
    def at_gate(self, arrivals: list[float], work: list[float], *tape: tuple[float, int]) -> Records:
        return by_hand([GATE], arrivals, {"gate": tape}, horizon=1440, work=work)

    def test_is_of_the_servers_at_work(self) -> None:
        """360 busy of 2 x 720 minutes; the closed half of the day is not offered."""
        records = self.at_gate([0], [360], (0.0, 2), (720.0, 0))
        assert Busy(("gate",)).samples(records).tolist() == [0.25]

    def test_counts_an_unfinished_visit_up_to_the_horizon(self) -> None:
        records = self.at_gate([1080], [9999], (0.0, 1))
        assert Busy(("gate",)).samples(records).tolist() == [0.25]

    def test_does_not_count_who_still_queues(self) -> None:
        records = self.at_gate([0, 360, 720], [360, 9999, 10], (0.0, 1), (360.0, 0))
        assert Busy(("gate",)).samples(records).tolist() == [1.0]

    def test_with_a_calendar_and_both_kinds_of_unfinished_visits(self) -> None:
        """Busy 0-360 and 600-840, served over closing time, and 1320-1440; open 720 + 240 of 2 and 1."""
        tape = ((0.0, 2), (720.0, 0), (1200.0, 1))
        records = self.at_gate([0, 600, 1320, 1400], [360, 240, 999, 1], *tape)
        assert Busy(("gate",)).samples(records)[0] == pytest.approx((360 + 240 + 120) / (1440 + 240))

    def test_by_hour_is_not_zero_where_nothing_is_offered(self) -> None:
        records = self.at_gate([0], [90], (0.0, 1), (120.0, 0))
        share = hours_of_day(records)["gate", "t"][1]
        assert same(share, [1.0, 0.5] + [NEVER] * 22)  # type: ignore[arg-type]

    def test_above_one_is_told_as_it_is(self) -> None:
        """Two are served to the end while one server is at work: 2 in the second hour."""
        records = self.at_gate([0, 0], [120, 120], (0.0, 2), (60.0, 1))
        assert hours_of_day(records)["gate", "t"][1][:3].tolist() == [1.0, 2.0, 0.0]

    def test_of_a_place_that_never_opened_is_not_measured(self) -> None:
        records = self.at_gate([0], [10], (0.0, 0))
        assert len(Busy(("gate",)).samples(records)) == 0

    def test_mean_queue_by_hour_is_time_weighted(self) -> None:
        records = self.at_gate([0, 0, 30], [90, 15, 1], (0.0, 1))
        assert hours_of_day(records)["gate", "t"][0][:3].tolist() == [1.5, (30 + 45) / 60, 0.0]


class TestWindow:
    def records(self, window: tuple[float, float]) -> Records:
        given = Given([5, 10, 15, 20], lasts={"work": [1, 2, 3, 4]})
        return play(workload([flow("f", GATE)], {"truck": given}, {"gate": 4}, horizon=100), window)

    def test_counts_from_its_begin_and_before_its_end(self) -> None:
        samples = Between("gate_in", "gate_out").samples(self.records((10, 20)))
        assert samples.tolist() == [2, 3]

    def test_counts_minutes_of_the_same_shipments(self) -> None:
        samples = Spent("both", labels=("work",), since="gate_arrival").samples(self.records((10, 20)))
        assert samples.tolist() == [2, 3]

    def test_counts_what_was_not_visited_as_zero(self) -> None:
        samples = Spent("count", labels=("elsewhere",), since="gate_arrival").samples(self.records((10, 20)))
        assert samples.tolist() == [0, 0]


def test_a_shipment_that_waits_for_ever_is_still_at_work() -> None:
    given = Given([1], carrier=[-1])
    waiting = flow("f", wait_until("berthed", of="carrier"))
    records = play(workload([waiting, flow("ship")], {"box": given}, {}))
    assert same(records.raw.shipment_end, [NEVER])  # type: ignore[arg-type]
