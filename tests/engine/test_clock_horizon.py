"""Clock rule 6, worked out by hand: nothing at the horizon fires, and what is unfinished is recorded."""

import math

from worlds import GATE, NEVER, Given, by_hand, flow, play, same, times, workload

from portsim.model.steps import inside, signal, travel, wait_for_next, wait_until


class TestHorizon:
    def test_an_end_at_the_horizon_does_not_fire(self) -> None:
        records = by_hand([GATE], [5], {"gate": 1}, horizon=10, work=5)
        assert same(times(records, "work"), [(5, 5, NEVER)])

    def test_an_end_just_before_the_horizon_fires(self) -> None:
        records = by_hand([GATE], [5], {"gate": 1}, horizon=math.nextafter(10, 11), work=5)
        assert times(records, "work") == [(5, 5, 10)]

    def test_an_arrival_at_the_horizon_does_not_fire(self) -> None:
        records = by_hand([GATE], [10], {"gate": 1}, horizon=10, work=5)
        assert times(records, "work") == []

    def test_an_opening_at_the_horizon_does_not_fire(self) -> None:
        records = by_hand([GATE], [5], {"gate": ((0.0, 0), (10.0, 1))}, horizon=10, work=1)
        assert same(times(records, "work"), [(5, NEVER, NEVER)])

    def test_a_departure_at_the_horizon_does_not_fire(self) -> None:
        records = by_hand([wait_for_next("ferry")], [5], departures={"ferry": [10]}, horizon=10)
        assert same(times(records, "ferry"), [(5, 5, NEVER)])

    def test_who_queues_is_recorded_without_a_start(self) -> None:
        records = by_hand([GATE], [0, 2], {"gate": 1}, horizon=10, work=20)
        assert same(times(records, "work"), [(0, 0, NEVER), (2, NEVER, NEVER)])

    def test_who_waits_for_a_signal_is_recorded(self) -> None:
        flows = [flow("f", wait_until("go")), flow("g", travel("road"), signal("go"))]
        records = play(workload(flows, {"truck": Given([2], ("f", "g"), {"road": 50})}, {}, horizon=10))
        assert same(times(records, "wait_go"), [(2, 2, NEVER)])

    def test_every_place_that_is_held_is_recorded(self) -> None:
        steps = [inside("yard", (inside("block", (travel("park"),)),))]
        records = by_hand(steps, [2], {"yard": 1, "block": 1}, horizon=10, park=20)
        for label in ("in_yard", "in_block", "park"):
            assert same(times(records, label), [(2, 2, NEVER)])

    def test_a_shipment_that_is_unfinished_has_no_end(self) -> None:
        records = by_hand([GATE], [0, 2], {"gate": 1}, horizon=10, work=[4, 20])
        assert same(records.raw.shipment_end, [4, NEVER])

    def test_threads_at_work_are_counted(self) -> None:
        records = by_hand([GATE], [0, 2, 3], {"gate": 1}, horizon=10, work=[4, 20, 1])
        assert (records.raw.threads_begun, records.raw.threads_ended) == (3, 1)


def test_a_run_without_shipments_ends_at_the_horizon() -> None:
    records = by_hand([GATE], [], {"gate": 1}, horizon=10, work=1)
    assert (records.n, len(records.raw.slot), records.raw.area.tolist()) == (0, 0, [0.0])
