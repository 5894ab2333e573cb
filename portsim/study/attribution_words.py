"""What an attribution found, in plain sentences, the most important first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

from portsim.study.attribution_tables import ALL_MEASURES, HELP, OVERLAP, PAIR, Attributed, corrected
from portsim.study.contrasts import Estimate, Response, alone, beyond_two, counted_twice, left_over, together
from portsim.study.statistics import ERROR
from portsim.study.two_levels import FULL

if TYPE_CHECKING:
    import pandas as pd

MOST = 3  # shares, pairs and figures that are named
MILLION = 1e6
MONEY = "yuan"
WORTH = 0.01  # of what is saved together: less is not named


def sentences(known: Attributed, overlaps: pd.DataFrame, runs: pd.DataFrame) -> tuple[str, ...]:
    """What is saved together and what is counted twice, by whom; who gives most; what the design can tell."""
    out: list[str] = []
    units: set[str] = set()
    for each in known.responses:
        if each.headline:
            out.append(_together(known, each, overlaps))
            if each.unit not in units:  # costs of all payers are mostly those of companies
                out.extend(_shares(known, each))
            units.add(each.unit)
    out.extend(_elsewhere(known, overlaps))
    out.extend(_of_design(known, runs))
    return tuple(out)


def amount(x: float, unit: str, *, beside: float = 0.0) -> str:
    """A figure with its unit to three digits, on the scale of what stands `beside` it if that is larger."""
    factor, places, word = _scale(max(abs(x), abs(beside)), unit)
    text = f"{round(x * factor, places):,.{max(0, places)}f}"
    return f"{text.lstrip('-') if not float(text.replace(',', '')) else text} {word}".strip()


def with_ci(e: Estimate, unit: str, *, beside: float = 0.0) -> str:
    """An estimate with its unit and its 95 % CI, all on one scale: `17.1 M yuan/y (95 % CI 14.9 to 19.3)`."""
    if not isfinite(e.mean):
        return "not measured"
    if not isfinite(e.low) or not isfinite(e.high):
        return f"{amount(e.mean, unit, beside=beside)} (no CI)"
    largest = max(abs(e.mean), abs(e.low), abs(e.high), abs(beside))
    word = _scale(largest, unit)[2]
    low, high = (amount(end, unit, beside=largest).removesuffix(word).strip() for end in (e.low, e.high))
    return f"{amount(e.mean, unit, beside=largest)} (95 % CI {low} to {high})"


def _scale(largest: float, unit: str) -> tuple[float, int, str]:
    """What numbers up to this size are multiplied by, their decimals, and their unit in words."""
    million = largest >= 0.9995 * MILLION
    factor, word = (1 / MILLION, f"M {unit}") if million else (1.0, unit)
    if unit == "share":
        factor, word = 100.0, "points"
    size = largest * factor
    return factor, min(6, 2 - floor(log10(float(f"{size:.3g}")))) if size > 0 else 0, word


def _together(known: Attributed, each: Response, overlaps: pd.DataFrame) -> str:
    """What all measures save together and what they would save alone; what is counted twice, and by whom."""
    whole, sum_ = each.of(together(known.everyone)), each.of(alone(known.everyone))
    twice, unit = each.of(counted_twice(known.everyone)), each.unit
    said = f"{each.title}: together the {known.design.factors} measures {_moved(each, whole)}"
    if not isfinite(sum_.mean):
        return f"{said}."
    said += f"; alone they would add up to {amount(sum_.mean, unit, beside=whole.mean)}"
    if twice.nothing or (twice.n == 1 and not twice.mean):
        return f"{said}: nothing is counted twice."
    if twice.low > 0:
        return f"{said}: {with_ci(twice, unit)} are counted twice{_by_whom(each, overlaps, OVERLAP)}."
    if twice.high < 0:
        more = with_ci(_turned(twice), unit)
        return f"{said}: they help each other by {more}{_by_whom(each, overlaps, HELP)}."
    return f"{said}: the difference, {with_ci(twice, unit)}, is not clear."


def _by_whom(each: Response, overlaps: pd.DataFrame, finding: str) -> str:
    """The pairs that overlap most, or help each other most."""
    own = overlaps[(overlaps["figure"] == each.name) & (overlaps["measures"] != ALL_MEASURES)]
    own = own[own["finding"] == finding].head(MOST)
    parts = [
        f"{amount(abs(twice), each.unit)} by {_named(str(names))}"
        for names, twice in zip(own["measures"].tolist(), own["counted_twice"].tolist(), strict=True)
    ]
    return f", {'; '.join(parts)}" if parts else ""


def _shares(known: Attributed, each: Response) -> Iterator[str]:
    """The measures that give most of a figure, whatever the order."""
    whole = together(known.everyone)
    if not each.of(whole).clear and each.of(whole).n > 1:
        return
    found = [
        (each.of(known.given(i)), each.share(known.given(i), whole)[0], name) for i, name in _names(known)
    ]
    ranked = sorted(found, key=lambda row: -abs(row[0].mean))
    shown = [(e, share, name) for e, share, name in ranked if e.clear or e.n == 1]
    parts = [_given(name, share, amount(e.mean, each.unit)) for e, share, name in shown[:5]]
    rest = len(shown) - 5
    if parts:
        more = f" and {rest} more" if rest > 0 else ""
        yield f"Of this, whatever the order: {', '.join(parts)}{more}."
    against = [name for e, _, name in found if e.high < 0 < each.of(whole).mean]
    if against:
        yield f"{each.title}: made worse by {_listed(against)}."


def _given(name: str, share: float, size: str) -> str:
    """A measure with what it gives, and its share where there is one."""
    return f"{_spaced(name)} {100 * share:.0f} % ({size})" if isfinite(share) else f"{_spaced(name)} {size}"


def _elsewhere(known: Attributed, overlaps: pd.DataFrame) -> Iterator[str]:
    """Figures besides the first ones in which savings overlap, or help each other, most relative to the
    whole."""
    found = []
    money = any(each.headline and MONEY in each.unit for each in known.responses)
    for each in known.responses:
        if each.headline or (money and MONEY in each.unit):
            continue
        twice, whole = each.of(counted_twice(known.everyone)), each.of(together(known.everyone))
        if twice.clear and whole.mean and abs(twice.mean) >= WORTH * abs(whole.mean):
            found.append((abs(twice.mean / whole.mean), each, twice, whole))
    for _, each, twice, whole in sorted(found, key=lambda row: -row[0])[:MOST]:
        more = twice.mean < 0
        how, finding = (
            ("come on top as they help each other", HELP) if more else ("are counted twice", OVERLAP)
        )
        yield (
            f"{each.title}: together {_moved(each, whole)}; {amount(abs(twice.mean), each.unit)} {how}"
            f"{_by_whom(each, overlaps, finding)}."
        )
    if len(found) > MOST:
        yield f"Savings overlap, or help each other, in {len(found) - MOST} more figures: overlap.csv."


def _of_design(known: Attributed, runs: pd.DataFrame) -> Iterator[str]:
    """What was run, and what it cannot tell."""
    design, k = known.design, known.design.factors
    if design.full:
        yield f"All {design.size} combinations of the {k} measures were run ({design.name})."
    else:
        pairs = int((runs["part"] == PAIR).sum())
        also = f"all together, and {pairs} pairs to see which overlap" if pairs else "and all together"
        yield (
            f"Of {2**k:,} combinations {len(runs)} were run: the fraction {design.name}, each measure alone "
            f"and on top of all others, {also}. Pairs in one row of `interactions` are aliased: the design "
            f"does not tell which it is. Of up to {FULL} measures all combinations are run."
        )
        yield _rest(known)
    idle = runs[runs["idle"] != ""]
    if len(idle):
        names = sorted({name for text in idle["idle"] for name in text.split(", ")})
        yield (
            f"{_listed(names)} can do nothing without what it builds on, and counts as doing nothing there "
            f"({len(idle)} runs); what it gives is shared with that."
        )
    if grown := int(runs["grows"].sum()):
        yield f"In {grown} of {len(runs)} runs a queue grows without end; what rests on them says little."
    if not all(each.of(together(known.everyone)).exact for each in known.responses if each.headline):
        yield (
            "Shipments are unfinished when the runs end: each CI holds however long they take, up to the "
            "longest run-out, and is wide for that. A longer run-out narrows it."
        )


def _rest(known: Attributed) -> str:
    """Whether main effects are what measures give: whether three or more act at once."""
    said = "Shares are main effects, which is right where no more than two measures act on each other"
    against = []
    for each in known.responses:
        if not each.headline:
            continue
        least = WORTH * abs(each.of(together(known.everyone)).mean)
        found = [each.of(beyond_two(known.design, i)) for i, _ in _names(known)]
        against += [
            f"{with_ci(e, each.unit)} of what {_spaced(name)} is given in {each.name.replace('_', ' ')}"
            for e, p, (_, name) in zip(found, corrected(found), _names(known), strict=True)
            if e.clear and p < ERROR and abs(e.mean) >= least
        ]
        rest = each.of(left_over(known.design))
        if rest.clear and abs(rest.mean) >= least:
            against.append(f"{with_ci(rest, each.unit)} of {each.name.replace('_', ' ')} is given to none")
    if not against:
        return f"{said}; what each saves alone, and on top of all others, says nothing against it."
    return f"{said}. Here three or more act at once: {'; '.join(against)}."


def _moved(each: Response, e: Estimate) -> str:
    """What a saving is, in words: costs are saved, other figures become lower or higher by so much."""
    good = e.mean >= 0
    if MONEY in each.unit:
        return f"save {with_ci(e, each.unit)}"
    lower = good != (each.better == "more")
    size = with_ci(e if good else _turned(e), each.unit)
    return f"{'take off' if lower else 'add'} {size}"


def _turned(e: Estimate) -> Estimate:
    return Estimate(-e.mean, -e.high, -e.low, e.p, e.n, e.exact)


def _names(known: Attributed) -> Sequence[tuple[int, str]]:
    return list(enumerate(known.factors.names))


def _named(pair: str) -> str:
    return " and ".join(map(_spaced, pair.split(" + ")))


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_spaced, names))
