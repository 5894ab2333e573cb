"""The flows of the benchmarks' terminal: vessels, export, import and LCL boxes, empties and domestic boxes.

They belong to the benchmarks alone and stand in no registry. They stamp no milestone and count nothing,
for the clock reads neither.
"""

from __future__ import annotations

from portsim.model.flow import Flow
from portsim.model.steps import (
    Body,
    inside,
    maybe,
    signal,
    start,
    travel,
    visit,
    wait_for_next,
    wait_until,
    when,
)

# --- parts of many flows

THROUGH_THE_GATE: Body = (
    visit("gate_in", "paper_check", label="gate_in"),
    maybe("trouble", (visit("trouble_desk", "resolve_trouble"),)),
    signal("through_the_gate"),
    travel("gate_to_yard"),
)
OUT_OF_THE_GATE: Body = (travel("yard_to_gate"), visit("gate_out", "check_out", label="gate_out"))
SHIFT_BOXES_ABOVE: Body = (
    maybe(
        "one_above",
        (
            visit("yard_crane", "shift_box", label="shift_first"),
            maybe("another_above", (visit("yard_crane", "shift_box", label="shift_second"),)),
        ),
    ),
)
PICK_UP: Body = (
    *THROUGH_THE_GATE,
    *SHIFT_BOXES_ABOVE,
    visit("yard_crane", "lift_on"),
    *OUT_OF_THE_GATE,
)
LOADING: Body = (
    wait_until("loading_open", of="carrier"),
    inside(
        "vessel_tractor",
        (
            visit("yard_crane", "lift_to_vessel", priority="urgent"),
            travel("yard_to_quay"),
            visit("quay_crane", "load"),
        ),
        label="loading",
    ),
)
DISCHARGE_AND_RELEASE: Body = (
    wait_until("discharge_open", of="carrier"),
    inside(
        "vessel_tractor",
        (
            visit("quay_crane", "discharge"),
            travel("quay_to_yard"),
            visit("yard_crane", "stack", priority="urgent"),
        ),
        label="discharge_to_yard",
    ),
    travel("release_lag"),
    signal("released"),
)
CALL_AND_PICK_UP: Body = (
    wait_until("released"),
    visit("haulier_desk", "call_haulier"),
    travel("haulier_comes"),
    wait_for_next("planned_pickup"),
    *PICK_UP,
)
EXAM: Body = (
    start("export_exam_order"),
    wait_until("exam_order"),
    wait_for_next("exam_shift"),
    *SHIFT_BOXES_ABOVE,
    inside(
        "yard_tractor",
        (
            visit("yard_crane", "dig_out"),
            travel("yard_to_exam"),
            visit("exam_stacker", "set_down"),
        ),
        label="haul_to_exam",
    ),
    visit("scanner", "scan"),
    travel("image_review"),
    maybe("image_suspect", (visit("exam_bay", "open_and_search"),)),
    signal("exam_done"),
    inside(
        "yard_tractor",
        (
            visit("exam_stacker", "pick_up"),
            travel("exam_to_yard"),
            visit("yard_crane", "restack"),
        ),
        label="haul_back",
    ),
)

# --- the flows

FLOWS = (
    Flow(
        "vessel_call",
        (
            travel("clear_vessel"),
            signal("discharge_open"),
            travel("discharge_first"),
            signal("loading_open"),
        ),
    ),
    Flow(
        "export_truck",
        (
            *THROUGH_THE_GATE,
            visit("yard_crane", "lift_off"),
            start("export_box"),
            *OUT_OF_THE_GATE,
        ),
    ),
    Flow("export_box", (when("selected_for_exam", EXAM), signal("ready_to_load"), *LOADING)),
    Flow(
        "export_exam_order",
        (
            when("order_before_arrival", (), orelse=(travel("exam_order_lag"),)),
            signal("exam_order"),
        ),
    ),
    Flow("stacked_export_box", LOADING),
    Flow("import_box", DISCHARGE_AND_RELEASE),
    Flow("import_truck", CALL_AND_PICK_UP),
    Flow("stacked_import_truck", (wait_for_next("planned_pickup"), *PICK_UP)),
    Flow(
        "lcl_box",
        (
            *DISCHARGE_AND_RELEASE,
            wait_until("box_at_cfs"),
            visit("cfs_team", "devan_and_tally"),
            signal("tally_done"),
        ),
    ),
    Flow(
        "lcl_truck",
        (
            *CALL_AND_PICK_UP,
            travel("public_road_to_cfs"),
            signal("box_at_cfs"),
            wait_until("tally_done"),
            visit("cfs_desk", "sign_delivery"),
        ),
    ),
    Flow(
        "consignment",
        (
            wait_until("tally_done", of="carrier"),
            travel("consignee_comes"),
            visit("cfs_desk", "collection_papers"),
            visit("cfs_dock", "load_lot"),
        ),
    ),
    Flow("empty_truck", (*THROUGH_THE_GATE, visit("yard_crane", "lift_empty"), *OUT_OF_THE_GATE)),
    Flow("domestic_truck", (*THROUGH_THE_GATE, visit("yard_crane", "lift_domestic"), *OUT_OF_THE_GATE)),
)
