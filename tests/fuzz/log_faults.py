"""Logs with one fault: of their bytes, of their rows, of their cells; and maps that do not fit them."""

# ruff: noqa: E501, RUF001

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator

from cases import Case
from log_formats import Rows, formats, rows, written
from tiny import EVIDENCE, TINY

STREAM = "profile: day}"


def _cut(rng: random.Random, raw: bytes) -> bytes:
    return raw[: rng.randrange(len(raw))]


def _noise(rng: random.Random, raw: bytes) -> bytes:
    out = bytearray(raw)
    for _ in range(rng.choice([1, 4, 40])):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def _hole(rng: random.Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + raw[at + rng.choice([1, 2, 17, 300]) :]


def _other(rng: random.Random, raw: bytes) -> bytes:
    others = [b"", b"\n", b"\n\n\n", b"\0" * 100, b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08", b"{}", b"[]",
              b"null", b"<log/>", b"<", b"%PDF-1.7\n%\xe2\xe3", b"\x89PNG\r\n\x1a\n", b"<html><body>Not found</body></html>\n",
              rng.randbytes(3000), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b",,,,\n,,,,\n", b";\n", b'"', b"'", b"a", b"a\n\n",
              b"Time", b"Time\r", b"Time\n\n\n", gzip.compress(b"Time\n1\n", mtime=0), b"SQLite format 3\0" + b"\0" * 200]  # fmt: skip
    return rng.choice(others)


BYTES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "cut": _cut, "noise": _noise, "a hole": _hole, "another kind of file": _other,
}  # fmt: skip


# --- faults of rows and cells, before the file is written

CELLS = [
    "", " ", "NA", "soon", "-", "?", "0", "-5", "1e400", "1e308", "-1e308", "nan", "inf", "99999999999999999999", "1.2.3", "1,2,3", "1.000,5",
    "1,000.5", "12:99", "25:00", "2026-02-30", "2026-13-01 00:00", "2026-03-02 25:00", "2026-03-02 06:00:61", "0000-00-00 00:00:00",
    "0001-01-01", "9999-12-31 23:59:59", "99999-01-01", "1677-01-01", "2262-12-31", "30/02/2026", "13/13/2026", "2026-03-29 02:30",
    "2026-03-02T06:00:00+99:00", "2026-03-02T06:00:00+05", "2026-03-02T06:00:00Z", "2026-03-02 06:00 CET", "2026-W10-1", "Mon Mar 2 2026",
    "2 March 2026", "02-MAR-26", "46083.25", "1772431410", "1772431410000", "-1772431410", "٠٢/٠٣/٢٠٢٦", "２０２６-03-02", "2026年3月2日",
    "true", "x" * 200_000, "港口", "🚢", "a\0b", "\x1b[2J", 'a"b', '"', "'", "a;b", "a,b", "a\tb", "a|b", "a\nb", "a\r\nb", "\u2028", "\ufeff",
    "=SUM(A1:A9)", "#REF!", "#N/A", "1 000", "1\u00a0000", "1'000", "½", "3 min", "00:03:00", "1 day, 0:03:00", "PT3M", "{}", "[]", "\\N", "\\",
]  # fmt: skip


def _at_a_cell(rng: random.Random, table: Rows) -> Rows:
    row = rng.choice(table[1:])
    row[rng.choice([1, 1, 2, 3, 3, 4, 5])] = rng.choice(CELLS)
    return table


def _at_a_column(rng: random.Random, table: Rows) -> Rows:
    n, new = rng.choice([1, 2, 3, 4]), rng.choice(CELLS)
    for row in table[1:]:
        row[n] = new
    return table


def _headers(rng: random.Random, table: Rows) -> Rows:
    n = rng.choice([1, 1, 3, 4])
    table[0][n] = rng.choice(
        [
            "",
            "Time",
            "time",
            "TIME ",
            "id",
            "Wait",
            "港口",
            "x" * 5000,
            "\x1b[2J",
            "Tíme",
            '"',
            "a\nb",
            "1",
            "Out",
        ]
    )
    return table


def _shape(rng: random.Random, table: Rows) -> Rows:
    n, kind = rng.randrange(len(table)), rng.randrange(9)
    if kind == 0:
        table[n].append("more")
    elif kind == 1:
        table[n].pop()
    elif kind == 2:
        table[n][:] = ["Total", "40"]
    elif kind == 3:
        for row in table:
            del row[1]
    elif kind == 4:
        return table[:1]
    elif kind == 5:
        return [["Report of 2 March"], *table]
    elif kind == 6:
        return table[1:]
    elif kind == 7:
        table[n] = [f"{table[n][0]};{table[n][1]}|{table[n][2]}", "x"]
    else:
        return [[*row, *["1"] * 3000] for row in table[:6]]
    return table


def _moments(rng: random.Random, table: Rows) -> Rows:
    kind = rng.randrange(7)
    for n, row in enumerate(table[1:]):
        if kind == 0:
            row[1], row[2] = row[2], row[1]
        elif kind == 1 and n % 2:
            row[1] = row[1] + "Z"
        elif kind == 2 and n % 2:
            row[1] = f"{n % 12 + 1:02d}/{n % 12 + 1:02d}/2026 06:00"
        elif kind == 3:
            row[1] = f"{n % 12 + 1:02d}/{n % 11 + 1:02d}/2026 06:00"
        elif kind == 4:
            row[1] = row[1] + ("+01:00" if n % 2 else "+02:00")
        elif kind == 5:
            row[1] = ("13/04/2026", "04/13/2026")[n % 2]
        elif kind == 6:
            row[1] = f"{46083 + n / 7:g}"
    return table


ROWS: dict[str, Callable[[random.Random, Rows], Rows]] = {
    "a cell": _at_a_cell, "a column": _at_a_column, "the header": _headers, "the shape": _shape, "the moments": _moments,
}  # fmt: skip


def _text(rng: random.Random, text: str) -> str:
    """Faults of the text of a table as it stands in a file."""
    lines = text.splitlines(keepends=True)
    n = rng.randrange(len(lines))
    kind = rng.randrange(8)
    if kind == 0:
        lines[n] = lines[n].replace(",", ";")
    elif kind == 1:
        lines[n] = '"' + lines[n]
    elif kind == 2:
        lines[n] = lines[n].replace(",", '",', 1)
    elif kind == 3:
        at = rng.randrange(len(lines[n]))
        lines[n] = (
            lines[n][:at]
            + rng.choice(['"', "\0", "\r", "\x1b", "\ufeff", ",,", "\\", "\x85", "é", "-", "."])
            + lines[n][at:]
        )
    elif kind == 4:
        lines.insert(n, rng.choice(["sep=;\n", "# made by hand\n", ",,,,,\n", "Total,,,\n", "-----\n"]))
    elif kind == 5:
        return text.replace("\n", "\r")
    elif kind == 6:
        return text + text
    else:
        lines[n] = lines[n].replace("2026", "26")
    return "".join(lines)


# --- maps

MAP = "columns: {arrival: Time, terminal: T, domestic_truck.gate_in: Wait}"
OF_EVENTS = "columns: {arrival: gate_in}"
MAPS = [
    "columns: {arrival: Tme}", "columns: {arrival: [Time, Wait]}", "columns: {arrival: {from: Time, to: Out}}", "columns: {arrival: id}",
    "columns: {arrival: Time, terminal: id}", "columns: {arrival: Time, domestic_truck.gate_in: {from: Out, to: Time}}",
    "columns: {arrival: Time, domestic_truck.gate_in: dir}", "columns: {arrival: Time, domestic_truck.gate_in: {column: Wait, as: h:mm}}",
    "columns: {arrival: Time, domestic_truck.gate_in: {column: Wait, as: parsecs}}", "columns: {arrival: {column: Time, as: excel_days}}",
    "columns: {arrival: {column: Time, as: epoch_seconds}}", "columns: {arrival: Time, domestic_truck.trouble: {column: dir, is: X}}",
    "columns: {arrival: Time, domestic_truck.trouble: Wait}", "columns: {arrival: Time, no_flow.step: Wait}", "columns: 5", "columns: [Time]",
    "columns: {arrival: Time}, where: {dir: Z}", "columns: {arrival: Time}, where: {no: I}", "columns: {arrival: Time}, where: 5",
    "columns: {arrival: Time}, time_zone: Mars/Base", "columns: {arrival: Time}, time_zone: ''", "columns: {arrival: Time}, time_zone: ../x",
    "columns: {arrival: Time}, start: 2026-03-04", "columns: {arrival: Time}, start: 2030-01-07", "columns: {arrival: Time}, start: 0001-01-01",
    "columns: {arrival: Time}, separator: ab", "columns: {arrival: Time}, separator: '@'", "columns: {arrival: Time}, separator: ''",
    "columns: {arrival: Time}, separator: é", "columns: {arrival: Time}, separator: 5", "columns: {arrival: Time}, encoding: hex",
    "columns: {arrival: Time}, encoding: utf-16", "columns: {arrival: Time}, encoding: ascii", "columns: {arrival: Time}, encoding: utf-7",
    "columns: {arrival: Time}, encoding: utf-32", "columns: {arrival: Time}, encoding: idna", "columns: {arrival: Time}, encoding: punycode",
    "columns: {arrival: Time}, encoding: unicode_escape", "columns: {arrival: Time}, sheet: x", "columns: {arrival: Time}, sheet: 5",
    "columns: {arrival: Time}, decimal: x", "columns: {arrival: Time}, decimal: ',', thousands: ','", "columns: {arrival: Time}, thousands: '.'",
    "columns: {arrival: Time}, blanks: maybe", "columns: {arrival: Time}, day_first: soon", "columns: {arrival: Time}, terminals: {north: south}",
    "columns: {arrival: Time, terminal: T}, terminals: {north: south}", "columns: {arrival: Time}, terminals: 5",
    "columns: {arrival: I}, events: {case: id, activity: dir, time: Time}", "columns: {arrival: X}, events: {case: id, activity: dir, time: Time}",
    "columns: {arrival: I}, events: {case: no, activity: dir, time: Time}", "columns: {arrival: I}, events: {case: id, activity: Wait, time: dir}",
    "events: {case: id, activity: dir, time: Time}", "columns: {arrival: I}, events: 5", "columns: {arrival: I}, events: {case: id}",
    "columns: {arrival: {filled: Time}}", "columns: {arrival: {filled: Time, blank: 0}}", "columns: {arrival: {column: Time, blank: -1}}",
    "columns: {'': Time}", "columns: {arrival: ''}", "columns: {arrival: null}", "columns: {arrival: {}}", "columns: {}", "",
]  # fmt: skip


def _scenario(log: str) -> bytes:
    return TINY.replace(STREAM, f"{STREAM[:-1]}, log: {log}}}").encode()


def _observed(file: str, more: str, events: bool) -> bytes:
    columns = (
        "{gate_in: gate_in, gate_out: gate_out}" if events else "{gate_in: Time, gate_out: Out, terminal: T}"
    )
    return f"observed:\n  g:\n    stream: domestic\n    log: {{file: {file}, columns: {columns}{more}}}\n    compare: [truck_turn_time]\n".encode()


SHORT = ("--replications", "2", "--days", "1", "--workers", "1")


def log_cases(seed: int, number: int) -> Iterator[Case]:
    """So many cases, through every command that reads a log."""
    rng = random.Random(seed)
    for _ in range(number):
        kind = rng.choice(list(formats()))
        file, raw, keys = formats()[kind]
        fault, mapping = "a map", rng.choice(MAPS)
        where = rng.random()
        if where < 0.45 and kind in (
            "comma",
            "workbook",
            "XES",
            "OCEL",
            "semicolon",
            "UTF-16",
            "packed",
            "parquet",
        ):
            fault = rng.choice(list(ROWS))
            comma = kind in ("semicolon", "UTF-16")
            table = ROWS[fault](rng, rows("%d.%m.%Y %H:%M", True) if comma else rows())
            raw = written(kind, table)
        elif where < 0.6 and kind in ("comma", "own names"):
            fault, raw = "the text", _text(rng, raw.decode()).encode()
        elif where < 0.85:
            fault = rng.choice(list(BYTES))
            raw = BYTES[fault](rng, raw)
        elif where < 0.9:
            fault, file = "another ending", rng.choice(["gate.xlsx", "gate.parquet", "gate.xes", "gate.json", "gate.csv.gz", "gate.csv.xz",
                                                        "gate.csv", "gate.zip", "gate.xls", "gate.ods", "gate", "gate.csv.bz2", "gate.dat"])  # fmt: skip
        events = "events" in keys
        more = f", {keys}" if keys else ""
        own = OF_EVENTS if events else MAP
        log = (
            file
            if kind == "own names"
            else f"{{file: {file}, {mapping if fault == 'a map' else own + more}}}"
        )
        files = {
            "tiny.yaml": _scenario(log.replace(", }", "}")), "evidence.yaml": EVIDENCE.encode(), file: raw, "plain.yaml": TINY.encode(),
            "observed.yaml": _observed(file, more, events),
        }  # fmt: skip
        words = rng.choice([
            ("validate", "tiny.yaml"), ("validate", "tiny.yaml"), ("doctor", "tiny.yaml"), ("log", "inspect", file), ("log", "inspect", file),
            ("fit", "tiny.yaml", "--bootstrap", "19"), ("observed", "plain.yaml", "observed.yaml"), ("observed", "plain.yaml", "observed.yaml"),
            ("observed", "plain.yaml", file), ("calibrate", "plain.yaml", "--observed", "observed.yaml", "--samples", "2"),
            ("diff", "tiny.yaml"),
        ])  # fmt: skip
        if fault == "a map":
            words = rng.choice(
                [
                    ("validate", "tiny.yaml"),
                    ("doctor", "tiny.yaml"),
                    ("fit", "tiny.yaml", "--bootstrap", "19"),
                    ("diff", "tiny.yaml"),
                ]
            )
        yield Case(f"{kind}: {fault}", files, file, words, log=True)
