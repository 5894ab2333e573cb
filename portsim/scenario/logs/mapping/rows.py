"""Which rows of a log are taken: those that its map asks for, and none that are blank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools, Ints
from portsim.model.log_map import LogMap
from portsim.scenario.logs.cells.cells import Asked, Cells, LogError
from portsim.scenario.logs.cells.read import read_cells
from portsim.scenario.logs.raw import meant, shown

if TYPE_CHECKING:
    import pyarrow as pa


def chosen_rows(
    log: LogMap, cells: Cells, read: Mapping[str, str], where: str
) -> tuple[Ints, dict[str, int]]:
    """The numbers of the rows that are taken, and how many are not, by why.

    Raises LogError: there is no row at all, or none that the map asks for.
    """
    left: dict[str, int] = {}
    keep = ~_blank(log, cells, where)
    if not keep.all():
        left["blank rows"] = int((~keep).sum())
    if not keep.any():
        raise LogError(f"{where}: there is not one row below the header")
    for name, values in log.where.items():
        column = cells.columns[read[name]]
        fits = _fits(column, values)
        if not (keep & fits).any():
            raise LogError(f"{where}: {_none(column, name, values, keep)}", ("where", name))
        gone = int((keep & ~fits).sum())
        if gone:
            left[f"rows whose {name} is not {' or '.join(values)}"] = gone
        keep &= fits
    return np.flatnonzero(keep), left


def _blank(log: LogMap, cells: Cells, where: str) -> Bools:
    """Whether each row is blank in all its columns, also in those that are not read."""
    blank = _all_blank(cells)
    if blank.any() and len(cells.columns) < len(cells.names):
        return _all_blank(read_cells(log.file, Asked.of(log), where))
    return blank


def _all_blank(cells: Cells) -> Bools:
    import pyarrow.compute as pc

    blank = np.ones(cells.rows, dtype=np.bool_)
    for column in cells.columns.values():
        if not blank.any():
            break
        blank &= pc.equal(pc.utf8_trim_whitespace(column), "").fill_null(True).to_numpy()
    return blank


def _fits(column: pa.ChunkedArray, values: tuple[str, ...]) -> Bools:
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pc.utf8_trim_whitespace(column)
    return np.asarray(pc.is_in(cells, value_set=pa.array([v.strip() for v in values])).to_numpy())


def _none(column: pa.ChunkedArray, name: str, values: tuple[str, ...], keep: Bools) -> str:
    """Why no row fits: what there is instead."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pc.utf8_trim_whitespace(column.filter(pa.array(keep))).drop_null()
    counts = sorted(pc.value_counts(cells).to_pylist(), key=lambda each: -each["counts"])
    there = [each["values"][:60] for each in counts[:1000] if each["values"]]
    if not there:
        return f"no row is left whose column {shown(name)} is {' or '.join(values)}: it is blank"
    hint = meant(values[0], there)
    return f"no row is left whose column {shown(name)} is {' or '.join(map(shown, values))}{hint}"
