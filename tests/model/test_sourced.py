"""Sourced numbers know their own words, and how they are scaled."""

from __future__ import annotations

import pytest

from portsim.base.units import Price
from portsim.model.calendar import Calendar, Profile
from portsim.model.durations import Constant, Erlang
from portsim.model.numbers import Poisson, UniformNumber
from portsim.model.part import Part
from portsim.model.sourced import Count, Money, PerDay, Share, Sourced, Time, sourced_numbers

A1 = {"source": "A1", "note": "as read"}
OFFICE = Calendar(hours=(("08:00", "12:00"), ("13:30", "17:00")), days=("mon", "fri"), range=("a", "b"), **A1)

KINDS: list[tuple[Sourced, str, str]] = [
    # a number, its words, its range in words
    (Count(value=4, range=(2, 6), **A1), "4", "2 to 6"),
    (Count(value={"north": 4, "south": 2}, **A1), "north=4 south=2", ""),
    (Share(value="12.5 %", range=("5 %", "20 %"), **A1), "12.5 %", "5 % to 20 %"),
    (Time(value="90 min", range=("1 h", "2 day"), **A1), "90 min", "60 min to 2 day"),
    (PerDay(value="30 per hour", range=("600 per day", "800 per day"), **A1), "720 per day", "600 to 800"),
    (Money(value="75 yuan", range=("50 yuan", "80 yuan"), **A1), "75 yuan", "50 yuan to 80 yuan"),
    (Money(value="2 yuan per min", **A1), "120 yuan/h", ""),
    (Constant(mean="30 s", range=("10 s", "60 s"), **A1), "constant 30 s", "10 s to 1 min"),
    (Poisson(mean=31, range=(10, 100), **A1), "poisson, mean 31", "10 to 100"),
    (OFFICE, "08:00-12:00 13:30-17:00 (mon fri)", "a to b"),
    (Calendar(departures=("06:00", "18:30"), on=(2, 4), **A1), "06:00 18:30 (days 2 4)", ""),
    (Profile(hours=(1,) * 9 + (5,) + (1,) * 14, **A1), "weights of 24 hours, highest at 9:00", ""),
]


@pytest.mark.parametrize(("number", "words", "bounds"), KINDS, ids=[words for _, words, _ in KINDS])
def test_a_number_says_itself_and_its_range(number: Sourced, words: str, bounds: str) -> None:
    assert (number.words(), number.range_words()) == (words, bounds)


SCALED: list[tuple[Sourced, float, object]] = [
    (Count(value=5, **A1), 1.5, 8),  # 7.5 is rounded up
    (Count(value={"north": 3, "south": 1}, **A1), 0.5, {"north": 2, "south": 1}),
    (Share(value="25 %", range=("10 %", "30 %"), **A1), 3, 0.75),
    (Time(value="2 h", **A1), 0.5, 60.0),
    (PerDay(value="100 per day", range=("90 per day", "110 per day"), **A1), 2, 200.0),
    (Money(value="75 yuan", range=("70 yuan", "80 yuan"), **A1), 2, Price(150.0, "yuan")),
    (Money(value="120 yuan/h", **A1), 0.5, Price(60.0, "yuan/h")),
]


@pytest.mark.parametrize(("number", "factor", "value"), SCALED, ids=[n.words() for n, _, _ in SCALED])
def test_a_scaled_number_is_the_users(number: Sourced, factor: float, value: object) -> None:
    scaled = number.scaled(factor)
    assert type(scaled) is type(number)
    assert (getattr(scaled, number.figure), scaled.source) == (value, ("user",))
    assert (scaled.range, scaled.note) == (None, "")


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (Share(value="60 %", **A1), "60 % times 2 is above 100 %"),
        (OFFICE, "scale takes a number, not a calendar"),
        (Profile(hours=(1,) * 24, **A1), "scale takes a number, not a profile"),
    ],
)
def test_what_cannot_be_scaled_is_refused(number: Sourced, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        number.scaled(2)


def test_figures_that_do_not_go_together_cannot_be_set() -> None:
    with pytest.raises(ValueError, match="shape uniform needs low <= high"):
        UniformNumber(low=2, high=4, **A1).by_user(low=9)


class Crew(Part):
    """A part that says nothing about how it is said."""

    name: str
    size: Count
    shifts: tuple[str, ...] = ()
    pause: Time | None = None


def test_a_part_says_what_it_is_made_of() -> None:
    crew = Crew(name="night", size=Count(value=3, **A1), shifts=("late", "early"))
    assert crew.words() == "name night, size 3, shifts late early"


def test_all_numbers_of_a_part_are_found_by_their_keys() -> None:
    crew = Crew(name="night", size=Count(value=3, **A1), pause=Time(value="9 min", **A1))
    assert [(key, number.words()) for key, number in sourced_numbers(crew)] == [
        ("size", "3"),
        ("pause", "9 min"),
    ]


def test_another_figure_keeps_all_else() -> None:
    old = Erlang(mean="3 min", k=5, at_least="1 min", range=("2 min", "4 min"), **A1)
    new = old.by_user(mean=9.0)
    assert (new.mean, new.k, new.at_least, new.range, new.source) == (9.0, 5, 1.0, None, ("user",))
