"""The command that forecasts the next hours from logs: `forecast`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from portsim.base.language import t
from portsim.base.machine import cores
from portsim.base.printable import say
from portsim.cli.options import Forecasting, Out, whole

DEFAULTS = Forecasting()


def forecast(
    scenario: str,
    *,
    now: Annotated[str, Parameter(help="When it begins, by the clock of the logs, e.g. '2026-03-05 14:00'.")],
    hours: Annotated[int, Parameter(help="Hours to come, 1 to 72.", converter=whole)] = 8,
    alternative: Annotated[
        list[str] | None,
        Parameter(help="Also run this alternative, on the same draws; may be repeated.", negative=()),
    ] = None,
    from_state: Annotated[
        Path | None,
        Parameter(
            help="List of what stands where at --now, in the place of earlier arrivals (CSV, .xlsx, Parquet)."
        ),
    ] = None,
    out: Out = None,
    options: Forecasting = DEFAULTS,
) -> None:
    """Forecast who waits where in the next hours, from your logs up to now, with bands.

    Each run repeats the arrivals of the logs up to now, so what stands in the port follows from them; later
    ones are days of the logs before now, drawn anew. --now of a past day shows how far that comes true. With
    --from-state what stands in the port now comes from a list instead.

    The list has a row for each shipment, or for several alike (count). Its columns are stream and step
    (portsim show FLOW lists steps, portsim describe streams with their flows), and as far as you know them
    terminal, since (when it came to the step, or its service began), doing (waiting or in service), count,
    id, carrier, declaration, arrival and traits (yes or no). docs/forecast.md has examples.

    Parameters
    ----------
    scenario:
        A .yaml file in which streams have a log; with --from-state it needs none.
    """
    from portsim.base.folders import staged_folder
    from portsim.report.analyses.forecast import SHEETS, show_forecast
    from portsim.report.analysis import MARK, fill_with
    from portsim.report.terminal.progress import Progress
    from portsim.study.forecasting.question import forecast as ahead

    chosen = options.load(scenario)
    folder = out or Path("results") / f"{chosen.name}_forecast"
    with staged_folder(folder, mark=MARK) as partial:
        at_once = options.workers or cores()
        with Progress(t("{name}: forecast", name=chosen.name), at_once=at_once) as progress:
            found = ahead(
                chosen,
                now,
                hours=hours,
                alternatives=tuple(alternative or ()),
                from_state=from_state,
                replications=options.replications,
                seed=options.seed,
                workers=options.workers,
                progress=progress,
            )
        fill_with(found, partial, SHEETS)
    study = found.scenario.study
    footing = t(
        "bands over n = {n} runs, seed {seed}, identity {identity}",
        n=study.replications,
        seed=study.seed,
        identity=found.scenario.identity,
    )
    show_forecast(found, footing)
    say(t("results: {folder}  (report: {report})", folder=folder, report=folder / "report.md"))
