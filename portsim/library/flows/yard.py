"""The yard's part in many flows: a slot in a block for each box, and the boxes that stand above it.

A box asks for its slot before crane or tractor take it, so that a full block keeps neither of them, and has
it until it is lifted out for its truck or vessel; also while it is at its exam, as it comes back.
"""

from __future__ import annotations

from portsim.model.flow import flow
from portsim.model.steps import Body, inside, maybe, signal, visit, wait_until

LIFTED = wait_until("lifted_out")

flow("box_in_block", (inside("yard_block", (signal("slot_given"), LIFTED), label="in_block"),))
flow("stacked_in_block", (inside("yard_block", (LIFTED,), label="in_block"),))  # there from the start


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
