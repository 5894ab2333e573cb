"""Numbers for readers: three significant digits, units as a reader says them, intervals on one scale."""

from __future__ import annotations

import math

from portsim.base.language import t
from portsim.base.spoken import unit_words
from portsim.base.units import Price, say_minutes


def missing() -> str:
    """What stands for a figure that there is none of: `n/a`."""
    return t("n/a")


def duration(minutes: float) -> str:
    """A time [min] in the unit that a person would choose: `20 s`, `2.5 min`, `3.2 h`."""
    number, unit = say_minutes(minutes).split(" ")
    return f"{number} {unit_words(unit)}"


def price(value: Price) -> str:
    """A price as a person writes it: `75 yuan`, `120 yuan/h`."""
    return f"{value.amount:.6g} {unit_words(value.unit)}"


SMALL = (
    5e-4  # below it a number has no digit that a reader sees: times are written in seconds, differences as 0
)
SECONDS = {"min": 60.0, "h": 3600.0, "days": 86400.0}


def figures(x: float, unit: str = "") -> str:
    """Write a value with its unit [any]: `12.3 min`, a share in `%`, `1.64 M yuan/year`, `n/a` for NaN."""
    return _written((x,), unit, signed=False)


def change(x: float, unit: str = "", *, found: bool = False) -> str:
    """Write a difference with its sign and unit [any]; a difference of shares is in points. One that no
    reader sees is 0, unless it is `found` to be there: `-2.0e-05 visits/truck`."""
    return _written((x,), unit, signed=True, found=found)


def interval(low: float, high: float, unit: str = "", *, signed: bool = False, found: bool = False) -> str:
    """Write both ends of an interval on one scale [any]: `13.9 to 14.6 min`; `found` as in `change`."""
    return _written((low, high), unit, signed=signed, found=found)


def percent(relative: float) -> str:
    """Write a relative change [fraction] as a signed percentage: `-45 %`."""
    return _written((relative,), "share", signed=True, points="%")


def probability(p: float) -> str:
    """Write a p-value [0..1]; below a thousandth only the bound is shown."""
    if not math.isfinite(p):
        return missing()
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def rounded(n: float) -> str:
    """Write a large number [1] to two digits: `120,000`."""
    return f"{float(f'{n:.2g}'):,.0f}"


def factor(x: float) -> str:
    """Write a ratio [x times]: `12 x`; beyond ten thousand only the bound is shown."""
    if x > 10_000:
        return t("{value} x", value=">10,000")
    return t("{value} x", value=_plain(x, _places(x, 2))) if math.isfinite(x) else missing()


def reader_scale(unit: str, *, difference: bool = False) -> tuple[float, str]:
    """Return the factor and the unit [any] in which charts draw a quantity: a share is drawn in percent."""
    if unit == "share":
        return 100.0, t("% points") if difference else "%"
    return 1.0, unit_words(unit)


def drawn_in(largest: float, unit: str) -> tuple[float, str]:
    """Return the factor and the unit [any] in which differences up to this size are shown: in millions from
    one million on, a share in points."""
    if largest >= 1e6:
        return 1e-6, unit_words(f"M {unit}")
    return reader_scale(unit, difference=True)


def _written(
    values: tuple[float, ...], unit: str, *, signed: bool, points: str = "points", found: bool = False
) -> str:
    if not all(math.isfinite(x) for x in values):
        return missing()
    scale, unit = (100.0, points if signed else "%") if unit == "share" else (1.0, unit)
    scaled = [x * scale for x in values]
    biggest = max(abs(x) for x in scaled)
    if 0 < biggest < SMALL and unit in SECONDS:
        scaled, unit = [x * SECONDS[unit] for x in scaled], "s"
        biggest = max(abs(x) for x in scaled)
    if biggest < SMALL and (signed or unit == "s") and not found:
        scaled, biggest = [0.0 for _ in scaled], 0.0
    magnitude = ""
    for limit, word in ((1e9, "bn"), (1e6, "M")):
        if biggest >= limit * 0.9995:
            scaled, magnitude = [x / limit for x in scaled], word
            break
    biggest = max(abs(x) for x in scaled)
    if 0 < biggest < SMALL:
        texts = [f"{x:+.1e}" if signed else f"{x:.1e}" for x in scaled]
    else:
        texts = [_plain(x, _shared_places(scaled), signed=signed) for x in scaled]
    text = t("{low} to {high}", low=texts[0], high=texts[-1]) if len(texts) > 1 else texts[0]
    return " ".join(part for part in (text, unit_words(f"{magnitude} {unit}".strip())) if part)


def _shared_places(scaled: list[float]) -> int:
    """Decimal places that keep three digits of the biggest value (two below 1) and one of the width."""
    biggest = max(abs(x) for x in scaled)
    width = max(scaled) - min(scaled)
    places = max(_places(biggest, 3 if biggest >= 1 else 2), min(4, _places(width, 1)))
    while places and all(abs(x - round(x, places - 1)) < 1e-9 for x in scaled):
        places -= 1  # a round number, as reports give them, keeps no empty decimals
    return places


def _places(x: float, digits: int) -> int:
    """Decimal places that show `digits` significant digits of x."""
    rounded = abs(float(f"{x:.{digits}g}"))
    return max(0, min(6, digits - 1 - math.floor(math.log10(rounded)))) if rounded > 0 else 0


def _plain(x: float, places: int, *, signed: bool = False) -> str:
    text = f"{x:,.{places}f}"
    if float(text.replace(",", "")) == 0:
        return text.lstrip("-")
    return f"+{text}" if signed and x > 0 else text


SIGNS = {
    "at most": "\N{LESS-THAN OR EQUAL TO}",
    "at least": "\N{GREATER-THAN OR EQUAL TO}",
    "about": "\N{ALMOST EQUAL TO}",
}


def bounded(value: float, unit: str, bound: str) -> str:
    """A figure in its unit, with a sign where it is `at least` or `at most` the true one."""
    sign = f"{SIGNS[bound]} " if bound in SIGNS else ""
    return sign + figures(value, unit)
