"""`portsim log inspect`: what is said of a log is so, and the YAML that it gives can be pasted and read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from broken import refusal
from tiny import TINY

from portsim.cli.commands import app
from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.cells.dialect import likely
from portsim.scenario.logs.inspection.inspect import Inspection, inspect_log
from portsim.scenario.logs.inspection.paste import yaml_of
from portsim.scenario.logs.log import read_log

pytestmark = pytest.mark.usefixtures("tiny_folder")
HEAD = "gateIn;gateEnd;direction;facility;ctr\n"
ROWS = [
    "02.03.2026 06:03;02.03.2026 06:10;IN;north;A",
    "02.03.2026 07:00;02.03.2026 07:05;OUT;north;B",
    "05.03.2026 06:30;05.03.2026 06:31;IN;north;C",
    "05.03.2026 06:20;05.03.2026 06:31;IN;north;D",
    "05.03.2026 06:20;05.03.2026 06:31;IN;north;D",
]


def inspected(text: str, file: str = "gate.csv") -> Inspection:
    Path(file).write_text(text)
    return inspect_log(file, Asked(guess=True))


def test_span_gaps_hours_and_oddities_are_those_of_the_rows() -> None:
    found = inspected(HEAD + "\n".join(ROWS))
    assert found.said == "CSV, UTF-8, separator ';'"
    assert [(each.name, each.kind, each.different) for each in found.looks] == [
        ("gateIn", "dates", 4),
        ("gateEnd", "dates", 3),
        ("direction", "text", 2),
        ("facility", "text", 1),
        ("ctr", "text", 4),
    ]
    assert (found.guess.arrival, found.guess.terminal, found.guess.long) == ("gateIn", "facility", False)
    arriving = found.arriving
    assert arriving is not None
    assert (str(arriving.first), str(arriving.last)) == (
        "2026-03-02T06:03:00.000000",
        "2026-03-05T06:30:00.000000",
    )
    assert (arriving.days, [str(day) for day in arriving.empty]) == (4, ["2026-03-03", "2026-03-04"])
    assert arriving.gap[0] == (3 * 24 - 1) * 60 + 20  # from Monday 07:00 to Thursday 06:20
    assert (arriving.week[0, 6], arriving.week[0, 7], arriving.week[3, 6]) == (1, 1, 3)
    assert found.odd == ("in all columns the same as another: 1 row", "earlier than the row before: 1 row")


@pytest.mark.parametrize(
    ("written", "text", "guess"),
    [
        ("cp1252", "Zeit;Kai\n2026-03-02 06:03;SÜD\n", "cp1252"),
        ("cp1252", "Zeit;Straße\n2026-03-02 06:03;Größe Müller\n", "cp1252"),
        (
            "cp1252",
            "Arrivée;Créée\n2026-03-02 06:03;Océan Entrée à côté, numéro, Évry\n",
            "cp1252",
        ),
        ("cp1252", "Llegada;Año\n2026-03-02 06:03;Peñón Sí\n", "cp1252"),
        ("cp1250", "Przyjazd;Brama\n2026-03-02 06:03;Gdańsk, wjeżdża, żółty, ładunek, część\n", "cp1250"),
        ("gbk", "Time,方向,集装箱\n2026-03-02,进闸,重箱\n2026-03-03,出闸,空箱\n", "gb18030"),
        ("shift_jis", "到着;ターミナル\n2026-03-02 06:03;東のゲート\n", "cp932"),
    ],
)
def test_an_encoding_is_guessed_by_its_letters(written: str, text: str, guess: str) -> None:
    assert likely(text.encode(written)) == guess


def test_the_yaml_can_be_pasted_and_is_read() -> None:
    found = inspected(HEAD + "\n".join(ROWS))
    text = yaml_of(found)
    pasted = yaml.safe_load(text)
    assert pasted == {"log": {"file": "gate.csv", "columns": {"arrival": "gateIn", "terminal": "facility"}}}
    inside = "\n".join(f"    {line}" for line in text.splitlines())
    whole = TINY.replace(
        "  domestic: {flows: [domestic_truck], per_day: {value: 100 per day, source: A1}, profile: day}",
        "  domestic:\n    flows: [domestic_truck]\n    per_day: {value: 100 per day, source: A1}\n"
        f"    profile: day\n{inside}",
    )
    Path("mine.yaml").write_text(whole)
    port = load("mine.yaml").baseline.port
    log = port.demand["domestic"].log
    assert log is not None
    assert read_log(log, port, "domestic").arrival.tolist()[:2] == [363, 420]


def test_an_event_log_is_known_by_its_cases_and_activities() -> None:
    rows = [
        "T1,IN,2026-03-02T06:00Z",
        "T1,OUT,2026-03-02T06:40Z",
        "T2,IN,2026-03-02T06:05Z",
        "T2,OUT,2026-03-02T07:00Z",
    ]
    found = inspected("truckId,transactionType,eventTime\n" + "\n".join(rows))
    pasted = yaml.safe_load(yaml_of(found))["log"]
    assert pasted == {
        "file": "gate.csv",
        "events": {"case": "truckId", "activity": "transactionType", "time": "eventTime"},
        "columns": {"arrival": "IN"},
        "time_zone": "UTC",
    }


def test_events_without_a_time_are_a_comment() -> None:
    text = yaml_of(inspected("case,activity,time\nT1,IN,early\nT1,OUT,late\nT2,IN,noon\nT2,OUT,never\n"))
    assert text.splitlines() == [
        "log:",
        "  file: gate.csv",
        "  # events: {case: case, activity: activity, time: COLUMN}  # no column looks like the time",
        "  columns:",
        "    # arrival: no column looks like one",
        '    # "FLOW.LABEL": {from: ACTIVITY, to: ACTIVITY}  # the time of a step',
    ]


def test_a_column_that_is_blank_throughout_is_said_and_hides_nothing() -> None:
    found = inspected("arrival,carrier\n2026-03-02 06:00,\n2026-03-02 06:05,\n")
    assert [(each.name, each.kind, each.filled) for each in found.looks] == [
        ("arrival", "dates", 2), ("carrier", "blank", 0),
    ]  # fmt: skip
    assert found.odd == ("blank throughout: 'carrier'",)


def test_doubt_about_dates_is_said_where_the_map_needs_an_answer() -> None:
    found = inspected("arrival\n03/04/2026 06:00\n05/04/2026 06:00\n")
    assert found.doubtful_dates
    assert "day_first: true  # or false: no date of the file tells" in yaml_of(found)


def test_the_command_prints_the_columns_the_hours_and_the_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    Path("gate.csv").write_text(HEAD + "\n".join(ROWS))
    app(["log", "inspect", "gate.csv"], exit_on_error=False, print_error=False, result_action="return_value")
    out = capsys.readouterr().out
    assert out.startswith("gate.csv: CSV, UTF-8, separator ';'; 5 rows, 5 columns\n")
    assert "gateIn: 2026-03-02 06:03 to 2026-03-05 06:30, 4 days (no time zone stated)" in out
    assert "06        1.0     0.0     0.0     3.0" in out.splitlines()
    assert "    arrival: gateIn  # a guess; times are in gateEnd, too\n" in out
    app(
        ["log", "inspect", "gate.csv", "--csv"],
        exit_on_error=False,
        print_error=False,
        result_action="return_value",
    )
    assert capsys.readouterr().out.splitlines()[1].startswith("gateIn,arrival,dates,5,4,")


def test_columns_without_one_filled_cell_are_said() -> None:
    assert inspected("a,b\n,\n1,\n").odd == ("column 'a' is blank in 1 row", "blank throughout: 'b'")
    assert inspected(",\n,\n").odd == ("blank throughout: 'column 1', 'column 2'",)


def test_a_column_of_calls_is_proposed_as_the_carrier_or_as_the_name_of_one() -> None:
    boxes = inspected(
        "unit,vesselVisit,out\nU1,V1,2026-03-02 06:00\nU2,V1,2026-03-02 07:00\nU3,V2,2026-03-03 07:00\n"
    )
    said = "    # carrier: vesselVisit  # in the place of arrival, where others bring the stream"
    assert said in yaml_of(boxes).splitlines()
    calls = inspected("vesselVisit,vessel,ata\nV1,Glad,2026-03-02 06:00\nV2,Glad,2026-03-05 06:00\n")
    said = "    # id: vesselVisit  # by which logs of what these bring name their carrier"
    assert said in yaml_of(calls).splitlines()
    assert not any("carrier" in line for line in yaml_of(inspected(HEAD + "\n".join(ROWS))).splitlines())


@pytest.mark.parametrize(
    ("offset", "line"),
    [
        ("+08:00", "  # time_zone: Etc/GMT-8  # UTC+08:00, as the dates state; or the zone of your port"),
        ("-03:00", "  # time_zone: Etc/GMT+3  # UTC-03:00, as the dates state; or the zone of your port"),
        ("+05:30", "  # time_zone: the zone of your port; the dates state UTC+05:30"),
    ],
)
def test_a_zone_that_is_proposed_can_be_read(offset: str, line: str) -> None:
    """Signs of the tz database are the other way round: Etc/GMT-8 is eight hours ahead of UTC."""
    rows = "".join(f"2026-03-0{day}T06:00:00{offset},T1\n" for day in range(2, 8))
    text = yaml_of(inspected(f"arrival,terminal\n{rows}", "zoned.csv"))
    assert line in text.splitlines()
    zone = line.partition("time_zone: ")[2].partition("  #")[0]
    if "/" in zone:
        assert datetime(2026, 3, 2, tzinfo=ZoneInfo(zone)).strftime("%z") == offset.replace(":", "")


def test_numbers_of_the_columns_are_whole_on_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    long = "the stay of the truck in the whole port in hours"
    Path("gate.csv").write_text(
        f"Time,{long},Driver's remark\n"
        + "".join(f"2026-03-02 06:00:{n % 60:02d},{n},{'x' * 60}{n}\n" for n in range(1200))
    )
    app(["log", "inspect", "gate.csv"], result_action="return_value")
    lines = capsys.readouterr().out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("column"))
    assert lines[at].split() == ["column", "looks", "like", "type", "filled", "different", "examples"]
    assert all(len(line) <= 80 for line in lines[at : at + 4])
    assert ["1,200" in line for line in lines[at + 1 : at + 4]] == [True, True, True]
    assert "numbers   1,200      1,200  0 | 1 | 2" in lines[at + 2]


def test_a_title_above_the_header_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("gate.csv").write_text(f"Gate moves;;;;\nMarch 2026;;;;\n{HEAD}{ROWS[0]}\n{ROWS[1]}\n")
    found = inspect_log("gate.csv", Asked(guess=True))
    assert found.odd[0] == (
        "4 of 5 columns have no name: does the header stand further down? "
        "Say --header: the line or row with the names of the columns"
    )
    Path("gate.csv").write_text(f"Gate moves;;\nMarch 2026;;\n{HEAD}{ROWS[0]}\n{ROWS[1]}\n")
    text = refusal(lambda: inspect_log("gate.csv", Asked(guess=True)))
    assert text == (
        "gate.csv: line 3: got 5 cells, and line 1, taken for the header, has 1 name in 3 cells; say "
        "header: the line with the names of the columns"
    )


def test_the_other_sheets_of_a_workbook_are_named() -> None:
    pd = pytest.importorskip("pandas")
    with pd.ExcelWriter("moves.xlsx") as book:
        pd.DataFrame({"Report": ["March"]}).to_excel(book, sheet_name="Cover", index=False)
        pd.DataFrame({"Time": ["2026-03-02 06:00"]}).to_excel(book, sheet_name="Moves", index=False)
    found = inspect_log("moves.xlsx", Asked(guess=True))
    assert found.said == "workbook, sheet 'Cover', the first of 2 (others: 'Moves')"


def test_a_day_that_is_cut_short_lowers_no_mean_of_its_weekday() -> None:
    """Four rows an hour from Monday 00:00 for a week, and one on the next Monday at 00:10."""
    hours = [f"2026-03-{2 + n // 96:02d} {n // 4 % 24:02d}:{n % 4 * 15:02d}" for n in range(7 * 96)]
    arriving = inspected("\n".join(["Time", *hours, "2026-03-09 00:10"]) + "\n").arriving
    assert arriving is not None
    assert arriving.week[0, 0] == 2.5
    assert (arriving.week.ravel()[1:] == 4).all()
