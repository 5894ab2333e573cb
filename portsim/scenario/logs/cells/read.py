"""The cells of a log of any format, chosen by the name of its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from portsim.base.errors import ConfigError, said_of
from portsim.base.named import no_file
from portsim.scenario.logs.cells.cells import Asked, Cells, Chosen, LogError
from portsim.scenario.logs.cells.codeco_cells import codeco_cells
from portsim.scenario.logs.cells.csv_cells import csv_cells
from portsim.scenario.logs.cells.ocel_cells import ocel_cells
from portsim.scenario.logs.cells.parquet_cells import parquet_cells
from portsim.scenario.logs.cells.sheet_cells import sheet_cells
from portsim.scenario.logs.cells.xes_cells import xes_cells
from portsim.scenario.logs.raw import ARCHIVES, EDIFACT, PACKED, WORKBOOKS

FORMATS = "a CSV, .xlsx, .parquet, .xes, .json (OCEL 2.0) or .edi (EDIFACT) file"
OCEL = (".json", ".jsonocel")


def every(names: tuple[str, ...]) -> tuple[str, ...]:
    """All columns are read."""
    return names


def read_cells(path: str, asked: Asked, where: str, chosen: Chosen = every) -> Cells:
    """The cells of the chosen columns of a log; of events all columns are read.

    Raises ConfigError: no such file, or one that cannot be read as what its name says.
    """
    if cause := no_file(path):
        raise ConfigError(f"{where}: {cause}; give {FORMATS}")
    kind = format_of(path)
    if kind in ARCHIVES:
        raise ConfigError(f"{where}: is an archive; unpack it and give {FORMATS}")
    _refuse_unread(kind, asked, where)
    if kind in WORKBOOKS:
        return sheet_cells(path, asked, where, chosen)
    if kind == ".parquet":
        return parquet_cells(path, where, chosen)
    if kind == ".xes":
        return _only(xes_cells(path, where), chosen)
    if kind in OCEL:
        return _only(ocel_cells(path, where), chosen)
    if kind in EDIFACT:
        return _only(codeco_cells(path, asked, where), chosen)
    _refuse_other_contents(path, where)
    return csv_cells(path, asked, where, chosen)


def _refuse_unread(kind: str, asked: Asked, where: str) -> None:
    """Raises LogError: what is said of the file is about files of another kind."""
    workbook, edifact = kind in WORKBOOKS, kind in EDIFACT
    text = not workbook and not edifact and kind not in (".parquet", ".xes", *OCEL)
    for name, is_read, why in (
        ("header", text or workbook, "names its columns without one"),
        ("sheet", workbook, "has no sheets"),
        ("separator", text, "has no signs between its columns"),
        ("encoding", text or edifact, "says itself how it is encoded"),
    ):
        if (said := getattr(asked, name)) is not None and not is_read:
            file = f"a {kind} file" if kind else "a file without an ending"
            raise LogError(f"{where}: {name}: got {said}, and {file} {why}; remove {name}", (name,))


def _only(cells: Cells, chosen: Chosen) -> Cells:
    """The chosen columns of what was read."""
    return replace(cells, columns={name: cells.columns[name] for name in chosen(cells.names)})


def format_of(path: str) -> str:
    """The ending of the name that says the format, without that of packing."""
    name = PurePath(path)
    if name.suffix.lower() in PACKED:
        name = name.with_suffix("")
    return name.suffix.lower()


def _refuse_other_contents(path: str, where: str) -> None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            begin = file.read(4)
    except OSError as error:
        raise ConfigError(f"{where}: cannot be read: {said_of(error)}") from None
    if begin == b"PAR1":
        raise ConfigError(f"{where}: is a Parquet file; name it .parquet")
    if begin == b"PK\x03\x04":
        raise ConfigError(f"{where}: is a workbook or an archive; name a workbook .xlsx")
    if begin in (b"UNA:", b"UNB+"):
        raise ConfigError(f"{where}: is an EDIFACT file; name it .edi")
