"""What the page of an analysis says: the answer first, then sections, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portsim.report.parts import Section
from portsim.report.picture import Shown


class Narrowed(NamedTuple):
    """A quantity in one line: its verdict, its value and interval in words, what was thought of it before,
    and what its bar is drawn from [its unit]: `least`, `middle` and `most` before, `low`, `at` and `high`
    now."""

    name: str
    verdict: str
    value: str
    interval: str
    before: str
    least: float
    middle: float
    most: float
    low: float
    at: float
    high: float


@dataclass(frozen=True)
class AnalysisPage:
    """What a page says of an analysis. `kind` stands above its title, `about` is the title of its tab;
    `narrowed` are quantities as bars below the first sentences, with their heading and what the bars are;
    charts are by the stem of their files, `footing` is what all rests on, `facts` its provenance."""

    kind: str
    title: str
    about: str
    short: tuple[str, ...]
    narrowed: tuple[Narrowed, ...]
    narrowed_title: str
    narrowed_note: str
    sections: tuple[Section, ...]
    charts: Mapping[str, Shown]
    footing: str
    facts: Mapping[str, object]
