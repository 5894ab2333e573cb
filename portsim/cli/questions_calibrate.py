"""The command `calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from portsim.base.errors import PortsimError
from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.options import Out, Running, footing, percent, whole

DEFAULTS = Running()
PAGE = "calibration.html"


def calibrate(
    scenario: str,
    *,
    observed: Path,
    inputs: str | None = None,
    hold_out: Annotated[list[str] | None, Parameter(negative=())] = None,
    waves: Annotated[int, Parameter(converter=whole)] = 3,
    samples: Annotated[int, Parameter(converter=whole)] = 128,
    keep: Annotated[int, Parameter(converter=whole)] = 200,
    per_world: Annotated[int, Parameter(converter=whole)] = 1,
    discrepancy: Annotated[float, Parameter(converter=percent)] = 0.05,
    out: Out = None,
    options: Running = DEFAULTS,
) -> None:
    """Find the inputs at which the port does what was observed, as a distribution.

    Unless said otherwise worlds are of at most 7 counted days, after 7 and with 7 of run-out.
    That nothing is plausible is a finding and no failure: the exit code is 0.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    observed:
        YAML of logs that you measured and of single figures, or such a log; what it holds out judges the
        result.
    inputs:
        Keys of numbers with a range, with commas; by default all assumptions that decide a matched figure.
    hold_out:
        A week of the logs that is not matched and judges the result, such as 2025-W14; may be repeated.
    waves:
        How often points that the figures rule out are left behind, at most.
    samples:
        Worlds of each wave, a power of 2.
    keep:
        Worlds of the posterior that are run.
    per_world:
        Replications of each world.
    discrepancy:
        What the model is off by even with the right inputs, as a share of each figure, such as 5%:
        an assumption.
    """
    from portsim.base.folders import staged_folder
    from portsim.report.analyses.leaves import fill_analysis, scenario_file
    from portsim.report.analysis import MARK
    from portsim.report.terminal.calibration import show_calibration
    from portsim.report.terminal.progress import Progress
    from portsim.study.calibration.question import calibrate as searched

    names = None if inputs is None else [each.strip() for each in inputs.split(",")]
    if names is not None and "" in names:
        raise PortsimError(f"--inputs: got '{inputs}', allowed keys with a comma between them")
    chosen = options.load(scenario, charts=True)
    folder = out or Path("results") / f"{chosen.name}_calibration"
    with staged_folder(folder, mark=MARK) as partial:
        title = t("{name}: calibration", name=chosen.name)
        with options.answers() as answers, Progress(title, "worlds", at_once=options.at_once) as progress:
            found = searched(
                chosen, observed, inputs=names, hold_out=hold_out or (), waves=waves, samples=samples,
                keep=keep, per_world=per_world,
                discrepancy=discrepancy, days=options.days, warm_up_days=options.warm_up_days,
                run_out=options.run_out, workers=options.workers, progress=progress, answers=answers,
            )  # fmt: skip
        fill_analysis(found, partial, options.languages)
    show_calibration(found, footing(found.scenario))
    if found.facts["overlay"]:
        say(t("calibrated port: {file}", file=folder / scenario_file(found)))
    say(t("results: {folder}  (report: {report})", folder=folder, report=folder / PAGE))
