"""Commands about logs: `export` writes a run as an event log, `log inspect` says what a file of yours is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from portsim.base.errors import PortsimError
from portsim.base.language import ENGLISH, speak
from portsim.base.monday import SOME
from portsim.base.printable import say
from portsim.cli.examples import EXAMPLES, epilogue
from portsim.cli.flowing import flowing
from portsim.cli.options import AsCsv, Lang, OneRun, languages_of, say_csv, whole

DEFAULTS = OneRun()
log = App(
    name="log",
    help="Logs of your own: what a file is, and how to bring it into a scenario.",
    help_epilogue=epilogue(EXAMPLES["log"]),
)
Flag = Annotated[bool, Parameter(negative=())]


def export(
    scenario: str,
    *,
    out: Path,
    csv: Flag = False,
    xes: Flag = False,
    ocel: Flag = False,
    alternative: str = "baseline",
    replication: Annotated[int, Parameter(converter=whole)] = 0,
    start: str | None = None,
    zone: str = "+00:00",
    case: Literal["shipment", "thread", "carrier", "declaration"] = "shipment",
    stream: Annotated[list[str] | None, Parameter(negative=())] = None,
    counted: Flag = False,
    ends: Flag = False,
    options: OneRun = DEFAULTS,
) -> None:
    """Write one run as an event log with dates, for process mining and other tools.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    out:
        The file that is written, whole or not at all.
    csv:
        One row for each event.
    xes:
        XES, XML 1.0 (IEEE 1849).
    ocel:
        OCEL 2.0, objects and their relations: JSON, or SQLite where the file ends in .sqlite.
    alternative:
        baseline, or a name under `compare`.
    replication:
        Which replication, from 0.
    start:
        The date of minute 0, a Monday; without it `study.start` of the scenario, or 2023-08-07.
    zone:
        Hours and minutes ahead of UTC.
    case:
        What one case is, in CSV and XES: a shipment, one of its threads, or a carrier or declaration with all
        it has.
    stream:
        Only shipments of this stream; may be repeated.
    counted:
        Only shipments that arrive in the counted days, without those of warm-up and run-out.
    ends:
        Only the end of each step, without its queue and start.
    """
    from portsim.report.logs.export import FORMATS
    from portsim.report.logs.export import export as write

    chosen = [name for name, wanted in zip(FORMATS, (csv, xes, ocel), strict=True) if wanted]
    if len(chosen) != 1:
        got = " and ".join(f"--{name}" for name in chosen) or "none"
        raise PortsimError(f"export: got {got}, allowed one of --csv, --xes, --ocel")
    loaded = options.load(scenario)
    start = str(loaded.study.start or SOME) if start is None else start
    tally = write(
        loaded,
        out,
        chosen[0],
        alternative=alternative,
        replication=replication,
        start=start,
        zone=zone,
        case=case,
        streams=stream or (),
        counted=counted,
        ends=ends,
    )
    say(f"{out}: {tally}; minute 0 is {start} 00:00 {zone}")


@log.command(help_epilogue=epilogue(EXAMPLES["log inspect"]))
@flowing
def inspect(
    file: str,
    *,
    csv: AsCsv = False,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    header: Annotated[int | None, Parameter(converter=whole)] = None,
    lang: Lang = ENGLISH,
) -> None:
    """Say what a log is, what its columns look like, when its shipments come, and the YAML to paste.

    Parameters
    ----------
    file:
        CSV, .xlsx, .parquet, .xes, OCEL 2.0 (.json, .jsonocel) or gate moves of EDIFACT (.edi: CODECO).
    encoding:
        How a CSV or EDIFACT file is encoded; found out without it.
    separator:
        The sign between the columns of a CSV file; found out without it.
    sheet:
        The sheet of a workbook; the first without it.
    header:
        The line of a CSV file, or the row of a sheet, with the names of the columns; the first that is not
        blank without it.
    """
    from portsim.model.log_map import LogMap
    from portsim.report.terminal.log import columns_table, show_inspection
    from portsim.scenario.logs.cells.cells import Asked
    from portsim.scenario.logs.inspection.inspect import inspect_log

    if header is not None and header < 1:
        raise PortsimError(f"--header: got {header}, allowed 1 or more")
    try:
        given = {"encoding": encoding, "separator": separator, "sheet": sheet, "header": header}
        LogMap.model_validate({"file": file, **given})
    except ValueError as error:
        from pydantic import ValidationError

        text = str(error)
        if isinstance(error, ValidationError):
            first = error.errors(include_url=False)[0]
            text = ": ".join((*map(str, first["loc"]), first["msg"].removeprefix("Value error, ")))
        raise PortsimError(f"--{text}") from None
    speak(languages_of(lang)[0])
    found = inspect_log(file, Asked(separator, encoding, sheet, header, guess=True))
    if csv:
        say_csv(columns_table(found))
    else:
        show_inspection(found)
