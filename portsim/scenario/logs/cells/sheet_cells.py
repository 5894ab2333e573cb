"""The cells of a sheet of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods), read by calamine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.cells import Asked, Cells, Chosen, LogError
from portsim.scenario.logs.cells.header import check_header, check_names
from portsim.scenario.logs.cells.names import told_apart
from portsim.scenario.logs.damage import of_workbook
from portsim.scenario.logs.raw import meant, shown

MOST = 6  # sheets that are named
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def sheet_cells(path: str, asked: Asked, where: str, chosen: Chosen) -> Cells:
    """The cells of the chosen columns; the header is the row that is asked for, or the first that is not
    blank.

    Raises ConfigError: no workbook, no such sheet, an empty sheet, a header without a name, a name twice.
    """
    import pyarrow as pa
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = book.sheet_names
            if asked.sheet is not None and asked.sheet not in sheets:
                hint = meant(asked.sheet, sheets)
                raise LogError(f"{where}: no sheet {shown(asked.sheet)}{hint}", ("sheet",))
            if not sheets:
                raise ConfigError(f"{where}: the workbook has no sheet")
            name = asked.sheet or sheets[0]
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise ConfigError(f"{where}: cannot be read as a workbook: {of_workbook(error)}") from None
    top = next((n for n, row in enumerate(rows) if any(map(_text, row))), None)
    if top is None:
        raise ConfigError(f"{where}: sheet {shown(name)} is empty; it needs a header and a row")
    if asked.header is not None:
        check_header(asked.header, len(rows), ("row", f"sheet {shown(name)}"), where)
        top = asked.header - 1
    header = [_text(cell) or "" for cell in rows[top]]
    if asked.header is not None:
        check_names(header, f"row {top + 1}", where)
    names = told_apart(header, f"{where}: row {top + 1}")
    below = rows[top + 1 :]
    columns = {
        each: pa.chunked_array([pa.array(_column(below, names.index(each)), pa.string())])
        for each in chosen(names)
    }
    others = ""
    if len(sheets) > 1 and asked.sheet is None:
        more = ", ".join(map(shown, sheets[1:MOST])) + (" and more" if len(sheets) > MOST else "")
        others = f", the first of {len(sheets)} (others: {more})"
    return Cells(
        f"workbook, sheet {shown(name)}{others}", columns, lambda row: f"row {top + row + 2}", names=names
    )


def _column(rows: Sequence[Sequence[object]], n: int) -> list[str | None]:
    return [_text(row[n]) if n < len(row) else None for row in rows]


def _text(cell: object) -> str | None:
    """A cell as text: dates in ISO 8601, whole numbers without a point; None for nothing."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = cell.total_seconds()
        return f"{int(seconds // 3600)}:{int(seconds // 60 % 60):02d}:{seconds % 60:02g}"
    return str(cell)
