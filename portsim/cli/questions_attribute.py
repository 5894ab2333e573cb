"""The command that attributes savings: `attribute`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.options import Out, Running, footing, names_of

DEFAULTS = Running()


def attribute(
    scenario: str,
    *,
    measures: Annotated[str | None, Parameter(help="The measures, e.g. a,b,c.")] = None,
    alternative: Annotated[
        str | None, Parameter(help="Whose measures and options; the one with the most by default.")
    ] = None,
    kpis: Annotated[
        str | None, Parameter(help="KPIs, e.g. a,b; by default what the measures aim at.")
    ] = None,
    out: Out = None,
    options: Running = DEFAULTS,
) -> None:
    """Say which of several measures gives what of their savings, and what is counted twice.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.base.folders import staged_folder
    from portsim.report.analyses.attribute import show
    from portsim.report.analyses.leaves import fill_analysis
    from portsim.report.analysis import MARK
    from portsim.report.terminal.progress import Progress
    from portsim.study import attribute as question

    chosen = options.load(scenario, charts=True)
    names, figures = names_of("--measures", measures), names_of("--kpis", kpis)
    folder = out or Path("results") / f"{chosen.name}_attribute"
    with staged_folder(folder, mark=MARK) as partial:
        with (
            options.answers() as answers,
            Progress(t("{name}: attribution", name=chosen.name), at_once=options.at_once) as progress,
        ):
            found = question.attribute(
                chosen,
                names,
                figures,
                alternative=alternative,
                workers=options.workers,
                progress=progress,
                answers=answers,
            )
        fill_analysis(found, partial)
    show(found, footing=footing(found.scenario))
    say(t("results: {folder}  (report: {report})", folder=folder, report=folder / "report.md"))
