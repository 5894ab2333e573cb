"""The gate, the same for every truck: papers at the lane, the trouble desk for some, check-out."""

from __future__ import annotations

from portsim.model.steps import Body, maybe, signal, visit

GATE_IN: Body = (
    visit("gate_in", "paper_check", label="gate_in", counts="document_window", at_queue="gate_arrival"),
    maybe("trouble", (visit("trouble_desk", "resolve_trouble", counts="document_window"),)),
    signal("through_the_gate", at_end="gate_in"),
)
GATE_OUT: Body = (visit("gate_out", "check_out", label="gate_out", at_end="gate_out"),)
