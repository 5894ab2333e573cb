"""What a calibration shows: inputs before and after, observed against simulated, what conflicts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from portsim.base.language import known, later, t
from portsim.base.spoken import quantity, span
from portsim.report.analysis import Section, Sheet, shown
from portsim.report.held import HeldRow, footing_in_words, rows_of, sentence
from portsim.report.markdown import as_text, pipe_table
from portsim.report.numbers import figures, interval
from portsim.report.words import ended, sentences
from portsim.study.analysis import Analysis

if TYPE_CHECKING:
    from portsim.report.charts.held import HeldPicture
    from portsim.report.charts.style import Drawn

FIRST = 12  # rows of pairs on the page
INPUTS = (
    later("input"), later("stated"), later("prior, 5 to 95 %"), later("posterior median"), later("5 to 95 %"),
    later("prior left"), later("verdict"),
)  # fmt: skip
FIGURES = (
    later("figure"), later("sample"), later("observed"), later("prior, 5 to 95 %"), later("calibrated port"),
    later("95 % CI"), later("foretold, 95 %"), later("verdict"),
)  # fmt: skip
HELD_AGAINST = (
    later("compared"), later("figure"), later("observed"), later("95 % CI"), later("calibrated port"),
    later("95 % CI"), later("off by"), later("found"),
)  # fmt: skip
MATCHED, HELD = later("matched"), later("held out")
VERDICTS = (later("identified"), later("trades off"), later("not identified"))


def _inputs(analysis: Analysis) -> Drawn:
    from portsim.report.charts.calibration import inputs_chart

    return inputs_chart(analysis.tables["inputs"])


def _figures(analysis: Analysis) -> Drawn:
    from portsim.report.charts.calibration import figures_chart

    return figures_chart(analysis.tables["figures"])


def sheets(analysis: Analysis) -> tuple[Sheet, ...]:
    """The charts: of inputs where something is plausible, of figures always, of logs where there are any."""
    tables = analysis.tables
    of_inputs = Sheet("inputs", later("Prior and posterior of each input"), _inputs, tables["inputs"])
    of_figures = Sheet(
        "figures", later("Observed against simulated, in and out of sample"), _figures, tables["figures"]
    )
    return (of_inputs, of_figures, *_of_logs(analysis)) if len(tables["posterior"]) else (of_figures,)


def _of_logs(analysis: Analysis) -> Iterator[Sheet]:
    """A chart for each time of the logs; none without logs."""
    from portsim.report.charts.held import held_pictures

    if "observed" not in analysis.tables:
        return
    rows = rows_of(analysis.observed, analysis.observed_quantiles)
    for each in held_pictures(rows, analysis.observed_curves, analysis.observed_hours):
        yield Sheet(each.name, each.caption, partial(_drawn, each), each.curves)


def _drawn(picture: HeldPicture, _: Analysis) -> Drawn:
    return picture.draw()


def inputs_in_rows(analysis: Analysis) -> list[list[str]]:
    """Each input in words: stated, prior, posterior, what is left of its prior, verdict."""
    rows = []
    for row in analysis.tables["inputs"].to_dict("records"):
        before = span(row["prior_low"], row["prior_high"])
        after = span(row["low"], row["high"]) if row["verdict"] else ""
        left = figures(row["left"], "share") if row["verdict"] else ""
        verdict = known(row["verdict"]) if row["verdict"] else ""
        if row["trades_with"]:
            verdict = t("{verdict}: with {other}", verdict=verdict, other=row["trades_with"])
        stated, median = quantity(row["stated"]), quantity(row["median"])
        rows.append([row["input"], stated, before, median, after, left, verdict])
    return rows


def figures_in_rows(analysis: Analysis) -> list[list[str]]:
    """Each figure in words: observed, prior, simulated, foretold, verdict."""
    rows = []
    for row in analysis.tables["figures"].to_dict("records"):
        unit = row["unit"]
        error = t("{value} ± {error}", value=figures(row["observed"], unit), error=figures(row["error"]))
        rows.append(
            [
                row["figure"], known(row["sample"]), error, interval(row["prior_5"], row["prior_95"], unit),
                figures(row["calibrated"], unit), interval(row["low"], row["high"], unit),
                interval(row["foretold_low"], row["foretold_high"], unit), known(row["verdict"]),
            ]
        )  # fmt: skip
    return rows


def held_rows(analysis: Analysis) -> list[HeldRow]:
    """The calibrated port against the logs, at all terminals: in the weeks that were matched and in those
    held out, or in all where none is; none without logs."""
    if "observed" not in analysis.tables:
        return []
    rows = [
        each for each in rows_of(analysis.observed, analysis.observed_quantiles) if each.terminal == "all"
    ]
    apart = {(each.log, each.kpi) for each in rows if each.weeks != "all"}
    return [each for each in rows if each.weeks != "all" or (each.log, each.kpi) not in apart]


def _held(rows: list[HeldRow]) -> Section:
    said = [f"- {as_text(sentences([ended(sentence(row)), ended(footing_in_words(row))]))}" for row in rows]
    cells = [
        [
            as_text(row.name), known(each.figure), figures(each.observed, row.unit),
            interval(each.observed_low, each.observed_high, row.unit), figures(each.simulated, row.unit),
            interval(each.low, each.high, row.unit), row.off(each), known(each.found),
        ]
        for row in rows
        for each in row.figures
        if each.figure != "beyond target"
    ]  # fmt: skip
    table = pipe_table(tuple(map(known, HELD_AGAINST)), cells, (2, 3, 4, 5, 6))
    return Section(t("The calibrated port against the logs"), "\n".join(said), table)


def sections(analysis: Analysis) -> list[Section]:
    """The page: inputs, figures, logs, what conflicts, pairs, waves."""
    texts = [[as_text(cell) for cell in row] for row in inputs_in_rows(analysis)]
    out = [
        Section(t("Inputs"), pipe_table(tuple(map(known, INPUTS)), texts, (5,)), known(BELOW_INPUTS)),
        Section(
            t("Observed against simulated"),
            pipe_table(tuple(map(known, FIGURES)), figures_in_rows(analysis), (2, 3, 4, 5, 6)),
            known(BELOW_FIGURES),
        ),
    ]
    if rows := held_rows(analysis):
        out.append(_held(rows))
    if len(analysis.tables["conflicts"]):
        out.append(
            Section(t("What no inputs give"), shown(analysis.tables["conflicts"]), known(BELOW_CONFLICTS))
        )
    if len(analysis.tables["pairs"]):
        out.append(
            Section(
                t("Which inputs go together"),
                shown(analysis.tables["pairs"].head(FIRST)),
                known(BELOW_PAIRS),
            )
        )
    out.append(Section(t("Waves"), shown(analysis.tables["waves"]), known(BELOW_WAVES)))
    return out


BELOW_INPUTS = later(
    "*Prior left*: 100 % less the most by which prior and posterior differ in the chance of any interval; "
    "with 100 % the figures say nothing. *Not identified*: more than 80 % is left. *Trades off*: a rank "
    "correlation of 0.7 or more with another input, so that the figures fix what both do together. "
    "`posterior.csv` has every point with its weight."
)
BELOW_FIGURES = later(
    "*Observed* with its standard error. *Calibrated port*: every input that the figures fix at its "
    "posterior median, all others as stated, all replications. *Foretold*: where 95 % of observed figures "
    "would lie, with the posterior, the error of what was observed and the discrepancy of the model. *Held "
    "out* figures were not matched."
)
BELOW_CONFLICTS = later(
    "*Least*: standard deviations by which the worse of the figures is off at best; allowed are 3."
)
BELOW_PAIRS = later("Rank correlation over the posterior, the strongest first; `pairs.csv` has all.")
BELOW_WAVES = later(
    "*Not ruled out*: share of the prior that is left. *Explained least*: what the worst emulator foretells "
    "of runs left out in turn, noise of the runs included."
)
