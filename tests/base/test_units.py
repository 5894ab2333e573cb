"""Quantities: what is taken, what is refused, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from portsim.base.units import (
    Clock,
    CountValue,
    Minutes,
    PerDayValue,
    Price,
    PriceValue,
    ShareValue,
    clock,
    count,
    minutes,
    per_day,
    price,
    real,
    say_minutes,
    share,
    show_minutes,
    show_price,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("150 s", 2.5),
        ("150s", 2.5),
        (" 2.5 min ", 2.5),
        ("2.5 minutes", 2.5),
        ("1 minute", 1),
        ("2 h", 120),
        ("0.1 h", 6),
        ("3 hours", 180),
        ("90 seconds", 1.5),
        ("1.5 day", 2160),
        ("2 days", 2880),
        ("1 week", 10080),
        ("0 s", 0),
        ("1e2 min", 100),
        (".5 h", 30),
    ],
)
def test_a_time_is_read_in_minutes(text: str, expected: float) -> None:
    assert minutes(text) == expected


TIME = "a time such as 150 s, 2.5 min or 2 h"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (150, "got 150, allowed a time with its unit: write 150 s, 150 min or 150 h"),
        (2.5, "got 2.5, allowed a time with its unit: write 2.5 s, 2.5 min or 2.5 h"),
        ("150", f"got '150', allowed {TIME}"),
        (True, f"got true, allowed {TIME}"),
        (None, f"got nothing, allowed {TIME}"),
        ([1], f"got a list, allowed {TIME}"),
        ({"mean": 1}, f"got a mapping, allowed {TIME}"),
        ("", f"got '', allowed {TIME}"),
        ("soon", f"got 'soon', allowed {TIME}"),
        ("9**9**9 min", f"got '9**9**9 min', allowed {TIME}"),
        ("nan min", f"got 'nan min', allowed {TIME}"),
        ("inf h", f"got 'inf h', allowed {TIME}"),
        ("1,5 h", f"got '1,5 h', allowed {TIME}; numbers have no commas: write 1.5"),
        ("1,500 min", f"got '1,500 min', allowed {TIME}; numbers have no commas: write 1500 or 1.500"),
        ("1.200,5 h", f"got '1.200,5 h', allowed {TIME}; numbers have no commas: write 1200.5"),
        ("1,200.5 h", f"got '1,200.5 h', allowed {TIME}; numbers have no commas: write 1200.5"),
        ("12.5,3 h", f"got '12.5,3 h', allowed {TIME}"),
        ("1 h 30 min", "got '1 h 30 min', allowed one number and one unit: write 90 min for 1 h 30 min"),
        ("1h30min", "got '1h30min', allowed one number and one unit: write 90 min for 1 h 30 min"),
        ("1 h + 30 min", "got '1 h + 30 min', allowed one number and one unit: write 90 min for 1 h 30 min"),
        ("-5 min", "got '-5 min', allowed a time of 0 or more"),
        ("1e999 min", "got '1e999 min', allowed a time of 0 or more, and finite"),
        ("1e999 s", "got '1e999 s', allowed a time of 0 or more, and finite"),
        (float("nan"), f"got nan, allowed {TIME}"),
        ("2 H", f"got '2 H', allowed {TIME}; unknown unit 'H' (nearest: h)"),
        ("2 huors", f"got '2 huors', allowed {TIME}; unknown unit 'huors' (nearest: hours)"),
        ("2 TEU", f"got '2 TEU', allowed {TIME}; unknown unit 'TEU' (allowed: s, min, h, day, week)"),
        ("5 yuan", f"got '5 yuan', allowed {TIME}; yuan is no unit of time"),
        ("9" * 5000 + " min", f"got '{'9' * 56}..., allowed {TIME}"),
    ],
)
def test_what_is_no_time_is_refused_with_what_to_write(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        minutes(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "expected"),
    [("5 %", 0.05), ("5%", 0.05), (0.05, 0.05), ("0.05", 0.05), (0, 0), (1, 1), ("100 %", 1)],
)
def test_a_share_is_read_as_a_fraction(value: object, expected: float) -> None:
    assert share(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "got 5, allowed a share from 0 to 1 (0 % to 100 %); write 5 % for 5 in a hundred"),
        ("150 %", "got '150 %', allowed a share from 0 to 1 (0 % to 100 %)"),
        (-0.1, "got -0.1, allowed a share from 0 to 1 (0 % to 100 %)"),
        (float("nan"), "got nan, allowed a share such as 5 % or 0.05"),
        (float("inf"), "got inf, allowed a share such as 5 % or 0.05"),
        (True, "got true, allowed a share such as 5 % or 0.05"),
        ("half", "got 'half', allowed a share such as 5 % or 0.05"),
        ("2,5 %", "got '2,5 %', allowed a share such as 5 % or 0.05; numbers have no commas: write 2.5"),
        ("9" * 5000, f"got '{'9' * 56}..., allowed a share such as 5 % or 0.05"),
    ],
)
def test_what_is_no_share_is_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        share(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 per hour", 720),
        ("670 per day", 670),
        ("30/h", 720),
        ("30 / h", 720),
        ("7 per week", 1),
        ("1 per min", 1440),
    ],
)
def test_a_rate_is_read_per_day(text: str, expected: float) -> None:
    assert per_day(text) == expected


RATE = "a rate such as 30 per hour or 670 per day"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (670, f"got 670, allowed {RATE}"),
        (True, f"got true, allowed {RATE}"),
        ("1e999 per day", "got '1e999 per day', allowed a rate of 0 or more, and finite"),
        ("670", f"got '670', allowed {RATE}"),
        ("-1 per day", "got '-1 per day', allowed a rate of 0 or more"),
        ("3 per dya", f"got '3 per dya', allowed {RATE}; unknown unit 'dya' (nearest: day)"),
    ],
)
def test_what_is_no_rate_is_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        per_day(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(("text", "expected"), [("08:30", 510), ("8:30", 510), ("00:00", 0), ("24:00", 1440)])
def test_a_time_of_day_is_read_in_minutes_after_midnight(text: str, expected: float) -> None:
    assert clock(text) == expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("24:01", "'24:01'"),
        ("08:60", "'08:60'"),
        ("8.30", "'8.30'"),
        (510, "510"),
        (True, "true"),
        (None, "nothing"),
    ],
)
def test_what_is_no_time_of_day_is_refused(value: object, shown: str) -> None:
    with pytest.raises(ValueError) as caught:
        clock(value)
    assert str(caught.value) == f"got {shown}, allowed a time of day from 00:00 to 24:00"


@pytest.mark.parametrize(("value", "expected"), [(6, 6), ("6", 6), (0, 0)])
def test_a_count_is_a_whole_number(value: object, expected: int) -> None:
    assert count(value) == expected and type(count(value)) is int


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("six", "'six'"),
        (6.0, "6.0"),
        (-1, "-1"),
        (True, "true"),
        (None, "nothing"),
        ("6.0", "'6.0'"),
        ("٦", "'٦'"),
    ],
)
def test_what_is_no_count_is_refused(value: object, shown: str) -> None:
    with pytest.raises(ValueError) as caught:
        count(value)
    assert str(caught.value) == f"got {shown}, allowed a whole number >= 0"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1 / 3, "20 s"),
        (2.5, "2.5 min"),
        (90, "90 min"),
        (192, "3.2 h"),
        (2160, "1.5 day"),
        (0, "0 s"),
        (-2.5, "-2.5 min"),
        (1440 * 1234, "1234 day"),
    ],
)
def test_minutes_are_shown_in_the_unit_a_person_would_choose(value: float, shown: str) -> None:
    assert show_minutes(value) == shown


@pytest.mark.parametrize(
    ("value", "said"), [(192, "3.2 h"), (1440, "1 day"), (2160, "1.5 days"), (2909, "2.02 days")]
)
def test_a_sentence_says_one_day_and_several_days(value: float, said: str) -> None:
    assert say_minutes(value) == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("75 yuan", Price(75, "yuan")),
        (" 0.2yuan ", Price(0.2, "yuan")),
        ("120 yuan/h", Price(120, "yuan/h")),
        ("120 yuan per hour", Price(120, "yuan/h")),
        ("2 yuan / min", Price(120, "yuan/h")),
        ("48 yuan per day", Price(2, "yuan/h")),
        ("0 yuan", Price(0, "yuan")),
    ],
)
def test_money_is_of_a_piece_or_of_an_hour(text: str, expected: Price) -> None:
    assert price(text) == expected


MONEY = "money such as 75 yuan, 120 yuan/h or 40 yuan per day"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (75, "got 75, allowed money with its unit: write 75 yuan or 75 yuan/h"),
        ("75", f"got '75', allowed {MONEY}"),
        (True, f"got true, allowed {MONEY}"),
        (None, f"got nothing, allowed {MONEY}"),
        ("much", f"got 'much', allowed {MONEY}"),
        (float("nan"), f"got nan, allowed {MONEY}"),
        ("-5 yuan", "got '-5 yuan', allowed money of 0 or more"),
        ("1e999 yuan", "got '1e999 yuan', allowed money of 0 or more, and finite"),
        ("75 Yuan", f"got '75 Yuan', allowed {MONEY}; unknown unit 'Yuan' (nearest: yuan)"),
        ("75 min", f"got '75 min', allowed {MONEY}; min is no unit of money (allowed: yuan)"),
        (
            "75 USD",
            f"got '75 USD', allowed {MONEY}; USD is no unit of money (allowed: yuan; state another currency "
            "under money)",
        ),
        (
            "75 yuan per lift",
            f"got '75 yuan per lift', allowed {MONEY}; unknown unit 'lift' (allowed: s, min, h, day, week)",
        ),
        ("75 yuan/yuan", f"got '75 yuan/yuan', allowed {MONEY}; yuan is no unit of time"),
        ("9" * 5000 + " yuan", f"got '{'9' * 56}..., allowed {MONEY}"),
    ],
)
def test_what_is_no_money_is_refused_with_what_to_write(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        price(value)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["75 yuan", "0.2 yuan", "120 yuan/h"])
def test_money_shown_reads_back_the_same(text: str) -> None:
    assert show_price(price(text)) == text


@settings(deadline=None)
@given(st.integers(0, 10**9) | st.decimals(0, 10**6, places=3))
def test_seconds_are_a_sixtieth_of_as_many_minutes(number: int | Decimal) -> None:
    assert minutes(f"{number} s") == float(Fraction(number) / 60)


@settings(deadline=None)
@given(st.floats(0, 1e6))
def test_minutes_shown_read_back_nearly_the_same(value: float) -> None:
    assert minutes(show_minutes(value)) == pytest.approx(value, rel=6e-3, abs=1e-300)


@settings(deadline=None)
@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.text())))
@pytest.mark.parametrize("read", [minutes, share, per_day, clock, count, lambda v: price(v).amount])
def test_anything_else_is_a_value_error_that_says_what_is_allowed(
    read: Callable[[object], float], value: object
) -> None:
    try:
        assert read(value) >= 0
    except ValueError as error:
        assert str(error).startswith("got ") and ", allowed " in str(error)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Minutes, "150 s", 2.5),
        (ShareValue, "5 %", 0.05),
        (PerDayValue, "1 per h", 24),
        (Clock, "08:30", 510),
        (PriceValue, "75 yuan", Price(75, "yuan")),
        (CountValue, 6, 6),
    ],
)
def test_the_types_of_models_convert_and_describe_themselves(
    kind: Any, value: object, expected: object
) -> None:
    adapter: TypeAdapter[object] = TypeAdapter(kind)
    assert adapter.validate_python(value) == expected
    schema = adapter.json_schema()
    assert "examples" in str(schema) and schema.keys() & {"type", "anyOf"}


def test_a_plain_number_with_a_comma_is_told_how_to_be_written() -> None:
    with pytest.raises(
        ValueError, match=r"got '0,45', allowed a number; numbers have no commas: write 0\.45"
    ):
        real("0,45")
