"""Chances that go by how full a place is: the level at that moment decides, worked out by hand."""

import numpy as np
from worlds import Given, ends, flow, play, times, workload

from portsim.engine.lowering import lower
from portsim.engine.program import Kind, listing
from portsim.model.chance import NEVER, LevelChance
from portsim.model.steps import inside, maybe, signal, travel, visit, wait_until

FULL = LevelChance.model_validate({"at": "block", "value": 0.8, "source": "user"})


def levels(*uniform: float, slots: int = 4, chance: LevelChance = FULL) -> list[int]:
    return chance.first_levels(np.array(uniform), np.full(len(uniform), slots)).tolist()


class TestFirstLevels:
    def test_four_slots(self) -> None:
        """The chance is 0, 0.2, 0.4, 0.6, 0.8 at 0 to 4 boxes; the number drawn must lie below it."""
        assert levels(0.0, 0.1, 0.19, 0.21, 0.39, 0.41, 0.59, 0.61, 0.79) == [1, 1, 1, 2, 2, 3, 3, 4, 4]

    def test_a_number_that_is_not_below_the_chance_where_it_is_full_never_does(self) -> None:
        assert levels(0.8, 0.99) == [NEVER, NEVER]

    def test_a_chance_where_it_is_empty_too(self) -> None:
        """0.2 at none, 0.35, 0.5, 0.65, 0.8 at four."""
        chance = LevelChance.model_validate({"at": "b", "empty": 0.2, "value": 0.8, "source": "user"})
        assert levels(0.1, 0.3, 0.4, 0.6, 0.7, 0.9, chance=chance) == [0, 1, 2, 3, 4, NEVER]

    def test_the_same_chance_at_all_levels(self) -> None:
        chance = LevelChance.model_validate({"at": "b", "empty": 0.5, "value": 0.5, "source": "user"})
        assert levels(0.49, 0.5, chance=chance) == [0, NEVER]

    def test_each_level_s_share_is_its_chance(self) -> None:
        """Of evenly spread numbers, those that do it at level L are a share of 0.8 L / 870."""
        drawn = (np.arange(87_000) + 0.5) / 87_000
        found = FULL.first_levels(drawn, np.full(87_000, 870))
        for level in (0, 1, 435, 696, 870, 900):
            assert abs((found <= level).mean() - 0.8 * min(level, 870) / 870) < 1e-4


class TestBlockOfFourSlots:
    """Three boxes stand in a block of 4 slots until 100; a truck comes at 50 for one that may be dug out."""

    def dug_out(self, level: int, boxes: int = 3, at: float = 50.0) -> list[float]:
        box = flow("box", inside("block", (travel("stays"),)))
        truck = flow("truck", maybe("above", (visit("crane", "shift"),)), visit("crane", "lift"))
        given = {
            "box": Given([0.0] * boxes, ("box",), {"stays": 100}),
            "truck": Given([at], ("truck",), {"shift": 2, "lift": 3}, levels={"above": [level]}),
        }
        servers, by = {"block": 4, "crane": 1}, {"above": "block"}
        records = play(workload([box, truck], given, servers, levels=by))
        return ends(records, "shift") + ends(records, "lift")

    def test_a_number_below_three_quarters_of_the_chance_shifts_a_box(self) -> None:
        """u = 0.59 is below 0.6, the chance at three of four boxes: it must, and is lifted at 55."""
        assert self.dug_out(levels(0.59)[0]) == [52, 55]

    def test_a_number_above_it_does_not(self) -> None:
        assert self.dug_out(levels(0.61)[0]) == [53]

    def test_the_same_number_does_once_a_fourth_is_there(self) -> None:
        assert self.dug_out(levels(0.61)[0], boxes=4) == [52, 55]

    def test_those_that_wait_for_a_slot_count_and_never_make_it_more_than_full(self) -> None:
        assert self.dug_out(levels(0.79)[0], boxes=6) == [52, 55]
        assert self.dug_out(levels(0.81)[0], boxes=6) == [53]

    def test_boxes_that_leave_at_this_moment_are_gone(self) -> None:
        """At 100 all three leave before the truck of that minute comes: arrivals are the last of a moment."""
        assert self.dug_out(levels(0.19)[0], at=100.0) == [103]

    def test_a_shipment_inside_the_place_counts_itself(self) -> None:
        """It is the only one in the block: level 1, so a number below 0.2 does and one above does not."""
        steps = (inside("block", (maybe("above", (travel("shift"),)),)), signal("gone"))
        given = Given([0.0, 50.0], ("f",), {"shift": 2}, levels={"above": levels(0.19, 0.21)})
        records = play(workload([flow("f", *steps)], {"t": given}, {"block": 4}, levels={"above": "block"}))
        assert ends(records, "gone") == [2, 50]

    def test_the_other_steps_are_done_below_the_level(self) -> None:
        steps = (maybe("above", (travel("shift"),), orelse=(travel("none"),)), signal("gone"))
        given = Given([0.0, 0.0], ("f",), {"shift": 2, "none": 7}, levels={"above": [0, 1]})
        records = play(workload([flow("f", *steps)], {"t": given}, {"block": 4}, levels={"above": "block"}))
        assert ends(records, "gone") == [2, 7]


def test_a_full_block_makes_the_next_box_wait_for_a_slot() -> None:
    """Two slots: the third box, there at 2, is set down once the first is lifted out at 10."""
    steps = (inside("block", (visit("crane", "set_down"), wait_until("lifted"))),)
    lift = (travel("until_lifted"), signal("lifted"))
    given = Given([0, 1, 2], ("f", "g"), {"set_down": 1, "until_lifted": 10})
    flows = [flow("f", *steps), flow("g", *lift)]
    records = play(workload(flows, {"box": given}, {"block": 2, "crane": 1}))
    assert times(records, "in_block") == [(0, 0, 10), (1, 1, 11), (2, 10, 12)]
    assert times(records, "set_down") == [(0, 0, 1), (1, 1, 2), (10, 10, 11)]


def test_a_fork_by_level_is_the_fork_by_room_with_its_sides_exchanged() -> None:
    made = flow("f", maybe("above", (travel("shift"),)), signal("gone"))
    programs = lower({"truck": ("f",)}, {"f": made}, levels={"above": "block"})
    fork, jump, shift, gone, _ = programs.tables["truck"][0]
    assert (fork.kind, fork.place, fork.column) == (Kind.ROOM, "block", ("f", "above"))
    assert (fork.target, jump.kind, jump.target) == (2, Kind.JUMP, 3)
    assert (shift.kind, gone.kind) == (Kind.TRAVEL, Kind.SIGNAL)
    assert "block is below the level of above, otherwise go to 2" in listing("f", programs)


def test_a_plain_chance_is_lowered_as_before() -> None:
    made = flow("f", maybe("c", (travel("shift"),)))
    assert lower({"t": ("f",)}, {"f": made}) == lower({"t": ("f",)}, {"f": made}, levels={"x": "block"})
