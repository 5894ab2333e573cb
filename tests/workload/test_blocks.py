"""Which block of a place each shipment uses: by chance, in turn, or that of its carrier."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import draw, flow, lasting, one, port, stream_of

from portsim.model.demand import Brought
from portsim.model.place import Place
from portsim.model.port import Port
from portsim.model.steps import visit
from portsim.model.world import World
from portsim.scenario.checks.world import problems
from portsim.workload.build import build

CALL = flow("call", visit("berth", "work"))
BOX = flow("box", visit("crane", "work"))
BERTH = Place(servers=one(1), blocks=one(3), in_turn=True)


def harbour(crane: Place, berth: Place = BERTH) -> Port:
    """Some 30 vessels a day at three berths, each with some 5 boxes."""
    box = Brought.model_validate(
        {
            "flows": ("box",),
            "brought_by": "vessel",
            "number": {"shape": "poisson", "mean": 5, "source": "user"},
        }
    )
    demand = {"vessel": stream_of(30, ("call",)), "box": box}
    return port({"work": lasting("1 min")}, demand, places={"berth": berth, "crane": crane})


def crane(**keys: object) -> Place:
    return Place.model_validate({"servers": one(2), "noun": "cranes", **keys})


def test_vessels_take_berths_in_turn() -> None:
    vessels = draw(harbour(crane(blocks=one(3))), [CALL, BOX])["vessel"]
    assert vessels.n > 20
    order = np.argsort(vessels.arrival, kind="stable")
    assert vessels.block["berth"][order].tolist() == [number % 3 for number in range(vessels.n)]


def test_boxes_are_at_the_berth_of_their_vessel() -> None:
    streams = draw(harbour(crane(blocks=one(3), as_carrier_at="berth")), [CALL, BOX])
    vessels, boxes = streams["vessel"], streams["box"]
    assert boxes.n > 100
    assert boxes.block["crane"].tolist() == vessels.block["berth"][boxes.carrier].tolist()
    assert set(boxes.block["crane"]) == {0, 1, 2}


def test_blocks_by_chance_are_as_they_were() -> None:
    """To follow carriers changes no other draw."""
    follows = draw(harbour(crane(blocks=one(3), as_carrier_at="berth")), [CALL, BOX])["box"]
    chance = draw(harbour(crane(blocks=one(3))), [CALL, BOX])["box"]
    assert follows.block["crane"].tolist() != chance.block["crane"].tolist()
    assert follows.arrival.tolist() == chance.arrival.tolist()
    assert all(np.array_equal(follows.durations[key], chance.durations[key]) for key in chance.durations)


def test_blocks_are_shared_out_in_one_way() -> None:
    with pytest.raises(ValueError, match="blocks are taken in_turn or as_carrier_at another place, not both"):
        crane(blocks=one(3), in_turn=True, as_carrier_at="berth")
    with pytest.raises(ValueError, match="share out blocks, and there are none; add blocks"):
        crane(in_turn=True)


def test_a_place_that_there_is_not_or_with_other_blocks_is_refused() -> None:
    def told(place: Place) -> list[str]:
        found = problems(World(harbour(place), {"call": CALL, "box": BOX}))
        return [f"{each.key}: {each.message}" for each in found]

    assert told(crane(blocks=one(3), as_carrier_at="birth")) == [
        "places.crane.as_carrier_at: got 'birth' (nearest: berth)"
    ]
    assert told(crane(blocks=one(2), as_carrier_at="berth")) == [
        "places.crane.as_carrier_at: 'berth' has 3 blocks at t, 'crane' has 2; give both as many"
    ]


def test_boxes_have_the_block_that_they_have_elsewhere() -> None:
    """The slots of a block are where its crane is."""
    flow_of_box = flow("box", visit("crane", "work"), visit("slots", "work", label="stand"))
    places = {
        "berth": BERTH,
        "crane": crane(blocks=one(7)),
        "slots": Place.model_validate({"slots": one(9), "as_at": "crane"}),
    }
    made = harbour(crane()).model_copy(update={"places": places})
    boxes = draw(made, [CALL, flow_of_box])["box"]
    assert len(set(boxes.block["crane"])) > 3
    assert boxes.block["slots"].tolist() == boxes.block["crane"].tolist()
    assert boxes.block["crane"].tolist() == draw(made, [CALL, BOX])["box"].block["crane"].tolist()


@pytest.mark.parametrize(
    ("as_at", "message"),
    [
        ("crain", "got 'crain' (nearest: crane)"),
        ("slots", "'slots' takes its blocks from another place too; name that one"),
    ],
)
def test_blocks_of_another_place_are_there(as_at: str, message: str) -> None:
    step = visit("slots", "work", label="stand")
    slots = Place.model_validate({"slots": one(9), "as_at": as_at})
    places = {"crane": crane(blocks=one(7)), "slots": slots}
    made = port({"work": lasting("1 min")}, {"box": stream_of(30, ("box",))}, places=places)
    world = World(made, {"box": flow("box", visit("crane", "work"), step)})
    assert [(p.key, p.message) for p in problems(world)] == [("places.slots.as_at", message)]


@pytest.mark.parametrize("keys", [{"blocks": one(7)}, {"as_carrier_at": "berth"}, {"in_turn": True}])
def test_blocks_of_another_place_are_shared_out_in_no_other_way(keys: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="as_at takes the blocks of that place; take out blocks"):
        Place.model_validate({"slots": one(9), "as_at": "crane", **keys})


def test_there_are_as_many_pools_of_slots_as_of_cranes() -> None:
    places = {
        "crane": crane(blocks=one(7)),
        "slots": Place.model_validate({"slots": one(9), "as_at": "crane"}),
    }
    made = port({"work": lasting("1 min")}, {"box": stream_of(30, ("box",))}, places=places)
    steps = flow("box", visit("crane", "work"), visit("slots", "work", label="stand"))
    drawn = build(World(made, {"box": steps}), 1440.0, 1, 0)
    pools = [(place, block) for place, _, block in drawn.capacity]
    assert pools == [(place, block) for place in ("crane", "slots") for block in range(7)]
