"""The cause of a verdict and its break-even in words."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.base.language import known, named, retold, t
from portsim.base.spoken import amounting, unit_words
from portsim.base.units import Price
from portsim.claims.break_even import Amount, BreakEven
from portsim.claims.cause import Cause
from portsim.report.numbers import duration, figures, price
from portsim.report.words import apart, listed

MOST_PARTS = 4


def cause_in_words(cause: Cause) -> str:
    """What the model shows: the largest steps before and after, how much is assumed, and the break-even."""
    return apart(_parts(cause)) if cause.why is None else retold(cause.why)


def _parts(cause: Cause) -> Iterator[str]:
    if cause.direction is not None:
        yield t("{direction} than reported", direction=known(cause.direction))
    yield from _origin(cause)
    if not cause.measured:
        yield t("not measured: no such shipment came in the window, or the scenario lacks the tariffs")
    for side, steps in ((known("baseline"), cause.before), (t("with the measure"), cause.after)):
        if steps:
            largest = listed(amounting(step.label, _amount(step, cause.unit)) for step in steps)
            yield t("{side}: {steps}", side=side, steps=largest)
    yield t(
        "{assumed} of its {parameters} deciding parameters assumed",
        assumed=cause.assumed,
        parameters=cause.parameters,
    )
    for other in cause.leans_on:
        yield (
            t(
                "it holds the {simulated} of {claim}, which reports {reported}; with that it would be "
                "{figure}, {verdict}",
                simulated=figures(other.simulated, other.unit),
                claim=other.claim,
                reported=figures(other.reported, other.unit),
                figure=figures(other.figure, cause.figure_unit),
                verdict=known(other.verdict),
            )
        )
    if cause.break_even is not None:
        yield break_even_in_words(cause.break_even)


def _origin(cause: Cause) -> Iterator[str]:
    """The label with what shows it, and the closed form."""
    found, form = cause.origin, cause.closed_form
    if found.label is not None:
        runs = t(
            " ({unlimited} with unlimited servers, n = {n})",
            unlimited=figures(found.unlimited, cause.figure_unit),
            n=found.n,
        )
        yield f"{known(found.label)}{runs if found.n else ''}"
    if form is not None and not form.reason:
        hours = (
            t(", closing hours of {hours} left out", hours=listed(map(named, form.hours)))
            if form.hours
            else ""
        )
        yield t("closed form {figure}{hours}", figure=figures(form.figure, cause.figure_unit), hours=hours)


def _amount(step: Amount, unit: str) -> str:
    return duration(step.amount) if unit == "min" else f"{step.amount:.2f}"


def break_even_in_words(found: BreakEven) -> str:
    """What makes the figure up, and what volume or unit cost would make the report true."""
    return apart(_break_even(found))


def _break_even(found: BreakEven) -> Iterator[str]:
    parts = listed(amounting(name, f"{amount:+.3g}") for name, amount in found.parts[:MOST_PARTS] if amount)
    if parts:
        yield t("made up of {parts} {unit}", parts=parts, unit=unit_words(found.unit))
    yield _volume(found)
    if (turns := found.price) is not None:
        needed = Price(float(f"{turns.needed.amount:.3g}"), turns.needed.unit)
        yield t(
            "or with {entry} at {needed} instead of {stated}",
            entry=named(turns.entry),
            needed=price(needed),
            stated=price(turns.stated),
        )


def _volume(found: BreakEven) -> str:
    if found.factor == float("inf"):
        return t("no volume makes it true")
    if found.holds:
        return t("true at the stated volume")
    said = t("true at {factor:,.3g} times the volume or unit costs", factor=found.factor)
    if not found.users or found.users_needed is None:
        return said
    return t(
        "{said}, that is {users_needed:,.3g} such shipments a day instead of {users:,.3g}",
        said=said,
        users_needed=found.users_needed,
        users=found.users,
    )
