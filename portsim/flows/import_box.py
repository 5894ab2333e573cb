"""Import boxes: the vessel brings the box, it is released, the haulier is called and his truck fetches it.

A haulier is called in his desk's hours; he comes at the planned time, or at once if that has passed.
"""

from __future__ import annotations

from portsim.flows import flow
from portsim.flows.gate import GATE_IN, GATE_OUT
from portsim.flows.yard import SHIFT_BOXES_ABOVE
from portsim.steps import Body, inside, signal, travel, visit, wait_for_next, wait_until

DISCHARGE: Body = (
    wait_until("discharge_open", of="carrier"),
    inside(
        "vessel_tractor",
        (
            visit("quay_crane", "discharge", counts="vessel_move", at_end="discharge"),
            travel("quay_to_yard", counts="vessel_move"),
            visit("yard_crane", "stack", priority="urgent", counts="vessel_move"),
        ),
        label="discharge_to_yard",
    ),
)
RELEASE: Body = (travel("release_lag"), signal("released", at_end="release"))
PICK_UP: Body = (
    *GATE_IN,
    travel("gate_to_yard"),
    *SHIFT_BOXES_ABOVE,
    visit("yard_crane", "lift_on", counts="lift"),
    travel("yard_to_gate"),
    *GATE_OUT,
)

CALL: Body = (
    wait_until("released"),
    visit("haulier_desk", "call_haulier"),
    travel("haulier_comes"),
)

flow("import_box", (*DISCHARGE, *RELEASE))
flow("import_truck", (*CALL, wait_for_next("planned_pickup"), *PICK_UP))
flow("stacked_import_truck", (wait_for_next("planned_pickup"), *PICK_UP))
