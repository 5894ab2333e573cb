"""Forks whose answer only a run can tell: room at a place, and a signal that was sent; worked out by hand."""

from worlds import Given, ends, flow, play, times, workload

from portsim.model.steps import if_room, inside, signal, travel, visit, wait_until, when_sent


class TestRoom:
    def turned_away(self, arrivals: list[float], holds: int, lanes: int = 1) -> list[float]:
        """When trucks are turned away from a gate that takes 10 min each."""
        gate = if_room("gate", (visit("gate", "check"),), orelse=(signal("turned_away"),))
        given = Given(arrivals, ("f",), {"check": 10}, holds={"gate": holds})
        records = play(workload([flow("f", gate)], {"truck": given}, {"gate": lanes}))
        return ends(records, "turned_away")

    def test_who_finds_the_queue_full_is_turned_away(self) -> None:
        """One lane, two places in all: served 0-10, waiting 1-, the third at 2 finds both taken."""
        assert self.turned_away([0, 1, 2, 11], holds=2) == [2]

    def test_room_comes_when_a_truck_leaves_at_this_moment(self) -> None:
        """At 10 the lane comes free before the truck of that minute: arrivals are the last of a moment."""
        assert self.turned_away([0, 1, 10], holds=2) == []

    def test_more_lanes_fill_the_same_room(self) -> None:
        assert self.turned_away([0, 0, 0], holds=2, lanes=2) == [0]

    def test_a_place_without_room_takes_nobody(self) -> None:
        assert self.turned_away([0], holds=0) == [0]

    def test_a_truck_comes_back_and_then_waits(self) -> None:
        """Turned away at 2, back at 7, there is still no room at 7: it joins the queue and is served last."""
        gate = if_room("gate", (), orelse=(signal("turned_away"), travel("comes_back")))
        steps = (gate, visit("gate", "check"))
        given = Given([0, 1, 2], ("f",), {"check": 10, "comes_back": 5}, holds={"gate": 2})
        records = play(workload([flow("f", *steps)], {"truck": given}, {"gate": 1}))
        assert times(records, "check") == [(0, 0, 10), (1, 10, 20), (7, 20, 30)]
        assert ends(records, "turned_away") == [2]

    def test_a_parked_truck_waits_for_a_place_before_the_gate(self) -> None:
        """An approach of two places before one lane: the third truck waits in the street until 10."""
        steps = (inside("approach", (visit("gate", "check"),)),)
        given = Given([0, 1, 2], ("f",), {"check": 10})
        records = play(workload([flow("f", *steps)], {"truck": given}, {"approach": 2, "gate": 1}))
        assert times(records, "in_approach") == [(0, 0, 10), (1, 1, 20), (2, 10, 30)]
        assert times(records, "check") == [(0, 0, 10), (1, 10, 20), (10, 20, 30)]


class TestSent:
    def loaded(self, ready: float, cut_off: float) -> list[float]:
        """A box that is ready after the cut-off rolls over and takes 100 min more."""
        flows = [
            flow("call", travel("to_cut_off"), signal("cut_off")),
            flow("box", travel("made_ready"), signal("ready")),
            flow(
                "stowage",
                wait_until("cut_off", of="carrier"),
                when_sent("ready", (), orelse=(travel("next_call"),)),
                signal("loaded"),
            ),
        ]
        streams = {
            "vessel": Given([0], ("call",), {"to_cut_off": cut_off}),
            "box": Given([0], ("box", "stowage"), {"made_ready": ready, "next_call": 100}, carrier=[0]),
        }
        return ends(play(workload(flows, streams, {})), "loaded")

    def test_a_box_that_is_ready_goes_aboard(self) -> None:
        assert self.loaded(ready=5, cut_off=6) == [6]

    def test_a_box_that_is_late_rolls_over(self) -> None:
        assert self.loaded(ready=7, cut_off=6) == [106]

    def test_at_the_same_moment_the_vessel_s_end_of_step_comes_first(self) -> None:
        """Ties go by shipment: the vessel is shipment 0, so its cut-off is sent before the box is ready."""
        assert self.loaded(ready=6, cut_off=6) == [106]
