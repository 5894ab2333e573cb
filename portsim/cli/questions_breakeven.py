"""The command `breakeven`: where a measure stops paying, and whether it pays."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from portsim.base.errors import PortsimError
from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.options import Out, Running, footing, whole

DEFAULTS = Running()


def breakeven(
    scenario: str,
    key: Annotated[str | None, Parameter(name="INPUT")] = None,
    /,
    *,
    of: str = "net_benefit",
    target: Annotated[str, Parameter(allow_leading_hyphen=True)] = "0",
    alternative: str | None = None,
    between: Annotated[tuple[str, str] | None, Parameter(negative=())] = None,
    points: Annotated[int | None, Parameter(converter=whole)] = None,
    out: Out = None,
    options: Running = DEFAULTS,
) -> None:
    """The value of one input at which a measure stops paying; without an input, whether all measures pay.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    key:
        Dotted key of a number, such as measures.qr_gate_pass.uptake or tariffs.truck_hour.cost.
    of:
        What crosses the target: net_benefit or saved of companies, of other payers as in saved:haulier, or a
        KPI, of which the difference from the baseline is meant.
    target:
        The value of it that is looked for, such as 0, -1, '150 M' or '5 %'.
    alternative:
        The one with the input's measure by default, else the largest.
    between:
        Where to look, such as '20 %' '90 %'; the input's range by default.
    points:
        Values of the input that are looked at before each crossing is narrowed down; 5 if not said.
    """
    from portsim.base.folders import staged_folder
    from portsim.report.analyses.breakeven import show_breakeven, show_net_benefit
    from portsim.report.analyses.leaves import fill_analysis
    from portsim.report.analysis import MARK
    from portsim.report.terminal.progress import Progress
    from portsim.study.paying.net_benefit import net_benefit
    from portsim.study.paying.question import POINTS
    from portsim.study.paying.question import breakeven as searched

    chosen = options.load(scenario, charts=True)
    folder = out or Path("results") / f"{chosen.name}_breakeven"
    if key is None and alternative is not None:
        chosen.world(alternative)
        chosen = chosen.only(alternative)
    if key is None and (of, target, between, points) != ("net_benefit", "0", None, None):
        raise PortsimError(
            "--of, --target, --between and --points: are about an input; name one, or leave them out"
        )
    with staged_folder(folder, mark=MARK) as partial:
        with (
            options.answers() as answers,
            Progress(t("{name}: break-even", name=chosen.name), at_once=options.at_once) as progress,
        ):
            if key is None:
                found = net_benefit(chosen, workers=options.workers, progress=progress, answers=answers)
            else:
                found = searched(
                    chosen, key, of=of, target=target, alternative=alternative, between=between,
                    points=POINTS if points is None else points,
                    workers=options.workers, progress=progress, answers=answers,
                )  # fmt: skip
        fill_analysis(found, partial)
    show = show_net_benefit if key is None else show_breakeven
    show(found, footing(found.scenario))
    say(t("results: {folder}  (report: {report})", folder=folder, report=folder / "report.md"))
