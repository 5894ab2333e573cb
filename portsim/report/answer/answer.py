"""The answer of a study in at most 25 lines: measures in the order of money, claims, where the page is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from portsim.base.language import counted, known, later, t
from portsim.base.wide import left, right, shortened, wrapped
from portsim.base.wide import width as columns
from portsim.report.answer.no_money import NO_TARIFFS, reasons, shared
from portsim.report.answer.paying import Paying, in_order
from portsim.report.held import held_in_words, held_rows, sentence
from portsim.report.numbers import figures
from portsim.report.primaries import ORDER
from portsim.report.rows import Audited, audited
from portsim.report.validated import ORDER as VALIDATION_ORDER
from portsim.report.words import listed, many, with_commas
from portsim.study.question import QUESTION, StudyResult

LINES, WIDTH = 25, 80  # what it takes at most, but for a long path [lines, characters]
MOST = 6  # lines of claims
MOST_HELD = 2  # times that users measured
UNKNOWN: Mapping[str, str] = MappingProxyType({})
SHORT = {"partly reproduced": later("partly")}


def answer(
    study: StudyResult,
    page: Path | None,
    footing: str,
    *,
    holds: Mapping[str, str] = UNKNOWN,
    width: int = WIDTH,
) -> list[str]:
    """The answer line by line, at most 25 lines of `width` [characters]; the path of the page is never cut,
    and without a `page` no line speaks of one.

    `holds` says of a claim in what share of the drawn worlds it holds, such as `61 %`, as far as it is known.
    What there is no room for is counted.
    """
    width = max(width, WIDTH)
    measures = in_order(study)
    head = _head(study, measures, width)
    tail = [
        *_no_money(study, measures, width),
        *_claims(list(audited(study.table("audit"))), holds, width),
        *_validation(study, width),
        *_held(study, page, width),
        *_cautions(study, page),
        *_folded(footing, width),
        *([] if page is None else [t("page: {page}", page=page)]),
    ]
    return [*head, *_measures(measures, LINES - len(head) - len(tail), width), *tail]


def _head(study: StudyResult, measures: Sequence[Paying], width: int) -> list[str]:
    title = counted(
        len(measures),
        "{name}: 1 alternative against the baseline",
        "{name}: {n} alternatives against the baseline",
        name=study.scenario.name,
    )
    title = shortened(title, width)
    if not measures:
        return [title, t("nothing to compare: name alternatives under compare")]
    unit = t("all payers save, M yuan a year (95 % CI)")
    if set(reasons(study).values()) == {NO_TARIFFS}:
        unit = known(NO_TARIFFS)
    what = t("What saves")
    return [title, what + right(unit, width - columns(what))]


def _no_money(study: StudyResult, measures: Sequence[Paying], width: int) -> list[str]:
    """Why nothing has yearly money, or a CI of it, where that has one reason that is not in the head."""
    why = shared(study)
    if why in ("", NO_TARIFFS):
        return []
    what = (
        t("No CI of money") if any(math.isfinite(each.saved) for each in measures) else t("No yearly money")
    )
    return wrapped(t("{what}: {why}", what=what, why=known(why)), width, max_lines=2)


def _measures(measures: Sequence[Paying], room: int, width: int) -> Iterator[str]:
    """Two lines a measure while there is room, then the others in one."""
    fit = len(measures) if 2 * len(measures) <= room else max(1, (room - 1) // 2)
    for each in measures[:fit]:
        yield from each.lines(width)
    rest = measures[fit:]
    if rest:
        text = t("and {n} more: {names}", n=len(rest), names=listed(each.short for each in rest))
        yield from wrapped(text, width, break_on_hyphens=False, max_lines=max(1, room - 2 * fit))


def _claims(rows: Sequence[Audited], holds: Mapping[str, str], width: int) -> list[str]:
    """The primary readings by verdict, then each, in two columns where all are short enough."""
    primaries = [row for row in rows if row.primary]
    if not primaries:
        return []
    counts = Counter(row.verdict for row in primaries)
    said = listed(many(counts[word], SHORT.get(word, word)) for word in ORDER if counts[word])
    worlds = t("; then % of worlds") if any(row.claim in holds for row in primaries) else ""
    head = shortened(t("Claims: {said}{worlds}", said=said, worlds=worlds), width)
    entries, half = [_claim(row, holds) for row in primaries], width // 2
    if len(entries) > MOST and all(columns(each) < half for each in entries[: 2 * MOST]):
        lines, more = [*entries[: 2 * MOST], ""], len(entries) - 2 * MOST
        middle = len(lines) // 2
        said_of = [
            f"{left(a, half)}{b}".rstrip() for a, b in zip(lines[:middle], lines[middle:], strict=False)
        ]
    else:
        more = len(entries) - MOST
        said_of = [
            shortened(t("{claim}: {text}", claim=_claim(row, holds), text=known(row.statement)), width)
            for row in primaries[:MOST]
        ]
    return [head, *said_of, *([t("and {more} more claims", more=more)] if more > 0 else [])]


def _claim(row: Audited, holds: Mapping[str, str]) -> str:
    verdict = known(SHORT.get(row.verdict, row.verdict))
    parts = [figures(row.simulated, row.unit), verdict, *([holds[row.claim]] if row.claim in holds else [])]
    return f"{row.claim} {with_commas(parts)}"


def _validation(study: StudyResult, width: int) -> Iterator[str]:
    verdicts = Counter(study.table("validation")["verdict"])
    if verdicts:
        said = listed(many(verdicts[word], word) for word in VALIDATION_ORDER if verdicts[word])
        yield shortened(t("Published figures: {said}", said=said), width)


def _held(study: StudyResult, page: Path | None, width: int) -> Iterator[str]:
    """What becomes of the times that users measured: a verdict each, the misses first."""
    rows = [each for each in held_rows(study) if each.terminal == "all" and each.weeks == "all"]
    if not rows:
        return
    yield shortened(held_in_words(rows), width)
    for row in sorted(rows, key=lambda each: each.verdict != "missed")[:MOST_HELD]:
        yield from wrapped(sentence(row), width, max_lines=3)
    if len(rows) > MOST_HELD:
        more = len(rows) - MOST_HELD
        yield t("and {n} more", n=more) if page is None else t("and {n} more, on the page", n=more)


def _cautions(study: StudyResult, page: Path | None) -> Iterator[str]:
    """How many warnings there are, and where they stand if there is a page."""
    if warnings := cautions(study):
        yield (
            warnings if page is None else t("{warnings}; --verbose and the page have them", warnings=warnings)
        )


def cautions(study: StudyResult) -> str:
    """How many warnings the questions of a study give; empty if none."""
    said = [
        sentence
        for question in study.scenario.library[QUESTION].values()
        if question.sentences is not None
        for sentence in question.sentences(study)
    ]
    warning = t("warning")
    warnings = sum(sentence.casefold().startswith(warning) for sentence in said)
    return t("Warnings: {n} (too few days or warm-up)", n=warnings) if warnings else ""


def _folded(text: str, width: int) -> list[str]:
    """What figures rest on, broken after a semicolon, so that an identity stands beside its word."""
    lines, between = [""], t("; ")
    for part in text.split(between):
        joined = f"{lines[-1]}{between}{part}" if lines[-1] else part
        lines = [*lines[:-1], joined] if columns(joined) <= width else [*lines, part]
    return [line for line in lines if line]
