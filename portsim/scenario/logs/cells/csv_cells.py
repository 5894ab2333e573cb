"""The cells of a CSV file of any dialect, read by pyarrow."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.cells import Asked, Cells, Chosen, LogError
from portsim.scenario.logs.cells.dialect import Dialect, dialect_of, place_of
from portsim.scenario.logs.cells.names import told_apart
from portsim.scenario.logs.cells.quotes import lost_rows
from portsim.scenario.logs.damage import reason
from portsim.scenario.logs.raw import opened

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv

BLOCK = 1 << 22  # bytes that are parsed at once


@dataclass
class _Uneven:
    """Rows that have another number of cells than the header; blank ones are passed over."""

    first: tuple[int, int] | None = None
    text: str = field(default="")

    def __call__(self, row: csv.InvalidRow) -> str:
        if not row.text.strip():
            return "skip"
        self.first = (row.expected_columns, row.actual_columns)
        self.text = row.text
        return "error"


def csv_cells(path: str, asked: Asked, where: str, chosen: Chosen) -> Cells:
    """The cells of the chosen columns of a CSV file.

    Raises ConfigError: as `dialect_of`; a row with another number of cells than the header; a name twice; a
    quote that makes one cell of whole rows.
    """
    dialect = dialect_of(path, asked, where)
    names = told_apart(dialect.names, f"{where}: line {dialect.header + 1}")
    taken = chosen(names) or names[:1]
    table, lines = _table(path, dialect, where, [names.index(name) for name in taken])
    if lines > table.num_rows:
        with _lines(path, dialect) as text:
            if lost := lost_rows(text, dialect):
                raise ConfigError(f"{where}: {lost}")
    columns = dict(zip(taken, table.columns, strict=True))
    return Cells(dialect.words(), columns, lambda row: place_of(path, dialect, row + 1), names=names)


def _table(path: str, dialect: Dialect, where: str, taken: list[int]) -> tuple[pa.Table, int]:
    """The columns as text, and how many lines end below the header. It is read in one thread: of several, one
    may hold the file when the process ends, which aborts it; and they take longer."""
    from pyarrow import ArrowException, csv

    uneven = _Uneven()
    every = [str(n) for n in range(dialect.wide)]
    names = [str(n) for n in taken]
    try:
        with _bytes(path, dialect) as file:
            counted = _Counted(file)
            table = csv.read_csv(
                io.BufferedReader(counted, BLOCK),
                csv.ReadOptions(column_names=every, block_size=BLOCK, use_threads=False),
                csv.ParseOptions(
                    delimiter=dialect.separator,
                    quote_char=dialect.quote,
                    escape_char=dialect.escape or False,
                    newlines_in_values=True,
                    invalid_row_handler=uneven,
                ),
                csv.ConvertOptions(
                    column_types=dict.fromkeys(every, "string"),
                    include_columns=names,
                    strings_can_be_null=False,
                    check_utf8=True,
                ),
            )
            return table, counted.lines
    except (UnicodeDecodeError, UnicodeError):
        raise LogError(
            f"{where}: is not text in {dialect.encoding}; say another encoding", ("encoding",)
        ) from None
    except (ValueError, OSError, EOFError, ArrowException, lzma.LZMAError, zlib.error) as error:
        if uneven.first is not None:
            raise ConfigError(f"{where}: {_uneven(path, dialect, uneven)}") from None
        if "empty csv" in (why := _in_words(error)):
            why = "there is not one row below the header"
        raise ConfigError(f"{where}: cannot be read as CSV: {why}") from None


def _bytes(path: str, dialect: Dialect) -> IO[bytes]:
    """The file as UTF-8 without a mark, from the first row below its header on."""
    file = opened(path)
    if dialect.encoding in ("utf-8", "utf-8-sig"):
        if dialect.encoding == "utf-8-sig":
            file.read(len(codecs.BOM_UTF8))
        source: IO[bytes] = file
    else:
        source = io.BufferedReader(_Recoded(file, dialect.encoding), BLOCK)
    for _ in range(dialect.body):
        source.readline()
    return source


class _Counted(io.RawIOBase):
    """A file whose ends of lines are counted while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._file.read(len(into))
        into[: len(piece)] = piece
        self.lines += piece.count(b"\n")
        return len(piece)


class _Recoded(io.RawIOBase):
    """A file of another encoding as UTF-8, piece by piece."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            piece = self._file.read(BLOCK)
            self._ready = self._decoder.decode(piece, final=not piece).encode("utf-8", "replace")
            if not piece and not self._ready:
                return 0
        size = min(len(into), len(self._ready))
        into[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        self._file.close()
        super().close()


def _uneven(path: str, dialect: Dialect, uneven: _Uneven) -> str:
    """The first row with another number of cells, with its line."""
    import csv as plain

    expected, actual = uneven.first or (0, 0)
    record, named = -1, expected
    try:
        with _lines(path, dialect) as lines:
            for row in plain.reader(
                lines, delimiter=dialect.separator, quotechar=dialect.quote, escapechar=dialect.escape or None
            ):
                if record < 0 < len(row):
                    named = sum(bool(cell.strip()) for cell in row)
                record += bool(row) and not (len(row) == 1 and dialect.wide > 1 and not row[0].strip())
                if row and len(row) == actual != dialect.wide and (len(row) > 1 or row[0].strip()):
                    break
    except plain.Error:
        record = -1
    cells = f"{actual} cell{'' if actual == 1 else 's'}"
    place = place_of(path, dialect, record + 1) if record >= 0 else "a row"
    if expected == 1 or named < expected / 2:
        has = "1" if expected == 1 else f"{named} name{'' if named == 1 else 's'} in {expected} cells"
        return (
            f"{place}: got {cells}, and line {dialect.header + 1}, taken for the header, has {has}; say "
            "header: the line with the names of the columns"
        )
    return f"{place}: got {cells}, and the header has {expected}; is the separator '{dialect.separator}'?"


def _lines(path: str, dialect: Dialect) -> io.TextIOWrapper:
    return io.TextIOWrapper(_bytes(path, dialect), encoding="utf-8", errors="replace", newline="")


def _in_words(error: BaseException) -> str:
    """The reason of a library in one line, without the numbers of its blocks."""
    return re.sub(r"^csv parse error: ", "", reason(error))
