"""EDIFACT that is cut off, damaged, of other signs or characters, or none: one message with its place."""

# ruff: noqa: E501

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from broken import refusal
from gate_moves import DAY, FULL_IN, HEAD, NOT_READ, interchange

from portsim.base.errors import ConfigError
from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.cells.read import read_cells
from portsim.scenario.logs.inspection.inspect import inspect_log
from portsim.scenario.logs.inspection.paste import yaml_of
from portsim.scenario.logs.log import read_log

pytestmark = pytest.mark.usefixtures("tiny_folder")
HAULIERS = (
    "厦门港集装箱运输有限公司",
    "海沧区国际物流车队",
    "东渡码头货物运输公司",
    "福建省外贸汽车运输服务部",
)
CHINESE = interchange(
    *(FULL_IN.replace("AB1", "闽D12345").replace("O?'NEIL", haulier) for haulier in HAULIERS * 3)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty, allowed UNA or UNB"),
        ("Time,Wait\n1,2\n", "it begins with 'Time,Wait\\n1,2\\n', allowed UNA or UNB"),
        (
            "UNA:+.?'UNB+UNOA:2+A+B'",
            "UNA says the signs \":+.?'U\", allowed six such as \":+.? '\", of which none is a letter or a figure and "
            "none parts two things",
        ),
        (
            DAY.replace("UNA:+.? '", "UNA:+.: '"),
            "UNA says the signs \":+.: '\", allowed six such as \":+.? '\", of which none is a letter or a figure and "
            "none parts two things",
        ),
        (
            DAY.replace("+", "|").replace("UNA:|.? '\n", ""),
            "segment 1: got 'UNB|UNOA:2|MICT|OOL|', expected UNB+UNOA:...: by a file without UNA + parts elements; "
            "write the signs of the file in UNA",
        ),
        (
            DAY.replace("UNOA:2", "UNOA;2"),
            "segment 1: got 'UNB+UNOA;2+MICT+OOL+', expected UNB+UNOA:...: by UNA : parts components; write the signs "
            "of the file in UNA",
        ),
        ("UNA:+.? '\nUNH+1+CODECO'", "segment 1: got \"UNH+1+CODECO'\", expected UNB"),
        (
            DAY.replace("'", "~").replace("UNA:+.? ~\n", ""),
            "no segment ends with \"'\"; is another sign at their end? Say it in UNA",
        ),
        (
            DAY[: DAY.index("TDT+1++2")],
            "segment 37: message 'M4' has no UNT at its end: the file is cut off; get it anew, or take the message out",
        ),
        (
            DAY[: DAY.index("000004+45G1")],
            "segment 31, which begins with 'EQD+CN+TGHU0', has no end: the file is cut off; write it anew",
        ),
        (
            DAY.replace("UNT+10+M2'\n", ""),
            "segment 18: message 'M2' has no UNT at its end: the file is cut off; get it anew, or take the message out",
        ),
        (
            interchange(FULL_IN.replace("SEL+OOLAYJ", "S3L;OOLAYJ")),
            "segment 14: got 'S3L;OOLAYJ9379+SH+1', expected a segment such as EQD+CN; the file is damaged there, or "
            "its signs are not those of UNA",
        ),
        (
            interchange(FULL_IN) + DAY.replace("UNA:+.? '", "UNA:|.? '"),
            "segment 19: UNA says other signs than before; part the file there",
        ),
        (f"{HEAD}{NOT_READ}UNZ+2+17'", "there is no CODECO message in it, got 1 COARRI, 1 APERAK"),
        (f"{HEAD}UNZ+0+17'", "there is no CODECO message in it, got none"),
        (
            interchange(FULL_IN.replace("EQD+CN", "EQD+CH")),
            "there is not one container (EQD+CN) in its CODECO messages",
        ),
        (interchange(FULL_IN.replace("D1+9", "D1+1")), "all moves in it are cancelled"),
        (
            DAY.replace("UNOA", "UNOX"),
            "the characters 'UNOX' of UNB are not known (known: UNOA, UNOB, UNOC, UNOD, UNOE, UNOF, UNOG, UNOH, UNOI, "
            "UNOJ, UNOK, UNOW, UNOY); say encoding",
        ),
    ],
)  # fmt: skip
def test_broken_files_are_refused_with_their_place(text: str, message: str) -> None:
    Path("moves.edi").write_text(text)
    said = refusal(lambda: read_cells("moves.edi", Asked(), "moves.edi"))
    assert said == f"moves.edi: cannot be read as EDIFACT: {message}"


def test_other_characters_than_those_of_unb_are_told_and_can_be_stated() -> None:
    Path("moves.edi").write_bytes(CHINESE.encode("gb18030"))
    said = refusal(lambda: read_cells("moves.edi", Asked(), "moves.edi"))
    assert said == (
        "moves.edi: cannot be read as EDIFACT: segment 15 is not text in utf-8; it looks like gb18030: say encoding: "
        "gb18030"
    )
    stated = read_cells("moves.edi", Asked(encoding="gb18030"), "moves.edi")
    assert stated.columns["truck"].to_pylist() == ["闽D12345"] * 12
    assert stated.said.startswith("EDIFACT, GB18030; messages")
    found = inspect_log("moves.edi", Asked(guess=True))
    assert found.said.startswith("EDIFACT, GB18030 (a guess); messages")
    assert "  encoding: gb18030  # a guess" in yaml_of(found)


def test_characters_are_those_that_unb_names() -> None:
    latin = interchange(FULL_IN.replace("AB1", "Ö1")).replace("UNOA:2", "UNOC:3")
    Path("moves.edi").write_bytes(latin.encode("latin-1"))
    found = read_cells("moves.edi", Asked(), "moves.edi")
    assert found.columns["truck"].to_pylist() == ["Ö1"]
    assert found.said.startswith("EDIFACT, ISO8859-1; messages")


def test_packed_files_and_pieces_are_read_as_whole_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("moves.edi").write_text(DAY)
    whole = read_cells("moves.edi", Asked(), "moves.edi")
    Path("moves.edi.gz").write_bytes(gzip.compress(DAY.encode()))
    monkeypatch.setattr("portsim.scenario.logs.cells.edifact.BLOCK", 7)  # signs and names cut in two
    packed = read_cells("moves.edi.gz", Asked(), "moves.edi.gz")
    assert {name: each.to_pylist() for name, each in packed.columns.items()} == {
        name: each.to_pylist() for name, each in whole.columns.items()
    }
    Path("moves.edi.gz").write_bytes(gzip.compress(DAY.encode())[:-12])
    assert refusal(lambda: read_cells("moves.edi.gz", Asked(), "moves.edi.gz")) == (
        "moves.edi.gz: cannot be read: the packed file is damaged, cut off or not packed; pack it anew, or give it "
        "unpacked"
    )


def test_edifact_of_another_name_or_without_a_map_is_told() -> None:
    Path("moves.txt").write_text(DAY)
    said = refusal(lambda: read_cells("moves.txt", Asked(), "moves.txt"))
    assert said == "moves.txt: is an EDIFACT file; name it .edi"
    Path("moves.edi").write_text(DAY)
    port = load("tiny.yaml").baseline.port
    assert refusal(lambda: read_log("moves.edi", port, "domestic")) == (
        "demand.domestic.log: moves.edi: is an EDIFACT file, and log has no map; say log: {file: moves.edi, columns: "
        "{arrival: time}}, as portsim log inspect proposes"
    )


def damaged(chance: random.Random) -> bytes:
    """The day at the gate with up to three faults: bytes changed, cut out, doubled, or put elsewhere."""
    raw = bytearray(DAY.encode())
    for _ in range(chance.randint(1, 3)):
        begin = chance.randrange(len(raw))
        end = min(len(raw), begin + chance.choice((1, 1, 3, 20, 200)))
        piece = bytes(raw[begin:end])
        fault = chance.randrange(5)
        if fault == 0:
            raw[begin:end] = bytes(chance.randrange(256) for _ in piece)
        elif fault == 1:
            del raw[begin:end]
        elif fault == 2:
            raw[begin:begin] = piece
        elif fault == 3:
            raw[begin:end] = bytes(chance.choice(b"+:'? UNABEQDTM05\n") for _ in piece)
        else:
            del raw[begin:]
    return bytes(raw)


def test_any_damage_is_read_or_told_in_one_line() -> None:
    read, told = 0, 0
    for seed in range(600):
        Path("moves.edi").write_bytes(damaged(random.Random(seed)))
        for asked in (Asked(), Asked(guess=True)):
            try:
                found = read_cells("moves.edi", asked, "moves.edi")
            except ConfigError as error:
                assert str(error).startswith("moves.edi: cannot be read as EDIFACT: "), (seed, error)
                assert "\n" not in str(error) and len(str(error)) < 400, (seed, error)
                told += 1
            else:
                assert found.rows == len(found.columns["visit"]), seed
                read += 1
    assert read > 100 and told > 100
