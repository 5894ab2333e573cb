"""The answer of a study: measures in the order of money, and of each what it aims at, money, side effects."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from paged import aims, claims_of, comparison_of, payers_of, report

from portsim.report.answer.measures import Answer, answers
from portsim.report.answer.short import in_short
from portsim.report.answer.words import sentences, worth
from portsim.report.rows import compared

COMMAND = "portsim uncertainty here"


def of(comparison: pd.DataFrame, payers: pd.DataFrame | None = None) -> dict[str, Answer]:
    """The answers by alternative, in their order."""
    paid = pd.DataFrame() if payers is None else payers
    found = answers(comparison, paid, claims_of().head(0), {})
    return {each.alternative: each for each in found}


def said(comparison: pd.DataFrame) -> list[tuple[str, str]]:
    """What is said of the only measure."""
    (answer,) = of(comparison).values()
    return [(each.about, each.text) for each in sentences(answer)]


def test_what_a_measure_aims_at_is_said_verdict_by_verdict() -> None:
    rows = [
        aims(kpi="quay_time"),
        aims(kpi="desk_time", difference=0.6, low=0.5, high=0.7, value=4.62, verdict="worse"),
        aims(kpi="door_time", difference=-0.1, low=-0.3, high=0.1, verdict="equivalent"),
        aims(kpi="road_time", difference=-1, low=-3.0, high=1.0, verdict="undecided", replications_needed=83),
        aims(kpi="sky_time", verdict="not measured"),
        comparison_of().iloc[[1]].assign(kpi="whatever", relative=-99.0, verdict="saves"),
    ]
    ci = "(95 % CI of the difference"
    assert said(pd.concat(rows)) == [
        ("saves", f"quay time from 4.02 min to 1.51 min {ci} -2.58 to -2.44 min, n = 20)"),
        ("worse", f"desk time from 4.02 min to 4.62 min {ci} +0.5 to +0.7 min, n = 20)"),
        ("equivalent", "door time"),
        ("undecided", "road time (95 % CI -3 to +1 min; about 83 replications would tell)"),
        ("not measured", "sky time"),
        ("side effect", "none that matters"),
    ]


def test_four_aims_are_said_in_full_and_the_others_by_name() -> None:
    found = [text for about, text in said(pd.concat([aims(kpi=f"time_{n}") for n in range(1, 7)]))]
    assert sum("95 % CI" in text for text in found) == 4 and found[4] == "also time 5, time 6"


def test_money_and_side_effects_that_matter_are_said_and_the_largest_comes_first() -> None:
    other = comparison_of().iloc[[3]].assign(alternative="qr_gate_pass")
    rows = [
        aims(),
        other.assign(kpi="company_cost", unit="M yuan/y", verdict="worse"),
        other.assign(kpi="public_cost", unit="M yuan/y", verdict="undecided", low=-2.0),
        other.assign(kpi="small_loss", matters=3.0, verdict="equivalent"),
        other.assign(kpi="loss"),
        other.assign(kpi="loss_of_q_one_half", matters=0.01, q=0.5, verdict="undecided"),
        other.assign(kpi="trips", better="more"),
        other.assign(kpi="share", better="neither", verdict="changes"),
        other.assign(kpi="unsure", low=-1.0, verdict="undecided"),
    ]
    ci = "(95 % CI of the difference +2.0 to +2.8"
    assert said(pd.concat(rows))[1:] == [
        ("money", f"company cost from 10 M yuan/y to 12.4 M yuan/y {ci} M yuan/y, n = 20): worse"),
        ("side effect", f"loss of q one half from 10 min to 12.4 min {ci} min, n = 20)"),
        ("side effect", f"loss from 10 min to 12.4 min {ci} min, n = 20)"),
    ]


def test_a_measure_that_aims_at_nothing_is_said_so() -> None:
    assert said(aims(aim=False))[0] == ("aims", "none declared; this moves")
    assert said(aims(aim=False, verdict="undecided"))[0] == ("aims", "none declared")


def test_without_money_the_answer_in_short_says_why_and_what_each_moves() -> None:
    found = list(of(comparison_of()).values())
    why = ["No yearly money: the scenario has no tariffs; add some under tariffs."]
    assert in_short(found, claims_of().head(0), None, COMMAND, why)[:3] == [
        *why,
        "QR gate pass: gate transaction time from 4.02 min to 1.51 min (95 % CI of the difference -2.58 to "
        "-2.44 min, n = 20).",
        "Digital port: truck turn time from 61 min to 44.2 min (95 % CI of the difference -18.1 to -15.5 "
        "min, n = 20).",
    ]


def test_an_aim_that_too_few_were_measured_for_has_no_interval() -> None:
    nothing = float("nan")
    row = aims(low=nothing, high=nothing, verdict="undecided", replications_needed=nothing)
    (answer,) = of(row.assign(verdict="one trace")).values()
    assert answer.aims[0].low != answer.aims[0].low
    text = [said.text for said in sentences(replace(answer, state="tested", aims=tuple(compared(row))))]
    assert text[0] == "gate transaction time (no CI, as too few were measured)"


def test_a_figure_that_is_equal_in_all_replications_of_a_log_hides_no_other() -> None:
    """Beside a log a figure that is always 0 is one trace, and all others have their CI."""
    nothing = float("nan")
    never = comparison_of().iloc[[0]].assign(
        kpi="times_turned_away", aim=False, baseline=0.0, value=0.0, difference=0.0, low=-float("inf"),
        high=float("inf"), p=nothing, n=1, verdict="one trace",
    )  # fmt: skip
    found = said(pd.concat([aims(), never]))
    assert found[0] == said(aims())[0]
    assert "one trace" not in dict(found)
    equal = never.assign(kpi="gate_queue_time", aim=True)
    assert ("one trace", "gate queue time") in said(pd.concat([aims(), equal]))
    (whole,) = of(never).values()
    assert whole.state == "one trace"


def test_an_interval_without_0_that_is_undecided_says_why() -> None:
    found = said(aims(verdict="undecided", p_holm=0.09, replications_needed=30))
    assert found[0] == (
        "undecided",
        "gate transaction time (95 % CI -2.58 to -2.44 min, not enough for one of several tests; about 30 "
        "replications would tell)",
    )


def test_the_report_says_verdicts_savings_and_losses_with_their_interval() -> None:
    text = report()
    assert (
        "  - Saves: truck turn time from 61 min to 44.2 min (95 % CI of the difference -18.1 to -15.5 min, "
        "n = 20)." in text
    )
    assert "  - Side effect: reefer wait from 10 min to 12.4 min" in text
    assert "- **3. Night shift**\n  - Undecided: truck turn time (95 % CI -1.9 to +0.7 min; about 410" in text


def test_the_report_has_the_primary_readings_alone_and_says_where_the_rest_is() -> None:
    text = report()
    assert "| C1 | set down at the exam site | at most 15 min | 14.3 min | 13.9 to 14.7 min |" in text
    assert text.count("| C8 |") == 1 and "[report.html](report.html)" in text


def test_the_measure_that_saves_most_comes_first_and_without_money_last() -> None:
    found = of(comparison_of(), payers_of(digital_port=3e6, night_shift=7e6))
    assert list(found) == ["night_shift", "digital_port", "qr_gate_pass"]
    assert worth(found["night_shift"]) == "saves 7 M yuan/y (95 % CI 6.5 to 7.5 M yuan/y)"
    assert worth(found["qr_gate_pass"]) == "has no yearly figure of money"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (-3e6, "costs 3 M yuan/y more (saved: 95 % CI -3.5 to -2.5 M yuan/y)"),
        (2e5, "may save or cost: +0.2 M yuan/y (95 % CI -0.3 to +0.7 M yuan/y)"),
        (float("nan"), "has no yearly figure of money, as something was not measured"),
    ],
)
def test_a_loss_and_what_is_not_certain_are_said_so(amount: float, words: str) -> None:
    assert worth(of(aims(), payers_of(qr_gate_pass=amount))["qr_gate_pass"]) == words


def test_who_gains_and_who_pays_are_named_where_their_interval_excludes_0() -> None:
    paid = payers_of(qr_gate_pass=3e6)
    more = paid.iloc[[0, 0, 0]].assign(
        payer=["shipper", "customs", "terminal"],
        saved=[-8e5, 1e5, 4e3],
        low=[-9e5, -2e5, 3e3],
        high=[-7e5, 4e5, 5e3],
    )
    (answer,) = of(aims(), pd.concat([paid, more])).values()
    found = {each.about: each.text for each in sentences(answer)}
    assert found["gain"] == "haulier +3 M yuan/y" and found["pay more"] == "shipper -0.8 M yuan/y"


def test_the_answer_in_short_counts_savings_claims_and_says_how_sure_is_found_out() -> None:
    found = list(
        of(comparison_of(), payers_of(digital_port=3e6, night_shift=-7e6, qr_gate_pass=1e5)).values()
    )
    assert in_short(found, claims_of(), None, COMMAND) == [
        "Money, for all payers together: a saving from 1 of 3 alternatives beyond run noise, a loss from 1, "
        "open for 1, as the 95 % CI includes 0.",
        "Digital port comes first: it saves 3 M yuan/y (95 % CI 2.5 to 3.5 M yuan/y).",
        "Who gains from it: haulier +3 M yuan/y. Who pays more: nobody beyond run noise.",
        "3 reported claims, each by its primary reading: 1 reproduced, 1 not reproduced, 1 not testable. "
        "Where these figures come from: 1 from inputs alone, 1 from queues. "
        "1 further reading is judged beside them.",
        "A 95 % CI holds the noise of the runs alone. How sure this is over the ranges of the inputs, and "
        f"which of them could change it, is not worked out yet. This does it: {COMMAND}",
    ]


def test_where_no_saving_is_certain_that_is_said_first() -> None:
    found = list(of(aims(), payers_of(qr_gate_pass=1e5)).values())
    assert in_short(found, claims_of(), None, COMMAND)[:2] == [
        "Money, for all payers together: no saving beyond run noise, open for 1, as the 95 % CI includes 0.",
        "QR gate pass comes first: it may save or cost: +0.1 M yuan/y (95 % CI -0.4 to +0.6 M yuan/y).",
    ]
