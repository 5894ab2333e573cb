"""Import boxes: the vessel brings the box, it is cleared, the haulier is called and his truck fetches it.

A box has its slot in the yard from when its vessel may discharge: while its block is full it stays on board.
A haulier is called in his desk's hours; he comes at the planned time, or at once if that has passed.
"""

from __future__ import annotations

from portsim.library.flows.exam import EXAM, TO_THE_EXAM_SITE
from portsim.library.flows.gate import GATE_IN, GATE_OUT
from portsim.library.flows.yard import LIFTED, shift_boxes_above
from portsim.model.flow import flow
from portsim.model.steps import Body, inside, signal, start, travel, visit, wait_for_next, wait_until, when

OFF = signal("discharged")  # its vessel need not wait for it
UNLOADED = wait_until("discharge_open", of="carrier")
DISCHARGE: Body = (
    inside(
        "vessel_tractor",
        (
            visit("quay_crane", "discharge", counts="vessel_move", at_end="discharge"),
            OFF,
            travel("quay_to_yard", counts="vessel_move"),
            visit("yard_crane", "stack", priority="urgent", counts="vessel_move"),
        ),
        label="discharge_to_yard",
    ),
)
PICK_UP: Body = (
    *GATE_IN,
    travel("gate_to_yard"),
    *shift_boxes_above("lift"),
    visit("yard_crane", "lift_on", counts="lift"),
    signal("lifted_out"),
    travel("yard_to_gate"),
    *GATE_OUT,
)

CALL: Body = (visit("haulier_desk", "call_haulier"), travel("haulier_comes"))

flow(
    "import_box",
    (
        UNLOADED,
        inside(
            "yard_block",
            (
                *DISCHARGE,
                when("selected_for_exam", TO_THE_EXAM_SITE),
                start("import_clearance"),
                LIFTED,
            ),
            label="in_block",
        ),
    ),
)

flow(
    "import_clearance",
    (
        when("selected_for_exam", EXAM),
        wait_until("papers_released", of="declaration"),
        signal("released", at_end="release"),
    ),
)

flow(
    "import_truck",
    (
        wait_until("released"),
        wait_until("papers_handed_over", of="declaration"),
        *CALL,
        wait_for_next("planned_pickup"),
        *PICK_UP,
    ),
)
flow("stacked_import_truck", (wait_for_next("planned_pickup"), *PICK_UP))
