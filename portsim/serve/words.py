"""The texts of the page in another language: those of its scripts, and what the server says of itself."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from portsim.base.files import read_text
from portsim.base.language import catalogue, said, speaking, t

FOLDER = Path(__file__).parent / "page"
TEXT = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')  # as a script says one: t("...")
NAMES = {"en": "English", "zh": "中文"}


def page_words(language: str) -> dict[str, str]:
    """The texts of the scripts by their English ones, where the two differ: in English those alone that speak
    of yuan, while another money is counted in."""
    with speaking(language):
        words = {text: said(text) for text in _said()}
    known = catalogue(language)
    return {text: own for text, own in words.items() if text in known or own != text}


@cache
def _said() -> tuple[str, ...]:
    files = sorted(FOLDER.glob("*.js"))
    found = (json.loads(text) for file in files for text in TEXT.findall(read_text(file)))
    return tuple(dict.fromkeys(found))


def busy(language: str) -> str:
    """That no more figures can be asked for now."""
    with speaking(language):
        return t("too many pages ask for figures at the same time; close one of them")


def replaced(language: str) -> str:
    """That a worker process ended early."""
    with speaking(language):
        return t(
            "A worker process ended before its work was done; a new one takes its place and does it again."
        )
