"""The exam of a box: ordered once its arrival is reported, moved by the half day, scanned, moved back.

Some are opened, as the image does not clear them.
"""

from __future__ import annotations

from portsim.library.flows.yard import shift_boxes_above
from portsim.model.steps import Body, inside, maybe, signal, travel, visit, wait_for_next, wait_until

TO_THE_EXAM_SITE: Body = (
    wait_until("exam_order", of="declaration"),
    travel("report_arrival", at_end="exam_called"),
    wait_for_next("exam_shift"),
    *shift_boxes_above("exam_lift"),
    inside(
        "yard_tractor",
        (
            visit("yard_crane", "dig_out", counts="exam_lift"),
            travel("yard_to_exam", counts="exam_haul"),
            visit("exam_stacker", "set_down", counts="exam_lift", at_end="at_exam_site"),
        ),
        label="haul_to_exam",
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
            visit("exam_stacker", "pick_up", counts="exam_lift"),
            travel("exam_to_yard", counts="exam_haul"),
            visit("yard_crane", "restack", counts="exam_lift"),
        ),
        label="haul_back",
    ),
)
