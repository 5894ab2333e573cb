"""The six clock rules, each worked out by hand on worlds of a few shipments."""

import math

import numpy as np
import pytest
from worlds import NEVER, Given, by_hand, ends, flow, play, same, starts, times, workload

from portsim.steps import inside, signal, start, travel, visit, wait_for_next, wait_until, when

GATE = visit("gate", "work")


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
        work = np.random.default_rng(1).exponential(1, 200).tolist()
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


class TestQueues:
    def queue(self, kinds: str, arrivals: list[float]) -> dict[str, list[float]]:
        traits = {name: [k == name[0] for k in kinds] for name in ("low", "urgent", "normal")}
        steps = [
            when(name, (visit("gate", "work", label=name, priority=name),), label=f"if_{name}")  # type: ignore[arg-type]
            for name in ("low", "urgent", "normal")
        ]
        records = by_hand(steps, arrivals, {"gate": 1}, traits=traits, low=10, urgent=10, normal=10)
        return {name: starts(records, name) for name in ("low", "urgent", "normal")}

    def test_a_free_server_is_taken_at_once_whatever_the_priority(self) -> None:
        assert self.queue("lu", [0, 1]) == {"low": [0], "urgent": [10], "normal": []}

    def test_urgent_goes_before_normal_before_low(self) -> None:
        assert self.queue("nlnu", [0, 1, 2, 3]) == {"normal": [0, 20], "low": [30], "urgent": [10]}

    def test_within_a_priority_the_first_to_join_is_served_first(self) -> None:
        assert self.queue("nuunn", [0, 4, 3, 2, 1]) == {"low": [], "urgent": [20, 10], "normal": [0, 40, 30]}

    def test_all_free_servers_are_taken_before_anyone_waits(self) -> None:
        records = by_hand([GATE], [0, 0, 0, 0], {"gate": 3}, work=[4, 6, 5, 1])
        assert starts(records, "work") == [0, 0, 0, 4]

    def test_holders_and_visitors_share_one_queue(self) -> None:
        steps = [when("holds", (inside("gate", (travel("park"),)),), orelse=(GATE,))]
        holds = {"holds": [True, False, True]}
        records = by_hand(steps, [0, 1, 2], {"gate": 1}, traits=holds, park=5, work=3)
        assert times(records, "work") == [(1, 5, 8)]
        assert times(records, "in_gate") == [(0, 0, 5), (2, 8, 13)]


class TestShifts:
    def test_a_shrinking_shift_does_not_evict(self) -> None:
        records = by_hand([GATE], [0, 0], {"gate": ((0.0, 2), (1.0, 0))}, work=[5, 7])
        assert ends(records, "work") == [5, 7]

    def test_a_shrinking_shift_takes_effect_as_servers_come_free(self) -> None:
        records = by_hand([GATE], [0, 0, 1], {"gate": ((0.0, 2), (3.0, 1))}, work=[5, 7, 1])
        assert times(records, "work")[2] == (1, 7, 8)

    def test_a_shift_that_has_grown_again_goes_on_as_before(self) -> None:
        records = by_hand([GATE], [0, 0, 1], {"gate": ((0.0, 2), (3.0, 1), (4.0, 2))}, work=[5, 7, 1])
        assert times(records, "work")[2] == (1, 5, 6)

    def test_more_servers_start_as_many_waiters_at_once(self) -> None:
        records = by_hand([GATE], [0, 1, 2, 3], {"gate": ((0.0, 0), (9.0, 3))}, work=2)
        assert starts(records, "work") == [9, 9, 9, 11]

    def test_more_servers_replace_first_those_that_were_taken_away(self) -> None:
        tape = ((0.0, 2), (1.0, 0), (2.0, 1), (3.0, 3))
        records = by_hand([GATE], [0, 0, 0, 0], {"gate": tape}, work=[10, 10, 1, 1])
        assert starts(records, "work") == [0, 0, 3, 4]

    def test_nobody_starts_while_closed(self) -> None:
        records = by_hand([GATE], [0, 3], {"gate": ((0.0, 1), (2.0, 0), (8.0, 1))}, work=1)
        assert starts(records, "work") == [0, 8]


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


class TestHolds:
    STEPS = (inside("yard", (inside("crane", (travel("lift"),)), travel("drive"))),)

    def test_the_inner_place_is_free_before_the_outer(self) -> None:
        records = by_hand(self.STEPS, [0, 0], {"yard": 2, "crane": 1}, lift=2, drive=5)
        assert times(records, "in_crane") == [(0, 0, 2), (0, 2, 4)]
        assert times(records, "in_yard") == [(0, 0, 7), (0, 0, 9)]

    def test_who_waits_for_the_inner_place_keeps_the_outer(self) -> None:
        records = by_hand(self.STEPS, [0, 0, 0], {"yard": 2, "crane": 1}, lift=2, drive=5)
        assert times(records, "in_yard")[2] == (0, 7, 14)

    def test_a_visit_inside_a_hold_queues_by_itself(self) -> None:
        steps = (inside("yard", (visit("crane", "lift"),)),)
        records = by_hand(steps, [0, 1], {"yard": 2, "crane": 1}, lift=4)
        assert times(records, "lift") == [(0, 0, 4), (1, 4, 8)]
        assert times(records, "in_yard") == [(0, 0, 4), (1, 1, 8)]

    def test_a_hold_with_nothing_to_do_lasts_no_time(self) -> None:
        records = by_hand([inside("yard", ())], [3], {"yard": 1})
        assert times(records, "in_yard") == [(3, 3, 3)]


class TestSignals:
    def two_threads(self, road: float, paper: float) -> list[tuple[float, float, float]]:
        flows = [flow("f", travel("road"), wait_until("go")), flow("g", travel("paper"), signal("go"))]
        given = Given([1], ("f", "g"), {"road": road, "paper": paper})
        return times(play(workload(flows, {"truck": given}, {})), "wait_go")

    def test_who_waits_goes_on_when_the_signal_comes(self) -> None:
        assert self.two_threads(road=2, paper=6) == [(3, 3, 7)]

    def test_a_signal_that_has_come_is_not_waited_for(self) -> None:
        assert self.two_threads(road=6, paper=2) == [(7, 7, 7)]

    def test_a_signal_is_for_its_own_shipment_alone(self) -> None:
        flows = [flow("f", wait_until("go")), flow("g", travel("paper"), signal("go"))]
        given = Given([0, 0], ("f", "g"), {"paper": [3, 8]})
        assert ends(play(workload(flows, {"truck": given}, {})), "wait_go") == [3, 8]

    def carried(self, arrival: float, carrier: int = 0) -> list[tuple[float, float, float]]:
        flows = [
            flow("ship", travel("sail"), signal("berthed")),
            flow("f", wait_until("berthed", of="carrier")),
        ]
        streams = {
            "vessel": Given([0], ("ship",), {"sail": 5}),
            "truck": Given([arrival], ("f",), carrier=[carrier]),
        }
        return times(play(workload(flows, streams, {}, horizon=100)), "wait_berthed")

    def test_the_carrier_wakes_what_it_carries(self) -> None:
        assert self.carried(2) == [(2, 2, 5)]

    def test_what_comes_after_its_carrier_s_signal_goes_on_at_once(self) -> None:
        assert self.carried(7) == [(7, 7, 7)]

    def test_what_comes_with_its_carrier_s_signal_goes_on_at_once(self) -> None:
        assert self.carried(5) == [(5, 5, 5)]

    def test_what_has_no_carrier_waits_to_the_end(self) -> None:
        assert same(self.carried(2, carrier=-1), [(2, 2, NEVER)])

    def test_a_carrier_may_come_after_its_cargo(self) -> None:
        flows = [flow("f", wait_until("berthed", of="carrier")), flow("ship", signal("berthed"))]
        streams = {"box": Given([1], ("f",), carrier=[1]), "vessel": Given([9], ("ship",))}
        assert times(play(workload(flows, streams, {})), "wait_berthed") == [(1, 1, 9)]


class TestDepartures:
    @pytest.mark.parametrize(
        ("arrival", "left"),
        [(0, 10), (9.5, 10), (10, 10), (10.5, 20)],
        ids=["early", "just", "on time", "late"],
    )
    def test_the_next_departure_is_taken(self, arrival: float, left: float) -> None:
        records = by_hand([wait_for_next("ferry")], [arrival], departures={"ferry": [10, 20]})
        assert times(records, "ferry") == [(arrival, arrival, left)]

    def test_after_the_last_departure_one_waits_to_the_end(self) -> None:
        records = by_hand([wait_for_next("ferry")], [25], departures={"ferry": [10, 20]})
        assert same(ends(records, "ferry"), [NEVER])

    def test_a_planned_time_is_waited_for(self) -> None:
        records = by_hand([wait_for_next("slot")], [1, 2], planned={"slot": [8, 7]})
        assert ends(records, "slot") == [8, 7]

    def test_a_planned_time_that_is_over_is_not_waited_for(self) -> None:
        records = by_hand([wait_for_next("slot")], [5, 5], planned={"slot": [3, 5]})
        assert times(records, "slot") == [(5, 5, 5), (5, 5, 5)]

    def test_a_planned_time_that_is_now_comes_before_the_next_event_of_this_instant(self) -> None:
        flows = [flow("f", travel("road"), wait_for_next("slot"), GATE), flow("g", travel("road"), GATE)]
        streams = {
            "planned": Given([0], ("f",), {"road": 5, "work": 2}, planned={"slot": 5}),
            "other": Given([0], ("g",), {"road": 5, "work": 2}),
        }
        assert starts(play(workload(flows, streams, {"gate": 1})), "work") == [5, 7]

    def test_a_planned_time_goes_before_a_calendar_of_the_same_name(self) -> None:
        records = by_hand([wait_for_next("slot")], [1], departures={"slot": [4]}, planned={"slot": 8})
        assert ends(records, "slot") == [8]


class TestThreads:
    FLOWS = (
        flow("f", travel("road"), start("box"), travel("home")),
        flow("box", travel("store")),
    )

    def run(self, **lasts: float) -> tuple[list[float], list[float], float]:
        records = play(workload(self.FLOWS, {"truck": Given([1], lasts=lasts)}, {}))
        return starts(records, "home"), starts(records, "store"), float(records.raw.shipment_end[0])

    def test_both_threads_go_on_at_once(self) -> None:
        assert self.run(road=2, home=3, store=9)[:2] == ([3], [3])

    @pytest.mark.parametrize(("home", "store", "end"), [(3, 9, 12), (9, 3, 12), (4, 4, 7)])
    def test_a_shipment_ends_with_its_last_thread(self, home: float, store: float, end: float) -> None:
        assert self.run(road=2, home=home, store=store)[2] == end

    def test_a_shipment_with_an_unfinished_thread_has_no_end(self) -> None:
        assert np.isnan(self.run(road=2, home=3, store=5000)[2])

    def test_who_starts_a_thread_goes_on_before_it(self) -> None:
        flows = [flow("f", start("box"), visit("gate", "out")), flow("box", visit("gate", "in"))]
        records = play(workload(flows, {"truck": Given([0], lasts={"out": 2, "in": 2})}, {"gate": 1}))
        assert (starts(records, "out"), starts(records, "in")) == ([0], [2])

    def test_a_branch_that_is_not_taken_starts_nothing(self) -> None:
        flows = [flow("f", when("exam", (start("box"),)), travel("home")), flow("box", travel("store"))]
        given = Given([0, 0], lasts={"home": 1, "store": 5}, traits={"exam": [True, False]})
        records = play(workload(flows, {"truck": given}, {}))
        assert records.raw.shipment_end.tolist() == [5, 1]
        assert len(times(records, "store")) == 1


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


def test_a_run_without_shipments_ends_at_the_horizon() -> None:
    records = by_hand([GATE], [], {"gate": 1}, horizon=10, work=1)
    assert (records.n, len(records.raw.slot), records.raw.area.tolist()) == (0, 0, [0.0])
