"""Columns that are gathered from rows of which each has keys of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE = 100_000  # rows that become a chunk


class Gathered:
    """Rows that are added one by one, and given back as columns of text; what a row lacks is None."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.rows = 0
        self._cells: dict[str, list[str | None]] = {name: [] for name in names}
        self._chunks: dict[str, list[pa.Array]] = {name: [] for name in names}
        self._begun: dict[str, int] = dict.fromkeys(names, 0)  # the row at which a column was met first

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._cells)

    def add(self, row: Mapping[str, str]) -> None:
        for name in [each for each in row if each not in self._cells]:
            self._cells[name] = [None] * (self.rows % AT_ONCE)
            self._chunks[name] = []
            self._begun[name] = self.rows - self.rows % AT_ONCE
        for name, cells in self._cells.items():
            cells.append(row.get(name))
        self.rows += 1
        if self.rows % AT_ONCE == 0:
            self._close()

    def columns(self) -> dict[str, pa.ChunkedArray]:
        """All columns, each with a cell for each row."""
        import pyarrow as pa

        self._close()
        return {
            name: pa.chunked_array([pa.nulls(self._begun[name], pa.string()), *chunks], pa.string())
            for name, chunks in self._chunks.items()
        }

    def _close(self) -> None:
        import pyarrow as pa

        for name, cells in self._cells.items():
            self._chunks[name].append(pa.array(cells, pa.string()))
            self._cells[name] = []
