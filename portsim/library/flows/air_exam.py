"""The exam of an air lot at the exam area: scanned, the image reviewed, some opened.

It is a thread of its own, so that a lot that comes another way is examined in the same steps.
"""

from __future__ import annotations

from portsim.model.flow import flow
from portsim.model.steps import maybe, signal, travel, visit

flow(
    "air_exam",
    (
        visit("air_scanner", "scan_lot", at_start="exam_start"),
        travel("lot_image_review"),
        maybe("air_image_suspect", (visit("air_exam_area", "open_lot"),)),
        signal("air_exam_done", at_end="exam_end"),
    ),
)
