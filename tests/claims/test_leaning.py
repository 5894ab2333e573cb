"""Claims held against one another: a yearly saving that contains what another claim reports."""

from __future__ import annotations

import pytest

from portsim.claims.claim import Claim, load_claims
from portsim.claims.leaning import Judged, Leaning, leanings
from portsim.claims.verdict import ClaimVerdict
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def xiamen() -> Scenario:
    return load("xiamen")


@pytest.fixture(scope="module")
def claims(xiamen: Scenario) -> dict[str, Claim]:
    assert xiamen.claims is not None
    return dict(load_claims(xiamen.claims, xiamen))


def judged(
    claims: dict[str, Claim], claim: str, mean: float, verdict: ClaimVerdict, name: str = ""
) -> Judged:
    """A reading of a claim, its primary one if none is named; its CI is 1 to either side."""
    readings = claims[claim].readings
    reading = next(r for r in readings if (r.name == name if name else r.primary))
    return Judged(claim, reading, mean, mean - 1, mean + 1, verdict)


def test_a_total_without_what_was_reported_of_a_part(xiamen: Scenario, claims: dict[str, Claim]) -> None:
    """204 M hold 53 M of papers; with the reported 10 M they would be 161 M, within a tenth of 150 M."""
    papers = judged(claims, "C10", 53.0, "exceeded")
    total = judged(claims, "C12", 204.0, "partly reproduced")
    assert list(leanings(total, [papers, total], xiamen)) == [
        Leaning("C10", 53.0, 10.0, "M yuan/y", 161.0, "reproduced")
    ]
    ashore = judged(claims, "C12", 141.0, "reproduced", "companies ashore")
    assert list(leanings(ashore, [papers, total], xiamen)) == [
        Leaning("C10", 53.0, 10.0, "M yuan/y", 98.0, "partly reproduced")
    ]


def test_pieces_count_at_their_price(xiamen: Scenario, claims: dict[str, Claim]) -> None:
    """5 M sheets instead of 3.5 M are 1.5 M too many, at 0.2 yuan each 0.3 M yuan."""
    sheets = judged(claims, "C9", 5.0, "exceeded")
    papers = judged(claims, "C10", 53.0, "exceeded")
    (found,) = leanings(papers, [sheets, papers], xiamen)
    assert found.figure == pytest.approx(52.7)
    assert (found.claim, found.reported, found.unit, found.verdict) == ("C9", 3.5, "M sheets/y", "exceeded")
    assert not list(leanings(sheets, [sheets, papers], xiamen))  # sheets hold no money


@pytest.mark.parametrize("verdict", ["reproduced", "partly reproduced", "undecided", "calibrated to"])
def test_nothing_leans_on_a_claim_that_came_out(
    xiamen: Scenario, claims: dict[str, Claim], verdict: ClaimVerdict
) -> None:
    papers = judged(claims, "C10", 12.0, verdict)
    assert not list(leanings(judged(claims, "C12", 204.0, "exceeded"), [papers], xiamen))


def test_too_little_is_made_up(xiamen: Scenario, claims: dict[str, Claim]) -> None:
    routing = judged(claims, "C4", 0.64, "not reproduced")
    (found,) = leanings(judged(claims, "C12", 150.0, "reproduced"), [routing], xiamen)
    assert found.figure == pytest.approx(151.0) and found.verdict == "reproduced"


@pytest.mark.parametrize(
    ("whole", "name", "part"),
    [
        ("C10", "", "C12"),  # all measures are more than this one
        ("C4", "", "C10"),  # another measure
        ("C10", "", "C4"),
        ("C4", "companies for routed boxes", "C4"),  # the same claim
        ("C11", "", "C10"),  # a share of labour
        ("C1", "", "C10"),
        ("C12", "", "C1"),
    ],
)
def test_what_is_no_part_of_a_figure_does_not_matter(
    xiamen: Scenario, claims: dict[str, Claim], whole: str, name: str, part: str
) -> None:
    asked = judged(claims, whole, 50.0, "exceeded", name)
    assert not list(leanings(asked, [judged(claims, part, 53.0, "exceeded")], xiamen))


def test_the_saving_of_some_shipments_holds_nothing_of_all(
    xiamen: Scenario, claims: dict[str, Claim]
) -> None:
    total = judged(claims, "C12", 204.0, "partly reproduced")
    of_some = total.reading.model_copy(update={"cohort": ("has_code",)})
    papers = judged(claims, "C10", 53.0, "exceeded")
    some = Judged("C12", of_some, 204.0, 203.0, 205.0, "partly reproduced")
    assert not list(leanings(some, [papers], xiamen))
