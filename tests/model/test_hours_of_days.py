"""Hours over midnight: the day they belong to, weeks that wrap, holidays, numbered days, hours taken out."""

from __future__ import annotations

import pytest

from portsim.model.calendar import Calendar

DAY = 1440.0
NIGHT = {"hours": [["22:00", "06:00"]], "source": "user"}


def spans(end_day: int, **more: object) -> list[tuple[float, float]]:
    return Calendar.model_validate({**NIGHT, **more}).open_spans(end_day * DAY)


def night(day: int) -> tuple[float, float]:
    """The night that begins on a day."""
    return day * DAY + 1320, day * DAY + 1800


def test_a_night_lasts_into_the_next_day_and_the_first_begins_on_the_sunday_before() -> None:
    assert spans(2) == [(0, 360), night(0), (DAY + 1320, 2 * DAY)]


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    """Mondays alone: no night before day 0, which is a Monday, and none from Tuesday on."""
    assert spans(8, days=["mon"]) == [night(0), (7 * DAY + 1320, 8 * DAY)]


def test_sunday_night_lasts_into_monday() -> None:
    assert spans(9, days=["sun"]) == [(0, 360), night(6)]


def test_the_night_of_a_holiday_is_missing_and_the_one_before_lasts_into_it() -> None:
    assert spans(4, holidays=[1]) == [(0, 360), night(0), night(2), (3 * DAY + 1320, 4 * DAY)]


def test_a_numbered_night_is_that_one_alone() -> None:
    assert spans(9, on=[3]) == [night(3)]
    assert spans(9, on=[0]) == [night(0)]  # not the one that lasts into day 0


def test_nights_and_days_that_touch_are_one() -> None:
    assert spans(2, hours=[["06:00", "22:00"], ["22:00", "06:00"]]) == [(0, 2 * DAY)]


def test_hours_are_taken_out_of_a_night() -> None:
    but_for = {"hours": "23:00-01:00", "on": [0], "source": "user"}
    assert spans(2, but_for=but_for) == [(0, 360), (1320, 1380), (1500, 1800), (DAY + 1320, 2 * DAY)]


def test_a_night_is_taken_out_of_hours() -> None:
    but_for = {"hours": "22:00-06:00", "on": [0], "source": "user"}
    assert spans(2, hours=["00:00-24:00"], but_for=but_for) == [(0, 1320), (1800, 2 * DAY)]


def test_eight_hours_of_each_night_are_a_third_of_the_week() -> None:
    assert Calendar.model_validate(NIGHT).open_share() == pytest.approx(1 / 3)
    assert Calendar.model_validate({**NIGHT, "days": ["sun"]}).open_share() == pytest.approx(8 / 168)


@pytest.mark.parametrize("written", ["22:00-06:00", ["22:00-06:00"], [["22:00", "06:00"]], " 22:00 - 06:00 "])
def test_hours_are_written_as_text_or_as_pairs(written: object) -> None:
    calendar = Calendar.model_validate({"hours": written, "source": "user"})
    assert calendar.hours == ((1320, 360),)
    assert calendar.words() == "22:00-06:00 (mon tue wed thu fri sat sun)"


def test_midnight_is_written_either_way() -> None:
    both = [
        Calendar.model_validate({"hours": f"22:00-{end}", "source": "user"}) for end in ("00:00", "24:00")
    ]
    assert both[0].open_spans(DAY) == both[1].open_spans(DAY) == [(1320, DAY)]


def test_a_calendar_says_its_holidays_so_that_a_change_of_these_alone_is_one() -> None:
    usual = {"hours": [["08:00", "12:00"]], "days": ["mon", "tue"], "source": "user"}
    assert Calendar.model_validate(usual).words() == "08:00-12:00 (mon tue)"
    assert Calendar.model_validate({**usual, "holidays": [7, 8]}).words() == (
        "08:00-12:00 (mon tue) but for days 7 8"
    )
