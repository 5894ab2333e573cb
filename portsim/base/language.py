"""The language that users are spoken to in: English, or a catalogue of `languages/`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "languages"
ENGLISH = "en"
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def languages() -> tuple[str, ...]:
    """The languages that there are: English first, then one for each folder of catalogues."""
    return (ENGLISH, *sorted(each.name for each in FOLDER.iterdir() if each.is_dir()))


def spoken() -> str:
    """The language that is spoken now: `en`, `zh`."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language until the block ends; the block may be left by any way.

    A process or thread that is started inside begins in English: give it the language by name.

    Raises LookupError: there is no such language.
    """
    if language not in languages():
        raise LookupError(f"language: got {language!r}, allowed {', '.join(languages())}")
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def t(text: str, /, **values: object) -> str:
    """Say a text in the language that is spoken, with its values put in.

    `text` is the English one, written out where it is said: `t("{n} of {of} claims", n=3, of=12)`. One that
    no catalogue holds is said in English.

    Raises KeyError: a value that the text names is not given.
    """
    found = catalogue(spoken()).get(text, text)
    return found.format_map(values) if values else found


def counted(n: int, one: str, many: str, /, **values: object) -> str:
    """Say a text of one thing or of many: `counted(3, "{n} day", "{n} days")`; `n` is among the values."""
    return t(one if n == 1 else many, n=n, **values)


def known(text: str) -> str:
    """Say a text that was made elsewhere, such as a name or a unit, if the language has words for it."""
    return catalogue(spoken()).get(text, text)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of a language by their English ones; of English, none.

    Raises ValueError: two of its files hold one text, with different words.
    """
    held: dict[str, str] = {}
    for file in sorted((FOLDER / language).glob("*.json")):
        for text, said in json.loads(file.read_text(encoding="utf-8")).items():
            if held.setdefault(text, said) != said:
                raise ValueError(f"{language}/{file.name}: {text!r} has other words in another file")
    return MappingProxyType(held)
