"""Import boxes that are drayed to a yard off the dock, and fetched there once they are released.

A box that is called for exam is examined at the terminal first. Dray trucks go through the terminal's gates
as all others; the yard off the dock has a gate and stackers of its own.
"""

from __future__ import annotations

from portsim.library.flows.exam import EXAM, TO_THE_EXAM_SITE
from portsim.library.flows.import_box import CALL, DISCHARGE, PICK_UP, UNLOADED
from portsim.library.flows.yard import LIFTED
from portsim.model.flow import flow
from portsim.model.steps import inside, signal, start, travel, visit, wait_for_next, wait_until, when

flow(
    "off_dock_box",
    (
        UNLOADED,
        inside(
            "yard_block",
            (
                *DISCHARGE,
                when("selected_for_exam", TO_THE_EXAM_SITE),
                start("off_dock_dray"),
                start("off_dock_clearance"),
                LIFTED,
            ),
            label="in_block",
        ),
    ),
)

flow(
    "off_dock_dray",
    (
        when("selected_for_exam", EXAM),
        inside(
            "dray_truck",
            (
                *PICK_UP,
                travel("road_to_off_dock", counts="dray"),
                visit("off_dock_stacker", "set_down_off_dock", at_end="at_off_dock_yard"),
                signal("in_off_dock_yard"),
                travel("road_from_off_dock", counts="dray"),
            ),
            label="drayed",
        ),
    ),
)

flow(
    "off_dock_clearance",
    (wait_until("papers_released", of="declaration"), signal("released", at_end="release")),
)

flow(
    "off_dock_truck",
    (
        wait_until("in_off_dock_yard"),
        wait_until("released"),
        wait_until("papers_handed_over", of="declaration"),
        *CALL,
        wait_for_next("planned_pickup"),
        visit("off_dock_gate", "off_dock_papers", counts="document_window", at_queue="off_dock_arrival"),
        visit("off_dock_stacker", "lift_on_off_dock", at_end="off_dock_out"),
    ),
)
