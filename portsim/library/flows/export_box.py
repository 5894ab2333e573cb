"""Export boxes: the truck brings the box; customs may call it for exam; once it is cleared a vessel takes it.

Truck, slot, exam, clearance and loading are threads of one shipment; the declaration is one of its own. A
truck whose block is full waits beside it for a slot.
"""

from __future__ import annotations

from portsim.library.flows.exam import EXAM, TO_THE_EXAM_SITE
from portsim.library.flows.gate import GATE_IN, GATE_OUT
from portsim.model.flow import flow
from portsim.model.steps import Body, inside, signal, start, travel, visit, wait_until, when, when_sent


def loading(call: str = "") -> Body:
    """From the block to the vessel; `call` ends the labels of a later call than the planned one."""
    return (
        inside(
            "vessel_tractor",
            (
                visit(
                    "yard_crane",
                    "lift_to_vessel",
                    label=f"lift_to_vessel{call}",
                    priority="urgent",
                    counts="vessel_move",
                ),
                signal("lifted_out", label=f"lifted_out{call}"),
                travel("yard_to_quay", label=f"yard_to_quay{call}", counts="vessel_move"),
                visit("quay_crane", "load", label=f"load{call}", counts="vessel_move", at_end="loaded"),
            ),
            label=f"loading{call}",
        ),
    )


ABOARD = signal("aboard_or_left", label="aboard")
LEFT: Body = (  # a line calls once a week
    signal("aboard_or_left", label="left"),
    wait_until("ready_to_load"),
    travel("to_next_call", counts="rolled_over"),
    *loading("_next_call"),
)

flow(
    "export_truck",
    (
        *GATE_IN,
        travel("gate_to_yard"),
        start("box_in_block"),
        wait_until("slot_given"),
        visit("yard_crane", "lift_off", counts="lift"),
        start("export_box"),
        travel("yard_to_gate"),
        *GATE_OUT,
    ),
)

flow("export_box", (when("selected_for_exam", TO_THE_EXAM_SITE), start("export_clearance")))

flow(
    "export_clearance",
    (
        when("selected_for_exam", EXAM),
        wait_until("papers_released", of="declaration"),
        signal("released", at_end="release"),
        wait_until("papers_handed_over", of="declaration"),
        signal("ready_to_load"),
    ),
)

flow(
    "export_loading",
    (
        wait_until("loading_open", of="carrier"),
        when_sent("ready_to_load", (*loading(), ABOARD), orelse=LEFT),
    ),
)

flow("stacked_export_box", (wait_until("loading_open", of="carrier"), *loading(), ABOARD))
