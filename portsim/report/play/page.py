"""The page of a playback: one HTML file that asks for nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

from portsim.base.arrays import Ints
from portsim.base.files import read_text
from portsim.base.language import catalogue, languages
from portsim.report.play.pack import packed

FOLDER = Path(__file__).parent / "assets"
SCRIPTS = (
    "read.js",
    "words.js",
    "tracks.js",
    "roads.js",
    "plan.js",
    "dots.js",
    "panel.js",
    "controls.js",
    "player.js",
)
SAID = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')  # a text in a script


def page(
    title: str, facts: Mapping[str, Mapping[str, object]], columns: Mapping[str, Ints], language: str
) -> str:
    """The page as HTML, with styles, scripts and data inside it.

    `facts` are by language; `language` is the one that the page opens in.
    """
    whole = {"language": language, "languages": facts, "words": _words()}
    parts = {
        "title": escape(title),
        "policy": policy(),
        "style": _style(),
        "script": _script(),
        "data": packed(whole, columns),
    }
    text = re.split(r"<!--(\w+)-->", read_text(FOLDER / "play.html"))  # at once: a part is never searched
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(text))


@cache
def policy() -> str:
    """What a browser is told: no script and no style but the page's own, and nothing from elsewhere."""
    return (
        f"default-src 'none'; style-src '{_digest(_style())}'; script-src '{_digest(_script())}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _style() -> str:
    return read_text(FOLDER / "play.css")


@cache
def _script() -> str:
    return "\n".join(read_text(FOLDER / name) for name in SCRIPTS)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _words() -> dict[str, dict[str, str]]:
    """The texts of the scripts in each language that has words of its own for them."""
    texts = [json.loads(found) for found in SAID.findall(_script())]
    held = {language: catalogue(language) for language in languages()[1:]}
    return {
        language: {text: words[text] for text in texts if text in words} for language, words in held.items()
    }
