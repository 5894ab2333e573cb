"""A shipment waits for all that it carries or declares: worked out by hand, on both engines."""

import numpy as np
from worlds import Given, Times, ends, flow, play, same, times, workload

from portsim.model.steps import inside, signal, travel, visit, wait_for_all, wait_until, when

NEVER = float("nan")


def vessel_of(boxes: list[float], carrier: list[int], cranes: int = 1, horizon: float = 100) -> Times:
    """Vessels 0 and 1 come at 0 and 2; a box is brought at its time and takes a crane for 3 min."""
    flows = [
        flow("call", wait_for_all("discharged")),
        flow("box", visit("crane", "discharge"), signal("discharged")),
    ]
    streams = {
        "vessel": Given([0, 2], ("call",)),
        "box": Given(boxes, ("box",), {"discharge": 3}, carrier=carrier),
    }
    records = play(workload(flows, streams, {"crane": cranes}, horizon=horizon))
    return times(records, "wait_for_all_discharged")


class TestVessels:
    def test_three_boxes_and_one_crane(self) -> None:
        """Boxes are off at 3, 6 and 9; the other vessel has none and goes on at once."""
        assert vessel_of([0, 0, 0], [0, 0, 0]) == [(0, 0, 9), (2, 2, 2)]

    def test_two_cranes_share_the_boxes(self) -> None:
        assert vessel_of([0, 0, 0], [0, 0, 0], cranes=2) == [(0, 0, 6), (2, 2, 2)]

    def test_each_vessel_waits_for_its_own(self) -> None:
        assert vessel_of([0, 0, 1], [0, 1, 0]) == [(0, 0, 9), (2, 2, 6)]

    def test_a_vessel_that_comes_after_its_boxes_are_through_goes_on_at_once(self) -> None:
        flows = [flow("call", travel("sail"), wait_for_all("off")), flow("box", signal("off"))]
        streams = {
            "vessel": Given([0], ("call",), {"sail": 5}),
            "box": Given([1, 2], ("box",), carrier=[0, 0]),
        }
        records = play(workload(flows, streams, {}))
        assert times(records, "wait_for_all_off") == [(5, 5, 5)]

    def test_a_box_that_is_not_through_by_the_horizon_keeps_its_vessel(self) -> None:
        assert same(vessel_of([0, 0, 99], [0, 0, 0]), [(0, 0, NEVER), (2, 2, 2)])

    def test_a_box_without_a_carrier_is_waited_for_by_nobody(self) -> None:
        assert vessel_of([0, 0], [0, -1]) == [(0, 0, 3), (2, 2, 2)]

    def test_a_berth_is_kept_until_the_last_box_is_off(self) -> None:
        """One berth, one crane, 3 min a box: the second vessel berths at 6 and leaves at 9."""
        call = flow(
            "call",
            inside("berth", (signal("alongside"), wait_for_all("off"))),
        )
        box = flow("box", wait_until("alongside", of="carrier"), visit("crane", "lift"), signal("off"))
        streams = {
            "vessel": Given([0, 1], ("call",)),
            "box": Given([0, 0, 1], ("box",), {"lift": 3}, carrier=[0, 0, 1]),
        }
        records = play(workload([call, box], streams, {"berth": 1, "crane": 1}))
        assert times(records, "in_berth") == [(0, 0, 6), (1, 6, 9)]


class TestDeclarations:
    def released(self, opened: list[bool]) -> list[float]:
        """Two boxes of one declaration: a scan takes 2 min, opening one 10 min more."""
        box = flow("box", visit("scanner", "scan"), when("opened", (travel("search"),)), signal("exam_done"))
        papers = flow("papers", wait_for_all("exam_done"), signal("released"))
        streams = {
            "box": Given([0, 0], ("box",), {"scan": 2, "search": 10}, {"opened": opened}, declaration=[2, 2]),
            "declaration": Given([0], ("papers",), traits={"opened": [False]}),
        }
        return ends(play(workload([box, papers], streams, {"scanner": 1})), "released")

    def test_the_box_that_is_opened_holds_back_the_other(self) -> None:
        assert self.released([True, False]) == [12]

    def test_it_is_released_with_the_last_scan_if_none_is_opened(self) -> None:
        assert self.released([False, False]) == [4]

    def test_the_order_of_the_boxes_counts(self) -> None:
        assert self.released([False, True]) == [14]


class TestTallies:
    def test_a_box_that_says_it_twice_counts_once(self) -> None:
        flows = [
            flow("call", wait_for_all("off")),
            flow("box", signal("off"), travel("road"), signal("off", label="again")),
        ]
        streams = {
            "vessel": Given([0], ("call",)),
            "box": Given([1, 8], ("box",), {"road": 2}, carrier=[0, 0]),
        }
        assert ends(play(workload(flows, streams, {})), "wait_for_all_off") == [8]

    def test_carrier_and_declaration_wait_for_the_same_signal(self) -> None:
        flows = [
            flow("call", wait_for_all("off")),
            flow("papers", wait_for_all("off")),
            flow("box", travel("road"), signal("off")),
        ]
        streams = {
            "vessel": Given([0], ("call",)),
            "box": Given([0, 0], ("box",), {"road": [3, 7]}, carrier=[0, 0], declaration=[3, 4]),
            "declaration": Given([0, 0], ("papers",)),
        }
        records = play(workload(flows, streams, {}))
        assert ends(records, "wait_for_all_off") == [7, 3, 7]

    def test_what_is_carried_by_what_is_carried(self) -> None:
        """A vessel waits for its box, and the box for its lots, which say the same word."""
        flows = [
            flow("call", wait_for_all("out")),
            flow("box", wait_for_all("out"), travel("road"), signal("out")),
            flow("lot", travel("walk"), signal("out")),
        ]
        streams = {
            "vessel": Given([0], ("call",)),
            "box": Given([0], ("box",), {"road": 5}, carrier=[0]),
            "lot": Given([0, 0], ("lot",), {"walk": [1, 4]}, carrier=[1, 1]),
        }
        assert ends(play(workload(flows, streams, {})), "wait_for_all_out") == [9, 4]

    def test_who_waits_goes_on_after_those_who_waited_for_the_box_itself(self) -> None:
        """At minute 1 the box's own truck waits for one server with its vessel: the truck is first."""
        flows = [
            flow("call", wait_for_all("off"), visit("desk", "sign")),
            flow("box", travel("road"), signal("off")),
            flow("truck", wait_until("off"), visit("desk", "sign")),
        ]
        streams = {
            "vessel": Given([0], ("call",), {"sign": 2}),
            "box": Given([0], ("box", "truck"), {"road": 1, "sign": 2}, carrier=[0]),
        }
        records = play(workload(flows, streams, {"desk": 1}))
        assert times(records, "sign") == [(1, 3, 5), (1, 1, 3)]
        assert np.isfinite(ends(records, "sign")).all()
