"""Boxes that come and go by rail: no truck, no gate; the track has cranes of its own.

A box that came by train goes through exam, clearance and loading as one that came by truck; while its block
is full it stays on its wagon. One that leaves waits, once it is released, for the next time at which a train
is loaded (`train_loading`). Trains themselves are hours at which boxes come, and hours at which they go: how
long they are is not modelled.
"""

from __future__ import annotations

from portsim.library.flows.yard import shift_boxes_above
from portsim.model.flow import flow
from portsim.model.steps import inside, signal, start, travel, visit, wait_for_next, wait_until

flow(
    "rail_export_box",
    (
        start("box_in_block"),
        wait_until("slot_given"),
        inside(
            "yard_tractor",
            (
                visit("rail_crane", "unload_wagon", counts="rail_move", at_end="off_train"),
                travel("rail_to_yard", counts="rail_move"),
                visit("yard_crane", "lift_off", counts="lift"),
            ),
            label="haul_from_rail",
        ),
        start("export_box"),
    ),
)

flow(
    "rail_import_box",
    (
        wait_until("released"),
        wait_until("papers_handed_over", of="declaration"),
        wait_for_next("train_loading"),
        *shift_boxes_above("lift"),
        inside(
            "yard_tractor",
            (
                visit("yard_crane", "lift_on", counts="lift"),
                signal("lifted_out"),
                travel("yard_to_rail", counts="rail_move"),
                visit("rail_crane", "load_wagon", counts="rail_move", at_end="on_train"),
            ),
            label="haul_to_rail",
        ),
    ),
)
