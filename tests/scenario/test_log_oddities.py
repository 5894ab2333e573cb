"""`portsim log inspect`: what cannot be read, totals among the rows, hours of which nothing is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from logged import inspected

from portsim.base.errors import ConfigError
from portsim.report.terminal.log import show_inspection
from portsim.scenario.logs.inspection.paste import yaml_of

HEAD = "plate,arrival,lift,weight\n"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows(first: int, last: int) -> str:
    return "".join(f"T{n},2026-03-02 06:{n:02},2026-03-02 07:{n:02},2{n}.5\n" for n in range(first, last))


def test_cells_that_are_no_times_or_numbers_are_said_of_every_column() -> None:
    text = rows(0, 20) + "T20,2026-03-02 06:20,?,-\n" + rows(21, 25) + "T25,soon,2026-02-30 08:00,29\n"
    assert inspected(HEAD + text).odd == (
        "'arrival' cannot be read as a time in 1 row, the first at line 27: 'soon'",
        "'lift' cannot be read as a time in 2 rows, the first at line 22: '?'",
        "'weight' cannot be read as a number in 1 row, the first at line 22: '-'",
    )


def test_a_column_of_few_dates_is_one_of_dates_with_a_cell_that_is_none() -> None:
    text = "arrival,start,end\n2026-03-02 06:00,2026-03-02 06:01,2026-03-02 06:03\n"
    text += "-,2026-03-02 07:05,2026-03-02 07:08\n2026-02-30 09:00,2026-03-02 08:01,2026-03-02 08:03\n"
    text += "2026-03-02 09:00,2026-03-02 09:01,-\n2026-03-02 10:00,2026-03-02 10:01,2026-03-02 10:09\n"
    found = inspected(text)
    assert [each.kind for each in found.looks] == ["dates", "dates", "dates"]
    assert found.guess.arrival == "arrival"
    assert found.odd == (
        "'arrival' cannot be read as a time in 2 rows, the first at line 3: '-'",
        "'end' cannot be read as a time in 1 row, the first at line 5: '-'",
    )


def test_a_guess_that_another_name_fits_better_is_said_to_be_one() -> None:
    text = "arrival,end\n2026-03-02 06:00,2026-03-02 06:01\n-,2026-03-02 07:05\n?,2026-03-02 08:05\n"
    lines = yaml_of(inspected(f"{text}x,2026-03-02 09:05\n")).splitlines()
    assert "    arrival: end  # a guess; arrival has cells that are no dates" in lines


def test_totals_among_the_rows_are_said_with_their_lines() -> None:
    found = inspected(f"{HEAD}{rows(0, 3)}SUBTOTAL,,,63\n{rows(3, 6)}小计,,,63\nTotal,,,126\n")
    assert [each for each in found.odd if "total" in each] == [
        "line 5 looks like a total and no shipment, as it says 'SUBTOTAL': take it out of the file",
        "line 9 looks like a total and no shipment, as it says '小计': take it out of the file",
        "the last row (line 10) looks like a total and no shipment, as it says 'Total': take it out of the "
        "file",
    ]


def test_a_shipment_of_a_haulier_of_that_name_is_no_total() -> None:
    found = inspected(f"{HEAD}{rows(0, 3)}Total,2026-03-02 06:03,2026-03-02 07:03,23.5\n{rows(4, 6)}")
    assert not any("total" in each for each in found.odd)


def test_hours_that_the_log_has_not_have_no_mean(capsys: pytest.CaptureFixture[str]) -> None:
    """One row every half hour, from Monday 00:00 to Tuesday 00:30: two an hour, and 48 on Monday."""
    times = [f"2026-03-0{2 + n // 48} {n // 2 % 24:02}:{30 * (n % 2):02}" for n in range(50)]
    found = inspected("\n".join(["arrival", *times]) + "\n")
    assert found.arriving is not None
    week = found.arriving.week
    assert (week[0] == 2).all()
    assert week[1, 0] == 2
    assert np.isnan(week[1, 1:]).all()
    assert np.isnan(week[2:]).all()
    show_inspection(found)
    lines = capsys.readouterr().out.splitlines()
    assert "00        2.0     2.0" in lines
    assert "01        2.0" in lines
    assert "day        48" in lines


def test_dates_with_and_without_an_offset_are_named_by_a_line_of_each() -> None:
    with pytest.raises(ConfigError) as error:
        inspected("in\n2026-03-02 06:00\nn/a\n2026-03-02 07:00+08:00\n2026-03-02 08:00\n")
    assert str(error.value) == (
        "gate.csv: column 'in' has dates with an offset from UTC (line 4), and others without (line 2); "
        "give both alike"
    )
