"""Names for readers: a snake_case name of a measure, KPI or stage becomes plain words."""

from __future__ import annotations

import re
import textwrap

_ACRONYMS = (
    "QR",
    "LCL",
    "FCL",
    "CFS",
    "CI",
    "KPI",
    "KPIs",
    "TRS",
    "RCEP",
    "P50",
    "P90",
    "P95",
    "P99",
    "TEU",
    "HS",
    "RTG",
)
_SPECIAL = {word.lower(): word for word in _ACRONYMS} | {"pickup": "pick-up"}
_PHRASES = (
    (re.compile(r"\b(gate|pick)[ -](in|out|up)\b", re.IGNORECASE), r"\1-\2"),
    (re.compile(r"\b(\d+)(h|min|s|d)\b"), r"\1 \2"),
)
_BRACKET = re.compile(r"\s*\[([^\]]*)\]\s*$")


def label(name: str) -> str:
    """Say a snake_case name in plain words: `qr_gate_pass` becomes `QR gate pass`.

    Any name works, so a new measure or KPI has its label at birth. A unit in brackets is left out, and words
    that are already plain stay as they are.
    """
    words = _BRACKET.sub("", name).replace("_", " ").split()
    text = " ".join(_SPECIAL.get(word.lower(), word) for word in words)
    for pattern, plain in _PHRASES:
        text = pattern.sub(plain, text)
    return text[:1].upper() + text[1:]


def inline(name: str) -> str:
    """Say a name inside a sentence: as `label`, but with a small first letter unless it starts an acronym."""
    text = label(name)
    first = re.split(r"[ -]", text, maxsplit=1)[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def replications(n: int, days: int) -> str:
    """How much was run: `12 replications of 28 days`."""
    return f"{n} replication{'' if n == 1 else 's'} of {days} day{'' if days == 1 else 's'}"


def unit_in(name: str) -> str:
    """Return the unit that a name carries in brackets, `min` of `dwell [min]`, or an empty text."""
    found = _BRACKET.search(name)
    return found.group(1) if found else ""


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most `width` [characters]; nothing is dropped."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=True)) or text
