"""The language that users are spoken to in: English, or a catalogue of `languages/`."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, reduce
from pathlib import Path
from types import MappingProxyType

from portsim.base.currency import UNIT, YUAN, as_inside, money_name, with_name
from portsim.base.wide import mark, wide

FOLDER = Path(__file__).parent / "languages"
ENGLISH = "en"
NO_NAMES: Mapping[str, str] = MappingProxyType({})
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
_names: ContextVar[Mapping[str, str]] = ContextVar("names", default=NO_NAMES)
YUAN_SAID = "\N{CJK UNIFIED IDEOGRAPH-5143}"  # in texts of a catalogue that speak of yuan
_VALUE = re.compile(r"\\{(\w+(?::[^{}]*)?)\\}")
_NUMBER = r"[-+]?(?:[\d.,]+(?:e[-+]?\d+)?|inf|nan)%?"
_MEASURED = re.compile(r"([-+]?[\d.,]*\d) (\S+)")
_TELLING = re.compile("[a-z]{5}|[a-z]{3}.*[a-z]{2}")  # in a template: more than a unit such as `min`


def languages() -> tuple[str, ...]:
    """The languages that there are: English first, then one for each folder of catalogues."""
    return (ENGLISH, *sorted(each.name for each in FOLDER.iterdir() if each.is_dir()))


def spoken() -> str:
    """The language that is spoken now: `en`, `zh`."""
    return _spoken.get()


@contextmanager
def speaking(language: str, names: Mapping[str, str] = NO_NAMES) -> Iterator[None]:
    """Speak a language until the block ends; the block may be left by any way.

    `names` has the words of the language for names and texts that portsim itself does not know, such as those
    of a measure or a scenario. A process or thread that is started inside begins in English: give it the
    language by name.

    Raises LookupError: there is no such language.
    """
    before = _spoken.get(), _names.get()
    speak(language, names)
    try:
        yield
    finally:
        _spoken.set(before[0])
        _names.set(before[1])


def speak(language: str, names: Mapping[str, str] = NO_NAMES) -> None:
    """Speak a language from now on, until the block of `speaking` around it ends.

    Raises LookupError: there is no such language.
    """
    if language not in languages():
        raise LookupError(f"language: got {language!r}, allowed {', '.join(languages())}")
    _spoken.set(language)
    _names.set(names)


def t(text: str, /, **values: object) -> str:
    """Say a text in the language that is spoken, with its values put in.

    `text` is the English one, written out where it is said: `t("{n} of {of} claims", n=3, of=12)`. One that
    no catalogue holds is said in English.

    Raises KeyError: a value that the text names is not given.
    """
    found = said(text)
    return _filled(found, values) if values else found


def said(text: str) -> str:
    """The words for a text of portsim's own that was written out elsewhere, its values not put in yet."""
    return _in_money(text, catalogue(spoken()).get(text, text))


def counted(n: int, one: str, many: str, /, **values: object) -> str:
    """Say a text of one thing or of many: `counted(3, "{n} day", "{n} days")`; `n` is among the values."""
    return t(one if n == 1 else many, n=n, **values)


def known(text: str) -> str:
    """Say a text that was made elsewhere, such as a verdict or a unit, if the language has words for it."""
    inside = as_inside(text)
    found = catalogue(spoken()).get(inside)
    if found is not None:
        return _in_money(inside, found)
    other = _names.get().get(text) or _each_named(text)
    return other if other is not None else _in_money(inside, inside) if _of_portsim(inside) else text


def _each_named(text: str) -> str | None:
    """The words for names with commas between them, such as steps, if the language has words for each."""
    found = [_names.get().get(name, "") for name in text.split(", ")]
    if len(found) > 1 and all(found):
        return reduce(lambda names, name: t("{names}, {name}", names=names, name=name), found)
    return None


def _in_money(text: str, said: str) -> str:
    """What a language says for a text, with the money that is counted in for the yuan that the text has."""
    own = money_name()
    if YUAN not in text or own == YUAN:
        return said
    if spoken() == ENGLISH or said == text:
        return with_name(said)
    return with_name(said.replace(YUAN_SAID, catalogue(spoken()).get(own, own)))


def _of_portsim(text: str) -> bool:
    """Whether a text that speaks of yuan is a unit or a sentence of portsim's own, and no user's."""
    return YUAN in text and (
        UNIT.fullmatch(text) is not None or any(text in catalogue(each) for each in languages())
    )


def named(name: str) -> str:
    """Say the name of a thing, such as a step or a measure, if the language has words for it. Words of a
    name that is also a unit stand under `name: `, as a truck is called otherwise than trucks are counted."""
    found, texts = _names.get().get(name), catalogue(spoken())
    return texts.get(f"name: {name}", texts.get(name, name)) if found is None else found


def later(text: str) -> str:
    """A text that is written out here, and said by `known` where it is shown; given back as it is."""
    return text


def retold(text: str) -> str:
    """Say a text that was finished in English elsewhere, such as a reason in a table that is also written to
    a file: as a whole, or by the template of the catalogue that it was made of, its values as `known`."""
    said = known(text)
    if said != text or spoken() == ENGLISH:
        return said
    inside = as_inside(text)
    for pattern, words in _templates(spoken()):
        if found := pattern.fullmatch(inside):
            values = {name: _value_said(value) for name, value in found.groupdict().items()}
            return _filled(_in_money(pattern.pattern, words), values)
    return text


def _value_said(text: str) -> str:
    """A value of a text that was finished in English: as `known`, and a number with its unit word by word."""
    said, measured = known(text), _MEASURED.fullmatch(text)
    if said != text or measured is None:
        return said
    unit = known(measured[2])
    return f"{measured[1]} {'/'.join(map(known, unit.split('/'))) if unit == measured[2] else unit}"


def _filled(text: str, values: Mapping[str, object]) -> str:
    """A text with its values put in. Beside a value no space is left between two wide characters, which have
    none, nor beside a mark such as a wide bracket: a space there is for numbers and Latin letters."""
    if spoken() == ENGLISH:
        return text.format_map(values)
    made = ""
    after_value = False
    for plain, name, spec, _ in string.Formatter().parse(text):
        made = _joined(made, plain) if after_value else made + plain
        if name is not None:
            made = _joined(made, format(values[name], spec or ""))
        after_value = name is not None
    return made


def _joined(before: str, after: str) -> str:
    """Two parts of a text, without the space between them where none stands, and with one alone where a value
    between them is empty."""
    plain_before, plain_after = before.removesuffix(" "), after.removeprefix(" ")
    one, other = plain_before[-1:], plain_after[:1]
    if other and ((wide(one or other) and wide(other)) or mark(one or other) or mark(other)):
        return plain_before + plain_after
    return before + (plain_after if before.endswith(" ") else after)


@cache
def _templates(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The templates of a language as patterns of their English texts, the most telling first: whose own words
    are longest."""
    found = []
    for text, words in catalogue(language).items():
        plain = _VALUE.sub("", re.escape(text))
        if _VALUE.search(re.escape(text)) and _TELLING.search(plain):
            seen: set[str] = set()
            parts = _VALUE.split(re.escape(text))  # plain words, then a name, in turn
            pattern = "".join(_group(part, seen) if at % 2 else part for at, part in enumerate(parts))
            found.append((len(plain), re.compile(pattern), re.sub(r"\{(\w+):[^{}]*\}", r"{\1}", words)))
    return tuple((pattern, words) for _, pattern, words in sorted(found, key=lambda each: -each[0]))


def _group(value: str, seen: set[str]) -> str:
    """A value of a template: any text, or a number where it is written as one; where it comes again, the same
    one."""
    name, _, written = value.partition(":")
    if name in seen:
        return f"(?P={name})"
    seen.add(name)
    return f"(?P<{name}>{_NUMBER if written else '.+?'})"


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
