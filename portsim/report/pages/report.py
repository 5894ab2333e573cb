"""The written report: one Markdown page from finished tables, findings first, provenance under all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from portsim.claims.cause import Cause
from portsim.report.causes import cause_in_words
from portsim.report.markdown import as_text, pipe_table
from portsim.report.material import RULE, counted, important, said
from portsim.report.numbers import bounded, change, factor, figures, interval, percent
from portsim.report.pages.headline import headline
from portsim.report.pages.stages import stages_section
from portsim.report.rows import audited, compared
from portsim.report.words import label

if TYPE_CHECKING:
    import pandas as pd

PROVENANCE = ("version", "identity", "seed", "replications", "days", "warm_up_days")
MOST_KEYS = 40
LONG = ("run_keys", "processor", "logs")  # these stand in provenance.json; logs have a section of their own
CHARTS: Mapping[str, str] = MappingProxyType(
    {
        "savings_panel": "What each measure changes against the baseline",
        "claims": "Reported and simulated, claim by claim",
    }
)


NONE: Mapping[str, pd.DataFrame] = MappingProxyType({})


def report_markdown(
    title: str,
    comparison: pd.DataFrame,
    claims: pd.DataFrame,
    causes: Mapping[tuple[str, str], Cause],
    stages: pd.DataFrame,
    changes: pd.DataFrame,
    assumptions: pd.DataFrame,
    provenance: Mapping[str, object],
    limits: Sequence[str] = (),
    charts: Mapping[str, str] = CHARTS,
    money: str = "",
    left_out: str = "",
    events: str = "",
    further: Mapping[str, pd.DataFrame] = NONE,
    validation: str = "",
) -> str:
    """Write the whole report as Markdown.

    `causes` holds the cause of each (claim, reading). `charts` maps the file name of a picture, without
    folder and ending, to its caption; the page looks for `figures/<name>.png`. `money` is the section of the
    ledger, `events` that of what events cost, both finished; `left_out` says which claims do not speak of the
    scenario. `further` are tables with a heading each, of plug-ins, and `validation` the finished
    section of the figures that the model is held against. A verdict without a 95 % CI or n is
    withheld.

    Raises:
        ValueError: if `provenance` lacks a key, because a number nobody can repeat is not reported.
    """
    missing = [key for key in PROVENANCE if key not in provenance]
    if missing:
        raise ValueError(
            f"provenance: {', '.join(missing)} missing; got {', '.join(provenance) or 'nothing'}; "
            f"needed are {', '.join(PROVENANCE)}; pass what the study recorded of its run"
        )
    footing = (
        f"*95 % CI of the replication means, n as shown; seed {provenance['seed']}, identity "
        f"`{provenance['identity']}`.*"
    )
    parts = [
        f"# {as_text(title)}",
        headline(comparison, claims),
        *(_picture(name, as_text(caption)) for name, caption in charts.items()),
        "## What each measure changes",
        _comparison(comparison),
        f"{footing} *{RULE}*",
        "## What was reported, and what the simulation finds",
        _claims(claims, causes),
        *([f"Claims {left_out}."] if left_out else []),
        footing,
        *(part for section in (validation, money, events) if section for part in (section, footing)),
        "## Stage by stage",
        stages_section(stages),
        "## What each measure changed in the model",
        _changes(changes),
        *(part for title, table in further.items() for part in (f"## {title}", _plain(table), footing)),
        "## Assumptions",
        pipe_table(
            ("Parameter", "Value", "Range", "Note"),
            [
                (f"`{row[0]}`", row[1], row[2], as_text(str(row[3])))
                for row in assumptions.reindex(columns=["key", "value", "range", "note"]).itertuples(
                    index=False
                )
            ],
        ),
        "## Limits",
        "\n".join(f"- {as_text(limit)}" for limit in limits) or "No limits were named for this study.",
        "## Provenance",
        pipe_table(
            ("What", "Value"),
            [(label(str(key)), f"`{value}`") for key, value in provenance.items() if key not in LONG],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _picture(name: str, caption: str) -> str:
    return f"![{caption}](figures/{name}.png)\n\n*{caption}.*"


def _comparison(comparison: pd.DataFrame) -> str:
    """One table per measure, whose name is its heading: its aims, what differs, what was not measured."""
    if comparison.empty:
        return "no data"
    headings = (
        "KPI",
        "Aim",
        "Baseline",
        "With measure",
        "Difference",
        "Relative",
        "95 % CI of the difference",
        "Matters",
        "p or q",
        "Variance reduction",
        "n",
        "Verdict",
    )
    parts = []
    for alternative in dict.fromkeys(comparison["alternative"]):
        own = comparison[comparison["alternative"] == alternative]
        told = important(own) | (own["verdict"] == "not measured")
        rows = own[told]
        parts.append(f"### {label(str(alternative))}")
        table = pipe_table(
            headings,
            [
                (
                    label(row.kpi),
                    "aim" if row.aim else "",
                    bounded(row.baseline, row.unit, row.baseline_is),
                    bounded(row.value, row.unit, row.value_is),
                    change(row.difference, row.unit),
                    percent(row.relative),
                    interval(row.low, row.high, row.unit, signed=True),
                    figures(row.matters, row.unit) if row.unit != "share" else change(row.matters, "share"),
                    row.corrected,
                    factor(row.variance_reduction),
                    figures(row.n),
                    _verdict(said(row.verdict, row.replications_needed), row.low, row.high, row.n),
                )
                for row in compared(rows)
            ],
            right=range(2, 11),
        )
        if len(rows):
            parts.append(table)
        if len(own) > len(rows):
            parts.append(f"{_further(len(rows))}: {counted(own[~told])}; all rows stand in `comparison.csv`.")
    return "\n\n".join(parts)


def _further(shown: int) -> str:
    return "Further KPIs, whose CI holds 0" if shown else "No KPI has a CI that excludes 0"


def _claims(claims: pd.DataFrame, causes: Mapping[tuple[str, str], Cause]) -> str:
    """The audit table, and under it one line per reading that says why."""
    headings = (
        "Claim",
        "Reading",
        "Primary",
        "Statement",
        "Reported",
        "Simulated",
        "95 % CI",
        "n",
        "Verdict",
        "Label",
        "Unlimited servers",
        "Closed form",
        "Decided by",
        "Independent of the claim",
        "Leans on",
    )
    table = pipe_table(
        headings,
        [
            (
                as_text(row.claim),
                as_text(row.reading),
                "primary" if row.primary else "",
                as_text(row.statement),
                row.claimed,
                figures(row.simulated, row.unit),
                interval(row.low, row.high, row.unit),
                figures(row.n),
                _verdict(row.verdict, row.low, row.high, row.n),
                row.label,
                figures(row.unlimited, row.unit),
                figures(row.closed_form, row.unit),
                _decided(row.deciding_parameters),
                row.independent,
                row.leans_on,
            )
            for row in audited(claims)
        ],
        right=(*range(4, 8), 10, 11),
    )
    sentences = [
        f"- **{as_text(row.claim)}, {as_text(row.reading)}: {row.verdict}.** {cause_in_words(causes[key])}"
        for row in audited(claims)
        if (key := (row.claim, row.reading)) in causes
    ]
    return "\n\n".join([table, *(["Why:", "\n".join(sentences)] if sentences else [])])


def _decided(parameters: str) -> str:
    """The parameters of a reading; where they are most of the model, how many of each kind."""
    keys = parameters.split("; ")
    if len(keys) <= MOST_KEYS:
        return parameters
    kinds = Counter(key.split(".")[0] for key in keys)
    return f"{len(keys)}: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()) + "; named in claims.csv"


def _verdict(verdict: str, low: float, high: float, n: float) -> str:
    """The verdict, or that it is withheld: no verdict without an interval and a number of replications."""
    import pandas as pd

    if verdict in ("not measured", "not testable"):
        return verdict
    return f"**{verdict}**" if pd.notna(low) and pd.notna(high) and pd.notna(n) else "withheld: no 95 % CI"


def _changes(changes: pd.DataFrame) -> str:
    return pipe_table(
        ("Alternative", "Measure", "Parameter", "Old", "New"),
        [
            (label(str(alternative)), label(str(measure)), f"`{key}`", old, new)
            for alternative, measure, key, old, new in changes.reindex(
                columns=["alternative", "measure", "key", "old", "new"]
            ).itertuples(index=False)
        ],
    )


def _plain(table: pd.DataFrame) -> str:
    """A table as it is: names in words, numbers to three digits."""
    numbers = [place for place, kind in enumerate(table.dtypes) if kind.kind in "fiu"]
    rows = [
        [figures(float(cell)) if at in numbers else as_text(label(str(cell))) for at, cell in enumerate(row)]
        for row in table.itertuples(index=False)
    ]
    return pipe_table([label(str(name)) for name in table.columns], rows, right=numbers)
