"""The command that finds how large a port must be: `size`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.options import Out, Running, footing, whole

DEFAULTS = Running()


def size(
    scenario: str,
    *,
    over: Annotated[list[str] | None, Parameter(negative=())] = None,
    target: Annotated[list[str] | None, Parameter(negative=())] = None,
    cost: Annotated[list[str] | None, Parameter(negative=())] = None,
    alternative: str = "baseline",
    chance: str = "95 %",
    chance_of: Literal["period", "expected"] = "period",
    minimise: str | None = None,
    within: str | None = None,
    zone: str | None = None,
    budget: Annotated[int | None, Parameter(converter=whole)] = None,
    monotone: Annotated[bool, Parameter(negative=())] = False,
    decide_all: Annotated[bool, Parameter(negative=())] = False,
    out: Out = None,
    options: Running = DEFAULTS,
) -> None:
    """Find the cheapest servers, shifts or uptake that keep stated targets with a stated chance.

    portsim size ocean_gate --over places.gate_in.lanes=8:12 --target 'P90 truck_visit_time <= 60 min'

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    over:
        A number and the values it may take, KEY=LOW:HIGH, KEY=LOW:HIGH:STEP or KEY=A,B,C; may be repeated.
    target:
        What must be kept: a KPI, or a statistic of one (mean, P50, P90, P95, max), then <= or >= and a limit;
        also 'share KPI within 60 min >= 90 %'; may be repeated.
    cost:
        What one more costs, KEY="900000 yuan/y", or one value, "KEY:VALUE=2 M yuan/y"; may be repeated.
        Without any, each server counts as 1.
    alternative:
        baseline, or a name under `compare`, whose measures are in force.
    chance:
        How sure it must be, 50 % to 99.9 %.
    chance_of:
        period: so many of 100 such periods keep every target. expected: so sure is it that the expected
        figures do.
    minimise:
        A KPI that is to be as small as can be among the points that keep the targets, in place of the cost.
    within:
        The difference of that KPI, or of the cost, that does not matter.
    zone:
        How far from the chance [points], or from each limit [% of it], either answer will do.
    budget:
        The most runs that the selection may take.
    monotone:
        Take as given that values further on in each --over are never worse, which saves runs.
    decide_all:
        Also judge the points that are dearer than the one that is chosen.
    """
    from portsim.base.folders import staged_folder
    from portsim.report.analyses.leaves import fill_analysis
    from portsim.report.analyses.size import show_size
    from portsim.report.analysis import MARK
    from portsim.report.terminal.progress import Progress
    from portsim.study.size import size as find_size

    options.check_not_set(over or ())
    chosen = options.load(scenario, charts=True)
    folder = out or Path("results") / f"{chosen.name}_size"
    with staged_folder(folder, mark=MARK) as partial:
        with (
            options.answers() as answers,
            Progress(t("{name}: size", name=chosen.name), "runs", at_once=options.at_once) as progress,
        ):
            found = find_size(
                chosen,
                over or (),
                target or (),
                cost=cost or (),
                alternative=alternative,
                chance=chance,
                chance_of=chance_of,
                minimise=minimise,
                within=within,
                zone=zone,
                budget=budget,
                monotone=monotone,
                decide_all=decide_all,
                workers=options.workers,
                progress=progress,
                answers=answers,
            )
        fill_analysis(found, partial)
    show_size(found, footing(found.scenario))
    say(t("results: {folder}  (report: {report})", folder=folder, report=folder / "report.md"))
