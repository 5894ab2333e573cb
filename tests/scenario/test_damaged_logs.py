"""Damaged files of logs are refused in plain words, with the place from which on they cannot be read."""

# ruff: noqa: E501

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import threading
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from broken import refusal

from portsim.base.errors import ConfigError
from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.cells.read import read_cells
from portsim.scenario.logs.log import read_log

pytestmark = pytest.mark.usefixtures("tiny_folder")
TEXT = b"Time,Wait\n2026-03-02 06:00,5\n"
NOT_PACKED = (
    "cannot be read: the packed file is damaged, cut off or not packed; pack it anew, or give it unpacked"
)
NO_PARQUET = "cannot be read as Parquet: it is damaged, cut off or no Parquet file; write it anew"
NO_WORKBOOK = "cannot be read as a workbook: it is damaged, cut off or no workbook; save it anew, or save its sheet as CSV"
XES = b'<log>\n<trace>\n<event><string key="concept:name" value="in"/></event>\n'
EVENT = {"id": "e", "type": "in", "time": "2026-03-02T06:00Z", "relationships": [{"objectId": "a"}]}
OCEL = {"objects": [{"id": "a", "type": "truck"}], "events": [EVENT]}


def ocel(**changed: object) -> bytes:
    """A log whose one event is changed."""
    return json.dumps(
        {**OCEL, "events": [{k: v for k, v in {**EVENT, **changed}.items() if v is not None}]}
    ).encode()


NOTED = [f"2026-03-02 06:{minute:02d},5,at once" for minute in range(60)]
QUOTE = "a quote opens here and {}; close it, or take it out"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            {9: '2026-03-02 06:09,5,"at once'},
            f"line 11: {QUOTE.format('never closes, so all below is one cell')}",
        ),
        (
            {59: '2026-03-02 06:59,5,"at once\n'},
            f"line 61: {QUOTE.format('never closes, so all below is one cell')}",
        ),
        (
            {9: '2026-03-02 06:09,5,"at once', 49: '2026-03-02 06:49,5,at once"'},
            f"line 11: {QUOTE.format('closes 40 lines further down, with whole rows between')}",
        ),
        (
            {9: '2026-03-02 06:09,5,"' + "\n".join(NOTED * 200)},
            f"line 11: {QUOTE.format('closes far below, if at all, with whole rows between')}",
        ),
    ],
)
@pytest.mark.parametrize("name", ["gate.csv", "gate.csv.gz", "gate utf-16.csv"])
def test_a_quote_that_is_missing_takes_no_rows_in_silence(
    name: str, lines: dict[int, str], message: str
) -> None:
    """Rows up to the next quote, or all below, were the note of one truck: 59 of 60 trucks were gone."""
    text = "\n".join(["Time,Wait,Note", *(lines.get(n, line) for n, line in enumerate(NOTED)), ""])
    data = text.encode("utf-16" if "16" in name else "utf-8")
    Path(name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    with pytest.raises(ConfigError) as caught:
        read_cells(name, Asked(), name, lambda _: ["Time", "Wait"])
    assert str(caught.value) == f"{name}: {message}"


def test_cells_of_several_lines_and_quotes_within_them_are_read() -> None:
    lines = [*NOTED]
    lines[3] = '2026-03-02 06:03,5,"Dear all,\nthe box is late.\n\nRegards, Li\nTel. 5, Xiamen"'
    lines[5], lines[7] = '2026-03-02 06:05,5,12" pipe', '2026-03-02 06:07,5,"a ""red"" box, two\nof them"'
    Path("gate.csv").write_text("\n".join(["Time,Wait,Note", *lines, ""]))
    assert read_cells("gate.csv", Asked(), "gate.csv", lambda _: ["Time"]).rows == 60


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("cut.csv.gz", gzip.compress(TEXT, mtime=0)[:-12], NOT_PACKED),
        ("flat.csv.gz", TEXT, NOT_PACKED),
        ("cut.csv.bz2", bz2.compress(TEXT)[:-5], NOT_PACKED),
        ("flat.csv.bz2", TEXT, NOT_PACKED),
        ("cut.csv.xz", lzma.compress(TEXT)[:-9], NOT_PACKED),
        ("flat.csv.xz", TEXT, NOT_PACKED),
        ("none.parquet", TEXT, NO_PARQUET),
        ("empty.parquet", b"", NO_PARQUET),
        ("none.xlsx", TEXT, NO_WORKBOOK),
        ("empty.ods", b"", NO_WORKBOOK),
        ("cut.xes", XES, "cannot be read as XES: line 4, column 1: the file ends too early; write it anew"),
        (
            "odd.xes",
            XES + b"<<",
            "cannot be read as XES: line 4, column 2: it is no XML from here on; write it anew",
        ),
        (
            "cut.json",
            b'{"objects": [],\n "events": [',
            "cannot be read as OCEL 2.0: line 2, column 13: the file ends too early; write it anew",
        ),
        (
            "odd.json",
            b'{"objects": [],\n "events": [}',
            "cannot be read as OCEL 2.0: line 2, column 13: it is no JSON from here on; write it anew",
        ),
        (
            "latin.json",
            b'{"objects": [],\n "events": ["\xe9"]}',
            "cannot be read as OCEL 2.0: line 2: is not text in UTF-8; save the file as UTF-8",
        ),
        ("timeless.json", ocel(time=None), "cannot be read as OCEL 2.0: event 1 has no 'time'"),
        (
            "flat.json",
            ocel(relationships=[5]),
            "cannot be read as OCEL 2.0: event 1 is none as OCEL 2.0 writes it",
        ),
        (
            "zero.csv",
            b"Time,Wait\n1,2\n\0\n",
            "line 3 has a zero byte, allowed text; write the file anew as text",
        ),
        (
            "report.csv",
            b"Gate report\n\nTime\n2026-03-02,5\n",
            "line 4: got 2 cells, and line 1, taken for the header, has 1; say header: the line with the names of the columns",
        ),
    ],
)
def test_a_damaged_file_is_refused_in_plain_words(name: str, data: bytes, message: str) -> None:
    Path(name).write_bytes(data)
    assert refusal(lambda: read_cells(name, Asked(guess=True), name)) == f"{name}: {message}"


def test_a_cut_parquet_file_is_refused_in_the_same_words() -> None:
    pd.DataFrame({"arrival": [1, 2]}).to_parquet("gate.parquet")
    whole = Path("gate.parquet").read_bytes()
    Path("gate.parquet").write_bytes(whole[: len(whole) // 2])
    assert (
        refusal(lambda: read_cells("gate.parquet", Asked(), "gate.parquet")) == f"gate.parquet: {NO_PARQUET}"
    )
    port = load("tiny.yaml").baseline.port
    said = refusal(lambda: read_log("gate.parquet", port, "domestic"))
    assert said == f"demand.domestic.log: gate.parquet: {NO_PARQUET}"


def test_names_of_columns_in_a_message_take_one_line() -> None:
    from portsim.model.log_map import LogMap

    Path("gate.csv").write_text('"a\nb",c\n1,2\n')
    port = load("tiny.yaml").baseline.port
    log = LogMap.model_validate({"file": "gate.csv", "columns": {"arrival": "Time"}})
    assert refusal(lambda: read_log(log, port, "domestic")) == (
        "demand.domestic.log: gate.csv: no column 'Time' (allowed: a\\nb, c)"
    )


def test_lines_that_end_as_on_old_machines_are_counted() -> None:
    Path("trucks.csv").write_bytes(b"arrival\r5\r\rsoon\r")
    port = load("tiny.yaml").baseline.port
    assert refusal(lambda: read_log("trucks.csv", port, "domestic")) == (
        "demand.domestic.log: trucks.csv: line 4, column 'arrival': got 'soon', allowed a number of 0 or more"
    )


class Lent(io.BytesIO):
    """A file that is slow, and says which thread lets go of it last."""

    def __init__(self, data: bytes, let_go: list[str]) -> None:
        super().__init__(data)
        self.let_go = let_go

    def read(self, size: int | None = -1, /) -> bytes:
        time.sleep(0.001)
        return super().read(size)

    def __del__(self) -> None:
        self.let_go.append(threading.current_thread().name)


def test_no_thread_holds_a_refused_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that lets go of it while the process ends aborts that."""
    Path("h.csv").write_text("a\n")
    let_go: list[str] = []
    monkeypatch.setattr(
        "portsim.scenario.logs.cells.csv_cells.opened", lambda path: Lent(Path(path).read_bytes(), let_go)
    )
    for n in range(1, 21):
        with suppress(ConfigError):  # pytest.raises would hold the error, and so the file
            read_cells("h.csv", Asked(), "h.csv")
        assert len(let_go) == n
    assert set(let_go) == {threading.main_thread().name}
