"""One table of trucks, as a file of every format of logs."""

# ruff: noqa: E501

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd

Rows = list[list[str]]
HEAD = ["id", "Time", "Out", "Wait", "T", "dir"]
MONDAY = datetime(2026, 3, 2, 6)


def rows(form: str = "%Y-%m-%d %H:%M:%S", comma: bool = False, number: int = 40) -> Rows:
    """A header and rows of trucks: number, moment in, moment out, minutes at the gate, terminal, direction."""
    out = [list(HEAD)]
    for n in range(number):
        began = MONDAY + timedelta(minutes=397 * n % 9000, seconds=n)
        wait = f"{1.5 + n % 7 / 4:g}"
        ended = began + timedelta(minutes=20 + n % 9)
        out.append([f"K{n}", began.strftime(form), ended.strftime(form), wait.replace(".", ",") if comma else wait, "north", "IO"[n % 2]])  # fmt: skip
    return out


def joined(table: Rows, sign: str = ",") -> str:
    return "".join(sign.join(f'"{c}"' if sign in c else c for c in row) + "\n" for row in table)


def plain(number: int = 40) -> str:
    """A log in portsim's own names: minutes after Monday."""
    return "arrival,terminal,domestic_truck.gate_in\n" + "".join(
        f"{360 + 37 * n},north,{1 + n % 5}\n" for n in range(number)
    )


# --- whole logs of every format


@cache
def formats() -> dict[str, tuple[str, bytes, str]]:
    """Name of a format: name of the file, its bytes, what the map says beside its columns."""
    frame = pd.DataFrame(rows()[1:], columns=HEAD)
    frame["Time"], frame["Out"] = pd.to_datetime(frame["Time"]), pd.to_datetime(frame["Out"])
    frame["Wait"] = frame["Wait"].astype(float)
    parquet = io.BytesIO()
    frame.to_parquet(parquet)
    iso, german, us = rows(), rows("%d.%m.%Y %H:%M", True), rows("%m/%d/%Y %I:%M %p")
    return {
        "comma": ("gate.csv", joined(iso).encode(), ""),
        "semicolon": ("gate.csv", joined(german, ";").encode(), ""),
        "tab": ("gate.tsv", joined(german, "\t").encode(), ""),
        "bar": ("gate.txt", joined(us, "|").encode(), "day_first: false"),
        "offset": ("gate.csv", joined(rows("%Y-%m-%dT%H:%M:%S+08:00")).encode(), "time_zone: Asia/Shanghai"),
        "UTF-16": ("gate.csv", joined(german, ";").encode("utf-16"), ""),
        "Latin-1": ("gate.csv", (joined(iso) + "é,2026-03-02 07:00,2026-03-02 08:00,1,north,I\n").encode("latin-1"), "encoding: latin-1"),
        "packed": ("gate.csv.gz", gzip.compress(joined(iso).encode(), mtime=0), ""),
        "parquet": ("gate.parquet", parquet.getvalue(), ""),
        "workbook": ("gate.xlsx", workbook(iso), ""),
        "XES": ("gate.xes", xes(iso).encode(), "events: {case: 'case:id', activity: 'concept:name', time: 'time:timestamp'}"),
        "OCEL": ("gate.json", json.dumps(ocel(iso)).encode(), "events: {case: object, activity: activity, time: time}"),
        "own names": ("gate.csv", plain().encode(), ""),
    }  # fmt: skip


def workbook(table: Rows) -> bytes:
    """A workbook of one sheet whose cells are texts, without a library that writes them."""

    def cell(text: str) -> str:
        safe = text.replace("&", "&amp;").replace("<", "&lt;")
        safe = "".join(c for c in safe if c >= " ")
        return f'<c t="inlineStr"><is><t>{safe}</t></is></c>'

    sheet = "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in table)
    main, parts = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/package/2006",
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{parts}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{parts}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="gate" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{parts}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in files.items():
            book.writestr(zipfile.ZipInfo(name, (2026, 3, 2, 0, 0, 0)), text)
    return out.getvalue()


def xes(table: Rows) -> str:
    def event(what: str, when: str) -> str:
        return f'<event><string key="concept:name" value="{what}"/><date key="time:timestamp" value="{when}"/></event>\n'

    traces = "".join(
        f'<trace><string key="id" value="{row[0]}"/>\n{event("gate_in", row[1])}{event("gate_out", row[2])}</trace>\n'
        for row in table[1:]
    )  # fmt: skip
    return f'<?xml version="1.0"?>\n<log xmlns="http://www.xes-standard.org/">\n{traces}</log>\n'


def ocel(table: Rows) -> dict[str, Any]:
    return {
        "objects": [{"id": row[0], "type": "truck", "attributes": []} for row in table[1:]],
        "events": [
            {"id": f"{row[0]}{n}", "type": ("gate_in", "gate_out")[n], "time": row[1 + n], "attributes": [],
             "relationships": [{"objectId": row[0], "qualifier": "of"}]}
            for row in table[1:] for n in (0, 1)
        ],
    }  # fmt: skip


# --- faults of bytes


def written(kind: str, table: Rows) -> bytes:
    """A table as a file of a format."""
    if kind == "workbook":
        return workbook(table)
    if kind == "parquet":
        width = len(table[0])
        frame = pd.DataFrame([(row + [""] * width)[:width] for row in table[1:]], columns=range(width))
        frame.columns = pd.Index(table[0])
        out = io.BytesIO()
        try:
            frame.to_parquet(out)
        except ValueError:  # a name twice
            return joined(table).encode()
        return out.getvalue()
    if kind in ("XES", "OCEL"):
        table = [(row + [""] * 3)[:6] for row in table]
        return xes(table).encode() if kind == "XES" else json.dumps(ocel(table)).encode()
    text = joined(table, "," if kind in ("comma", "packed") else ";")
    return (
        text.encode("utf-16", "replace")
        if kind == "UTF-16"
        else gzip.compress(text.encode(), mtime=0)
        if kind == "packed"
        else text.encode()
    )
