"""A flow is a value: equal flows are one key, and in another process too."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest

from portsim.base.errors import PortsimError
from portsim.model.flow import Flow, reachable
from portsim.model.journey import journey
from portsim.model.steps import maybe, start, travel, visit

BOX = Flow("box", (travel("haul"),))
TRUCK = Flow("truck", (visit("gate", "check"), maybe("searched", (visit("bay", "search"),)), start("box")))


def test_what_is_asked_of_all_its_steps_is_in_reading_order_each_once() -> None:
    assert [step.label for step in TRUCK.all_steps] == list(TRUCK.labels)
    assert TRUCK.labels == ("check", "searched", "search", "start_box")
    assert TRUCK.starts == ("box",)
    assert TRUCK.named == {"places": ("gate", "bay"), "tasks": ("check", "search"), "chances": ("searched",)}


def test_equal_flows_are_one_key() -> None:
    again = Flow("truck", TRUCK.steps)
    assert again == TRUCK and hash(again) == hash(TRUCK)
    assert TRUCK.without("check") not in {TRUCK: 1}


def test_a_flow_that_was_a_key_here_is_the_same_key_in_another_process() -> None:
    hash(TRUCK)
    code = (
        "import sys, pickle\n"
        "sent = pickle.loads(sys.stdin.buffer.read())\n"
        "from portsim.model.flow import Flow\n"
        "print(sent in {Flow(sent.name, sent.steps): 1})"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(TRUCK),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    ).stdout
    assert out.strip() == b"True"


def test_a_journey_follows_the_flows_that_it_is_given_and_no_earlier_ones() -> None:
    longer = Flow("box", (travel("haul"), visit("crane", "lift")))
    short = [passage.step.label for passage in journey(("truck",), {"truck": TRUCK, "box": BOX})]
    long = [passage.step.label for passage in journey(("truck",), {"truck": TRUCK, "box": longer})]
    assert long == [*short, "lift"]


def test_a_flow_that_starts_one_that_does_not_exist_cannot_be_followed() -> None:
    with pytest.raises(PortsimError, match=r"^unknown flow 'box'"):
        reachable(("truck",), {"truck": TRUCK})
