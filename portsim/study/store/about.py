"""What an answer on disk depends on, as one key: the run, what it was asked, and the code that answered."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import numpy
import scipy

from portsim.study.answers import About

DIGITS = 32
ROOT = Path(__file__).parents[2]
SILENT = ("cli", "report", "serve", "testing.py")  # rooms that decide nothing that a run answers


def key_of(about: About) -> str:
    """The key under which a store holds the answers of a run: 32 hex digits.

    Beside all that they depend on in one process it covers the code of portsim and the versions of NumPy and
    SciPy, which draw: somebody who changes an engine gets no answers of the old one.
    """
    parts = [about.alternative, about.run, about.baseline, about.event, about.texts, about.kpis]
    return _digest(json.dumps([parts, code()]).encode())


@cache
def code() -> str:
    """The identity of all code that decides what a run answers."""
    found = hashlib.sha256(f"numpy {numpy.__version__}, scipy {scipy.__version__}".encode())
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT)
        if name.parts[0] not in SILENT:
            found.update(f"\n{name.as_posix()} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:DIGITS]


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:DIGITS]
