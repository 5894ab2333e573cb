"""Clock rules 1 to 3, worked out by hand: absolute times, the order of one instant, and its cascade."""

import numpy as np
from worlds import GATE, Given, by_hand, ends, flow, play, starts, times, workload

from portsim.model.steps import inside, signal, travel, visit, wait_for_next, wait_until, when


class TestTimesAreAbsolute:
    NOW, DUE = 0.2, 0.9  # 0.2 + (0.9 - 0.2) misses 0.9 by an ulp

    def test_the_example_would_miss_by_an_ulp(self) -> None:
        assert self.NOW + (self.DUE - self.NOW) != self.DUE

    def test_a_departure_is_met_to_the_last_bit(self) -> None:
        records = by_hand([wait_for_next("ferry")], [self.NOW], departures={"ferry": [self.DUE]})
        assert ends(records, "ferry") == [self.DUE]

    def test_a_planned_time_is_met_to_the_last_bit(self) -> None:
        records = by_hand([wait_for_next("slot")], [self.NOW], planned={"slot": self.DUE})
        assert ends(records, "slot") == [self.DUE]

    def test_an_opening_is_met_to_the_last_bit(self) -> None:
        records = by_hand([GATE], [self.NOW], {"gate": ((0.0, 0), (self.DUE, 1))}, work=1)
        assert starts(records, "work") == [self.DUE]

    def test_an_arrival_is_met_to_the_last_bit(self) -> None:
        records = by_hand([GATE], [self.NOW, self.DUE], {"gate": 2}, work=1)
        assert starts(records, "work") == [self.NOW, self.DUE]

    def test_an_end_is_start_plus_duration(self) -> None:
        work = np.random.default_rng(1).exponential(1, 200).astype(np.float32).tolist()
        records = by_hand([GATE], [0.1] * 200, {"gate": 1}, work=work)
        expected = 0.1
        for (_, started, ended), duration in zip(times(records, "work"), work, strict=True):
            assert started == expected
            expected = started + duration
            assert ended == expected


class TestOrderOfOneInstant:
    def test_an_end_of_step_comes_before_an_arrival(self) -> None:
        records = by_hand([GATE], [0, 5], {"gate": 1}, work=5)
        assert times(records, "work") == [(0, 0, 5), (5, 5, 10)]

    def test_an_end_of_travel_joins_the_queue_before_an_arrival_of_a_lower_number(self) -> None:
        steps = [when("far", (travel("road"),)), GATE]
        records = by_hand(steps, [5, 0], {"gate": 1}, traits={"far": [False, True]}, road=5, work=2)
        assert starts(records, "work") == [7, 5]

    def test_an_end_of_step_comes_before_a_closing(self) -> None:
        records = by_hand([GATE], [0, 1], {"gate": ((0.0, 1), (5.0, 0))}, work=5)
        assert times(records, "work") == [(0, 0, 5), (1, 5, 10)]

    def test_an_end_of_step_comes_before_a_dispatch(self) -> None:
        flows = [flow("f", wait_for_next("ferry"), GATE), flow("g", travel("road"), GATE)]
        streams = {
            "ferried": Given([0], ("f",), {"work": 2}),
            "driven": Given([0], ("g",), {"road": 5, "work": 2}),
        }
        records = play(workload(flows, streams, {"gate": 1}, {"ferry": [5]}))
        assert starts(records, "work") == [7, 5]

    def test_an_opening_comes_before_a_dispatch(self) -> None:
        flows = [
            flow("f", wait_for_next("ferry"), visit("gate", "work", priority="urgent")),
            flow("g", GATE),
        ]
        streams = {"urgent": Given([0], ("f",), {"work": 2}), "normal": Given([0], ("g",), {"work": 2})}
        records = play(workload(flows, streams, {"gate": ((0.0, 0), (5.0, 1))}, {"ferry": [5]}))
        assert starts(records, "work") == [7, 5]

    def test_a_closing_comes_before_a_dispatch(self) -> None:
        tape = ((0.0, 1), (5.0, 0), (9.0, 1))
        records = by_hand([wait_for_next("ferry"), GATE], [0], {"gate": tape}, {"ferry": [5]}, work=1)
        assert times(records, "work") == [(5, 9, 10)]

    def test_a_closing_comes_before_an_arrival(self) -> None:
        records = by_hand([GATE], [5], {"gate": ((0.0, 1), (5.0, 0), (9.0, 1))}, work=1)
        assert times(records, "work") == [(5, 9, 10)]

    def test_a_dispatch_comes_before_an_arrival(self) -> None:
        steps = [when("late", (), orelse=(wait_for_next("ferry"),)), GATE]
        late = {"late": [True, False]}
        records = by_hand(steps, [5, 0], {"gate": 1}, {"ferry": [5]}, traits=late, work=2)
        assert starts(records, "work") == [7, 5]

    def test_equal_ends_come_in_order_of_shipments_and_not_of_scheduling(self) -> None:
        records = by_hand([travel("road"), GATE], [1, 0], {"gate": 1}, road=[4, 5], work=2)
        assert starts(records, "work") == [5, 7]

    def test_equal_arrivals_come_in_order_of_shipments(self) -> None:
        records = by_hand([GATE], [3, 3, 3], {"gate": 1}, work=2)
        assert starts(records, "work") == [3, 5, 7]

    def test_equal_ends_of_one_shipment_come_in_order_of_threads(self) -> None:
        flows = [
            flow("f", travel("short"), travel("long"), visit("gate", "first")),
            flow("g", travel("whole"), visit("gate", "second")),
        ]
        lasts = {"short": 1, "long": 4, "whole": 5, "first": 2, "second": 2}
        records = play(workload(flows, {"truck": Given([0], ("f", "g"), lasts)}, {"gate": 1}))
        assert (starts(records, "first"), starts(records, "second")) == ([5], [7])

    def test_on_a_grid_of_minutes_every_visit_is_as_worked_out(self) -> None:
        records = by_hand([GATE], [0, 0, 1, 2, 2, 4], {"gate": 2}, work=[2, 1, 1, 2, 1, 1])
        assert times(records, "work") == [(0, 0, 2), (0, 0, 1), (1, 1, 2), (2, 2, 4), (2, 2, 3), (4, 4, 5)]


class TestCascade:
    def test_it_is_complete_before_the_next_event_of_that_instant(self) -> None:
        flows = [
            flow("f", travel("paper"), signal("cleared")),
            flow("g", wait_until("cleared"), GATE),
            flow("h", travel("road"), GATE),
        ]
        streams = {
            "papered": Given([0], ("f", "g"), {"paper": 5, "work": 2}),
            "driven": Given([0], ("h",), {"road": 5, "work": 2}),
        }
        records = play(workload(flows, streams, {"gate": 1}))
        assert starts(records, "work") == [5, 7]

    def test_a_server_is_handed_over_before_its_last_user_joins_again(self) -> None:
        steps = [GATE, visit("gate", "again", label="again")]
        records = by_hand(steps, [0, 1], {"gate": 1}, work=5, again=1)
        assert (starts(records, "work"), starts(records, "again")) == ([0, 5], [10, 11])

    def test_who_leaves_goes_on_before_who_is_let_in(self) -> None:
        steps = [inside("yard", (when("slow", (travel("park"),)),)), visit("desk", "sign")]
        slow = {"slow": [True, False]}
        records = by_hand(steps, [0, 0], {"yard": 1, "desk": 1}, traits=slow, park=5, sign=3)
        assert times(records, "in_yard") == [(0, 0, 5), (0, 5, 5)]
        assert starts(records, "sign") == [5, 8]

    def test_waiters_for_a_signal_go_on_in_the_order_in_which_they_came(self) -> None:
        flows = [
            flow("ship", travel("sail"), signal("berthed")),
            flow("f", wait_until("berthed", of="carrier"), GATE),
        ]
        streams = {
            "vessel": Given([0], ("ship",), {"sail": 5}),
            "truck": Given([2, 1, 3], ("f",), {"work": 1}, carrier=[0, 0, 0]),
        }
        records = play(workload(flows, streams, {"gate": 1}))
        assert starts(records, "work") == [6, 5, 7]

    def test_steps_without_time_all_happen_at_once(self) -> None:
        steps = [signal("a"), wait_until("a"), inside("yard", (signal("b"),)), wait_until("b")]
        records = by_hand(steps, [3, 3], {"yard": 1})
        for label in ("a", "wait_a", "in_yard", "b", "wait_b"):
            assert times(records, label) == [(3, 3, 3), (3, 3, 3)]

    def test_a_visit_that_lasts_no_time_ends_at_once_and_hands_over(self) -> None:
        records = by_hand([GATE], [1, 1, 1], {"gate": 1}, work=0)
        assert times(records, "work") == [(1, 1, 1)] * 3


def test_the_order_of_events_does_not_depend_on_the_order_of_streams() -> None:
    flows = [flow("f", travel("road"), GATE)]
    rng = np.random.default_rng(3)
    arrivals, road, work = rng.integers(0, 40, 60), rng.integers(0, 5, 60), rng.integers(1, 4, 60)
    whole = Given(arrivals.tolist(), lasts={"road": road.tolist(), "work": work.tolist()})
    first = Given(arrivals[:30].tolist(), lasts={"road": road[:30].tolist(), "work": work[:30].tolist()})
    second = Given(arrivals[30:].tolist(), lasts={"road": road[30:].tolist(), "work": work[30:].tolist()})
    one = play(workload(flows, {"truck": whole}, {"gate": 2}))
    two = play(workload(flows, {"a": first, "b": second}, {"gate": 2}))
    assert times(one, "work") == times(two, "work")
