"""The written report and the terminal tables: every row appears, every verdict has its proof beside it."""

from __future__ import annotations

import io
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from portsim.claims.cause import Cause
from portsim.report.numbers import change, factor, figures, interval, percent, probability
from portsim.report.pages.money import payers_table
from portsim.report.pages.report import report_markdown
from portsim.report.terminal.tables import claims_table, comparison_table
from portsim.report.words import inline, label, wrap

NOTHING = float("nan")
PROVENANCE = {
    "version": "0.1.0",
    "identity": "ab12cd34",
    "seed": 7,
    "replications": 20,
    "days": 28,
    "warm_up_days": 7,
}


COMPARISON = """
alternative,kpi,unit,better,aim,baseline,value,difference,low,high,relative,matters,p,p_holm,q,variance_reduction,n,replications_needed,unfinished,baseline_is,value_is,verdict
qr_gate_pass,gate_transaction_time,min,less,True,4.02,1.51,-2.51,-2.58,-2.44,-0.624,0.5,1e-9,1e-9,,14.2,20,,0,exact,exact,saves
qr_gate_pass,gate_utilisation,share,neither,False,0.71,0.27,-0.44,-0.45,-0.43,-0.62,0.01,1e-9,,1e-9,3.0,20,,0,exact,exact,changes
digital_port,truck_turn_time,min,less,True,61.0,44.2,-16.8,-18.1,-15.5,-0.275,0.61,1e-9,1e-9,,6.0,20,,0,exact,exact,saves
digital_port,reefer_wait,min,less,False,10.0,12.4,2.4,2.0,2.8,0.24,0.1,0.02,,0.021,0.8,20,,0,exact,exact,worse
night_shift,truck_turn_time,min,less,True,61.0,60.4,-0.6,-1.9,0.7,-0.01,0.61,0.35,0.4,,5.0,20,412,0,exact,exact,undecided
"""
CLAIMS = """
claim,reading,primary,statement,unit,sense,reported,simulated,low,high,n,verdict,deciding_parameters,independent
C1,mean,True,set down at the exam site,min,at most,15.0,14.31,13.92,14.70,20,reproduced,drive_speed,yes
C8,less time,True,gate step | 90 % better,share,at least,.9,.62,.60,.64,20,not reproduced,gate.qr_check,yes
C8,throughput,False,gate | 90 % better,share,about,.47,.62,.60,.64,20,calibrated to,gate.qr_check,no: qr_check
C9,sheets,True,sheets a year,sheets/year,about,3.5e6,,,,0,not testable,none,yes
"""
LABELS = {"C1": "emergent", "C8": "product of inputs", "C9": ""}


def comparison_of() -> pd.DataFrame:
    return pd.read_csv(io.StringIO(COMPARISON.strip()))


def claims_of() -> pd.DataFrame:
    table = pd.read_csv(io.StringIO(CLAIMS.strip()))
    return table.assign(
        label=table["claim"].map(LABELS),
        unlimited=[12.5, 0.61, 0.61, NOTHING],
        closed_form=NOTHING,
        leans_on="",
    )


STAGES = """
alternative,channel,stage,kind,order,n,taken,mean,ci_low,ci_high,mean_taken,median,p90,low,high,unfinished,target,within
baseline,red channel,to set_down,stage,1,40,40,80.0,75.0,85.0,80.0,70.5,99.0,20.0,200.0,0,,
baseline,red channel,to searched,stage,2,40,10,30.0,25.0,35.0,120.0,110.0,150.0,90.0,180.0,0,,
baseline,red channel,still under way,under way,3,40,4,10.0,5.0,15.0,100.0,95.0,150.0,50.0,160.0,0.1,,
baseline,red channel,arrival to searched,whole,4,40,36,120.0,110,130,115,105,180,60,300,0.1,240,0.85
baseline,green channel,to set_down,stage,1,1234,1234,60.5,60.0,61.0,60.5,55.5,90.0,20.0,180.0,0,,
baseline,green channel,arrival to searched,whole,4,1234,1234,60.5,60,61,60.5,55.5,90,20,180,0,240,1.0
digital_port,red channel,to set_down,stage,1,40,40,50.0,45.0,55.0,50.0,40.0,60.0,10.0,90.0,0,,
digital_port,red channel,to searched,stage,2,40,10,31.0,26.0,36.0,124.0,111.0,150.0,90.0,180.0,0,,
digital_port,red channel,arrival to searched,whole,3,40,40,81.0,70.0,90.0,81.0,75.0,150.0,30.0,200.0,0,240,1.0
digital_port,green channel,to set_down,stage,1,1234,1234,60.4,60.0,61.0,60.4,55.5,90.0,20.0,180.0,0,,
digital_port,green channel,arrival to searched,whole,3,1234,1234,60.4,60,61,60.4,55.5,90,20,180,0,240,1.0
"""


def stages_of() -> pd.DataFrame:
    rows = pd.read_csv(io.StringIO(STAGES.strip())).assign(stream="lcl_box")
    return pd.concat([rows.assign(terminal=terminal) for terminal in ("all", "haicang")])


def page(**other: object) -> str:
    given: dict[str, object] = {
        "title": "A port before and after",
        "comparison": comparison_of(),
        "claims": claims_of(),
        "causes": {("C8", "less time"): Cause(why="The lane still has to weigh the truck.")},
        "stages": stages_of(),
        "changes": pd.DataFrame(
            [("qr_gate_pass", "gate.check", 4.0, 1.5, "qr_gate_pass")],
            columns=["alternative", "key", "old", "new", "measure"],
        ),
        "assumptions": pd.DataFrame(
            [("exam_share", 0.05, "0.02 to 0.10", "guess")], columns=["key", "value", "range", "note"]
        ),
        "provenance": PROVENANCE,
        "limits": ["Weather is left out."],
    }
    return report_markdown(**{**given, **other})  # type: ignore[arg-type]


def printed(table: object, width: int = 260) -> str:
    from rich.console import Console

    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def line_of(kpi: str, text: str) -> str:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {kpi} |")]
    return line


def test_what_measures_aim_at_and_every_difference_is_on_the_page() -> None:
    text = page()
    for row in comparison_of().itertuples():
        aim = "aim" if row.aim else ""
        assert (
            f"| {label(str(row.kpi))} | {aim} | {figures(float(str(row.baseline)), str(row.unit))} " in text
        )
    assert "-2.51 min | -62.4 % | -2.58 to -2.44 min | 0.5 min | p <0.001 | 14 x | 20 | **saves** |" in text
    assert "| +0.1 min | q 0.021 |".replace("+", "") in line_of("Reefer wait", text)
    assert "| +1 points | q <0.001 |" in line_of("Gate utilisation", text)
    assert text.count("| **undecided (about 410 replications would tell)** |") == 1


def test_the_other_kpis_are_counted_by_verdict() -> None:
    same = (
        comparison_of()
        .iloc[[4, 4, 4, 4, 4]]
        .assign(alternative=["digital_port"] * 3 + ["night_shift"] * 2, aim=False, verdict="equivalent")
    )
    same.iloc[0, -1] = "undecided"
    text = page(comparison=pd.concat([comparison_of().iloc[:4], same]))
    rest = "all rows stand in `comparison.csv`."
    assert f"**worse** |\n\nFurther KPIs, whose CI holds 0: 1 undecided, 2 equivalent; {rest}" in text
    assert f"### Night shift\n\nNo KPI has a CI that excludes 0: 2 equivalent; {rest}" in text
    assert "Truck turn time |  | 61 min | 60.4 min" not in text


def test_a_ci_that_excludes_0_is_on_the_page_whatever_its_q() -> None:
    rows = (
        comparison_of()
        .iloc[[3, 3]]
        .assign(
            kpi=["slow_desk", "slow_crane"],
            verdict=["undecided", "equivalent"],
            q=0.3,
            replications_needed=30.0,
        )
    )
    text = page(comparison=rows)
    assert line_of("Slow desk", text).endswith(
        "q 0.300 | 0.80 x | 20 | **undecided (about 30 replications would tell)** |"
    )
    assert line_of("Slow crane", text).endswith("q 0.300 | 0.80 x | 20 | **equivalent** |")


def test_what_was_not_measured_is_on_the_page() -> None:
    missing = comparison_of().iloc[[4]].assign(value=NOTHING, low=NOTHING, n=0, verdict="not measured")
    assert "| 0 | not measured |" in page(comparison=missing)


def test_stages_that_a_measure_leaves_as_they_were_are_not_on_the_page() -> None:
    """A minute of the 120 min of the whole way in the red channel is not a hundredth of it; 30 min are."""
    text = page()
    assert "| Digital port | To set down | 80 → 50 |" in text
    assert "| Digital port | To searched |" not in text
    assert "| Red channel | Digital port | 40 | 81 min |" in text
    assert "| Green channel | Digital port |" not in text


def test_stages_stand_side_by_side_for_the_channels_and_add_up_to_whole_times() -> None:
    text = page()
    whole = "| **Arrival to searched** | Red channel | Baseline | 40 | at least 120 min | 110 to 130 min | "
    assert f"{whole}105 min | 180 min |" in text
    assert "| 60 to 300 min | 10 % | 240 min | 85 % |" in text
    assert (
        "| Stage | Red channel: mean [min] | Took it | Mean of those | P90 | Green channel: mean [min] |"
        in text
    )
    assert "| To searched | 30 | 25 % | 120 | 150 | 0 | 0 % |  |  |" in text
    assert "| Still under way | 10 | 10 % | 100 | 150 | 0 | 0 % |  |  |" in text


def test_a_long_way_is_shown_in_hours() -> None:
    times = ("mean", "ci_low", "ci_high", "mean_taken", "median", "p90", "low", "high", "target")
    days = stages_of()
    text = page(stages=days.assign(**{name: days[name] * 60 for name in times}))
    assert (
        "| Red channel | Baseline | 40 | at least 120 h | 110 to 130 h |" in text and ": mean [h] |" in text
    )
    assert "| 240 h | 85 % |" in text


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


def test_the_rule_stands_under_the_tables() -> None:
    rule = "Equivalent: the 95 % CI lies within what matters. Undecided: neither."
    assert rule in page()
    assert rule in " ".join(printed(comparison_table(comparison_of())).split())


def test_the_page_says_which_parameters_a_claim_was_calibrated_with() -> None:
    assert "| gate.qr_check | no: qr_check |  |" in page()
    assert "| no: qr_check | C10: 98.1, exceeded |" in page(
        claims=claims_of().assign(leans_on="C10: 98.1, exceeded")
    )


def test_claims_that_speak_of_another_scenario_are_named_below_the_table() -> None:
    text = page(left_out="left out, as they do not speak of here: C4 (there)")
    assert "\n\nClaims left out, as they do not speak of here: C4 (there).\n\n" in text
    assert "Claims left out" not in page()


def test_the_money_stands_on_the_page_where_there_is_any() -> None:
    assert "## Who saves what" not in page()
    assert "## Who saves what\n\n3 yuan" in page(money="## Who saves what\n\n3 yuan")


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


def test_the_terminal_says_whether_a_claim_is_at_most_at_least_or_about() -> None:
    wide, narrow = (printed(claims_table(claims_of(), width), width) for width in (110, 80))
    pairs = {"at most 15 min": "≤ 15 min", "at least 90 %": "≥ 90 %", "about 47 %": "≈ 47 %"}
    for words, sign in pairs.items():
        assert words in wide and sign not in wide
        assert sign in narrow and words not in narrow


def test_a_bar_in_a_text_does_not_break_its_table() -> None:
    assert "gate step \\| 90 % better" in page()


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


def test_a_verdict_without_an_interval_is_withheld() -> None:
    text = page(comparison=comparison_of().assign(low=NOTHING, high=NOTHING))
    assert "**saves**" not in text
    assert "saves:" not in text
    assert "withheld: no 95 % CI" in text


@pytest.mark.parametrize("key", sorted(PROVENANCE))
def test_a_report_without_its_provenance_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=f"provenance: {key} missing; got .*; needed are version, identity"):
        page(provenance={name: value for name, value in PROVENANCE.items() if name != key})


def test_seed_and_identity_stand_under_the_verdicts() -> None:
    assert page().count("seed 7, identity `ab12cd34`") == 2


def test_stages_changes_assumptions_limits_and_charts_are_on_the_page() -> None:
    text = page(charts={"claims": "The audit"})
    assert "### LCL box, all terminals" in text
    assert "### LCL box, Haicang" in text
    assert "| QR gate pass | QR gate pass | `gate.check` | 4.0 | 1.5 |" in text
    assert "| `exam_share` | 0.05 | 0.02 to 0.10 | guess |" in text
    assert "- Weather is left out." in text
    assert "![The audit](figures/claims.png)" in text


def test_empty_tables_give_a_page_that_says_so() -> None:
    empty = pd.DataFrame()
    text = page(
        comparison=comparison_of().head(0),
        claims=claims_of().head(0),
        stages=empty,
        changes=empty,
        assumptions=empty,
    )
    assert text.count("no data") == 6
    assert "no data" in printed(comparison_table(comparison_of().head(0)))
    assert "no data" in printed(claims_table(claims_of().head(0)))


def test_the_same_tables_give_the_same_page() -> None:
    assert page() == page()


def test_the_terminal_shows_aims_first_then_the_worse_and_ten_lines_in_all() -> None:
    one = comparison_of().iloc[[0]]
    rows = [one.assign(kpi=f"gain_{n}_", aim=False, q=0.01, difference=-0.01 * n) for n in range(1, 15)]
    loss = one.assign(kpi="small_loss", aim=False, q=0.01, difference=0.001, verdict="worse")
    text = printed(comparison_table(pd.concat([*rows, loss, one])))
    assert [n for n in range(1, 15) if f"Gain {n} " in text] == list(range(7, 15))
    assert "Small loss" in text and "q 0.010" in text
    assert text.index("* Gate transaction time") < text.index("Gain 7")
    assert "and 6 more in comparison.csv" in text


def payers_of() -> pd.DataFrame:
    rows = [
        ("digital_port", "haulier", 2_718_000.0, 6, "saves"),
        ("digital_port", "airline_and_cargo_terminal", -10_350_000.0, 6, "pays more"),
        ("digital_port", "cfs", 0.0, 6, "equivalent"),
        ("digital_port", "customs", 499.0, 6, "equivalent"),
        ("digital_port", "companies", -7_632_000.0, 6, "pays more"),
        ("digital_port", "all_payers", -7_632_000.0, 6, "undecided"),
    ]
    table = pd.DataFrame(rows, columns=["alternative", "payer", "saved", "n", "verdict"])
    half = np.where(table["verdict"] == "undecided", 1e7, 100.0)
    return table.assign(amount=1e7, low=table["saved"] - half, high=table["saved"] + half, received=0.0)


@pytest.mark.parametrize("width", [80, 110])
def test_the_terminal_tells_who_saves_in_millions_and_tears_no_word(width: int) -> None:
    text = printed(payers_table(payers_of()), width)
    assert "Who saves what [M yuan/y]" in text
    for said in (
        "haulier +2.72*",
        "airline and cargo terminal -10.35*",
        " -7.63* ",
        " -7.63 ",
        "Digital port",
    ):
        assert said in text
    assert "CFS" not in text and "customs" not in text


def test_every_row_is_in_the_terminal_tables() -> None:
    text = printed(comparison_table(comparison_of()))
    for kpi in comparison_of()["kpi"]:
        assert label(kpi) in text
    assert "-44 points │    -62 %" in text
    audit = printed(claims_table(claims_of()))
    for word in ("C1", "less time", "throughput", "not testable", "calibrated to", "3.5 M sheets/year"):
        assert word in audit


@pytest.mark.parametrize(
    ("x", "unit", "said"),
    [
        (12.345, "min", "12.3 min"),
        (15.0, "min", "15 min"),
        (0.4567, "h", "0.46 h"),
        (99.96, "", "100"),
        (0.905, "share", "90.5 %"),
        (12_345.6, "boxes", "12,346 boxes"),
        (1_640_000, "yuan/year", "1.64 M yuan/year"),
        (999_999, "yuan", "1.0 M yuan"),
        (-0.0, "min", "0 min"),
        (0.00001234, "", "1.2e-05"),
        (NOTHING, "min", "n/a"),
        (math.inf, "min", "n/a"),
    ],
)
def test_numbers_are_said_with_sensible_digits(x: float, unit: str, said: str) -> None:
    assert figures(x, unit) == said


def test_differences_carry_their_sign_and_intervals_one_scale() -> None:
    assert change(2.5, "min") == "+2.5 min"
    assert change(-0.123, "share") == "-12.3 points"
    assert percent(-0.4512) == "-45.1 %"
    assert interval(650_000, 1_780_000, "yuan") == "0.65 to 1.78 M yuan"
    assert interval(15.0123, 15.0181, "min") == "15.012 to 15.018 min"
    assert interval(NOTHING, 1.0, "min") == "n/a"
    assert (probability(0.0002), probability(0.0213), factor(0.83), factor(NOTHING)) == (
        "<0.001",
        "0.021",
        "0.83 x",
        "n/a",
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("smart_cloud_routing", "Smart cloud routing"),
        ("qr_gate_pass", "QR gate pass"),
        ("lcl_pickup_within_1h", "LCL pick-up within 1 h"),
        ("truck_turn_time [min]", "Truck turn time"),
        ("dwell_p90", "Dwell P90"),
        ("gate_in to set_down", "Gate-in to set down"),
        ("", ""),
    ],
)
def test_any_name_becomes_plain_words(name: str, said: str) -> None:
    assert label(name) == said
    assert label(said) == said


def test_names_inside_a_sentence_start_small_unless_they_are_acronyms() -> None:
    assert inline("gate_queue_time") == "gate queue time"
    assert inline("QR_gate_pass") == "QR gate pass"
    assert inline("a year") == "a year"


def test_wrapping_a_text_drops_nothing() -> None:
    text = "gate-in to box set down at the exam site"
    assert wrap(text, 12).replace("\n", " ") == text


def test_the_page_is_written_without_loading_a_drawing_library() -> None:
    code = (
        "import sys, portsim.report.pages.report, portsim.report.terminal.tables;"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
