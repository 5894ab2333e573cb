"""The texts of the page's scripts in another language."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from portsim.base.files import read_text
from portsim.base.language import catalogue

FOLDER = Path(__file__).parent / "page"
TEXT = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')  # as a script says one: t("...")
NAMES = {"en": "English", "zh": "中文"}


def page_words(language: str) -> dict[str, str]:
    """The texts of the scripts by their English ones; none in English."""
    known = catalogue(language)
    return {text: known[text] for text in _said() if text in known}


@cache
def _said() -> tuple[str, ...]:
    files = sorted(FOLDER.glob("*.js"))
    found = (json.loads(text) for file in files for text in TEXT.findall(read_text(file)))
    return tuple(dict.fromkeys(found))
