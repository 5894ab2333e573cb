"""The cause of a verdict and its break-even in words."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.base.units import Price, show_minutes, show_price
from portsim.claims.break_even import Amount, BreakEven
from portsim.claims.cause import Cause
from portsim.report.numbers import figures

MOST_PARTS = 4


def cause_in_words(cause: Cause) -> str:
    """What the model shows: the largest steps before and after, how much is assumed, and the break-even."""
    return "; ".join(_parts(cause)) if cause.why is None else cause.why


def _parts(cause: Cause) -> Iterator[str]:
    if cause.direction is not None:
        yield f"{cause.direction} than reported"
    yield from _origin(cause)
    if not cause.measured:
        yield "not measured: no such shipment came in the window, or the scenario lacks the tariffs"
    for side, steps in (("baseline", cause.before), ("with the measure", cause.after)):
        if steps:
            yield f"{side}: " + ", ".join(f"{step.label} {_amount(step, cause.unit)}" for step in steps)
    yield f"{cause.assumed} of its {cause.parameters} deciding parameters are assumed"
    for other in cause.leans_on:
        yield (
            f"it holds the {figures(other.simulated, other.unit)} of {other.claim}, which reports "
            f"{figures(other.reported, other.unit)}; with that it would be "
            f"{figures(other.figure, cause.figure_unit)}, {other.verdict}"
        )
    if cause.break_even is not None:
        yield break_even_in_words(cause.break_even)


def _origin(cause: Cause) -> Iterator[str]:
    """The label with what shows it, and the closed form."""
    found, form = cause.origin, cause.closed_form
    if found.label is not None:
        runs = f" ({figures(found.unlimited, cause.figure_unit)} with unlimited servers, n = {found.n})"
        yield f"{found.label}{runs if found.n else ''}"
    if form is not None and not form.reason:
        hours = f", closing hours of {', '.join(form.hours)} left out" if form.hours else ""
        yield f"closed form {figures(form.figure, cause.figure_unit)}{hours}"


def _amount(step: Amount, unit: str) -> str:
    return show_minutes(step.amount) if unit == "min" else f"{step.amount:.2f}"


def break_even_in_words(found: BreakEven) -> str:
    """What makes the figure up, and what volume or unit cost would make the report true."""
    return "; ".join(_break_even(found))


def _break_even(found: BreakEven) -> Iterator[str]:
    listed = ", ".join(f"{name} {amount:+.3g}" for name, amount in found.parts[:MOST_PARTS] if amount)
    if listed:
        yield f"made up of {listed} {found.unit}"
    yield _volume(found)
    if (price := found.price) is not None:
        needed = Price(float(f"{price.needed.amount:.3g}"), price.needed.unit)
        yield f"or with {price.entry} at {show_price(needed)} instead of {show_price(price.stated)}"


def _volume(found: BreakEven) -> str:
    if found.factor == float("inf"):
        return "no volume makes it true"
    if found.holds:
        return "true at the stated volume"
    said = f"true at {found.factor:,.3g} times the volume or unit costs"
    if not found.users or found.users_needed is None:
        return said
    return f"{said}, that is {found.users_needed:,.3g} such shipments a day instead of {found.users:,.3g}"
