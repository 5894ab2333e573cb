"""LCL direct pick-up: from the ship's side through a linked gate to the CFS; the driver drops and leaves."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.place import Place
from portsim.model.steps import inside, signal, travel, visit, wait_until
from portsim.model.world import World

DIRECT = "linked_warehouse"


@measure("lcl_direct_pickup")
class LclDirectPickup(Measure):
    """Boxes of linked warehouses are released at discharge; tally data are shared with the haulier.

    The haulier is called ahead, as soon as the vessel may discharge, and his truck waits at the ship's side
    for its box, which takes no slot in the yard. The apron has few places: a box keeps one until it is on its
    truck, and where all are taken the next one waits. Devanning itself gets no shorter. `uptake` is the share
    of LCL boxes bound for a linked warehouse; with `haulier: at_release` he hears of his box when it stands
    on the apron.
    """

    title: ClassVar[str] = "LCL direct pick-up"
    reported: ClassVar[str] = "S4"
    aims_at: ClassVar[tuple[str, ...]] = ("lcl_pickup_time", "tally_wait", "consignment_time_to_release")
    haulier: Literal["called_ahead", "at_release"] = Field(
        "called_ahead",
        description="when the haulier hears of his box",
    )
    apron: Place = Field(description="room for boxes at the ship's side")
    transfer_point: Place = Field(description="where boxes are lifted onto trucks at the ship's side")
    linked_gate: Place = Field(description="the gate through which these trucks leave")
    gate_to_quay: Duration = Field(description="drive from the gate to the ship's side")
    lift_on_direct: Duration = Field(description="lift from the apron onto the truck")
    quay_to_linked_gate: Duration = Field(description="drive from the ship's side to the linked gate")
    scan_linked_gate: Duration = Field(description="check at the linked gate")
    linked_road_to_cfs: Duration = Field(description="drive from the linked gate to the warehouse")
    drop_box: Duration = Field(description="setting the box down at the warehouse")

    def apply(self, world: World) -> World:
        world = world.set(f"traits.{DIRECT}", Trait(share=self.uptake, of=("lcl_box",)))
        for place in ("apron", "transfer_point", "linked_gate"):
            world = world.set(f"places.{place}", getattr(self, place))
        for task in (
            "gate_to_quay",
            "lift_on_direct",
            "quay_to_linked_gate",
            "scan_linked_gate",
            "linked_road_to_cfs",
            "drop_box",
        ):
            world = world.set(f"tasks.{task}", getattr(self, task))
        world = world.branch(
            "lcl_box",
            "start_box_in_block",
            DIRECT,
            visit(
                "quay_crane",
                "discharge",
                label="discharge_to_transfer",
                counts="vessel_move",
                at_end="discharge",
            ),
            signal("discharged", label="off_at_ship_side"),
            inside(
                "apron",
                (
                    signal("released", label="released_at_ship_side", at_end="release"),
                    wait_until("fetched"),
                ),
                label="on_the_apron",
            ),
            through="released",
        )
        if self.haulier == "called_ahead":
            called = wait_until("discharge_open", of="carrier", label="called_ahead")
            world = world.branch("lcl_truck", "wait_released", DIRECT, called)
        world = world.branch("lcl_truck", "planned_pickup", DIRECT)  # called at release, he comes at once
        return world.branch(
            "lcl_truck",
            "gate_to_yard",
            DIRECT,
            travel("gate_to_quay"),
            wait_until("released", label="wait_at_ship_side"),
            visit("transfer_point", "lift_on_direct", counts="lift"),
            signal("fetched"),
            travel("quay_to_linked_gate"),
            visit("linked_gate", "scan_linked_gate", at_end="gate_out"),
            travel("linked_road_to_cfs"),
            visit("cfs_dock", "drop_box", at_end="delivered"),
            signal("box_at_cfs", label="box_dropped", at_end="at_cfs"),
            through="sign_delivery",
        )
