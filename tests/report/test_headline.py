"""The headline of the report: for each measure, what it aims at, money and side effects that matter."""

from __future__ import annotations

import pandas as pd
from paged import comparison_of, page


def headline_of(rows: pd.DataFrame) -> str:
    """The sentence of the only measure."""
    (line,) = [each for each in page(comparison=rows).split("##")[0].splitlines() if "**QR gate" in each]
    return line


def aims(**other: object) -> pd.DataFrame:
    return comparison_of().iloc[[0]].assign(**other)


def test_the_headline_says_what_a_measure_aims_at_verdict_by_verdict() -> None:
    rows = [
        aims(kpi="quay_time"),
        aims(kpi="desk_time", difference=0.6, low=0.5, high=0.7, value=4.62, verdict="worse"),
        aims(kpi="door_time", difference=-0.1, low=-0.3, high=0.1, verdict="equivalent"),
        aims(kpi="road_time", difference=-1, low=-3.0, high=1.0, verdict="undecided", replications_needed=83),
        aims(kpi="sky_time", verdict="not measured"),
        comparison_of().iloc[[1]].assign(kpi="whatever", relative=-99.0, verdict="saves"),
    ]
    assert headline_of(pd.concat(rows)) == (
        "- **QR gate pass:** saves: quay time from 4.02 min to 1.51 min (95 % CI of the difference -2.58 to "
        "-2.44 min, n = 20); worse: desk time from 4.02 min to 4.62 min (95 % CI of the difference +0.5 to "
        "+0.7 min, n = 20); equivalent: door time; undecided: road time (95 % CI -3 to +1 min; about 83 "
        "replications would tell); not measured: sky time."
    )


def test_the_headline_says_four_aims_in_full_and_names_the_others() -> None:
    line = headline_of(pd.concat([aims(kpi=f"time_{n}") for n in range(1, 7)]))
    assert line.count("95 % CI") == 4 and line.endswith("n = 20); and time 5, time 6.")


def test_the_headline_says_money_and_side_effects_that_matter() -> None:
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
    line = headline_of(pd.concat(rows))
    ci = "(95 % CI of the difference +2.0 to +2.8"
    assert line.endswith(
        f"; money: company cost from 10 M yuan/y to 12.4 M yuan/y {ci} M yuan/y, n = 20), worse; "
        f"side effects: loss of q one half from 10 min to 12.4 min {ci} min, n = 20); "
        f"loss from 10 min to 12.4 min {ci} min, n = 20)."
    )


def test_a_measure_that_aims_at_nothing_is_said_so() -> None:
    assert headline_of(aims(aim=False)) == "- **QR gate pass:** it declares no KPI that it aims at."


def test_the_headline_says_verdicts_savings_and_losses_with_their_interval() -> None:
    text = page().split("##")[0]
    assert (
        "**The audit:** 3 reported claims, each by its primary reading: 1 reproduced, 1 not reproduced, "
        "1 not testable. Of these figures 1 products of inputs, 1 emergent. 1 further reading stands below."
    ) in text
    assert (
        "truck turn time from 61 min to 44.2 min (95 % CI of the difference -18.1 to -15.5 min, n = 20)"
        in text
    )
    assert "side effects: reefer wait from 10 min to 12.4 min" in text
    assert "**Night shift:** undecided: truck turn time (95 % CI -1.9 to +0.7 min; about 410" in text
