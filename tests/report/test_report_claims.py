"""The claims on the written report: every reading, its verdict and what decides it."""

from __future__ import annotations

from paged import claims_of, page


def test_the_page_says_which_parameters_a_claim_was_calibrated_with() -> None:
    assert "| gate.qr_check | no: qr_check |  |" in page()
    assert "| no: qr_check | C10: 98.1, exceeded |" in page(
        claims=claims_of().assign(leans_on="C10: 98.1, exceeded")
    )


def test_claims_that_speak_of_another_scenario_are_named_below_the_table() -> None:
    text = page(left_out="left out, as they do not speak of here: C4 (there)")
    assert "\n\nClaims left out, as they do not speak of here: C4 (there).\n\n" in text
    assert "Claims left out" not in page()


def test_parameters_that_are_most_of_the_model_are_counted_by_kind() -> None:
    many = claims_of().assign(
        deciding_parameters="; ".join([f"tasks.t{n}" for n in range(41)] + ["tariffs.lift.cost"])
    )
    assert "| 42: 41 tasks, 1 tariffs; named in claims.csv |" in page(claims=many)
    assert "named in claims.csv" not in page()


def test_every_reading_of_a_claim_is_on_the_page_and_its_cause_below() -> None:
    text = page()
    assert (
        "mean | primary | set down at the exam site | at most 15 min | 14.3 min | 13.9 to 14.7 min | 20 "
        "| **reproduced** | emergent | 12.5 min | n/a |" in text
    )
    assert "| C8 | throughput |  | gate \\| 90 % better |" in text
    assert (
        "| C9 | sheets | primary | sheets a year | about 3.5 M sheets/year | n/a | n/a | 0 | not testable |"
        in text
    )
    assert "- **C8, less time: not reproduced.** The lane still has to weigh the truck." in text


def test_a_bar_in_a_text_does_not_break_its_table() -> None:
    assert "gate step \\| 90 % better" in page()
