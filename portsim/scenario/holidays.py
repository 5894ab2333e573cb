"""Holidays of a country, and dates, as the numbers of days that calendars and shifts know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from portsim.base.errors import ConfigError, Keys, dotted, got, nearest
from portsim.base.monday import monday
from portsim.scenario.reading import Document

START = ("study", "start")
GROUPS = ("calendars", "places", "measures", "what_ifs")  # whose parts have days of their own
KEYS = ("holidays", "on")
YEARS = 11  # as long as a run can be, with the rest of its last year
COUNTRY = re.compile(r"([A-Z]{2})(?:-([A-Za-z0-9]+))?", re.ASCII)  # ISO 3166: CN, or US-CA
ALLOWED = "numbers of days, dates such as 2026-05-04, or a country such as CN or US-CA"


def dated(document: Document) -> Document:
    """The document with numbers of days in the place of countries and dates under `holidays` and `on`.

    Day 0 is `study.start`. The holidays of a country, or of a part of it, are those of the package
    `holidays`, over eleven years. Without any the document is returned as it is.

    Raises ConfigError: no such country or date; one of them without `study.start`; dates under `on` that are
    all before it.
    """
    found = {path: given for path, given in _named_days(document) if any(isinstance(e, str) for e in given)}
    if not found:
        return document
    data = dict(document.data)
    for path, given in found.items():
        _put(data, path, _numbers(path, given, document))
    return Document(data, document.positions, document.coined)


def names_dates(document: Document) -> bool:
    """Whether a date or a country stands under a `holidays` or `on`, so that `study.start` decides days."""
    return any(isinstance(each, str) for _, given in _named_days(document) for each in given)


def public_holidays(document: Document, monday: date, days: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The countries that a document names under `holidays`, and which of so many days from a Monday on are
    their public holidays, or dates that stand there; both empty where it names none."""
    named = {
        each: None
        for path, given in _named_days(document)
        if path[-1] == KEYS[0]
        for each in given
        if isinstance(each, str)
    }
    found: set[int] = set()
    for meant in map(_meant, named):
        dates = [meant] if isinstance(meant, date) else _public(*meant, monday.year)
        found |= {(each - monday).days for each in dates}
    return tuple(sorted(filter(COUNTRY.fullmatch, named))), tuple(sorted(found & set(range(days))))


def _named_days(document: Document) -> Iterator[tuple[Keys, list[object]]]:
    """What stands under `holidays` and `on`, as a list, with its path."""
    for group in GROUPS:
        yield from _below(document.data.get(group), (group,))


def _below(node: object, path: Keys) -> Iterator[tuple[Keys, list[object]]]:
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in KEYS and isinstance(value, str | list):
            yield (*path, key), value if isinstance(value, list) else [value]
        else:
            yield from _below(value, (*path, key))


def _put(data: dict[str, object], path: Keys, value: object) -> None:
    """Put a value at a path; what lies on the way is copied, so that the document keeps its own."""
    node = data
    for key in map(str, path[:-1]):
        inner = node[key]
        assert isinstance(inner, dict)
        node[key] = node = dict(inner)
    node[str(path[-1])] = value


def _numbers(path: Keys, given: list[object], document: Document) -> list[object]:
    """Rising numbers of days; what is no text stays as it is, for the check of the file."""
    found: set[int] = set()
    for place, text in enumerate(given):
        if not isinstance(text, str):
            continue
        where = document.where((*path, place))
        try:
            meant = _meant(text)
        except ValueError as error:
            raise ConfigError(where.says(dotted(path), str(error))) from None
        start = _start(document, path, text)
        days = [meant] if isinstance(meant, date) else _public(*meant, start.year)
        found |= {(day - start).days for day in days if day >= start}
    others = [each for each in given if not isinstance(each, str)]
    if path[-1] == "on" and not found and not others:  # an empty list would stand for every day
        past = f"got {', '.join(map(str, given))}, before day 0, {_start(document, path, '')} (study.start)"
        todo = "give a date of the run, or leave the part out"
        raise ConfigError(document.where(path).says(dotted(path), f"{past}, so on no day of a run; {todo}"))
    return [*others, *sorted(found - {each for each in others if isinstance(each, int)})]


def _start(document: Document, path: Keys, text: str) -> date:
    """The date of day 0."""
    said = document.at(START)
    if said is None:
        lacks = f"got {text}, which needs the date of day 0: add study.start, a Monday such as 2026-03-02"
        raise ConfigError(document.where(path).says(dotted(path), lacks))
    try:
        return monday(said)
    except ValueError as error:
        raise ConfigError(document.where(START).says(dotted(START), str(error))) from None


def check_country(text: str) -> None:
    """Raises ConfigError: no country, or no part of one, of which public holidays are known."""
    try:
        meant = _meant(text)
    except ValueError as error:
        known = (
            str(error).replace(ALLOWED, "a country such as CN or US-CA").removesuffix("; give their dates")
        )
        raise ConfigError(f"country: {known}") from None
    if isinstance(meant, date):
        raise ConfigError(f"country: got {text}, allowed a country such as CN or US-CA")


def _meant(text: str) -> date | tuple[str, str | None]:
    """A date, or a country and its part.

    Raises ValueError: neither.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        match = COUNTRY.fullmatch(text)
    if match is None:
        raise ValueError(f"got {got(text)}, allowed {ALLOWED}")
    country, part = match[1], match[2]
    parts = _countries().get(country)
    if parts is None:
        raise ValueError(f"got {country}, a country of which no holidays are known; give their dates")
    if part is not None and part not in parts:
        near = nearest(part, parts)
        known = f"nearest: {country}-{near}" if near else f"known: {', '.join(sorted(parts)) or 'none'}"
        raise ValueError(f"got {text}, a part of {country} of which no holidays are known ({known})")
    return country, part


def _countries() -> Mapping[str, list[str]]:
    """The countries whose holidays are known, and their parts."""
    import holidays  # loading it takes a tenth of a second, and few scenarios name a country

    return holidays.list_supported_countries()


@lru_cache(maxsize=16)
def _public(country: str, part: str | None, year: int) -> tuple[date, ...]:
    """The public holidays from a year on."""
    import holidays

    return tuple(sorted(holidays.country_holidays(country, subdiv=part, years=range(year, year + YEARS))))
