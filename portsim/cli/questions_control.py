"""The command that weighs control against facilitation: `control`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.options import Out, Running, footing

DEFAULTS = Running()


def control(
    scenario: str,
    *,
    over: Annotated[list[str] | None, Parameter(negative=())] = None,
    alternative: Annotated[list[str] | None, Parameter(negative=())] = None,
    cost: Annotated[list[str] | None, Parameter(negative=())] = None,
    out: Out = None,
    options: Running = DEFAULTS,
) -> None:
    """Say what a faster or lighter exam costs in risk missed: finds, misses, time and money.

    portsim control ocean_gate --over traits.selected_for_exam.share=0.5%:2%:0.5%

    Unless said otherwise runs are of at most 7 counted days, after 7 and with 7 of run-out.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file, with a section risk.
    over:
        A number and the values it may take, KEY=LOW:HIGH, KEY=LOW:HIGH:STEP or KEY=A,B,C; may be repeated.
        By default the exam rate, the selectivity (risk.selectivity) and the servers that risk names.
    alternative:
        A name under `compare` that is run beside the baseline; may be repeated. By default those of one
        measure that aims at a KPI which risk names.
    cost:
        What one more costs beside the ledger, KEY="600000 yuan/y", or one value, "KEY:VALUE=2 M yuan/y";
        may be repeated.
    """
    from portsim.base.folders import staged_folder
    from portsim.report.analyses.control import show_control
    from portsim.report.analyses.leaves import fill_analysis
    from portsim.report.analysis import MARK
    from portsim.report.terminal.progress import Progress
    from portsim.study.control.question import control as weigh

    options.check_not_set(over or ())
    chosen = options.load(scenario, charts=True)
    folder = out or Path("results") / f"{chosen.name}_control"
    with staged_folder(folder, mark=MARK) as partial:
        with (
            options.answers() as answers,
            Progress(t("{name}: control", name=chosen.name), "runs", at_once=options.at_once) as progress,
        ):
            found = weigh(
                chosen,
                over or (),
                alternatives=alternative,
                cost=cost or (),
                days=options.days,
                warm_up_days=options.warm_up_days,
                run_out=options.run_out,
                workers=options.workers,
                progress=progress,
                answers=answers,
            )
        fill_analysis(found, partial)
    show_control(found, footing(found.scenario))
    say(t("results: {folder}  (report: {report})", folder=folder, report=folder / "report.md"))
