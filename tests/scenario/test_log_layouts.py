"""Exports as terminals, port communities and mining tools write them: what is proposed of each is read right.

The layouts are public, the rows are made up. Where nothing can be proposed, one sentence says what to do.
"""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from broken import refusal

from portsim.model.log_map import LogMap
from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.inspection.inspect import inspect_log
from portsim.scenario.logs.inspection.paste import yaml_of
from portsim.scenario.logs.log import read_log

pytestmark = pytest.mark.usefixtures("tiny_folder")
MONDAY, TUESDAY = 6 * 60 + 3, 24 * 60 + 7 * 60 + 45  # [min]: Monday 06:03 and Tuesday 07:45

# what it is, its text, what is proposed of it, what the user adds, the arrivals [min]
Layout = tuple[str, str, dict[str, Any], dict[str, Any], list[float]]
# fmt: off
LAYOUTS: list[Layout] = [
    ("gate transactions of Navis N4, whose dates name the month",
     "Tran Nbr,Type,Truck License,Ctr Nbr,Line Op,Stage In,Stage Out\n"
     "1001,RE,TRK100,ABCU0000001,AAA,2026-Mar-02 0603,2026-Mar-02 0645\n"
     "1002,DI,TRK101,ABCU0000002,BBB,2026-Mar-03 0745,2026-Mar-03 0831\n",
     {"columns": {"arrival": "Stage In"}}, {}, [MONDAY, TUESDAY]),
    ("gate-in and gate-out reports (CODECO) as a table",
     "MessageRef;EquipmentId;SizeType;Movement;FullEmpty;EventDateTime;Location\n"
     "M1;ABCU0000001;22G1;34;5;202603020603;NLRTM\nM2;ABCU0000002;45G1;36;4;202603030745;NLRTM\n",
     {"columns": {"arrival": "EventDateTime", "terminal": "Location"}}, {"terminals": {"NLRTM": "north"}}, [MONDAY, TUESDAY]),
    ("truck visits of a terminal system, the day first",
     "visit_id,plate,arrival_ts,gate_in_ts,gate_out_ts,moves\n"
     "1,A1,02/03/2026 06:03,02/03/2026 06:08,02/03/2026 06:40,1\n2,B2,13/03/2026 07:45,13/03/2026 07:50,13/03/2026 08:10,2\n",
     {"columns": {"arrival": "arrival_ts"}}, {}, [MONDAY, TUESDAY + 10 * 1440]),
    ("gate passes of a port community system, with offsets",
     "Gatepass No,Declaration,Appointment From,Appointment To,Actual Arrival,Terminal Code\n"
     "G1,D1,2026-03-02T06:00:00+08:00,2026-03-02T07:00:00+08:00,2026-03-02T06:03:00+08:00,N1\n"
     "G2,D2,2026-03-03T07:00:00+08:00,2026-03-03T08:00:00+08:00,2026-03-03T07:45:00+08:00,N1\n",
     {"columns": {"arrival": "Actual Arrival", "terminal": "Terminal Code"}}, {"terminals": {"N1": "north"}}, [MONDAY, TUESDAY]),
    ("bookings of a vehicle booking system, with trucks that did not come",
     "Booking Ref,Zone Start,Zone End,Truck Arrived,Truck Departed,Status\n"
     "B1,2026-03-02 06:00,2026-03-02 07:00,2026-03-02 06:03,2026-03-02 06:50,Completed\n"
     "B2,2026-03-02 06:00,2026-03-02 07:00,,,No Show\n"
     "B3,2026-03-03 07:00,2026-03-03 08:00,2026-03-03 07:45,2026-03-03 08:20,Completed\n",
     {"columns": {"arrival": "Truck Arrived"}}, {"blanks": "leave_out"}, [MONDAY, TUESDAY]),
    ("a table that PM4Py wrote, with its row numbers",
     ",case:concept:name,concept:name,time:timestamp,org:resource\n"
     "0,T1,gate in,2026-03-02 06:03:00+00:00,g1\n1,T1,gate out,2026-03-02 06:40:00+00:00,g2\n"
     "2,T2,gate in,2026-03-03 07:45:00+00:00,g1\n3,T2,gate out,2026-03-03 08:10:00+00:00,g2\n",
     {"events": {"case": "case:concept:name", "activity": "concept:name", "time": "time:timestamp"},
      "columns": {"arrival": "gate in"}, "time_zone": "UTC"}, {}, [MONDAY, TUESDAY]),
    ("an activity table of Celonis",
     "_CASE_KEY,ACTIVITY_EN,EVENTTIME,_SORTING,USER_NAME\n"
     "100,Gate In,2026-03-02 06:03:00.000,1,A\n100,Gate Out,2026-03-02 06:40:00.000,2,A\n"
     "200,Gate In,2026-03-03 07:45:00.000,1,B\n200,Gate Out,2026-03-03 08:10:00.000,2,A\n",
     {"events": {"case": "_CASE_KEY", "activity": "ACTIVITY_EN", "time": "EVENTTIME"}, "columns": {"arrival": "Gate In"}},
     {}, [MONDAY, TUESDAY]),
    ("an event log as the BPI challenges have it",
     "Case ID,Activity,Resource,Complete Timestamp,Variant\n"
     "C1,Gate In,x,2026/03/02 06:03:00.000,V1\nC1,Gate Out,x,2026/03/02 06:40:00.000,V1\n"
     "C2,Gate In,x,2026/03/03 07:45:00.000,V1\nC2,Gate Out,x,2026/03/03 08:10:00.000,V1\n",
     {"events": {"case": "Case ID", "activity": "Activity", "time": "Complete Timestamp"}, "columns": {"arrival": "Gate In"}},
     {}, [MONDAY, TUESDAY]),
    ("a list of SAP: tabs, dates and thousands with points, a time of day beside",
     "Lieferung\tAnkunft Dat.\tAnkunft Zeit\tGewicht\n80000001\t02.03.2026\t06:03:00\t24.500,00\n"
     "80000002\t03.03.2026\t07:45:00\t8.250,50\n",
     {"columns": {"arrival": ["Ankunft Dat.", "Ankunft Zeit"]}}, {}, [MONDAY, TUESDAY]),
    ("tickets with dates of the United States",
     "Ticket,Time In,Time Out,Turn Time\n1,3/2/2026 6:03:00 AM,3/2/2026 6:40:00 AM,37\n2,3/17/2026 1:05 PM,3/17/2026 2:00 PM,55\n",
     {"columns": {"arrival": "Time In"}}, {}, [MONDAY, 15 * 1440 + 13 * 60 + 5]),
    ("times of day of the United States beside their date, after how long each took",
     "Turn,Date,Time In,Time Out\n0:37:00,3/2/2026,6:03 AM,6:40 AM\n0:55:00,3/17/2026,1:05 PM,2:00 PM\n",
     {"columns": {"arrival": ["Date", "Time In"]}}, {}, [MONDAY, 15 * 1440 + 13 * 60 + 5]),
    ("halves of the day as they are written in Spanish",
     "Fecha;Hora llegada;Hora salida\n02-03-2026;6:03:00 a. m.;6:40:00 a. m.\n"
     "17-03-2026;1:05:00\u00a0p.\u00a0m.;2:00:00\u00a0p.\u00a0m.\n",
     {"columns": {"arrival": ["Fecha", "Hora llegada"]}}, {}, [MONDAY, 15 * 1440 + 13 * 60 + 5]),
    ("dates as browsers write them, with a blank at which no line breaks",
     'Entry,Lane\n"3/2/2026, 6:03:00\u202fAM",1\n"3/17/2026, 1:05:00\u202fPM",2\n',
     {"columns": {"arrival": "Entry"}}, {}, [MONDAY, 15 * 1440 + 13 * 60 + 5]),
    ("days of a German spreadsheet, with decimal commas",
     "Lkw;Ankunft;Abfahrt;Dauer\nA1;46083,25;46083,2755;36,7\nB2;46084,3125;46084,34;40\n",
     {"columns": {"arrival": {"column": "Ankunft", "as": "excel_days"}}}, {}, [6 * 60, 1440 + 7.5 * 60]),
    ("readings of a gate camera in milliseconds since 1970",
     "deviceId,event_time,lane\nA,1772431380000,1\nB,1772523900000,2\n",
     {"columns": {"arrival": "event_time"}, "time_zone": "UTC"}, {}, [MONDAY, TUESDAY]),
    ("remarks with the separator in quotes, and decimal commas",
     'Zeit;Bemerkung;Dauer\n"02.03.2026 06:03";"voll; schwer";"2,5"\n"03.03.2026 07:45";"leer";"3,0"\n',
     {"columns": {"arrival": "Zeit"}}, {}, [MONDAY, TUESDAY]),
    ("a file whose first line tells a spreadsheet the separator",
     "sep=;\nEinfahrt;Wartezeit\n02.03.2026 06:03;2,5\n03.03.2026 07:45;3,0\n",
     {"columns": {"arrival": "Einfahrt"}}, {}, [MONDAY, TUESDAY]),
    ("a Chinese gate list with two ways to write a date",
     "车牌,进闸时间,出闸时间,码头\n闽D1,2026年3月2日 06:03,2026年3月2日 06:40,海天\n闽D2,2026/3/3 7:45,2026/3/3 8:10,海天\n",
     {"columns": {"arrival": "进闸时间", "terminal": "码头"}}, {"terminals": {"海天": "north"}}, [MONDAY, TUESDAY]),
    ("a Chinese list with the halves of the day, hours in words, and the end of a day",
     "进闸时间,出闸时间\n2026/3/2 上午 6:03:00,2026/3/2 上午 6:40:00\n2026年3月3日7时45分,2026年3月3日8时10分\n"
     "2026年3月3日 下午12:05,2026年3月3日 下午1:05\n2026/3/3 24:00,2026/3/4 0:20\n2026年3月4日00\uff1a30分20秒,2026年3月4日01\uff1a00\n",
     {"columns": {"arrival": "进闸时间"}}, {}, [MONDAY, TUESDAY, 2165, 2880, 2880 + 30 + 1 / 3]),
]
# fmt: on


@pytest.mark.parametrize(
    ("text", "proposed", "more", "arrivals"),
    [each[1:] for each in LAYOUTS],
    ids=[each[0] for each in LAYOUTS],
)
def test_what_is_proposed_of_a_layout_is_read_right(
    text: str, proposed: dict[str, Any], more: dict[str, Any], arrivals: list[float]
) -> None:
    Path("export.csv").write_text(text, encoding="utf-8")
    pasted = yaml.safe_load(yaml_of(inspect_log("export.csv", Asked(guess=True))))["log"]
    assert pasted == {"file": "export.csv", **proposed}
    port = load("tiny.yaml").baseline.port
    assert read_log(LogMap.model_validate({**pasted, **more}), port, "domestic").arrival.tolist() == arrivals


@pytest.mark.parametrize(
    "cell",
    ["2026-03-02 24:01", "2026-03-02 24:00:01", "2026/3/2 上午 13:05", "2026/3/29:05", "2026-03-02 25:00"],
)
def test_a_time_of_day_that_does_not_exist_is_refused(cell: str) -> None:
    Path("export.csv").write_text(f"at,what\n2026-03-02 06:03,in\n{cell},in\n", encoding="utf-8")
    log = LogMap.model_validate({"file": "export.csv", "columns": {"arrival": "at"}})
    assert refusal(lambda: read_log(log, load("tiny.yaml").baseline.port, "domestic")) == (
        f"demand.domestic.log: export.csv: line 3, column 'at' (arrival): got '{cell}', "
        "allowed a date (the month first, where the year is last) or a number [min]"
    )


def test_times_of_day_are_proposed_with_their_date() -> None:
    Path("export.csv").write_text(
        "Date,In,Start,End\n3/2/2026,6:03 AM,6:05 AM,6:08 AM\n3/17/2026,1:05 PM,1:06 PM,1:09 PM\n"
    )
    proposed = yaml_of(inspect_log("export.csv", Asked(guess=True)))
    assert '# "FLOW.LABEL": {from: [Date, Start], to: [Date, End]}  # the time of a step' in proposed
    assert "# a guess; times are in Start, End, too" in proposed


def test_counts_of_a_day_are_no_log_and_it_is_said_where_they_go() -> None:
    """Open data of a port: one row is not one truck."""
    Path("counts.csv").write_text("Date,Hour,Trucks In,Trucks Out\n2026-03-02,6,41,22\n2026-03-03,7,58,40\n")
    assert inspect_log("counts.csv", Asked(guess=True)).odd == (
        "every arrival is at 00:00: are the rows counts of a day? A log has a row for each shipment; "
        "put counts into per_day and profile",
    )


def test_a_report_with_its_title_above_the_header_is_refused_with_what_to_do() -> None:
    Path("report.csv").write_text("Gate report of 2 March\n\nTime;Wait\n2026-03-02 06:03;2,5\n")
    assert refusal(lambda: inspect_log("report.csv", Asked(guess=True))) == (
        "report.csv: line 4: got 2 cells, and line 1, taken for the header, has 1; say header: the line with the names of the columns"
    )


def test_months_of_a_statistic_have_no_column_of_arrivals() -> None:
    Path("months.csv").write_text("Month,TEU,Trucks\n2026-01,81000,12000\n2026-02,79000,11850\n")
    found = inspect_log("months.csv", Asked(guess=True))
    assert found.guess.arrival == ""
    assert "# arrival: no column looks like one" in yaml_of(found)
