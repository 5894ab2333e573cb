"""A list of what stands where that cannot be: one message, with its place, what was got, what is allowed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from carried import quay
from sited import sited
from standing import CONSTANT, yard

import portsim
from portsim.base.errors import PortsimError
from portsim.scenario.listed.rows import read_list
from portsim.scenario.logs.columns import Clock
from portsim.scenario.scenario import Scenario
from portsim.study.forecasting.groups import groups_of
from portsim.study.forecasting.moment import Moment, moment_of
from portsim.study.forecasting.state import state_of

NOW = 2 * 1440 + 600.0
WHERE = "--from-state: now.csv: "


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("yard"))
        return yard(CONSTANT, 5)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(scenario: Scenario, text: str, moment: Moment | None = None) -> str:
    Path("now.csv").write_text(text)
    with pytest.raises(PortsimError) as error:
        state_of(scenario.only(), "now.csv", moment or Moment(NOW, None))
    return str(error.value)


HEAD = "stream,step,since,doing,count,chosen\n"
STEPS = "check, drive, in_tractor, lift, haul, open, pass_by, wait_weighed, leave"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("truk,check,,,,", "line 2, column 'stream': got 'truk' (nearest: truck)"),
        (",check,,,,", "line 2, column 'stream': got nothing (allowed: truck, van)"),
        ("truck,chek,,,,", "line 2, column 'step': got 'chek', which is no step of truck (nearest: check)"),
        (
            "truck,lifted,,,,",
            "line 2, column 'step': got 'lifted', which takes no time, so nobody stands there; allowed "
            f"{STEPS}",
        ),
        (
            "truck,check,,,,\ntruck,check,9999,,,",
            "line 3, column 'since': got '9999', allowed a moment up to --now; this is 4.53 days after it",
        ),
        (
            "truck,check,2026-03-05 10:00,,,",
            "line 2, column 'since': got '2026-03-05 10:00', allowed minutes after Monday 00:00 or a "
            "time such as 85.5 h, as --now has no date",
        ),
        ("truck,check,,,1.5,", "line 2, column 'count': got '1.5', allowed a whole number of 1 or more"),
        ("truck,check,,,0,", "line 2, column 'count': got '0', allowed a whole number of 1 or more"),
        (
            "truck,check,,busy,,",
            "line 2, column 'doing': got 'busy', allowed waiting, in service, or nothing",
        ),
        (
            "truck,drive,,waiting,,",
            "line 2, column 'doing': got 'waiting', but nobody queues for drive; leave it blank",
        ),
        (
            "truck,wait_weighed,,in service,,",
            "line 2, column 'doing': got 'in service', but at wait_weighed a shipment waits; leave it blank",
        ),
        (
            "truck,in_tractor,,in service,,",
            "line 2, column 'doing': got 'in service', but at in_tractor a shipment waits for tractor, until "
            "a step inside begins; leave it blank",
        ),
        (
            "truck,check,2800,in service,2,\nvan,van_check,2700,in service,1,",
            "line 3, column 'doing': with this row 3 are in service at gate_in, allowed 2: so many lanes are "
            "there now; correct the list, or the lanes of the scenario",
        ),
        (
            "truck,box.wait_lifted,,,31,",
            "line 2, column 'step': with this row 31 hold one at slot, allowed 30: so many slots are there "
            "now; correct the list, or the slots of the scenario",
        ),
        (
            "truck,open,,,,no",
            "line 2, column 'chosen': got no, but only shipments with it come to open; leave it blank",
        ),
        (
            "truck,pass_by,,,,1",
            "line 2, column 'chosen': got yes, but only shipments without it come to pass_by; leave it blank",
        ),
        (
            "van,van_lift,,,,yes",
            "line 2, column 'chosen': got yes, but no shipment of van has it; leave it blank",
        ),
        (
            "truck,check,,,,maybe",
            "line 2, column 'chosen': got 'maybe', allowed yes or no (1 or 0), or nothing",
        ),
        (",,,,,", "all rows are blank; give a row for what stands where"),
        ("truck,check,,,,\n,,,,5,", "line 3, column 'stream': got nothing (allowed: truck, van)"),
        (
            "truck,,,,,",
            "line 2, column 'step': got nothing, which is no step of truck (allowed: bay, check, crane, "
            "drive, gate_in, gate_out, haul, in_slot, in_tractor, leave, lift, open, ...)",
        ),
    ],
)
def test_a_row_that_cannot_be_is_named(port: Scenario, rows: str, message: str) -> None:
    assert said(port, f"{HEAD}{rows}\n") == WHERE + message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty; it needs a header and a row"),
        ("stream,step\n", "cannot be read as CSV: there is not one row below the header"),
        (
            "stream,place\ntruck,x\n",
            "no column 'step'; got stream, place; a list has stream and step, and may have terminal, since, "
            "arrival, doing, count, id, carrier, declaration and traits",
        ),
        (
            "stream,step,sinse\ntruck,check,1\n",
            "no column is called 'sinse' (nearest: since); rename it, or remove it",
        ),
        ("stream,step,terminal\ntruck,check,u\n", "line 2, column 'terminal': got 'u' (allowed: t)"),
        (
            "stream,step,id\ntruck,check,A\ntruck,lift,A\n",
            "line 3, column 'id': got 'A' at check and lift of truck; leave one out",
        ),
        (
            "stream,step,id,count\ntruck,check,A,2\n",
            "line 2, column 'count': got 2 under the id 'A', allowed 1: an id is of one",
        ),
        (
            "stream,step,since,arrival\ntruck,check,2800,2801\n",
            "line 2, column 'arrival': got a moment 1 min after 'since', allowed one up to it; correct one",
        ),
        (
            "stream,step,carrier\ntruck,check,A\n",
            "line 2, column 'carrier': got 'A', but truck has no carrier; leave it blank",
        ),
    ],
)
def test_a_list_that_cannot_be_is_named(port: Scenario, text: str, message: str) -> None:
    assert said(port, text) == WHERE + message


def test_a_list_that_is_not_utf_8_can_only_be_saved_anew(port: Scenario) -> None:
    Path("now.csv").write_bytes("stream,step,note\ntruck,check,等候\n".encode("gbk"))
    with pytest.raises(PortsimError) as error:
        state_of(port.only(), "now.csv", Moment(NOW, None))
    assert str(error.value) == f"{WHERE}is not text in UTF-8; save it as UTF-8, or give an .xlsx file"


def test_a_box_that_waits_for_its_carrier_names_one() -> None:
    boxes = "stream,step,terminal,carrier\nbox,wait_open,north,{}\nship,moor,north,\n"
    assert said(quay(), boxes.format("")) == (
        f"{WHERE}line 2, column 'step': got 'wait_open', where it waits for its ship, and the list does not "
        "say which; give it in a column 'carrier', by the id of a row of ship"
    )
    named = "id," + boxes.format("V8").replace("\nbox", "\n,box").replace("\nship", "\nV7,ship")
    assert said(quay(), named) == (
        f"{WHERE}line 2, column 'carrier': got 'V8', which is no id of a row of ship (allowed: V7)"
    )
    apart = named.replace("V8", "V7").replace("box,wait_open,north", "box,wait_open,south")
    assert said(quay(), apart) == (
        f"{WHERE}line 2, column 'carrier': got 'V7' at south, which is at north in another row; what it "
        "brings is at its terminal"
    )
    assert said(quay(), "stream,step\nship,moor\n") == (
        f"{WHERE}line 2, column 'terminal': got nothing, and there are several terminals (allowed: north, "
        "south)"
    )


def test_the_rows_of_one_shipment_are_of_one_terminal() -> None:
    from portsim.scenario.load import load

    two = "extends: ocean_gate.yaml\nname: two\ntitle: Two\nterminals:\n  annex: {title: A, share: 50 %}\n"
    Path("two.yaml").write_text(two.replace("share: 50 %", "share: {value: 50 %, source: user}"))
    Path("two.yaml").write_text(
        Path("two.yaml").read_text() + "  ocean_gate: {title: O, share: {value: 50 %, source: user}}\n"
    )
    rows = "export,gate_out,ocean_gate,E1\nexport,wait_loading_open,annex,E1\n"
    assert said(load("two.yaml"), f"stream,step,terminal,id\n{rows}") == (
        f"{WHERE}line 2, column 'id': got 'E1' at ocean_gate, which is at annex in another row; a shipment "
        "is at one"
    )


QUEUE = "  far_site:\n    shortest_queue: gate_in\n    instead: {gate_in: far_gate}\n"
REEFERS = "  far_site:\n    trait: reefer\n    instead: {gate_in: far_gate}\n"


@pytest.mark.parametrize(
    ("site", "rows", "message"),
    [
        (
            QUEUE,
            "domestic,far_gate,,1,",
            "line 2, column 'step': got 'far_gate', but a run sends it to the shortest queue; say gate_in",
        ),
        (
            REEFERS,
            "domestic,far_gate,,1,no",
            "line 2, column 'step': got 'far_gate', to which no such shipment of t goes",
        ),
        (
            REEFERS,
            "domestic,far_gate,in service,1,\ndomestic,far_gate,in service,1,",
            "line 3, column 'doing': with this row 2 are in service at far_gate, allowed 1: so many lanes "
            "are there now; correct the list, or the lanes of the scenario",
        ),
        (
            REEFERS,
            "domestic,far_gate,in service,1,\ndomestic,gate_in,in service,2,",
            "line 3, column 'doing': with this row 3 are in service at far_gate or gate_in, allowed 2: so "
            "many lanes are there now; correct the list, or the lanes of the scenario",
        ),
    ],
)
def test_at_which_of_several_sites_a_row_stands(site: str, rows: str, message: str) -> None:
    assert said(sited([60.0], site), f"stream,step,doing,count,reefer\n{rows}\n") == WHERE + message


def test_of_two_steps_at_a_place_one_is_to_be_named() -> None:
    from portsim.scenario.load import load

    assert said(load("ocean_gate"), "stream,step,terminal\nimport,yard_crane,ocean_gate\n").endswith(
        "say which"
    )
    text = "stream,step,terminal\nimport,shift_first,ocean_gate\n"
    assert said(load("ocean_gate"), text) == (
        f"{WHERE}line 2, column 'step': got 'shift_first', which can be import_box.shift_first, "
        "import_truck.shift_first; say which"
    )


def test_a_step_that_an_alternative_does_not_have_names_it(port: Scenario) -> None:
    """A van that is not lifted has no such step."""
    Path("now.csv").write_text("stream,step\nvan,van_lift\n")
    rows = read_list("now.csv", port.baseline.port, None, NOW)
    world = port.baseline.written_by("no_lift").edit("van", "van_lift", lambda flow: flow.without("van_lift"))
    with pytest.raises(PortsimError) as error:
        groups_of(world, rows, NOW, "no_lift")
    assert str(error.value) == (
        f"{WHERE}line 2, column 'step': got 'van_lift', which van has in the baseline and not in the "
        "alternative 'no_lift' (nearest: van_out); leave that alternative out, or say another step"
    )


def test_dates_go_by_the_clock_of_now(port: Scenario) -> None:
    """Of the forms of dates and of a workbook the same moment is read; one that leaves a doubt is refused."""
    clock = Clock(pd.Timestamp("2026-03-02"), "")
    world = port.baseline.port

    def since(cell: str) -> float:
        Path("now.csv").write_text(f"stream,step,since\ntruck,check,{cell}\n")
        return read_list("now.csv", world, clock, NOW)[0].since

    for cell in ("2026-03-04 09:30", "2026-03-04T09:30:00", "04.03.2026 09:30", "4 Mar 2026 9:30 am"):
        assert since(cell) == 2 * 1440 + 570, cell
    table = pd.DataFrame({"stream": ["truck"], "step": ["check"], "since": [datetime(2026, 3, 4, 9, 30)]})
    for name, write in (("now.xlsx", table.to_excel), ("now.parquet", table.to_parquet)):
        write(name, index=False)
        assert read_list(name, world, clock, NOW)[0].since == 2 * 1440 + 570
    place = f"{WHERE}line 2, column 'since': got "
    for cell, message in (
        (
            "03/04/2026 09:30",
            "'03/04/2026 09:30', allowed a date that leaves no doubt, such as 2026-03-05 14:00",
        ),
        ("soon", "'soon', allowed a date and a time such as 2026-03-05 14:00"),
        ("2026-03-04 10:30", "'2026-03-04 10:30', allowed a moment up to --now; this is 30 min after it"),
        (
            "2026-03-04 09:30+08:00",
            "'2026-03-04 09:30+08:00', allowed a date without an offset, as --now has no time zone",
        ),
    ):
        with pytest.raises(PortsimError) as error:
            since(cell)
        assert str(error.value) == place + message
    zoned = Clock(pd.Timestamp("2026-03-02"), "Asia/Shanghai")
    Path("now.csv").write_text("stream,step,since\ntruck,check,2026-03-04 01:30+00:00\n")
    assert read_list("now.csv", world, zoned, NOW)[0].since == 2 * 1440 + 570


def test_other_columns_are_named_and_not_read(port: Scenario, capsys: pytest.CaptureFixture[str]) -> None:
    Path("now.csv").write_text("box,stream,step\nABCU1,truck,check\n")
    with pytest.warns(match=r"^--from-state: now\.csv: columns not read: box$"):
        assert len(read_list("now.csv", port.baseline.port, None, NOW)) == 1


def test_now_is_a_date_or_a_time_above_none() -> None:
    port = yard(CONSTANT, 5)
    Path("now.csv").write_text("stream,step\ntruck,check\n")
    for now, message in (
        ("0 h", "now: got '0 h', allowed a moment from Mon 05:"),
        ("soon", "now: got 'soon', allowed a time since Monday 00:00 such as '86 h'"),
    ):
        with pytest.raises(PortsimError) as error:
            portsim.forecast(port, now, from_state="now.csv")
        assert str(error.value).startswith(message)
    for now in ("soon", "today", "08:05", "31.2.2026 08:05", "10/03 08:05", "2026-13-01 08:05"):
        with pytest.raises(PortsimError) as error:
            portsim.forecast("ocean_gate", now, from_state="now.csv")
        assert str(error.value) == (
            f"now: got '{now}', allowed a date and a time such as '2026-03-05 14:00', or a time since "
            "Monday 00:00 such as '86 h'"
        )


@pytest.mark.parametrize(
    "now", ["2026-03-04 10:00", "2026/3/4 10:00", "20260304 1000", "2026-03-04T10:00:00"]
)
def test_a_date_of_now_can_have_the_year_first(now: str) -> None:
    assert moment_of(now, {}, listed=True).minute == NOW


@pytest.mark.parametrize("year", ["0001", "1677", "9999"])
def test_a_year_of_now_that_no_calendar_reaches(year: str) -> None:
    with pytest.raises(PortsimError) as error:
        moment_of(f"{year}-12-31 23:00", {}, listed=True)
    assert str(error.value) == f"now: got '{year}-12-31 23:00', allowed a year from 1900 to 2999"


def test_a_now_so_far_that_no_run_reaches_it() -> None:
    assert moment_of("3650 day", {}, listed=True).minute == 3650 * 1440
    with pytest.raises(PortsimError) as error:
        moment_of("100000 h", {}, listed=True)
    assert str(error.value) == "now: got '100000 h', allowed a moment up to 3,650 days after Monday 00:00"
