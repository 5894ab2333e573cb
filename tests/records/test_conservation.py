"""Conservation: nothing is lost in a run, everything adds up, and any change in records is noticed."""

from dataclasses import replace

import numpy as np
import pytest
from recorded import COLUMNS, GATE, SHIPPED, moved, run_of, tampered
from worlds import NEVER, by_hand, times

from portsim.base.errors import PortsimError
from portsim.records.conservation import check
from portsim.records.records import Records
from portsim.records.visits import Visits


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


def without(records: Records, row: int) -> Records:
    return tampered(records, **{n: np.delete(getattr(records.raw, n), row) for n in COLUMNS})


def with_visits(records: Records, visits: Visits, number: int = 0) -> Records:
    """The records with other visits of one slot, nothing made consistent."""
    raw = records.raw
    kept = (*raw.visits[:number], visits, *raw.visits[number + 1 :])
    return replace(records, raw=replace(raw, visits=kept))


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
