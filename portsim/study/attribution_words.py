"""What an attribution found, in plain sentences, the most important first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

from portsim.base.language import counted, known, t
from portsim.base.spoken import joined, spaced, unit_words
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


def sentences(given: Attributed, overlaps: pd.DataFrame, runs: pd.DataFrame) -> tuple[str, ...]:
    """What is saved together and what is counted twice, by whom; who gives most; what the design can tell."""
    out: list[str] = []
    units: set[str] = set()
    for each in given.responses:
        if each.headline:
            out.append(_together(given, each, overlaps))
            if each.unit not in units:  # costs of all payers are mostly those of companies
                out.extend(_shares(given, each))
            units.add(each.unit)
    out.extend(_elsewhere(given, overlaps))
    out.extend(_of_design(given, runs))
    return tuple(out)


def amount(x: float, unit: str, *, beside: float = 0.0) -> str:
    """A figure with its unit to three digits, on the scale of what stands `beside` it if that is larger."""
    factor, places, word = _scale(max(abs(x), abs(beside)), unit)
    text = f"{round(x * factor, places):,.{max(0, places)}f}"
    shown = text.lstrip("-") if not float(text.replace(",", "")) else text
    return f"{shown} {unit_words(word)}".strip()


def with_ci(e: Estimate, unit: str) -> str:
    """An estimate with its unit and its 95 % CI, all on one scale: `17.1 M yuan/y (95 % CI 14.9 to 19.3)`."""
    if not isfinite(e.mean):
        return t("not measured")
    if not isfinite(e.low) or not isfinite(e.high):
        return t("{mean} (no CI)", mean=amount(e.mean, unit))
    largest = _largest(e)
    word = unit_words(_scale(largest, unit)[2])
    low, high = (amount(end, unit, beside=largest).removesuffix(word).strip() for end in (e.low, e.high))
    mean = amount(e.mean, unit, beside=largest)
    return t("{mean} (95 % CI {low} to {high})", mean=mean, low=low, high=high)


def _largest(e: Estimate) -> float:
    """The largest number that is shown of an estimate: that of its CI, if it has one."""
    return max((abs(x) for x in (e.mean, e.low, e.high) if isfinite(x)), default=0.0)


def _scale(largest: float, unit: str) -> tuple[float, int, str]:
    """What numbers up to this size are multiplied by, their decimals, and their unit in words."""
    million = largest >= 0.9995 * MILLION
    factor, word = (1 / MILLION, f"M {unit}") if million else (1.0, unit)
    if unit == "share":
        factor, word = 100.0, "points"
    size = largest * factor
    return factor, min(6, 2 - floor(log10(float(f"{size:.3g}")))) if size > 0 else 0, word


def _together(given: Attributed, each: Response, overlaps: pd.DataFrame) -> str:
    """What all measures save together and what they would save alone; what is counted twice, and by whom."""
    whole, sum_ = each.of(together(given.everyone)), each.of(alone(given.everyone))
    twice, unit = each.of(counted_twice(given.everyone)), each.unit
    said = t(
        "{figure}: together the {n} measures {moved}",
        figure=known(each.title),
        n=given.design.factors,
        moved=_moved(each, whole),
    )
    if not isfinite(sum_.mean):
        return said + t(".")
    size = amount(_way(each, whole) * sum_.mean, unit, beside=_largest(whole))
    said = t("{together}; alone they would add up to {size}", together=said, size=size)
    if twice.nothing or (twice.n == 1 and not twice.mean):
        return t("{said}: nothing is counted twice.", said=said)
    if whole.mean < 0 and twice.clear:
        return _worse(each, said, twice, overlaps)
    if twice.low > 0:
        pairs = _by_whom(each, overlaps, OVERLAP)
        return t(
            "{said}: {size} are counted twice{pairs}.", said=said, size=with_ci(twice, unit), pairs=pairs
        )
    if twice.high < 0:
        pairs, more = _by_whom(each, overlaps, HELP), with_ci(_turned(twice), unit)
        return t("{said}: they help each other by {more}{pairs}.", said=said, more=more, pairs=pairs)
    return t("{said}: the difference, {size}, is not clear.", said=said, size=with_ci(twice, unit))


def _worse(each: Response, said: str, twice: Estimate, overlaps: pd.DataFrame) -> str:
    """What measures that lose together do to one another: losses overlap, or each makes more of the other."""
    if twice.mean > 0:
        pairs, more = _by_whom(each, overlaps, OVERLAP), with_ci(twice, each.unit)
        return t("{said}: they hinder each other by {more}{pairs}.", said=said, more=more, pairs=pairs)
    pairs, size = _by_whom(each, overlaps, HELP), with_ci(_turned(twice), each.unit)
    return t("{said}: {size} of the loss are counted twice{pairs}.", said=said, size=size, pairs=pairs)


def _by_whom(each: Response, overlaps: pd.DataFrame, finding: str) -> str:
    """The pairs that overlap most, or help each other most."""
    own = overlaps[(overlaps["figure"] == each.name) & (overlaps["measures"] != ALL_MEASURES)]
    own = own[own["finding"] == finding].head(MOST)
    parts = [
        t("{size} by {pair}", size=amount(abs(twice), each.unit), pair=_named(str(names)))
        for names, twice in zip(own["measures"].tolist(), own["counted_twice"].tolist(), strict=True)
    ]
    return t(", {pairs}", pairs=t("; ").join(parts)) if parts else ""


def _shares(given: Attributed, each: Response) -> Iterator[str]:
    """The measures that give most of a figure, whatever the order."""
    whole = together(given.everyone)
    if not each.of(whole).clear and each.of(whole).n > 1:
        return
    found = [
        (each.of(given.given(i)), each.share(given.given(i), whole)[0], name) for i, name in _names(given)
    ]
    ranked = sorted(found, key=lambda row: -abs(row[0].mean))
    shown = [(e, share, name) for e, share, name in ranked if e.clear or e.n == 1]
    way = _way(each, each.of(whole))
    parts = [_given(name, share, amount(way * e.mean, each.unit)) for e, share, name in shown[:5]]
    rest = len(shown) - 5
    if parts:
        more = t(" and {n} more", n=rest) if rest > 0 else ""
        yield t("Of this, whatever the order: {parts}{more}.", parts=joined(parts), more=more)
    against = [name for e, _, name in found if e.high < 0 < each.of(whole).mean]
    if against:
        yield t("{figure}: made worse by {names}.", figure=known(each.title), names=_listed(against))


def _given(name: str, share: float, size: str) -> str:
    """A measure with what it gives, and its share where there is one."""
    if isfinite(share):
        return t("{name} {share:.0f} % ({size})", name=spaced(name), share=100 * share, size=size)
    return f"{spaced(name)} {size}"


def _elsewhere(given: Attributed, overlaps: pd.DataFrame) -> Iterator[str]:
    """Figures besides the first ones in which savings overlap, or help each other, most relative to the
    whole."""
    found = []
    money = any(each.headline and MONEY in each.unit for each in given.responses)
    for each in given.responses:
        if each.headline or (money and MONEY in each.unit):
            continue
        twice, whole = each.of(counted_twice(given.everyone)), each.of(together(given.everyone))
        if twice.clear and whole.mean and abs(twice.mean) >= WORTH * abs(whole.mean):
            found.append((abs(twice.mean / whole.mean), each, twice, whole))
    for _, each, twice, whole in sorted(found, key=lambda row: -row[0])[:MOST]:
        size = amount(abs(twice.mean), each.unit)
        if whole.mean < 0:
            how = (
                t("they hinder each other by {size}", size=size)
                if twice.mean > 0
                else t("{size} of the loss are counted twice", size=size)
            )
        elif twice.mean < 0:
            how = t("{size} come on top as they help each other", size=size)
        else:
            how = t("{size} are counted twice", size=size)
        yield t(
            "{figure}: together {moved}; {how}{pairs}.",
            figure=known(each.title),
            moved=_moved(each, whole),
            how=how,
            pairs=_by_whom(each, overlaps, HELP if twice.mean < 0 else OVERLAP),
        )
    if len(found) > MOST:
        yield counted(
            len(found) - MOST,
            "Savings overlap, or help each other, in {n} more figure: overlap.csv.",
            "Savings overlap, or help each other, in {n} more figures: overlap.csv.",
        )


def _of_design(given: Attributed, runs: pd.DataFrame) -> Iterator[str]:
    """What was run, and what it cannot tell."""
    design, k = given.design, given.design.factors
    if design.full:
        yield t(
            "All {size} combinations of the {k} measures were run ({design}).",
            size=design.size,
            k=k,
            design=design.name,
        )
    else:
        pairs = int((runs["part"] == PAIR).sum())
        yield t(
            "Of {all:,} combinations {runs} were run: the fraction {design}, each measure alone and on top "
            "of all others, {also}. Pairs in one row of `interactions` are aliased: the design does not "
            "tell which it is. Of up to {full} measures all combinations are run.",
            all=2**k,
            runs=len(runs),
            design=design.name,
            also=t("all together, and {n} pairs to see which overlap", n=pairs)
            if pairs
            else t("and all together"),
            full=FULL,
        )
        yield _rest(given)
    idle = runs[runs["idle"] != ""]
    if len(idle):
        names = sorted({name for text in idle["idle"] for name in text.split(", ")})
        yield t(
            "{names} can do nothing without what it builds on, and counts as doing nothing there ({n} runs); "
            "what it gives is shared with that.",
            names=_listed(names),
            n=len(idle),
        )
    if grown := int(runs["grows"].sum()):
        yield t(
            "In {n} of {runs} runs a queue grows without end; what rests on them says little.",
            n=grown,
            runs=len(runs),
        )
    if not all(each.of(together(given.everyone)).exact for each in given.responses if each.headline):
        yield t(
            "Shipments are unfinished when the runs end: each CI holds however long they take, up to the "
            "longest run-out, and is wide for that. A longer run-out narrows it."
        )


def _rest(given: Attributed) -> str:
    """Whether main effects are what measures give: whether three or more act at once."""
    against = []
    for each in given.responses:
        if not each.headline:
            continue
        least = WORTH * abs(each.of(together(given.everyone)).mean)
        found = [each.of(beyond_two(given.design, i)) for i, _ in _names(given)]
        figure = spaced(each.name)
        against += [
            t(
                "{size} of what {name} is given in {figure}",
                size=with_ci(e, each.unit),
                name=spaced(name),
                figure=figure,
            )
            for e, p, (_, name) in zip(found, corrected(found), _names(given), strict=True)
            if e.clear and p < ERROR and abs(e.mean) >= least
        ]
        rest = each.of(left_over(given.design))
        if rest.clear and abs(rest.mean) >= least:
            size = with_ci(rest, each.unit)
            against.append(t("{size} of {figure} is given to none", size=size, figure=figure))
    said = t("Shares are main effects, which is right where no more than two measures act on each other")
    if not against:
        return t(
            "{said}; what each saves alone, and on top of all others, says nothing against it.", said=said
        )
    parts = t("; ").join(against)
    return t("{said}. Here three or more act at once: {parts}.", said=said, parts=parts)


def _moved(each: Response, e: Estimate) -> str:
    """What a saving is, in words: costs are saved, other figures become lower or higher by so much."""
    good = e.mean >= 0
    if MONEY in each.unit:
        return t("save {size}", size=with_ci(e, each.unit))
    lower = good != (each.better == "more")
    size = with_ci(e if good else _turned(e), each.unit)
    return t("take off {size}", size=size) if lower else t("add {size}", size=size)


def _way(each: Response, whole: Estimate) -> int:
    """-1 where `_moved` says of the whole by how much a figure becomes worse, so that parts are counted the
    same way; else 1."""
    return -1 if whole.mean < 0 and MONEY not in each.unit else 1


def _turned(e: Estimate) -> Estimate:
    return Estimate(-e.mean, -e.high, -e.low, e.p, e.n, e.exact)


def _names(given: Attributed) -> Sequence[tuple[int, str]]:
    return list(enumerate(given.factors.names))


def _named(pair: str) -> str:
    return t(" and ").join(map(spaced, pair.split(" + ")))


def _listed(names: Sequence[str]) -> str:
    return joined(map(spaced, names))
