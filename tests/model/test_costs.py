"""What a measure costs: annuities against textbook tables, texts that are read, and what goes together."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from portsim.model.costs import CostItem, recovery, show_yuan, years, yuan, yuan_a_year
from portsim.model.measure import Event, Measure, measure

ONCE = {"value": "1000 yuan", "source": "assumption", "range": ["500 yuan", "4000 yuan"]}
LIFE = {"value": "10 years", "source": "assumption", "range": ["5 years", "20 years"]}
RATE = {"value": "10 %", "source": "assumption", "range": ["0 %", "12 %"]}
PER_YEAR = {"value": "50 yuan per year", "source": "user"}


def item(**given: object) -> CostItem:
    return CostItem.model_validate({"payer": "terminal", **given})


@pytest.mark.parametrize(
    ("rate", "life", "factor"),
    [  # the table A/P of any textbook of engineering economics
        (0.10, 10, 0.16275),
        (0.08, 5, 0.25046),
        (0.06, 8, 0.16104),
        (0.12, 20, 0.13388),
        (0.05, 1, 1.05),
    ],
)
def test_the_capital_recovery_factor_is_that_of_the_tables(rate: float, life: float, factor: float) -> None:
    assert recovery(rate, life) == pytest.approx(factor, abs=5e-6)


def test_without_interest_it_is_spread_evenly() -> None:
    assert recovery(0.0, 8) == 1 / 8
    assert recovery(1e-9, 8) == pytest.approx(1 / 8, rel=1e-7)


def test_an_item_costs_its_annuity_and_what_it_takes_every_year() -> None:
    both = item(once=ONCE, life=LIFE, discount_rate=RATE, per_year=PER_YEAR)
    assert both.annuity == pytest.approx(162.75, abs=0.005)
    assert both.yearly == pytest.approx(212.75, abs=0.005)
    assert item(per_year=PER_YEAR).yearly == 50 and item(per_year=PER_YEAR).annuity == 0


def test_the_cheap_end_has_the_longest_life_and_the_lowest_rate() -> None:
    both = item(once=ONCE, life=LIFE, discount_rate=RATE)
    assert both.at_its(0).yearly == 500 / 20
    assert both.at_its(1).yearly == pytest.approx(4000 * 0.27741, abs=0.05)  # A/P, 12 %, 5 years


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (yuan, "250000 yuan", 250000.0),
        (yuan, " 2.5 M yuan ", 2.5e6),
        (yuan, "0 yuan", 0.0),
        (yuan_a_year, "40000 yuan per year", 40000.0),
        (yuan_a_year, "1.2 M yuan/y", 1.2e6),
        (yuan_a_year, "3 yuan a year", 3.0),
        (years, "8 years", 8.0),
        (years, "1 year", 1.0),
        (years, "2.5 y", 2.5),
    ],
)
def test_texts_are_read(read, text: str, value: float) -> None:  # type: ignore[no-untyped-def]
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (yuan, "2.5 M", "allowed money that is paid once, such as 250000 yuan or 2.5 M yuan"),
        (yuan, 250000, "got 250000, allowed money that is paid once"),
        (yuan, "5 yuan per year", "allowed money that is paid once"),
        (yuan, "-5 yuan", "allowed money of 0 or more"),
        (yuan, "1e300 yuan", "allowed money of 0 or more, and finite"),
        (yuan_a_year, "5 yuan", "allowed money that is paid every year, such as 40000 yuan per year"),
        (yuan_a_year, "5 yuan per hour", "allowed money that is paid every year"),
        (years, "0 years", "allowed a life above 0 and of at most 1000 years, such as 8 years"),
        (years, "8", "got '8', allowed a life above 0"),
        (years, "nan years", "allowed a life above 0"),
    ],
)
def test_other_texts_are_refused(read, text: object, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="allowed") as found:
        read(text)
    assert said in str(found.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "a cost needs once, per_year or both: what does it cost?"),
        ({"once": ONCE}, "once needs life and discount_rate, so that it can be spread over the years"),
        ({"once": ONCE, "life": LIFE}, "once needs discount_rate"),
        ({"per_year": PER_YEAR, "life": LIFE}, "life and discount_rate are about what is paid once"),
    ],
)
def test_what_does_not_go_together_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match="Value error") as found:
        item(**given)
    assert said in str(found.value)


def test_money_is_shown_in_millions_where_it_is_that_much() -> None:
    assert (show_yuan(250000), show_yuan(2.5e6)) == ("250000 yuan", "2.5 M yuan")


def test_every_measure_and_event_may_cost_something() -> None:
    class Own(Measure):
        title = "A measure of a plug-in"

    costs = {"app": {"payer": "haulier", "per_year": PER_YEAR}}
    own = Own.model_validate({"uptake": {"value": 1, "source": "user"}, "costs": costs})
    assert own.costs["app"].yearly == 50
    assert Event().costs == {}


def test_a_measure_may_not_use_the_name_for_something_else() -> None:
    class Own(Measure):
        title = "A measure with an option of that name"
        costs: int  # type: ignore[assignment]

    with pytest.raises(TypeError, match="the option costs is what every measure may cost; give"):
        measure("own")(Own)
