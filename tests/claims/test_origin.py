"""Labels: by construction, product of inputs, emergent; from findings made up by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from portsim.claims.claim import FigureName, Reading
from portsim.claims.finding import Finding
from portsim.claims.origin import NO_ORIGIN, Origin, origin
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario

pytestmark = pytest.mark.usefixtures("tiny_folder")


def reading(figure: FigureName = "value", kpi: str | None = "truck_turn_time") -> Reading:
    return Reading(name="r", kpi=kpi, alternative="qr", figure=figure, reported=1, unit="min", sense="about")


@pytest.fixture
def tiny(tiny_folder: None) -> Scenario:
    return load(Path("tiny.yaml"))


def found(*pairs: tuple[float, float | None]) -> list[Finding]:
    return [
        Finding(figure, {}, {}, unlimited=None if other is None else Finding(other, {}, {}))
        for figure, other in pairs
    ]


def label(tiny: Scenario, *pairs: tuple[float, float | None], figure: FigureName = "value") -> str | None:
    return origin(reading(figure), ("tasks.paper_check",), found(*pairs), tiny).label


@pytest.mark.parametrize(
    ("unlimited", "said"),
    [
        (98.0, "product of inputs"),
        (102.0, "product of inputs"),
        (97.9, "emergent"),
        (102.1, "emergent"),
        (0.0, "emergent"),
    ],
)
def test_the_same_is_within_two_percent(tiny: Scenario, unlimited: float, said: str) -> None:
    assert label(tiny, (100.0, unlimited)) == said


def test_it_is_held_against_the_same_replications_alone(tiny: Scenario) -> None:
    """The mean of all three is 70; of the one that was run again it is 100."""
    pairs = ((100.0, 100.0), (60.0, None), (50.0, None))
    assert origin(reading(), ("tasks.scan_code",), found(*pairs), tiny) == Origin(
        "product of inputs", 100.0, 1
    )


def test_means_are_compared(tiny: Scenario) -> None:
    assert label(tiny, (90.0, 110.0), (110.0, 90.0)) == "product of inputs"


@pytest.mark.parametrize(
    ("unlimited", "said"),
    [
        (0.9002, "product of inputs"),
        (0.9019, "product of inputs"),
        (0.9021, "emergent"),  # the share is the same within 2 %, the tenth that remains is not
        (0.8979, "emergent"),
    ],
)
def test_of_a_share_what_remains_is_the_same_too(tiny: Scenario, unlimited: float, said: str) -> None:
    assert label(tiny, (0.9, unlimited), figure="saved_share") == said


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ((), "by construction"),
        (("traits.has_code.share",), "by construction"),  # that of the measure itself
        (("traits.has_code.share", "chances.trouble"), "product of inputs"),
        (("demand.domestic.per_day",), "product of inputs"),
    ],
)
def test_without_a_number_of_the_port_it_is_by_construction(
    tiny: Scenario, keys: tuple[str, ...], said: str
) -> None:
    assert origin(reading(), keys, found((100.0, 100.0)), tiny).label == said


def test_a_trait_of_the_port_is_a_number_of_the_port() -> None:
    scenario = load("ocean_gate")
    asked = Reading.model_validate(reading().model_dump() | {"alternative": "smart_cloud_routing"})
    for trait, said in (("selected_for_exam", "product of inputs"), ("uses_routing", "by construction")):
        assert origin(asked, (f"traits.{trait}.share",), found((1.0, 1.0)), scenario).label == said


def test_what_was_not_measured_has_no_label(tiny: Scenario) -> None:
    keys = ("tasks.paper_check",)
    assert origin(reading(), keys, found((1.0, None)), tiny) == NO_ORIGIN
    assert origin(reading(), keys, found((math.nan, 1.0), (1.0, math.nan)), tiny) == NO_ORIGIN
    assert origin(reading(kpi=None), (), found((1.0, 1.0)), tiny) == NO_ORIGIN
