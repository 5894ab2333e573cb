"""How the streams of a world belong together."""

from __future__ import annotations

import pytest
from worlds import flow, lasting, port, share, stream_of

from portsim.base.errors import PortsimError
from portsim.model.demand import Brought, Declared, Demand, Trait
from portsim.model.steps import start, travel
from portsim.model.streams import Streams
from portsim.model.world import World

NUMBER = {"shape": "constant", "mean": 3, "source": "user"}
PAPERS = {"stream": "box", "early": "early", "before": lasting("1 h"), "after": lasting("2 h")}


def brought_by(carrier: str) -> Brought:
    return Brought.model_validate({"flows": ("f",), "brought_by": carrier, "number": NUMBER})


def world(**demand: Demand) -> World:
    streams = {
        "papers": Declared.model_validate({"flows": ("f",), "declares": PAPERS}),
        "box": brought_by("vessel"),
        "export": stream_of(10, ("f", "g"), taken_by="vessel", dwell=lasting("2 h")),
        "vessel": stream_of(1),
        **demand,
    }
    traits = {
        "early": Trait(share=share(0.5), of=("box",), per="declaration"),
        "heavy": Trait(share=share(0.5), of=("box", "export")),
    }
    flows = [flow("f", travel("t"), start("h")), flow("g"), flow("h", start("g")), flow("unrun")]
    return World(port({"t": lasting("1 min")}, streams, traits=traits), {each.name: each for each in flows})


STREAMS = world().streams


def test_a_carrier_is_who_brings_or_takes() -> None:
    assert STREAMS.carrier == {"papers": None, "box": "vessel", "export": "vessel", "vessel": None}


def test_a_declaration_belongs_to_what_it_declares() -> None:
    assert STREAMS.declared == {"papers": "box", "box": None, "export": None, "vessel": None}
    assert STREAMS.declaration == {"papers": None, "box": "papers", "export": None, "vessel": None}


def test_shipments_come_from_their_carrier_and_declarations_from_what_they_declare() -> None:
    assert STREAMS.parent == {"papers": "box", "box": "vessel", "export": "vessel", "vessel": None}
    assert STREAMS.carriers_first == ("vessel", "box", "export", "papers")


def test_signals_come_from_the_owner() -> None:
    assert STREAMS.senders("box", "shipment") == ("box",)
    assert STREAMS.senders("box", "carrier") == ("vessel",)
    assert STREAMS.senders("box", "declaration") == ("papers",)
    assert STREAMS.senders("vessel", "declaration") == ()


def test_all_that_a_vessel_carries_and_a_declaration_declares() -> None:
    assert STREAMS.senders("vessel", "all") == ("box", "export")
    assert STREAMS.senders("papers", "all") == ("box",)
    assert STREAMS.senders("export", "all") == ()
    assert STREAMS.owners == {"papers": (), "box": ("vessel", "papers"), "export": ("vessel",), "vessel": ()}


def test_a_declaration_has_the_traits_that_its_boxes_share() -> None:
    assert STREAMS.traits == {
        "papers": frozenset({"early"}),
        "box": frozenset({"early", "heavy"}),
        "export": frozenset({"heavy"}),
        "vessel": frozenset(),
    }


def test_threads_are_what_a_shipment_begins_and_what_that_starts() -> None:
    assert STREAMS.threads["box"] == ("f", "h", "g")
    assert STREAMS.threads["export"] == ("f", "g", "h")
    assert [each.name for each in STREAMS.flows_run] == ["f", "h", "g"]


def test_streams_that_carry_one_another_have_no_order() -> None:
    circle = world(box=brought_by("van"), van=brought_by("box"), papers=stream_of(1))
    with pytest.raises(PortsimError, match=r"^demand: box, van carry one another in a circle$"):
        _ = circle.streams.carriers_first


def test_they_are_worked_out_once_for_a_world_and_anew_for_a_changed_one() -> None:
    made = world()
    assert made.streams is made.streams and isinstance(made.streams, Streams)
    changed = made.written_by("measure").add_flow(flow("more"))
    assert changed.streams is not made.streams and "more" in changed.streams.flows
