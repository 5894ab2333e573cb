"""The command `uncertainty`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portsim.base.errors import PortsimError
from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.chosen import Chosen, with_chosen
from portsim.cli.options import Out, Running, footing, whole

if TYPE_CHECKING:
    from portsim.scenario.scenario import Scenario

DEFAULTS = Running()


def uncertainty(
    scenario: str,
    *,
    samples: Annotated[int, Parameter(converter=whole)] = 256,
    per_world: Annotated[int, Parameter(converter=whole)] = 1,
    tried: Annotated[int, Parameter(converter=whole)] = 12,
    claims_only: Annotated[bool, Parameter(negative=())] = False,
    alternative: Chosen = None,
    out: Out = None,
    options: Running = DEFAULTS,
) -> None:
    """Draw all inputs from their ranges: in how many worlds does each claim hold, and what decides it?

    Unless said otherwise worlds are of at most 7 counted days, after 7 and with 7 of run-out.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    samples:
        Worlds, a power of 2.
    per_world:
        Replications of each world; with 1, every eighth is run twice.
    tried:
        Inputs that are also tried at both ends of their range, one at a time.
    claims_only:
        Run only alternatives that claims speak of.
    """
    from portsim.base.folders import staged_folder
    from portsim.report.analyses import uncertainty as shown
    from portsim.report.analyses.leaves import fill_analysis
    from portsim.report.analysis import MARK
    from portsim.report.terminal.console import console
    from portsim.report.terminal.points import say_points
    from portsim.report.terminal.progress import Progress
    from portsim.study.uncertainty.question import uncertainty as asked

    chosen = with_chosen(options.load(scenario, charts=True), alternative)
    if claims_only:
        _check_spoken_of(chosen, alternative or ())
    folder = out or Path("results") / f"{chosen.name}_uncertainty"
    with staged_folder(folder, mark=MARK) as partial:
        title = t("{name}: uncertainty", name=chosen.name)
        with options.answers() as answers, Progress(title, "worlds", at_once=options.at_once) as progress:
            found = asked(
                chosen,
                samples=samples,
                per_world=per_world,
                tried=tried,
                claims_only=claims_only,
                days=options.days,
                warm_up_days=options.warm_up_days,
                run_out=options.run_out,
                workers=options.workers,
                progress=progress,
                answers=answers,
            )
        fill_analysis(found, partial)
    out_ = console()
    out_.print(shown.terminal_table(found, out_.width))
    say_points(found.sentences)
    out_.print(footing(found.scenario), highlight=False)
    say(t("results: {folder}  (report: {report})", folder=folder, report=folder / "report.md"))


def _check_spoken_of(scenario: Scenario, named: Sequence[str]) -> None:
    """Raises PortsimError: an alternative is named that no claim speaks of, so that it would not be run."""
    from portsim.claims.claim import load_claims
    from portsim.scenario.alternatives import BASELINE
    from portsim.study.checks import check_study

    if not named or scenario.claims is None:
        return
    claims = load_claims(scenario.claims, check_study(scenario)).values()
    spoken = {reading.alternative for claim in claims for reading in claim.readings}
    if vain := [name for name in named if name not in (*spoken, BASELINE)]:
        raise PortsimError(
            f"--alternative {vain[0]}: no claim speaks of it, and --claims-only runs no other; leave one out"
        )
