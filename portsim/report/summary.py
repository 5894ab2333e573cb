"""What a study or an analysis found, in short: lines for a terminal, Markdown for a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portsim.base.arguments import check_arguments
from portsim.base.language import known, spoken
from portsim.report.answer.answer import answer, cautions
from portsim.report.answer.measures import Answer
from portsim.report.markdown import as_text, in_markdown
from portsim.report.pages.audit import TITLE, primaries_table
from portsim.report.pages.report import headline, of_measure
from portsim.report.pages.whole import answers_of, short_of
from portsim.report.words import rests_on, wrap
from portsim.scenario.words import speaking_of
from portsim.study.analysis import Analysis
from portsim.study.question import StudyResult

TABLES = ("comparison", "payers", "audit", "validation", "events", "warm_up")  # that a summary reads
WIDTH = 100  # of a line of an analysis [characters]


@dataclass(frozen=True, repr=False)
class Summary:
    """What was found, as lines and as Markdown: `print` shows the lines, a notebook the Markdown."""

    lines: tuple[str, ...]
    markdown: str

    def __str__(self) -> str:
        return "\n".join(self.lines)

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return self.markdown


def summary(found: StudyResult | Analysis, language: str | None = None) -> Summary:
    """The answer of a study or an analysis in short; nothing is run or written.

    Of a study: what each measure saves, the claims, and what it rests on; of an analysis its sentences. A
    study is told in `language`, such as `zh`, without one in the language that is spoken; the sentences of an
    analysis are in the language in which it was asked.

    Raises NotAsked: a study that was asked for some tables only, and lacks some that this needs.
    LookupError: there is no such language.
    """
    check_arguments(summary, locals())
    with speaking_of(found.scenario, language or spoken()):
        return _of_analysis(found) if isinstance(found, Analysis) else _of_study(found)


def _of_study(study: StudyResult) -> Summary:
    study.check_asked(TABLES)
    footing, found, audit = rests_on(study.scenario), answers_of(study, None), study.table("audit")
    parts = [
        _bullets(short_of(study, found, None)),
        "\n".join(line for place, each in enumerate(found, 1) for line in _of_measure(place, each)),
        cautions(study),
        *([f"**{known(TITLE)}**", in_markdown([primaries_table(audit, None)])] if len(audit) else []),
    ]
    return _said(tuple(answer(study, None, footing)), study.scenario.title, parts, footing)


def _of_measure(place: int, answer: Answer) -> Iterable[str]:
    """What it saves in a year; of a measure without yearly money all that there is to say."""
    return of_measure(place, answer) if answer.saved is None else [headline(place, answer)]


def _of_analysis(analysis: Analysis) -> Summary:
    footing = rests_on(analysis.scenario) if analysis.runs else ""
    lines = (analysis.title, *(wrap(each, WIDTH) for each in (*analysis.sentences, footing) if each))
    return _said(lines, analysis.title, [_bullets(analysis.sentences)], footing)


def _said(lines: tuple[str, ...], title: str, parts: list[str], footing: str) -> Summary:
    shown = (f"**{as_text(known(title))}**", *parts, f"*{as_text(footing)}*" if footing else "")
    return Summary(lines, "\n\n".join(each for each in shown if each) + "\n")


def _bullets(sentences: list[str] | tuple[str, ...]) -> str:
    return "\n".join(f"- {as_text(each)}" for each in sentences)
