"""What goes on without a server, worked out by hand: signals, departures, planned times and threads."""

import numpy as np
import pytest
from worlds import GATE, NEVER, Given, by_hand, ends, flow, play, same, starts, times, workload

from portsim.model.steps import signal, start, travel, visit, wait_for_next, wait_until, when


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
