"""The money of a port that is begun in a country, and prices in it, all of them assumptions."""

from __future__ import annotations

from dataclasses import dataclass

EURO = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"  # who pays in euro, since 2026
CHINA = "CN"
COUNTRIES = {"US": "USD", "GB": "GBP"} | dict.fromkeys(EURO.split(), "EUR")


@dataclass(frozen=True)
class StartingMoney:
    """A currency, the yuan in one of it with a range, and what one dollar of a guessed price is in it.

    Neither is looked up anywhere: they are round figures, and the file that is begun calls them assumptions.
    """

    code: str
    yuan: float
    low: float
    high: float
    of_a_dollar: float

    def price(self, what: str, dollars: float, low: float, high: float, per: str = "") -> str:
        """A guessed price as a scenario file says it, with its range and `what` it is; `per` is `/h` for an
        hour."""
        value, least, most = (
            f"{each * self.of_a_dollar:.2g} {self.code}{per}" for each in (dollars, low, high)
        )
        spread = f"[{_plain(least)}, {_plain(most)}]"
        return f"{{value: {_plain(value)}, source: assumption, range: {spread}, note: {what}; a guess}}"


MONEY = {
    each.code: each
    for each in (
        StartingMoney("USD", 7.1, 6.3, 7.5, 1.0),
        StartingMoney("EUR", 7.8, 7.0, 8.6, 0.9),
        StartingMoney("GBP", 9.1, 8.2, 10.0, 0.8),
    )
}


def money_of(country: str | None) -> StartingMoney | None:
    """The money of a country, or of a part of one such as US-CA; None for one that is not known here."""
    code = COUNTRIES.get((country or "").partition("-")[0])
    return None if code is None else MONEY[code]


def keeps_yuan(country: str | None) -> bool:
    """Whether prices are in yuan of a country whose money it is not."""
    return country is not None and country.partition("-")[0] != CHINA and money_of(country) is None


def _plain(text: str) -> str:
    """Without an exponent: `1.2e+03 USD` is `1200 USD`."""
    number, space, unit = text.partition(" ")
    return f"{float(number):g}{space}{unit}"
