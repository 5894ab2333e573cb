"""The yard's part in many flows: digging a box out, and bringing it to or from the quay."""

from __future__ import annotations

from portsim.steps import Body, maybe, visit

SHIFT_BOXES_ABOVE: Body = (
    maybe(
        "one_above",
        (
            visit("yard_crane", "shift_box", label="shift_first", counts="lift"),
            maybe("another_above", (visit("yard_crane", "shift_box", label="shift_second", counts="lift"),)),
        ),
    ),
)
