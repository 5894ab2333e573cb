"""Air export lots: accepted, screened, released, stored, built up and loaded on their flight.

A lot in transit, that is under customs transit from another district, is released once its arrival is
reported; a lot selected for exam is examined first.
"""

from __future__ import annotations

from portsim.model.flow import flow
from portsim.model.steps import signal, start, travel, visit, wait_until, when

flow(
    "air_export_lot",
    (
        visit("acceptance_dock", "weigh_and_check", at_end="accepted"),
        when("in_transit", (start("transit_notice"),)),
        visit("air_screening", "screen_lot"),
        when(
            "selected_for_exam",
            (
                wait_until("exam_order", of="declaration", at_end="exam_called"),
                visit("store_forklift", "move_to_exam", counts="store_move", at_end="at_exam_site"),
                start("air_exam"),
                wait_until("air_exam_done"),
            ),
        ),
        visit("store_forklift", "store_for_export", counts="store_move"),
        wait_until("papers_released", of="declaration"),
        when("in_transit", (wait_until("transit_reported"),), label="transit_release"),
        signal("lot_released", at_end="release"),
        visit("build_up_team", "build_up"),
        wait_until("flight_loading_open", of="carrier"),
        visit("ramp_crew", "load_on_aircraft", at_end="loaded"),
    ),
)

flow(
    "transit_notice",
    (
        travel("trip_to_customs_window", counts="window_trip"),
        visit("air_customs_window", "report_transit_arrival"),
        signal("transit_reported"),
    ),
)
