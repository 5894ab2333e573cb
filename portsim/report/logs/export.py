"""One run of a scenario as an event log in a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from portsim.base.arguments import check_arguments
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.files import check_replaced, filled, filled_file
from portsim.base.monday import SOME
from portsim.base.version import VERSION
from portsim.report.logs.as_csv import COLUMNS, csv_pieces
from portsim.report.logs.as_ocel import ocel_pieces
from portsim.report.logs.as_sqlite import write_sqlite
from portsim.report.logs.as_xes import Facts, xes_pieces
from portsim.report.logs.dates import dates
from portsim.report.logs.log import Case, Log
from portsim.report.logs.tally import Tally
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.load import loaded
from portsim.scenario.scenario import Scenario
from portsim.study.run import run

Format = Literal["csv", "xes", "ocel"]
FORMATS: tuple[Format, ...] = get_args(Format)
SQLITE = ".sqlite"  # a file of this ending is OCEL as a database
ENDINGS: Mapping[str, Format] = {  # of files that say what is in them
    ".csv": "csv",
    ".xes": "xes",
    ".json": "ocel",
    ".jsonocel": "ocel",
    SQLITE: "ocel",
}
BEGINS = (  # with what the files of each format begin
    ",".join(COLUMNS[:4]),
    '<?xml version="1.0" encoding="UTF-8"?>\n<log ',
    '{"eventTypes": ',
    "SQLite format 3\0",
)


def export(
    scenario: Scenario | str | Path,
    file: Path | str,
    format: Format,
    *,
    alternative: str = BASELINE,
    replication: int = 0,
    start: str | date | None = None,
    zone: str = "+00:00",
    case: Case = "shipment",
    streams: Sequence[str] = (),
    counted: bool = False,
    ends: bool = False,
) -> Tally:
    """Run one replication of an alternative and write its steps as an event log; how much was written.

    format: csv, xes (IEEE 1849) or ocel (OCEL 2.0, JSON; SQLite if the file ends in .sqlite). start: the date
    of minute 0, a Monday; without it `study.start`. zone: hours ahead of UTC, +08:00. case: what one case is
    in CSV and XES. streams, counted, ends: what is left out, as of `Log`.

    Raises PortsimError: an argument is not allowed; the file ends as one of another format; the alternative
    cannot run; the file cannot be written, and what was there before is still there.
    """
    check_arguments(export, locals())
    if format not in FORMATS:
        raise PortsimError(f"format: got {got(format)}, allowed {', '.join(FORMATS)}")
    _check_ending(Path(file), format)
    if format == "ocel" and case != "shipment":
        raise PortsimError(
            f"case: got {got(case)}, and OCEL has no cases: its objects are shipments, threads, carriers and "
            "declarations at once; leave it out"
        )
    chosen = loaded(scenario)
    days = dates((chosen.study.start or SOME) if start is None else start, zone)
    days.check(max(chosen.study.horizons))
    known = chosen.world(alternative).port.demand
    for name in streams:
        if name not in known:
            raise PortsimError(f"unknown stream '{name}'{did_you_mean(name, known)}")
    facts = {
        "concept:name": chosen.title,
        "scenario": chosen.name,
        "alternative": alternative,
        "replication": str(replication),
        "seed": str(chosen.study.seed),
        "identity": chosen.identity,
        "portsim": VERSION,
    }
    check_replaced(Path(file), BEGINS, "event log of portsim")  # before the run
    log = Log(run(chosen, replication, alternative), days, case, tuple(streams), counted, ends)
    return write_log(log, Path(file), format, facts)


def _check_ending(file: Path, format: Format) -> None:
    """Raises PortsimError: the name of a file says that something else is in it."""
    says = ENDINGS.get(file.suffix.lower(), format)
    if says != format:
        ending = next(each for each, of in ENDINGS.items() if of == format)
        raise PortsimError(
            f"export: got {file.name} for {format}; name it {file.stem}{ending}, or take --{says} "
            f"(Python: format={says!r})"
        )


def write_log(log: Log, file: Path, format: Format, facts: Facts | None = None) -> Tally:
    """Write a log, whole or not at all; how much was written. `facts` are said of the log where the format
    has a place for that (XES).

    Raises PortsimError: there are no events; the file cannot be written. What was there before is still
    there.
    """
    tally = Tally()
    if format == "ocel" and file.suffix.lower() == SQLITE:
        with filled_file(file) as partial:
            try:
                write_sqlite(log, partial, tally)
            except sqlite3.Error as error:
                raise OSError(None, str(error)) from None
            _check(log, tally, file)
        return tally
    with filled(file) as stream:
        for piece in _pieces(log, format, facts or {}, tally):
            stream.write(piece.encode())
        _check(log, tally, file)
    return tally


def _check(log: Log, tally: Tally, file: Path) -> None:
    if not tally.events:
        raise PortsimError(f"export: {_what(log)} has no events in this run, so nothing is written to {file}")


def _what(log: Log) -> str:
    """What was chosen of the run, in words."""
    chosen = " and ".join(log.streams) or "the whole port"
    return f"{chosen}, of the counted days alone," if log.counted else chosen


def _pieces(log: Log, format: Format, facts: Facts, tally: Tally) -> Iterator[str]:
    if format == "csv":
        return csv_pieces(log, tally)
    return xes_pieces(log, facts, tally) if format == "xes" else ocel_pieces(log, tally)
