"""Broken edits of a flow: at a label that is not there, or that leave one label twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portsim.base.errors import PortsimError
from portsim.model.flow import Flow
from portsim.model.steps import maybe, travel, visit

GATE = Flow("a", (visit("gate_in", "paper_check"), maybe("trouble", (travel("check_out"),))))
NEW = travel("gate_to_yard")


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: GATE.replace("paper_chek", NEW), "no step is labelled 'paper_chek' (nearest: paper_check)"),
        (lambda: GATE.before("checkout", NEW), "no step is labelled 'checkout' (nearest: check_out)"),
        (lambda: GATE.after("truoble", NEW), "no step is labelled 'truoble' (nearest: trouble)"),
        (
            lambda: GATE.without("gate"),
            "no step is labelled 'gate' (allowed: check_out, paper_check, trouble)",
        ),
        (
            lambda: GATE.without("paper_check", through="check_out"),
            "'paper_check' and 'check_out' are not neighbours on one level, in this order; "
            "an edit takes steps that follow one another",
        ),
        (
            lambda: GATE.after("trouble", travel("check_out")),
            "duplicate label 'check_out'; give one of the two steps a label of its own",
        ),
        (
            lambda: Flow("a", (NEW, NEW)),
            "duplicate label 'gate_to_yard'; give one of the two steps a label of its own",
        ),
    ],
)
def test_an_edit_that_cannot_be_made_is_told(act: Callable[[], Flow], message: str) -> None:
    with pytest.raises(PortsimError) as caught:
        act()
    assert str(caught.value) == f"flow a: {message}"
