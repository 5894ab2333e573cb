"""The closed forms of the shipped claims, worked out by hand from the numbers of the scenario files."""

from __future__ import annotations

import math

import pytest

from portsim.claims.claim import Claim, load_claims
from portsim.claims.closed_form import ClosedForm, closed_form
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def xiamen() -> Scenario:
    return load("xiamen")


@pytest.fixture(scope="module")
def plain(xiamen: Scenario) -> Scenario:
    """The port where as many boxes are shifted however full the yard is: only then is there a closed form."""
    value = "{{at: null, value: {}, source: user, range: null}}"
    found = xiamen.set("chances.one_above", value.format("60 %"))
    return found.set("chances.another_above", value.format("45 %"))


@pytest.fixture(scope="module")
def claims(xiamen: Scenario) -> dict[str, Claim]:
    assert xiamen.claims is not None
    return dict(load_claims(xiamen.claims, xiamen))


def form(xiamen: Scenario, claims: dict[str, Claim], claim: str, name: str) -> ClosedForm:
    (reading,) = [each for each in claims[claim].readings if each.name == name]
    found = closed_form(reading, xiamen)
    assert found is not None
    return found


PAPER, SCAN = 150.0, 20.0  # [s] at the lane
CODE = 0.9  # of the trucks


@pytest.mark.parametrize(
    ("claim", "name", "figure"),
    [
        ("C1", "mean", 19 / 3 + 10 / 3),  # means of two triangles: 4, 5, 10 and 2, 3, 5 min
        # a box is dug out from under 0.6 others, and of these 0.45 under one more: 0.87 shifts
        ("C2", "lifts of routed boxes", 1 - 3 / (5 + 0.87)),
        ("C2", "hauls of routed boxes", 1 - 1 / 2),
        ("C2", "lifts and hauls of routed boxes", 1 - 4 / (7 + 0.87)),
        ("C5", "boxes of linked warehouses", 140.0),
        ("C7", "hand-overs of trucks with a code", 1.0),
        ("C7", "hand-overs of all trucks", CODE),
        ("C8", "90 % less transaction time", 1 - SCAN / PAPER),
        ("C8", "90 % less queue and transaction", 1 - SCAN / PAPER),
        ("C8", "1.9 times the lane throughput", PAPER / (CODE * SCAN + (1 - CODE) * PAPER)),
        ("C8", "90 % less time for all trucks", CODE * (1 - SCAN / PAPER)),
    ],
)
def test_a_product_is_what_its_factors_say(
    plain: Scenario, claims: dict[str, Claim], claim: str, name: str, figure: float
) -> None:
    found = form(plain, claims, claim, name)
    assert found.figure == pytest.approx(figure) and found.reason == ""


def test_sheets_and_their_cost_follow_from_hand_overs(xiamen: Scenario, claims: dict[str, Claim]) -> None:
    """Three sheets at each hand-over; a hand-over costs them, 6 yuan of a courier, and 10 min of a clerk.

    Declarations a day: 6,700 and 28 x 92 boxes by 3.3, and 28 x 4 LCL boxes of 5 lots. Each has 1 hand-over,
    with 0.6 a second, and with 0.4 of that a third.
    """
    declarations = 6700 / 3.3 + 28 * 92 / 3.3 + 28 * 4 * 5
    by_hand = declarations * (1 + 0.6 + 0.6 * 0.4) * 3 * 365 / 1e6
    sheets = form(xiamen, claims, "C9", "sheets there are to save").figure
    saved = form(xiamen, claims, "C9", "sheets a year").figure
    assert sheets == pytest.approx(by_hand)
    assert saved == pytest.approx(0.9 * sheets)
    each = 3 * 0.2 + 6 + 50 / 6
    paper = form(xiamen, claims, "C10", "paper and hand-overs").figure
    assert paper == pytest.approx(saved / 3 * each) == pytest.approx(30.427, abs=0.0005)


def test_closing_hours_are_named(plain: Scenario, claims: dict[str, Claim]) -> None:
    assert form(plain, claims, "C5", "boxes of linked warehouses").hours == ("cfs_hours",)
    assert form(plain, claims, "C8", "90 % less transaction time").hours == ()


@pytest.mark.parametrize(
    ("claim", "name", "reason"),
    [
        ("C1", "P90", "it is no mean"),
        ("C1", "all exam boxes", "it waits for slot_given"),
        ("C2", "all exam boxes", "it hangs on how full yard_block is"),
        ("C2", "lifts of routed boxes", "it hangs on how full yard_block is"),
        ("C5", "all LCL boxes", "it waits for tally_done"),
        ("C3", "elapsed time of routed boxes", "it waits for slot_given"),
        ("C12", "companies", "it waits for slot_given"),
        ("C11", "half the labour of companies", "it is put together from many flows"),
    ],
)
def test_what_waits_for_something_has_none(
    xiamen: Scenario, claims: dict[str, Claim], claim: str, name: str, reason: str
) -> None:
    found = form(xiamen, claims, claim, name)
    assert math.isnan(found.figure) and found.reason == reason


def test_a_figure_of_one_side_has_the_form_of_that_side(xiamen: Scenario, claims: dict[str, Claim]) -> None:
    found = form(xiamen, claims, "C1", "mean")
    assert found.before is None and found.after is not None
    assert set(found.after.parts) == {"gate_to_exam", "set_down_direct"}


def test_what_no_kpi_measures_has_none(xiamen: Scenario, claims: dict[str, Claim]) -> None:
    reading = claims["C1"].readings[0].model_copy(update={"kpi": None})
    assert closed_form(reading, xiamen) is None
