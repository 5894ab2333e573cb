"""The yard's part in many flows: the boxes that stand above the one that is wanted."""

from __future__ import annotations

from portsim.model.steps import Body, maybe, visit


def shift_boxes_above(counts: str) -> Body:
    """None, one or two boxes are lifted aside first; `counts` says to whose work these lifts belong."""
    return (
        maybe(
            "one_above",
            (
                visit("yard_crane", "shift_box", label="shift_first", counts=counts),
                maybe(
                    "another_above",
                    (visit("yard_crane", "shift_box", label="shift_second", counts=counts),),
                ),
            ),
        ),
    )
