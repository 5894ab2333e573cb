"""Air import lots: unloaded, broken down, registered and stored; released; the consignee collects them.

A lot selected for exam is pulled out of the store again: its order comes, a slot is booked, the company's
escort comes, and after the exam the lot is put back.
"""

from __future__ import annotations

from portsim.model.flow import flow
from portsim.model.steps import signal, start, travel, visit, wait_for_next, wait_until, when

flow(
    "air_import_lot",
    (
        wait_until("unloading_open", of="carrier"),
        visit("ramp_crew", "unload_lot", at_end="discharge"),
        travel("tow_to_store"),
        visit("break_down_team", "break_down"),
        visit("air_tally_desk", "register_lot"),
        visit("store_forklift", "store_in", counts="store_move", at_end="in_store"),
        when(
            "selected_for_exam",
            (
                wait_until("exam_order", of="declaration", at_end="exam_called"),
                wait_for_next("air_exam_slots"),
                travel("escort_comes", counts="escort_trip"),
                visit("store_forklift", "pull_out", counts="store_move", at_end="at_exam_site"),
                start("air_exam"),
                wait_until("air_exam_done"),
                visit("store_forklift", "put_back", counts="store_move"),
            ),
        ),
        wait_until("papers_released", of="declaration"),
        signal("lot_released", at_end="release"),
        travel("air_consignee_comes"),
        visit("air_pickup_desk", "air_pickup_papers", counts="document_window"),
        visit("air_pickup_dock", "hand_over_lot", at_end="collected"),
    ),
)
