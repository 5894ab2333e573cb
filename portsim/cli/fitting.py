"""The command that fits a scenario to its logs: `fit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from portsim.base.errors import ConfigError, PortsimError
from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.options import Reading, whole

DEFAULTS = Reading()


def fit(
    scenario: str,
    *,
    stream: Annotated[list[str] | None, Parameter(negative=())] = None,
    out: Path | None = None,
    folder: Path | None = None,
    holiday: Annotated[list[str] | None, Parameter(negative=())] = None,
    includes_waiting: Annotated[bool, Parameter(negative=())] = False,
    bootstrap: Annotated[int, Parameter(converter=whole)] = 199,
    seed: Annotated[int | None, Parameter(converter=whole)] = None,
    options: Reading = DEFAULTS,
) -> None:
    """Fit durations, chances and arrivals to the logs of a scenario, and write a scenario that has them.

    Parameters
    ----------
    scenario:
        A .yaml file whose streams have logs.
    stream:
        Only the log of this stream; may be repeated.
    out:
        The scenario file that is written; <scenario>_fitted.yaml by default. An earlier one is replaced only
        if this command wrote it.
    folder:
        Folder for tables, chart and page; results/<scenario>_fit by default.
    holiday:
        A date that is left out of the profile of arrivals, such as 2026-05-01; may be repeated.
    includes_waiting:
        Also fit times that are measured from before the server is free.
    bootstrap:
        Samples behind each p-value and interval.
    seed:
        Seed of these samples.
    """
    from portsim.base.files import check_replaced, write_text
    from portsim.base.folders import staged_folder
    from portsim.report.analyses.fit import show_fit
    from portsim.report.analyses.leaves import fill_analysis
    from portsim.report.analysis import MARK
    from portsim.scenario.load import load
    from portsim.scenario.placing import placed
    from portsim.study.fitting.overlay import MARKED
    from portsim.study.fitting.question import fit as fitted

    chosen = options.load_to_fit(scenario)
    file = out or Path(f"{chosen.name}_fitted.yaml")
    target = folder or Path("results") / f"{chosen.name}_fit"
    if file.resolve() == target.resolve():
        raise PortsimError(f"--out and --folder: both are {file}; give the folder another name")
    if file.exists() and not file.is_file():
        raise PortsimError(f"--out: {file} is a folder, a device or a pipe; allowed a file")
    check_replaced(file, (MARKED,), "scenario that portsim fit wrote")
    found = fitted(
        chosen,
        streams=stream or (),
        holidays=holiday or (),
        includes_waiting=includes_waiting,
        bootstrap=bootstrap,
        seed=seed,
    )
    text = placed(str(found.facts["overlay"]), file)
    with staged_folder(target, mark=MARK) as partial:
        fill_analysis(found, partial)
        trial = file.with_name(f".{file.stem}.trial.yaml")
        write_text(trial, text)
        try:
            identity = load(str(trial), run_files=options.plugins, overload=True).identity
        except ConfigError as error:
            raise PortsimError(f"fit: the fitted scenario cannot run: {error}") from None
        finally:
            trial.unlink()
        write_text(file, text)
    show_fit(found)
    say(t("seed {seed}, {n} samples", seed=found.facts["seed"], n=bootstrap))
    say(t("scenario: {file} (identity {identity})", file=file, identity=identity))
    say(t("results: {folder}  (report: {report})", folder=target, report=target / "report.md"))
