"""Clock rules 4 and 5, worked out by hand: who takes a free server, shifts, and places held in places."""

from worlds import GATE, by_hand, ends, starts, times

from portsim.model.steps import inside, travel, visit, when


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
