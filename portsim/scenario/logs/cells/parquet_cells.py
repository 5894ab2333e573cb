"""The cells of a Parquet file: dates and numbers as text, durations as minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.cells import Cells, Chosen
from portsim.scenario.logs.cells.names import told_apart
from portsim.scenario.logs.damage import NO_PARQUET
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pyarrow as pa

MINUTE = {"s": 60, "ms": 60_000, "us": 60_000_000, "ns": 60_000_000_000}


def parquet_cells(path: str, where: str, chosen: Chosen) -> Cells:
    """The cells of the chosen columns.

    Raises ConfigError: no Parquet file; a name twice; a column of lists, of bytes and the like.
    """
    from pyarrow import ArrowException, parquet, types

    try:
        with parquet.ParquetFile(path) as file:
            names = told_apart(file.schema_arrow.names, where)
            table = file.read(columns=list(chosen(names)))
            columns, zones, measured = {}, {}, set()
            for name, column in zip(table.column_names, table.columns, strict=True):
                if types.is_timestamp(column.type) and column.type.tz:
                    zones[name] = str(column.type.tz)
                if types.is_duration(column.type):
                    measured.add(name)
                columns[name] = _text(column, name, where)
    except (ValueError, OSError, TypeError, KeyError, ArrowException):
        raise ConfigError(f"{where}: cannot be read as Parquet: {NO_PARQUET}") from None
    return Cells("Parquet", columns, lambda row: f"row {row + 1}", zones, frozenset(measured), names)


def _text(column: pa.ChunkedArray, name: str, where: str) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_duration(column.type):
        ticks = column.cast(pa.int64()).cast(pa.float64())
        column = pc.divide(ticks, float(MINUTE[column.type.unit]))
    if pa.types.is_timestamp(column.type) and column.type.tz:
        column = column.cast(pa.timestamp("us", "UTC"), safe=False)
        return pc.binary_join_element_wise(column.cast(pa.timestamp("us")).cast(pa.string()), "Z", "")
    nested = pa.types.is_nested(column.type) or pa.types.is_binary(column.type)
    if nested or pa.types.is_large_binary(column.type):
        raise ConfigError(f"{where}: column {shown(name)}: got {column.type}, allowed text, numbers or dates")
    return column.cast(pa.string())
