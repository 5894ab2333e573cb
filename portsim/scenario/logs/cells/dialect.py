"""How a CSV file is written: its encoding, the sign between its columns, its quotes, its header."""

from __future__ import annotations

import codecs
import csv
import io
import lzma
import re
import zlib
from dataclasses import dataclass
from typing import IO

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.cells import Asked, LogError
from portsim.scenario.logs.cells.chinese import chinese
from portsim.scenario.logs.cells.header import check_header, check_names
from portsim.scenario.logs.damage import reason
from portsim.scenario.logs.raw import opened

SEPARATORS = [",", ";", "\t", "|"]
SAMPLE = 1 << 17  # bytes that are looked at
ROWS = 200  # lines of them
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEP = re.compile(
    r"sep=(.)\s*$", re.IGNORECASE
)  # a line of its own, by which a spreadsheet knows the separator
SPELT = {"\t": "tab", " ": "blank"}
WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ°²³ºª§«»€".encode("cp1252") + b"\x92\x96"
)
BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
PAIR = 2  # western letters beyond ASCII that stand side by side in a word, as in Größe, at most; seldom


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written, and the names in its header; `header` is the
    number of lines before it, `body` of those before the first row below it.

    wide: how many cells a row has, which can be one more than the header has names where every row ends with
    a separator.
    """

    encoding: str
    separator: str
    quote: str
    escape: str
    names: tuple[str, ...]
    header: int
    body: int
    wide: int
    guessed: bool

    def words(self) -> str:
        encoding = {"utf-8-sig": "UTF-8 with byte order mark"}.get(self.encoding, self.encoding.upper())
        sign = SPELT.get(self.separator, f"'{self.separator}'")
        quote = "" if self.quote == '"' else f", quote {self.quote}"
        between = "" if self.wide == 1 else f", separator {sign}"
        return f"CSV, {encoding}{' (a guess)' if self.guessed else ''}{between}{quote}"


def dialect_of(path: str, asked: Asked, where: str) -> Dialect:
    """How a CSV file is written: as is stated, or as its first lines leave no doubt.

    Raises ConfigError: it cannot be read; it is empty; its header is beyond its end or has no name; its
    encoding is neither stated nor sure.
    """
    try:
        with opened(path) as file:
            sample = file.read(SAMPLE)
            whole = len(sample) < SAMPLE
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise ConfigError(f"{where}: cannot be read: {reason(error)}") from None
    encoding, guessed = _encoding(path, sample, asked, where)
    text = _decoded(sample, encoding, where)
    lines = io.StringIO(text, newline=None).readlines()
    lines = lines if whole or len(lines) < 2 else lines[:-1]
    header = next((n for n, line in enumerate(lines) if line.strip()), None)
    if header is None:
        raise ConfigError(f"{where}: the file is empty; it needs a header and a row")
    asked_for = asked.separator
    if stated := SEP.match(lines[header]):
        asked_for = asked_for or stated[1]
        header = next((n for n in range(header + 1, len(lines)) if lines[n].strip()), header)
    if asked.header is not None:
        check_header(asked.header, len(lines), ("line", "the file" if whole else "the part looked at"), where)
        header = asked.header - 1
    if (zero := next((n for n, line in enumerate(lines, 1) if "\0" in line), None)) is not None:
        raise ConfigError(f"{where}: line {zero} has a zero byte, allowed text; write the file anew as text")
    separator, quote, escape = _signs("".join(lines[header : header + ROWS]), asked_for)
    names, following, tall = _first_rows(lines[header:], separator, quote, escape, where)
    if asked.header is not None:
        check_names(names, f"line {header + 1}", where)
    wide = len(following) if len(following) == len(names) + 1 and not following[-1].strip() else len(names)
    return Dialect(encoding, separator, quote, escape, tuple(names), header, header + tall, wide, guessed)


def _encoding(path: str, sample: bytes, asked: Asked, where: str) -> tuple[str, bool]:
    """The encoding of a file, and whether it is a guess."""
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name, False
    if asked.encoding is not None:
        return codecs.lookup(asked.encoding).name, False
    if sample.count(0) > len(sample) // 4:
        zeros = [sample[k::2].count(0) for k in (0, 1)]
        return ("utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"), False
    begin = not_utf8(path, where)
    if begin is None:
        return "utf-8", False
    near = likely(sample + begin)
    if asked.guess and near:
        return near, True
    hint = f"it looks like {near}: " if near else ""
    raise LogError(
        f"{where}: is not text in UTF-8; {hint}say encoding: {near or 'latin-1'}, or save it as UTF-8",
        ("encoding",),
    )


def not_utf8(path: str, where: str) -> bytes | None:
    """The first piece of a file that is no UTF-8; None if all of it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with opened(path) as file:
            while piece := file.read(1 << 22):
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError as error:
                    return piece[max(0, error.start - 2000) : error.start + 20000]
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise ConfigError(f"{where}: cannot be read: {reason(error)}") from None
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return b""
    return None


def likely(sample: bytes) -> str:
    """The encoding that the bytes beyond ASCII look most like; empty if none does.

    Of a few names with an umlaut or accent that a spreadsheet wrote no statistics tell, and of a few Chinese
    ones neither: they are taken for what such programs write.
    """
    from charset_normalizer import from_bytes

    if _western(BEYOND_ASCII.findall(sample)):
        return "cp1252"
    lines = [line for line in sample.splitlines() if not line.isascii()][:500]
    if found := chinese(lines):
        return found
    best = from_bytes(b"\n".join(lines)).best()
    return "" if best is None else best.encoding.replace("_", "-")


def _western(beyond: list[bytes]) -> bool:
    """Whether what stands beyond ASCII are accents and umlauts here and there, as in western Europe."""
    alone = sum(len(each) == 1 for each in beyond)
    longest = max(map(len, beyond), default=0)
    return alone > 0 and 2 * alone >= len(beyond) and longest <= PAIR and WESTERN.issuperset(b"".join(beyond))


def _decoded(sample: bytes, encoding: str, where: str) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except (UnicodeDecodeError, UnicodeError):
        raise LogError(f"{where}: is not text in {encoding}; say another encoding", ("encoding",)) from None


def _signs(sample: str, separator: str | None) -> tuple[str, str, str]:
    """Separator, quote and escape sign, by the measure of consistency of clevercsv.

    Source: van den Burg, Nazabal and Sutton 2019, Wrangling messy CSV files by detecting row and type
    patterns, Data Mining and Knowledge Discovery 33.
    """
    from clevercsv.detect import Detector

    header = sample.splitlines()[0]
    signs = [sign for sign in SEPARATORS if sign in header] if separator is None else [separator]
    if not signs:
        return ",", '"', ""
    found = Detector().detect(sample, delimiters=signs)
    if found is None or not found.delimiter:
        return signs[0], '"', ""
    return found.delimiter, found.quotechar or '"', found.escapechar or ""


def _first_rows(
    lines: list[str], separator: str, quote: str, escape: str, where: str
) -> tuple[list[str], list[str], int]:
    """The names in the header, the cells of the first row below it, and how many lines the header takes."""
    try:
        rows = csv.reader(
            io.StringIO("".join(lines)), delimiter=separator, quotechar=quote, escapechar=escape or None
        )
        names = next(rows, [])
        tall = rows.line_num
        return names, next((row for row in rows if row), []), tall
    except csv.Error as error:
        raise ConfigError(f"{where}: cannot be read as CSV: {reason(error)}") from None


def lines_of(path: str, dialect: Dialect) -> IO[str]:
    """The text of a file, line by line."""
    return io.TextIOWrapper(opened(path), encoding=dialect.encoding, errors="replace")


def place_of(path: str, dialect: Dialect, record: int) -> str:
    """The line on which a record begins, the header being record 0; blank lines are no records."""
    seen, begin, inside = -1, 1, False
    with lines_of(path, dialect) as file:
        for number, line in enumerate(file, 1):
            if number <= dialect.header:
                continue
            if not inside:
                if _is_blank(line, dialect):
                    continue
                begin, seen = number, seen + 1
                if seen == record:
                    break
            inside ^= line.count(dialect.quote) % 2 == 1
    return f"line {begin}"


def _is_blank(line: str, dialect: Dialect) -> bool:
    return not (line.strip() if dialect.wide > 1 else line.rstrip("\r\n"))
