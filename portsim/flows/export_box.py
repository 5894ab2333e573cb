"""Export boxes: the truck brings the box; customs may call it for exam; a vessel takes it.

Exam orders are collected and moved by the half working day. The truck, the box and the exam
order are three threads of one shipment.
"""

from __future__ import annotations

from portsim.flows import flow
from portsim.flows.gate import GATE_IN, GATE_OUT
from portsim.flows.yard import SHIFT_BOXES_ABOVE
from portsim.steps import (
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

LOADING: Body = (
    wait_until("loading_open", of="carrier"),
    inside(
        "vessel_tractor",
        (
            visit("yard_crane", "lift_to_vessel", priority="urgent", counts="vessel_move"),
            travel("yard_to_quay", counts="vessel_move"),
            visit("quay_crane", "load", counts="vessel_move", at_end="loaded"),
        ),
        label="loading",
    ),
)

EXAM: Body = (
    visit("scanner", "scan", at_start="exam_start"),
    travel("image_review"),
    maybe("image_suspect", (visit("exam_bay", "open_and_search"),)),
    signal("exam_done", at_end="exam_end"),
    inside(
        "yard_tractor",
        (
            visit("exam_stacker", "pick_up", counts="lift"),
            travel("exam_to_yard", counts="haul"),
            visit("yard_crane", "restack", counts="lift"),
        ),
        label="haul_back",
    ),
)

flow(
    "export_truck",
    (
        *GATE_IN,
        travel("gate_to_yard"),
        visit("yard_crane", "lift_off", counts="lift"),
        start("export_box"),
        travel("yard_to_gate"),
        *GATE_OUT,
    ),
)

flow(
    "export_box",
    (
        when(
            "selected_for_exam",
            (
                start("export_exam_order"),
                wait_until("exam_order", at_end="exam_called"),
                wait_for_next("exam_shift"),
                *SHIFT_BOXES_ABOVE,
                inside(
                    "yard_tractor",
                    (
                        visit("yard_crane", "dig_out", counts="lift"),
                        travel("yard_to_exam", counts="haul"),
                        visit("exam_stacker", "set_down", counts="lift", at_end="at_exam_site"),
                    ),
                    label="haul_to_exam",
                ),
                *EXAM,
            ),
        ),
        signal("ready_to_load", at_end="release"),
        *LOADING,
    ),
)

flow(
    "export_exam_order",
    (
        when("order_before_arrival", (), orelse=(travel("exam_order_lag"),)),
        signal("exam_order"),
    ),
)

flow("stacked_export_box", LOADING)
