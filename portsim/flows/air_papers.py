"""The papers of an air lot, threads beside the lot: the release on its declaration, and the exam order.

What was lodged before the arrival is released and selected by then; what comes later takes its time.
"""

from __future__ import annotations

from portsim.flows import flow
from portsim.steps import signal, travel, when

flow(
    "air_papers",
    (
        when("lodged_before_arrival", (), orelse=(travel("air_release_lag"),)),
        signal("papers_released"),
    ),
)

flow(
    "air_exam_order",
    (
        when("lodged_before_arrival", (), orelse=(travel("air_exam_order_lag"),)),
        signal("exam_order"),
    ),
)
