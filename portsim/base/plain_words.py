"""A snake_case name in plain words."""

from __future__ import annotations

import re

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


def plain_words(name: str) -> str:
    """A name with spaces for underscores, and short forms as they are written: `qr_gate_pass` becomes `QR
    gate pass`."""
    text = " ".join(_SPECIAL.get(word.lower(), word) for word in name.replace("_", " ").split())
    for pattern, plain in _PHRASES:
        text = pattern.sub(plain, text)
    return text
