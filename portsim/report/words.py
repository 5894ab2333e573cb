"""Names for readers: a snake_case name of a measure, KPI or stage becomes plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from portsim.base.errors import ArgumentError, got
from portsim.base.language import counted, known, named, t
from portsim.base.plain_words import plain_words
from portsim.base.spoken import joined
from portsim.base.wide import wrapped

if TYPE_CHECKING:
    from portsim.scenario.scenario import Scenario

BRACKET = re.compile(r"\s*\[([^\]]*)\]\s*$")


def label(name: str) -> str:
    """Say a snake_case name in plain words: `qr_gate_pass` becomes `QR gate pass`.

    Any name works, so a new measure or KPI has its label at birth. A unit in brackets is left out, and words
    that are already plain stay as they are.

    Raises ArgumentError: a name that is no text.
    """
    if not isinstance(name, str):
        raise ArgumentError(f"label: name: got {got(name)}, allowed text")
    plain = BRACKET.sub("", name)
    if (said := named(plain)) != plain:
        return said
    text = plain_words(plain)
    return text[:1].upper() + text[1:]


def key_label(key: str) -> str:
    """Say a dotted key of a scenario without its group: `tasks.gate_to_yard` becomes `Gate to yard`."""
    return parts_label(key.split(".")[1:]) or label(key)


def parts_label(parts: Sequence[str]) -> str:
    """Say the parts of a dotted key: as one name in plain words, or in the words of the language, which may
    have words for several parts together, such as `late.share`."""
    told, at = [], 0
    while at < len(parts):
        runs = (".".join(parts[at:end]) for end in range(len(parts), at, -1))
        name = next((run for run in runs if named(run) != run), parts[at])
        told.append(label(name))
        at += name.count(".") + 1
    worded = len(told) < len(parts) or any(named(part) != part for part in parts)
    return " ".join(told) if worded else label(" ".join(parts))


OF_LOG = re.compile(r"(?P<log>.+): (?P<kpi>.+) (?P<statistic>P\d+)(?: held out)?", re.DOTALL)


def figure_name(figure: str, statement: str) -> str:
    """Say the name of an observed figure; of one of a log, where its statement says so, what was measured."""
    found = OF_LOG.fullmatch(figure)
    if found and statement.startswith(f"{found['statistic']} of ") and statement.endswith(", as measured"):
        log, kpi, statistic = found["log"], label(found["kpi"]), found["statistic"]
        return t("{kpi} {statistic} ({log})", kpi=kpi, statistic=statistic, log=log)
    return figure


def figure_label(figure: str, statement: str) -> str:
    """Say an observed figure: its name, and its statement where the name does not say it."""
    name = figure_name(figure, statement)
    return t("{figure}  {statement}", figure=name, statement=known(statement)) if name == figure else name


def inline(name: str) -> str:
    """Say a name inside a sentence: as `label`, but with a small first letter unless it starts an acronym."""
    text = label(name)
    if not text.isascii():
        return text
    first = re.split(r"[ -]", text, maxsplit=1)[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def listed(texts: Iterable[str]) -> str:
    """Things of one kind one after the other, with commas."""
    return joined(texts)


def with_commas(texts: Iterable[str]) -> str:
    """A thing and what more there is to it, such as `Truck turn time, QR gate pass`; parts of a sentence."""
    return t(", ").join(texts)


def apart(texts: Iterable[str]) -> str:
    """Parts of a sentence one after the other, with semicolons."""
    return t("; ").join(texts)


def ended(text: str) -> str:
    """A text as a sentence, with the stop of the language."""
    return text + t(".")


def sentences(said: Iterable[str]) -> str:
    """Sentences of a paragraph one after the other."""
    return t(" ").join(said)


def many(n: int, what: str) -> str:
    """So many of a verdict or another word: `40 equivalent`."""
    return t("{n} {what}", n=n, what=known(what))


def replications(n: int, days: int) -> str:
    """How much was run: `12 replications of 28 days`."""
    length = counted(days, "{n} day", "{n} days")
    return counted(n, "{n} replication of {length}", "{n} replications of {length}", length=length)


def rests_on(scenario: Scenario) -> str:
    """What figures of a study rest on: replications, days, seed and identity."""
    study = scenario.study
    length = replications(study.replications, study.days)
    what = (
        t("{length}, so without CI", length=length)
        if study.replications == 1
        else t("95 % CI over n = {length}", length=length)
    )
    seed = t("seed {seed}, identity {identity}", seed=study.seed, identity=scenario.identity)
    return apart([what, seed, *([t("overload allowed")] if scenario.means.overload else [])])


def unit_in(name: str) -> str:
    """Return the unit that a name carries in brackets, `min` of `dwell [min]`, or an empty text."""
    found = BRACKET.search(name)
    return found.group(1) if found else ""


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most `width` [characters]; nothing is dropped."""
    return "\n".join(wrapped(text, width, break_long_words=True)) or text
