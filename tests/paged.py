"""Tables of a small study, and the page and the terminal text that are made of them."""

from __future__ import annotations

import io

import pandas as pd

from portsim.claims.cause import Cause
from portsim.report.answer.measures import answers
from portsim.report.markdown import in_markdown
from portsim.report.pages.audit import audit_section
from portsim.report.pages.comparison import comparison_section
from portsim.report.pages.facts import (
    assumptions_section,
    changes_section,
    limits_section,
    provenance_section,
)
from portsim.report.pages.report import report_markdown
from portsim.report.pages.stages import stages_section

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
alternative,channel,stage,kind,order,n,taken,mean,ci_low,ci_high,mean_taken,median,p90,shortest,longest,unfinished,target,within
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


def aims(**other: object) -> pd.DataFrame:
    return comparison_of().iloc[[0]].assign(**other)


def payers_of(**saved: float) -> pd.DataFrame:
    """A row for each measure, all payers, with half a million to both sides; and a haulier with all of it."""
    rows = [
        (name, payer, 9e8, amount, amount - 5e5, amount + 5e5, 0.0, 4, "saves")
        for name, amount in saved.items()
        for payer in ("haulier", "companies", "all_payers")
    ]
    names = ["alternative", "payer", "amount", "saved", "low", "high", "received", "n", "verdict"]
    return pd.DataFrame(rows, columns=names)


LENGTH = ("title", "provenance", "charts", "left_out")


def report(**other: object) -> str:
    """The short report of these tables, Markdown."""
    given = tables(**other)
    found = answers(given["comparison"], given["payers"], given["claims"], {})  # type: ignore[arg-type]
    chosen = {name: given[name] for name in LENGTH}
    return report_markdown(short=["One sentence."], answers=found, claims=given["claims"], **chosen)  # type: ignore[arg-type]


def page(**other: object) -> str:
    """The sections of the page of these tables, as Markdown."""
    given = tables(**other)
    return in_markdown(
        [
            comparison_section(given["comparison"]),  # type: ignore[arg-type]
            audit_section(given["claims"], given["causes"], given["left_out"]),  # type: ignore[arg-type]
            stages_section(given["stages"]),  # type: ignore[arg-type]
            changes_section(given["changes"]),  # type: ignore[arg-type]
            assumptions_section(given["assumptions"], given["influence"]),  # type: ignore[arg-type]
            limits_section(given["limits"]),  # type: ignore[arg-type]
            provenance_section(given["provenance"]),  # type: ignore[arg-type]
        ]
    )


def tables(**other: object) -> dict[str, object]:
    given: dict[str, object] = {
        "title": "A port before and after",
        "comparison": comparison_of(),
        "payers": pd.DataFrame(),
        "claims": claims_of(),
        "causes": {("C8", "less time"): Cause(why="The lane still has to weigh the truck.")},
        "stages": stages_of(),
        "changes": pd.DataFrame(
            [("qr_gate_pass", "gate.check", 4.0, 1.5, "qr_gate_pass")],
            columns=["alternative", "key", "old", "new", "measure"],
        ),
        "assumptions": pd.DataFrame(
            [("exam_share", 0.05, "0.02 to 0.10", "guess"), ("tasks.weigh", "2 min", "1 to 3 min", "guess")],
            columns=["key", "value", "range", "note"],
        ),
        "influence": {},
        "provenance": PROVENANCE,
        "limits": ["Weather is left out."],
        "charts": {},
        "left_out": "",
    }
    return {**given, **other}


def printed(table: object, width: int = 260) -> str:
    from rich.console import Console

    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
