"""Public holidays of the country that a scenario names, among the days that a forecast draws from."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from logged import GATE

import portsim
from portsim.base.language import speaking
from portsim.study.analysis import Analysis

pytestmark = pytest.mark.usefixtures("quick_engine")
MONDAY = date(2026, 4, 27)
HOLIDAYS = {date(2026, 5, 1): 1, date(2026, 5, 14): 3}  # Labour Day, Friday, and Ascension, Thursday
WHIT_MONDAY = "2026-05-25 00:00"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def foretold(now: str, days: int, country: str = "DE", holidays: dict[date, int] = HOLIDAYS) -> Analysis:
    """14 hours of a port in which 6 trucks come at noon, at weekends 2, on holidays 1 or 3."""
    dates = [MONDAY + timedelta(days=day) for day in range(days)]
    number = {each: holidays.get(each, 2 if each.weekday() > 4 else 6) for each in dates}
    rows = [f"{each} 12:00" for each in dates for _ in range(number[each])]
    Path("trucks.csv").write_text("\n".join(["time", *rows]) + "\n")
    text = GATE.replace("log: trucks.csv", "log: {file: trucks.csv, columns: {arrival: time}}")
    if country:
        text = text.replace("study: {", f"study: {{start: {MONDAY}, ")
        text = text.replace(
            "desks: {value: 1, source: user}}", "desks: {value: 1, source: user}, calendar: office}"
        )
        text += f'calendars:\n  office: {{hours: [["00:00", "24:00"]], holidays: {country}, source: user}}\n'
    Path("gate.yaml").write_text(text)
    return portsim.forecast("gate.yaml", now, hours=14, replications=200, workers=1)


def at_noon(found: Analysis) -> list[float]:
    own = found.tables["arrivals"]
    return list(own[own["hour"] == 13][["low", "median", "high"]].iloc[0])


def test_a_holiday_is_drawn_from_holidays() -> None:
    found = foretold(WHIT_MONDAY, 28)
    low, median, high = at_noon(found)
    assert (low, high) == (1, 3)
    assert median in (1, 3)
    assert found.sentences[-1] == (
        "Mon, 2026-05-25: a public holiday (DE), drawn among the 2 public holidays of the logs."
    )
    assert found.facts["days_alike"] == 2


def test_where_the_log_has_one_holiday_a_weekend_day_stands_for_it() -> None:
    found = foretold("2026-05-14 00:00", 17)
    assert at_noon(found) == [2, 2, 2]
    assert found.sentences[-1] == (
        "Thu, 2026-05-14: a public holiday (DE), drawn among 4 weekend days, as the logs have fewer than 2 "
        "public holidays."
    )


def test_a_holiday_is_drawn_for_no_working_day() -> None:
    """Of the weekdays before 20 May two are holidays, on which one or three come."""
    found = foretold("2026-05-20 00:00", 23)
    assert at_noon(found) == [6, 6, 6]
    assert found.sentences[-1] == (
        "Public holidays (DE) of the logs before now: 2; they are drawn for no other day."
    )
    with speaking("zh"):
        said = foretold("2026-05-20 00:00", 23).sentences[-1]
    assert said == "日志中此前的公众假日（DE）：2 个；其他日子不从中抽取。"  # noqa: RUF001


def test_single_dates_are_holidays_too() -> None:
    found = foretold(WHIT_MONDAY, 28, "[2026-05-01, 2026-05-14, 2026-05-25]")
    assert at_noon(found)[0] == 1
    assert "a public holiday (dates of the scenario), drawn among the 2" in found.sentences[-1]


def test_without_a_country_holidays_are_days_like_others() -> None:
    found = foretold(WHIT_MONDAY, 28, "")
    assert at_noon(found)[1:] == [6, 6]
    assert not [each for each in found.sentences if "holiday" in each]
    assert found.facts["days_alike"] == 20  # four weeks from Monday to Friday


def test_logs_without_dates_have_no_holidays() -> None:
    foretold(WHIT_MONDAY, 28)
    rows = [1440 * day + 720 for day in range(28) for _ in range(6)]
    Path("trucks.csv").write_text("\n".join(["time", *map(str, rows)]) + "\n")
    found = portsim.forecast("gate.yaml", "672 h", hours=14, replications=20, workers=1)
    assert at_noon(found) == [6, 6, 6]
    assert found.sentences[-1] == "The logs have no dates, so public holidays (DE) are days like others."
