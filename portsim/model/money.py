"""The money that a scenario counts in, where that is not yuan, with the rate at which yuan are converted."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from portsim.base.currency import CODE, CODES_OF_YUAN, Currency
from portsim.base.errors import got
from portsim.model.part import Part
from portsim.model.sourced import Figure
from portsim.model.undrawn import Undrawn

LEAST, MOST = 1e-6, 1e6  # of a rate [yuan]; no currency is outside of it


def code(value: object) -> str:
    """The ISO 4217 code of a currency, such as `USD`.

    Raises ValueError: no three capital letters, or the code of yuan.
    """
    allowed = "allowed an ISO 4217 code in capital letters, such as USD or EUR"
    if not isinstance(value, str) or CODE.fullmatch(value) is None:
        upper = value.upper() if isinstance(value, str) else ""
        hint = f"; write {upper}" if CODE.fullmatch(upper) and upper not in CODES_OF_YUAN else ""
        raise ValueError(f"got {got(value)}, {allowed}{hint}")
    if value in CODES_OF_YUAN:
        raise ValueError(f"got {value}, which is yuan; leave money out, and money is in yuan")
    return value


def rate(value: object) -> float:
    """How many yuan one of a currency is.

    Raises ValueError: no number, or one that is not above 0 and finite.
    """
    allowed = (
        "allowed how many yuan one of the currency is: a plain number from 0.000001 to 1000000, such as 7.1"
    )
    if isinstance(value, bool) or not isinstance(value, int | float) or not LEAST <= value <= MOST:
        raise ValueError(f"got {got(value)}, {allowed}")
    return float(value)


Code = Annotated[
    str,
    BeforeValidator(code),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["USD", "EUR"]}),
]
RateValue = Annotated[
    float,
    BeforeValidator(rate),
    WithJsonSchema({"type": "number", "minimum": LEAST, "maximum": MOST, "examples": [7.08]}),
]


class Rate(Undrawn, Figure):
    """How many yuan one of a currency is worth [1]."""

    value: RateValue
    range: tuple[RateValue, RateValue] | None = None

    def _written(self, figure: float) -> str:
        return f"{figure:.6g}"


class CountedIn(Part):
    """The currency that a scenario counts in, and its rate.

    Prices of the scenario are in it or in yuan; those in yuan are divided by the rate when they are read. The
    rate is not varied over its range, as all prices would have to be read again.
    """

    currency: Code = Field(description="the ISO 4217 code of the currency of all figures, such as USD")
    yuan: Rate = Field(description="how many yuan one of it is worth")

    @property
    def as_currency(self) -> Currency:
        return Currency(self.currency, self.yuan.value)
