"""The tables of the page of a calibration: inputs, figures, pairs, conflicts, errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portsim.base.language import known, t
from portsim.report.analyses.calibration import (
    BELOW_CONFLICTS,
    BELOW_PAIRS,
    FIGURES,
    FIRST,
    INPUTS,
    figures_in_rows,
    inputs_in_rows,
)
from portsim.report.answer.calibrated import HELD_OUT
from portsim.report.numbers import figures
from portsim.report.parts import Cell, Grid, Part, Section, Text, code, grid, number, signed
from portsim.report.words import figure_label
from portsim.study.analysis import Analysis


def without_marks(text: str) -> str:
    """A text of report.md without its marks."""
    return known(text).replace("*", "").replace("`", "")


def _headings(them: Sequence[str]) -> list[str]:
    said = map(known, them)
    return [each[:1].upper() + each[1:] for each in said]


def _verdict(said: str, verdict: str) -> Cell:
    """A verdict with its mark; nothing where there is none, as without a posterior."""
    return Cell(said, None, "verdict", verdict) if verdict else Cell("")


def inputs_table(analysis: Analysis) -> Grid:
    """Each input as stated, in the prior and in the posterior [its unit]."""
    rows = []
    for said, row in zip(inputs_in_rows(analysis), analysis.tables["inputs"].to_dict("records"), strict=True):
        name, stated, before, median, after, left, verdict = said
        rows.append(
            (
                code(name), stated, Cell(before, row["prior_5"]), Cell(median, row["at_50"]),
                Cell(after, row["at_5"]), Cell(left, row["left"]),
                _verdict(verdict, row["verdict"]),
            )
        )  # fmt: skip
    return grid("inputs", t("Prior and posterior of each input"), _headings(INPUTS), rows, range(1, 6))


def figures_table(analysis: Analysis) -> Grid:
    """Each figure as observed and as the port gives it [its unit], those that were matched first."""
    rows = []
    table = analysis.tables["figures"].to_dict("records")
    both = zip(figures_in_rows(analysis), table, strict=True)
    for said, row in sorted(both, key=lambda each: each[1]["sample"] == HELD_OUT):
        _, sample, observed, before, at_medians, interval, foretold, verdict = said
        rows.append(
            (
                figure_label(row["figure"], row["statement"]), sample, Cell(observed, row["observed"]),
                Cell(before, row["prior_5"]), Cell(at_medians, row["calibrated"]), Cell(interval, row["low"]),
                Cell(foretold, row["foretold_low"]), number(row["n"]),
                _verdict(verdict, row["verdict"]),
            )
        )  # fmt: skip
    *first, verdict = _headings(FIGURES)
    headings = (*first, "n", verdict)
    return grid("figures", t("Observed figures, and what the port gives"), headings, rows, range(2, 8))


def pairs_table(analysis: Analysis) -> Iterator[Part]:
    """The rank correlations of the posterior, the strongest first; nothing for one input."""
    pairs = analysis.tables["pairs"]
    if len(pairs):
        rows = [
            (code(one), code(other), Cell(f"{correlation:.2f}", correlation))
            for one, other, correlation in pairs.head(FIRST).itertuples(index=False)
        ]
        headings = (t("Input"), t("Other input"), t("Rank correlation"))
        yield grid("pairs", t("Which inputs go together"), headings, rows, (2,))
        yield Text(without_marks(BELOW_PAIRS), small=True)


def conflicts_section(analysis: Analysis) -> Section:
    """The figures that no inputs give, alone or in pairs."""
    stated = analysis.tables["figures"][["figure", "statement"]].itertuples(index=False)
    names = {"": "", **{figure: figure_label(figure, statement) for figure, statement in stated}}
    rows = [
        (known(kind), names[one], names[other], number(least))
        for kind, one, other, least in analysis.tables["conflicts"].itertuples(index=False)
    ]
    headings = (t("What"), t("Figure"), t("Other figure"), t("Least [standard deviations]"))
    table = grid("conflicts", t("What no inputs give"), headings, rows, (3,))
    below = Text(without_marks(BELOW_CONFLICTS), small=True)
    return Section("conflicts", t("What no inputs give"), (table, below))


def discrepancy_section(analysis: Analysis) -> Section:
    """What the model may be off by, beside the error of what was observed and what it is off by now."""
    share = float(str(analysis.facts["discrepancy"]))
    said = (
        t(
            "Even with the right inputs the model may be off by {share} of each figure (standard "
            "deviation). This is an assumption and not estimated: --discrepancy sets it, and 2 % to 15 % is "
            "worth trying.",
            share=figures(share, "share"),
        )
        if share
        else t("The model is taken to be exact, so intervals are too narrow by what it lacks.")
    )
    rows = [
        (
            figure_label(row["figure"], row["statement"]), known(row["sample"]),
            number(row["error"], row["unit"]), number(row["discrepancy"], row["unit"]),
            signed(row["calibrated"] - row["observed"], row["unit"]), number(row["observed"], row["unit"]),
        )
        for row in sorted(
            analysis.tables["figures"].to_dict("records"), key=lambda row: row["sample"] == HELD_OUT
        )
    ]  # fmt: skip
    headings = (
        t("Figure"), t("Sample"), t("Standard error of what was observed"),
        t("Discrepancy, standard deviation"), t("Simulated less observed"), t("Observed"),
    )  # fmt: skip
    table = grid("discrepancy", t("Errors, discrepancy, and what is left"), headings, rows, range(2, 6))
    return Section("discrepancy", t("What the model may be off by"), (Text(said), table), t("Discrepancy"))
