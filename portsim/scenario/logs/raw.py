"""A log as it stands in its file: a table of raw columns, and the place of each row for messages."""

from __future__ import annotations

import bz2
import csv
import gzip
import hashlib
import io
import lzma
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from portsim.base.errors import ConfigError, did_you_mean, nearest, said_of
from portsim.base.named import NO_FILE, no_file
from portsim.scenario.logs.damage import NO_PARQUET, reason

if TYPE_CHECKING:
    import pandas as pd

NAMED = ("terminal", "id", "carrier")  # the columns of names, in which 007 is not 7
LONGEST = 60  # characters of a value in a message
Opener = Callable[[str, str], IO[bytes]]
PACKED: Mapping[str, Opener] = MappingProxyType({".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open})  # type: ignore[dict-item]
ARCHIVES = (".zip", ".tar", ".tgz", ".zst", ".7z", ".rar")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
EDIFACT = (".edi", ".edifact", ".codeco")

State = tuple[int, ...]


@dataclass(frozen=True)
class RawLog:
    """The table of a file; `where` begins every message about it.

    start: the Monday that is minute 0, where a map states it. place: where a row stands, of a log with a map.
    """

    where: str
    path: str
    table: pd.DataFrame
    start: date | None = None
    place: Callable[[int], str] | None = None

    @property
    def typed(self) -> bool:
        """Whether its columns have types of their own."""
        return self.place is not None or _is_parquet(self.path)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(map(str, self.table.columns))

    def at(self, row: int) -> str:
        """Where a row of the table stands: its line of a CSV file, blank lines counted, or its row."""
        if self.place is not None:
            return self.place(row)
        return f"row {row + 1}" if _is_parquet(self.path) else f"line {_line(self.path, row + 1)}"


def shown(value: object) -> str:
    """A value or name of a file for a message: in quotes, escaped, and never long."""
    text = str(value)
    return repr(text) if len(text) <= LONGEST else f"{text[: LONGEST - 3]!r}..."


def meant(name: str, there: Iterable[str]) -> str:
    """The nearest of the names in a file, else these names, in brackets; as `shown`, without quotes."""
    return did_you_mean(shown(name)[1:-1], [shown(each)[1:-1] for each in there])


def state_of(path: str) -> State:
    """What changes when the contents of a file change."""
    found = Path(path).stat()
    return (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)


def log_digest(path: str) -> str:
    """SHA-256 of the contents of a file, which is read once for as long as it does not change."""
    return _digest(path, state_of(path))


def check_log_file(path: str, where: str) -> None:
    """Raises ConfigError: no such file, with the nearest beside it, or no regular file."""
    if not (cause := no_file(path)):
        return
    name, folder = Path(path).name, Path(path).parent
    near = nearest(name, _names_in(folder)) if cause == NO_FILE else None
    hint = f" (nearest: {near})" if near else "; give a CSV or Parquet file"
    raise ConfigError(f"{where}: {cause}{hint}")


def _names_in(folder: Path) -> list[str]:
    """The names of what lies in a folder; none of what is no folder or cannot be looked at."""
    try:
        return [path.name for path in folder.iterdir()]
    except (OSError, ValueError):
        return []


@cache
def _digest(path: str, state: State) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def raw_log(path: str, where: str) -> RawLog:
    """Read the table of a CSV or Parquet file.

    Raises ConfigError: no such file, no regular file, no table, not one row, a column twice.
    """
    import pandas as pd

    check_log_file(path, where)
    table = _parquet(path, where) if _is_parquet(path) else _csv(path, where)
    if not isinstance(table.index, pd.RangeIndex):  # pandas takes what is too much for row names
        raise ConfigError(f"{where}: the rows have more values than the header has columns")
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise ConfigError(f"{where}: column {shown(twice[0])} stands twice; remove one")
    if table.empty:
        raise ConfigError(f"{where}: there is not one row below the header")
    return RawLog(where, path, table)


def _is_parquet(path: str) -> bool:
    return Path(path).suffix.lower() == ".parquet"


def _parquet(path: str, where: str) -> pd.DataFrame:
    import pandas as pd
    from pyarrow import ArrowException

    try:
        return pd.read_parquet(path).reset_index(drop=True)
    except MemoryError:
        raise
    except (ValueError, OSError, TypeError, KeyError, ArrowException):
        raise ConfigError(f"{where}: cannot be read as Parquet: {NO_PARQUET}") from None


def _csv(path: str, where: str) -> pd.DataFrame:
    import pandas as pd

    _refuse_what_is_no_text(path, where)
    try:
        header = _header(path)
        with opened(path) as file:
            table = pd.read_csv(file, dtype=dict.fromkeys(NAMED, str), low_memory=False)
    except pd.errors.EmptyDataError:
        raise ConfigError(f"{where}: the file is empty; it needs at least a column 'arrival' [min]") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{where}: is not text in UTF-8; save the file as UTF-8") from None
    except (ValueError, OSError, EOFError, OverflowError, csv.Error, lzma.LZMAError, zlib.error) as error:
        kind = Path(path).suffix or "CSV"
        raise ConfigError(f"{where}: cannot be read as {kind}: {reason(error)}") from None
    if len(set(header)) < len(header) == len(table.columns):
        table.columns = pd.Index(header)  # pandas gives the second of a name another one
    return table


def _refuse_what_is_no_text(path: str, where: str) -> None:
    suffix = Path(path).suffix.lower()
    if suffix in WORKBOOKS:
        raise ConfigError(f"{where}: is a workbook; save its sheet as CSV")
    if suffix in ARCHIVES:
        raise ConfigError(f"{where}: is an archive; unpack it and give the CSV file")
    if suffix in EDIFACT:
        raise ConfigError(
            f"{where}: is an EDIFACT file, and log has no map; say log: {{file: {Path(path).name}, columns: "
            "{arrival: time}}, as portsim log inspect proposes"
        )
    try:
        with Path(path).open("rb") as file:
            begin = file.read(4)
    except OSError as error:
        raise ConfigError(f"{where}: cannot be read: {said_of(error)}") from None
    if begin == b"PAR1":
        raise ConfigError(f"{where}: is a Parquet file; name it .parquet")
    if begin == b"PK\x03\x04":
        raise ConfigError(f"{where}: is a workbook or an archive; save its table as CSV")


def _header(path: str) -> list[str]:
    """The names in the first line that is not blank."""
    with lines_of(path, "utf-8-sig") as file:
        first = next((line for line in file if line.strip()), "")
    return next(csv.reader([first]), [])


def _line(path: str, record: int) -> int:
    """The line of a CSV file on which a record begins, the header being record 0; blank lines are no records.

    A record goes on while one of its quotes is open.
    """
    seen, begin, open_quote = -1, 1, False
    with lines_of(path, "latin-1") as file:  # of any encoding that writes quotes and line ends as ASCII does
        for number, line in enumerate(file, 1):
            if not open_quote:
                if not line.strip():
                    continue
                begin, seen = number, seen + 1
                if seen == record:
                    break
            open_quote ^= line.count('"') % 2 == 1
    return begin


def lines_of(path: str, encoding: str) -> IO[str]:
    """The lines of a file, whichever way they end."""
    return io.TextIOWrapper(opened(path), encoding=encoding)


def opened(path: str) -> IO[bytes]:
    packed = PACKED.get(Path(path).suffix.lower())
    return packed(path, "rb") if packed else Path(path).open("rb")
