"""Integrals over time, of queues, servers at work and servers on duty, are those of a slow count by hand."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from recorded import GATE
from worlds import NEVER, by_hand, same, times

from portsim.base.arrays import Floats
from portsim.kpis import use
from portsim.kpis.busy import Busy
from portsim.kpis.hours import hours_of_day
from portsim.kpis.use import capacity_integral, presence
from portsim.records.records import Records


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
HOURS = np.array([0.0, 60.0, 120.0, 180.0])
QUARTERS = np.arange(15.0, 166.0, 15.0)


class TestIntegrals:
    @pytest.mark.parametrize("edges", [EDGES, HOURS, HOURS[1:3], HOURS[::3], QUARTERS], ids=len)
    @pytest.mark.parametrize("what", ["queue", "service"])
    def test_presence_is_that_of_a_slow_count(self, busy: Records, what: str, edges: Floats) -> None:
        """Edges on full hours, all or some of them, even ones within an hour, and uneven ones."""
        spans = []
        for queued, started, ended in times(busy, "work"):
            started = busy.horizon if np.isnan(started) else started
            ended = busy.horizon if np.isnan(ended) else ended
            spans.append((queued, started) if what == "queue" else (started, ended))
        slow = [sum(overlap(*s, a, b) for s in spans) for a, b in pairwise(edges)]
        np.testing.assert_allclose(presence(busy, "gate", edges, what), slow, atol=1e-9)  # type: ignore[arg-type]

    def test_capacity_is_that_of_a_slow_count(self, busy: Records) -> None:
        tape = [*busy.capacity[0], (busy.horizon, 0)]
        slow = [sum(n * overlap(t, u, a, b) for (t, n), (u, _) in pairwise(tape)) for a, b in pairwise(EDGES)]
        np.testing.assert_allclose(capacity_integral(busy, "gate", EDGES), slow, atol=1e-9)

    def test_queue_and_service_are_the_engine_s_own_integral(self, busy: Records) -> None:
        whole = np.array([0.0, busy.horizon])
        both = presence(busy, "gate", whole, "queue") + presence(busy, "gate", whole, "service")
        assert both[0] == pytest.approx(busy.raw.area[0])

    def test_of_many_visits_it_is_the_same_to_the_last_bit(
        self, busy: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of many, what queues, starts and ends is looked at one by one, to take less memory."""
        few = [presence(busy, "gate", EDGES, what) for what in ("queue", "service")]  # type: ignore[arg-type]
        monkeypatch.setattr(use, "MANY", 1)
        again = replace(busy)  # without what was worked out
        for what, found in zip(("queue", "service"), few, strict=True):
            assert np.array_equal(presence(again, "gate", EDGES, what), found)  # type: ignore[arg-type]

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
