"""What a measure costs those who put it in place: once, every year, for how long it lasts, and who pays."""

from __future__ import annotations

import math
import re
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from portsim.base.currency import money_name, refused, worth
from portsim.base.errors import got
from portsim.base.units import LONGEST, NUMBER, text_schema
from portsim.model.part import Part
from portsim.model.payers import Payer
from portsim.model.sourced import Figure, Share
from portsim.model.undrawn import Undrawn

MILLION = 1e6
MOST_MONEY, MOST_YEARS = 1e15, 1000.0
ONCE = re.compile(rf"({NUMBER})\s*(M\s+)?([A-Za-z]+)", re.ASCII)
YEARLY = re.compile(rf"({NUMBER})\s*(M\s+)?([A-Za-z]+)\s*(?:\s(?:per|a)\s+|/\s*)(?:year|y)", re.ASCII)
YEARS = re.compile(rf"({NUMBER})\s*(?:years?|y)", re.ASCII)


def yuan(value: object) -> float:
    """Money that is paid once, such as `250000 yuan` or `2.5 M yuan` [yuan].

    Raises ValueError: no number of yuan, or of the money that is counted in; negative or not finite.
    """
    own = money_name()
    return _money(value, ONCE, f"money that is paid once, such as 250000 {own} or 2.5 M {own}")


def yuan_a_year(value: object) -> float:
    """Money that is paid every year, such as `40000 yuan per year` or `1.2 M yuan/y` [yuan/y].

    Raises ValueError: no number of yuan, or of the money that is counted in, per year; negative or not
    finite.
    """
    own = money_name()
    allowed = f"money that is paid every year, such as 40000 {own} per year or 1.2 M {own}/y"
    return _money(value, YEARLY, allowed)


def years(value: object) -> float:
    """A life such as `8 years` [y].

    Raises ValueError: no number of years above 0 and of at most 1000.
    """
    match = _matched(value, YEARS)
    number = math.nan if match is None else float(match[1])
    if not 0 < number <= MOST_YEARS:
        raise ValueError(
            f"got {got(value)}, allowed a life above 0 and of at most 1000 years, such as 8 years"
        )
    return number


def _money(value: object, pattern: re.Pattern[str], allowed: str) -> float:
    match = _matched(value, pattern)
    if match is None:
        raise ValueError(f"got {got(value)}, allowed {allowed}")
    one_is = worth(match[3])
    if one_is is None:
        raise ValueError(f"got {got(value)}, allowed {allowed}; {refused(match[3])}")
    number = float(match[1]) * (MILLION if match[2] else 1) * float(one_is)
    if not 0 <= number <= MOST_MONEY:
        raise ValueError(f"got {got(value)}, allowed money of 0 or more{', and finite' * (number > 0)}")
    return number


def _matched(value: object, pattern: re.Pattern[str]) -> re.Match[str] | None:
    text = value.strip() if isinstance(value, str) else ""
    return pattern.fullmatch(text) if len(text) <= LONGEST else None


def show_yuan(value: float) -> str:
    """Money as a person writes it, in what is counted in: `250000 yuan`, `2.5 M yuan`."""
    million = abs(value) >= MILLION
    return f"{value / MILLION:.6g} M {money_name()}" if million else f"{value:.6g} {money_name()}"


YuanValue = Annotated[
    float,
    BeforeValidator(yuan),
    text_schema(r"^\s*[0-9.eE+-]+\s*(M\s+)?(yuan|[A-Z]{3})\s*$", "250000 yuan", "2.5 M yuan"),
]
YuanAYearValue = Annotated[
    float,
    BeforeValidator(yuan_a_year),
    text_schema(
        r"^\s*[0-9.eE+-]+\s*(M\s+)?(yuan|[A-Z]{3})\s*(per\s+|a\s+|/\s*)(year|y)\s*$",
        "40000 yuan per year",
        "1.2 M USD/y",
    ),
]
YearsValue = Annotated[
    float, BeforeValidator(years), text_schema(r"^\s*[0-9.eE+-]+\s*(years?|y)\s*$", "8 years")
]


class PaidOnce(Undrawn, Figure):
    """Money that is paid once [yuan]."""

    value: YuanValue
    range: tuple[YuanValue, YuanValue] | None = None

    def _written(self, figure: float) -> str:
        return show_yuan(figure)


class PaidYearly(Undrawn, Figure):
    """Money that is paid every year [yuan/y]."""

    value: YuanAYearValue
    range: tuple[YuanAYearValue, YuanAYearValue] | None = None

    def _written(self, figure: float) -> str:
        return f"{show_yuan(figure)} per year"


class Life(Undrawn, Figure):
    """How long something lasts until it has to be bought again [y]."""

    value: YearsValue
    range: tuple[YearsValue, YearsValue] | None = None

    def _written(self, figure: float) -> str:
        return f"{figure:g} years"


class CostItem(Part):
    """One thing that a measure needs: what it costs once and every year, and who pays for it.

    What is paid once lasts for `life`, and the money for it costs `discount_rate` a year. It is read by the
    question of net benefit alone: it is no part of a run, and of none of its figures.
    """

    payer: Payer = Field(description="who bears these costs")
    once: PaidOnce | None = Field(
        None, description="what it costs to put it in place; goes with life and discount_rate"
    )
    per_year: PaidYearly | None = Field(None, description="what it costs to run and to maintain it")
    life: Life | None = Field(None, description="how long it lasts until it has to be bought again")
    discount_rate: Share | None = Field(
        None, description="interest on the money for it, a year, without inflation"
    )

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if self.once is None and self.per_year is None:
            raise ValueError("a cost needs once, per_year or both: what does it cost?")
        given = {"life": self.life, "discount_rate": self.discount_rate}
        missing = [name for name, each in given.items() if each is None]
        if self.once is not None and missing:
            raise ValueError(f"once needs {' and '.join(missing)}, so that it can be spread over the years")
        if self.once is None and len(missing) < 2:
            raise ValueError("life and discount_rate are about what is paid once; add once or leave them out")
        return self

    @property
    def annuity(self) -> float:
        """What is paid once, spread evenly over the years of its life [yuan/y]."""
        if self.once is None or self.life is None or self.discount_rate is None:
            return 0.0
        return self.once.value * recovery(self.discount_rate.value, self.life.value)

    @property
    def yearly(self) -> float:
        """All that it costs in a year [yuan/y]."""
        return self.annuity + (0.0 if self.per_year is None else self.per_year.value)

    def at_its(self, end: int) -> CostItem:
        """The item with all its numbers at the cheap (0) or the dear (1) end of their ranges."""
        changed = {}
        for name in ("once", "per_year", "life", "discount_rate"):
            number: Figure | None = getattr(self, name)
            if number is not None and number.range is not None:
                value = number.range[1 - end if name == "life" else end]
                changed[name] = number.model_copy(update={"value": value})
        return self.model_copy(update=changed)


def recovery(rate: float, life: float) -> float:
    """The capital recovery factor [1/y]: the yearly payment that is worth 1 today, over `life` [y] at `rate`
    [1/y]; 1 / life without interest.

    Source: Boardman, Greenberg, Vining and Weimer, Cost-Benefit Analysis, 5th ed. 2018, ch. 9, annuities.
    """
    return 1 / life if rate == 0 else rate / -math.expm1(-life * math.log1p(rate))
