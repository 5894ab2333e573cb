"""The command that asks how many replications a study needs: `precision`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.chosen import Chosen, with_chosen
from portsim.cli.options import Out, Running, footing, whole

DEFAULTS = Running()
Within = Annotated[
    list[str] | None,
    Parameter(
        help="Half-width of the 95 % CI that is asked: '5 %' of the figure, or '0.5 min', '1 points', "
        "'0.2 M yuan/y'; may be repeated, for figures in several units. 5 % by default.",
        negative=(),
    ),
]


def precision(
    scenario: str,
    *,
    alternative: Chosen = None,
    within: Within = None,
    kpi: Annotated[
        list[str] | None,
        Parameter(help="Look at this KPI in all alternatives instead; may be repeated.", negative=()),
    ] = None,
    figures: Annotated[
        Literal["difference", "value", "both"],
        Parameter(help="Differences from the baseline, the KPIs of each alternative themselves, or both."),
    ] = "difference",
    most: Annotated[
        int, Parameter(help="Replications at which it ends at the latest.", converter=whole)
    ] = 200,
    budget: Annotated[str, Parameter(help="Time on the clock after which it ends, e.g. '1 h'.")] = "10 min",
    out: Out = None,
    options: Running = DEFAULTS,
) -> None:
    """Find how many replications a scenario needs: run until every figure that counts is as precise as asked.

    Figures that count are what the measures of each alternative aim at, and the primary readings of claims.
    --replications says with how many it begins, 5 by default.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.base.folders import staged_folder
    from portsim.report.analyses.leaves import fill_analysis
    from portsim.report.analyses.precision import show_precision
    from portsim.report.analysis import MARK
    from portsim.report.terminal.progress import Progress
    from portsim.study.until_precise.question import WITHIN
    from portsim.study.until_precise.question import precision as until_precise

    chosen = with_chosen(options.load(scenario, charts=True), alternative)
    folder = out or Path("results") / f"{chosen.name}_precision"
    with staged_folder(folder, mark=MARK) as partial:
        with (
            options.answers() as answers,
            Progress(t("{name}: precision", name=chosen.name), at_once=options.at_once) as progress,
        ):
            found = until_precise(
                chosen,
                within=within or WITHIN,
                kpis=kpi,
                figures=figures,
                most=most,
                budget=budget,
                replications=options.replications,
                workers=options.workers,
                progress=progress,
                answers=answers,
            )
        text = _commands(scenario, alternative or (), options, found.facts["n"], found.facts["n_predicted"])
        fill_analysis(replace(found, sentences=(*found.sentences, *text)), partial)
    show_precision(found, text, footing=footing(found.scenario))
    say(t("results: {folder}  (report: {report})", folder=folder, report=folder / "report.md"))


def _commands(
    scenario: str, alternatives: Sequence[str], options: Running, n: object, predicted: object
) -> tuple[str, ...]:
    """How to compare with as many replications as the figures that are as asked need, and as all need."""
    enough: tuple[str, ...] = ()
    if n is not None:
        command = _compare(scenario, alternatives, options, n)
        enough = (t("to compare with n = {n}: {command}", n=n, command=command),)
    if predicted is None or predicted == n:
        return enough
    command = _compare(scenario, alternatives, options, predicted)
    return (*enough, t("to compare with as many as are predicted: {command}", command=command))


def _compare(scenario: str, alternatives: Sequence[str], options: Running, n: object) -> str:
    """The command that runs the same replications of the same alternatives, n of them, and measures all."""
    given = (
        *(("--alternative", name) for name in alternatives),
        ("--days", options.days),
        ("--warm-up-days", options.warm_up_days),
        ("--run-out", options.run_out),
        ("--seed", options.seed),
        ("--engine", options.engine),
        ("--workers", options.workers or None),
        *(("--set", text) for text in options.set_ or ()),
    )
    words = ["portsim", "compare", scenario, "--replications", str(n)]
    words += [str(word) for name, value in given if value is not None for word in (name, value)]
    words += ["--overload"] * options.overload + ["--no-plugins"] * (not options.plugins)
    return shlex.join(words)
