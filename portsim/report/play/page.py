"""The page of a playback: one HTML file that asks for nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from portsim.base.arrays import Ints
from portsim.base.files import read_text
from portsim.report.play.pack import packed

FOLDER = Path(__file__).parent / "assets"
SCRIPTS = ("read.js", "tracks.js", "roads.js", "plan.js", "dots.js", "panel.js", "controls.js", "player.js")


def page(title: str, facts: Mapping[str, object], columns: Mapping[str, Ints]) -> str:
    """The page as HTML, with styles, scripts and data inside it."""
    parts = {
        "title": escape(title),
        "style": read_text(FOLDER / "play.css"),
        "script": "\n".join(read_text(FOLDER / name) for name in SCRIPTS),
        "data": packed(facts, columns),
    }
    text = re.split(r"<!--(\w+)-->", read_text(FOLDER / "play.html"))  # at once: a part is never searched
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(text))
