"""The page of a study: one HTML file with its styles, its script and its charts inside."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from portsim.base.language import known, spoken, t
from portsim.report.answer.measures import Answer
from portsim.report.answer.words import aim_in_short, sentences, worth
from portsim.report.html.ranking import bars
from portsim.report.html.svg import inlined
from portsim.report.marks import VERDICTS, verdict_look
from portsim.report.numbers import change, interval
from portsim.report.pages.report import check_provenance
from portsim.report.pages.whole import Whole
from portsim.report.parts import Cell, Figure, Fold, Gallery, Grid, Part, Points, Section, Text
from portsim.report.picture import Shown
from portsim.report.words import label

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).parent
MOST = 6  # digits of a number that a column is sorted by
NAME = re.compile(r"[^\w-]+")
TEXTS = re.compile(r'\bt\("([^"]+)"')  # what the script says


class Leaf(Protocol):
    """What every page has: its title, sections, charts by the stem of their files, what all rests on, and
    its provenance."""

    @property
    def title(self) -> str: ...
    @property
    def sections(self) -> Sequence[Section]: ...
    @property
    def charts(self) -> Mapping[str, Shown]: ...
    @property
    def footing(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class Told:
    """What a page says in one language: its name in itself, the title, the texts of its script, its body. Ids
    of the body begin with `prefix`."""

    language: str
    name: str
    prefix: str
    title: str
    words: str
    body: Markup


def told(whole: Whole, figures: Path, prefix: str = "") -> Told:
    """What the page says in the language that is spoken; charts come from the folder `figures`, as SVG.

    Raises ValueError: what gives the same figures again is not known.
    """
    check_provenance(whole.facts)
    return told_by(
        "body.html.j2",
        t("{title}: what the measures save", title=whole.title),
        whole,
        figures,
        prefix,
        bars={each.alternative: each for each in bars(whole.answers)},
    )


def told_by(template: str, title: str, whole: Leaf, figures: Path, prefix: str, **more: object) -> Told:
    """What a page says by a template, which has `more` too; charts come from the folder `figures`, as SVG."""
    from markupsafe import Markup

    drawn = {
        name: Markup(
            inlined(
                (figures / f"{name}.svg").read_text(encoding="utf-8"),
                f"{prefix}{address(name)}",
                f"{prefix}about-{address(name)}",
            )
        )
        for name in whole.charts
    }
    body = (
        _templates()
        .get_template(template)
        .render(whole=whole, drawn=drawn, contents=list(_contents(whole)), p=prefix, **more)
    )
    texts = {text: said for text in TEXTS.findall(_read("page.js")) if (said := known(text)) != text}
    return Told(
        spoken(),
        t("English"),
        prefix,
        title,
        json.dumps(texts, ensure_ascii=False) if texts else "",
        Markup(body),
    )


def joined(languages: Sequence[Told]) -> str:
    """The page, with a switch at its top where it is told in several languages."""
    from markupsafe import Markup

    style, script = (_read(name) for name in ("page.css", "page.js"))
    return (
        _templates()
        .get_template("page.html.j2")
        .render(told=languages, style=Markup(style), script=Markup(script), digest=_digest(script))
    )


def _contents(whole: Leaf) -> Iterator[tuple[str, str]]:
    """Address and title of each section."""
    yield "answer", t("Answer")
    yield from ((each.name, each.short or each.title) for each in whole.sections)


def address(name: str) -> str:
    """A name as a part of an address on the page: letters, digits, _ and -."""
    return NAME.sub("-", name)


@cache
def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    """What a browser checks the script of the page by, so that no other one runs."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    own = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own.globals |= {
        "label": label,
        "sentences": sentences,
        "worth": worth,
        "address": address,
        "amount": amount,
        "amount_interval": amount_interval,
        "aim_in_short": aim_in_short,
        "t": t,
    }
    own.filters |= {"kind": kind, "cell": cell, "lead": lead}
    return own


def amount(answer: Answer) -> str:
    """What a measure saves [M yuan/y], with its sign."""
    return change(answer.worth * 1e-6)


def amount_interval(answer: Answer) -> str:
    """The 95 % CI of what a measure saves [M yuan/y]; nothing where there is none."""
    row = answer.saved
    if row is None or not math.isfinite(row.low + row.high):
        return ""
    return interval(row.low * 1e-6, row.high * 1e-6, signed=row.low < 0)


def kind(part: Part) -> str:
    """What a part of the page is, for the template."""
    names: Mapping[type, str] = {
        Text: "text",
        Points: "points",
        Figure: "figure",
        Gallery: "gallery",
        Grid: "grid",
        Fold: "fold",
        Section: "section",
    }
    return names[type(part)]


def cell(given: str | Cell, tag: str = "td") -> Markup:
    """A cell of a table: its text, the number that it is sorted by, and the mark of a verdict."""
    from markupsafe import Markup, escape

    cell = Cell(given) if isinstance(given, str) else given
    value = "" if cell.value is None else f' data-v="{cell.value:.{MOST}g}"'
    scope = ' scope="row"' if tag == "th" else ""
    text = escape(cell.text)
    if cell.kind == "strong":
        text = Markup("<b>") + text + Markup("</b>")
    elif cell.kind == "code":
        text = Markup("<code>") + text + Markup("</code>")
    elif cell.kind == "verdict":
        text = badge(cell.text, cell.mark)
    return Markup(f"<{tag}{scope}{value}>") + text + Markup(f"</{tag}>")


def lead(about: str) -> str | Markup:
    """What a sentence is about; a verdict with its symbol."""
    return badge(known(about), about) if about in VERDICTS else known(about).capitalize()


def badge(said: str, verdict: str) -> Markup:
    """A verdict in words, with its symbol."""
    from markupsafe import Markup, escape

    look = verdict_look(verdict)
    return Markup('<span class="v"><span aria-hidden="true" style="color:{}">{}</span> {}</span>').format(
        Markup(look.colour), look.symbol, escape(said)
    )
