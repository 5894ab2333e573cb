"""Dates of EDIFACT (segment DTM) as text that any date reader knows."""

from __future__ import annotations

import re

WITHOUT_CENTURY = {"101": "102", "201": "203", "202": "204"}  # the same with two figures of the year
LENGTHS = {"102": 8, "203": 12, "204": 14, "303": 12, "304": 14, "205": 12}  # figures, without a zone
ZONED = ("303", "304", "205")
SINCE = 70  # of two figures of a year, those from here on are of the 20th century
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")


def written(value: str, form: str) -> str:
    """A date as `2026-03-02 14:30`, with its offset from UTC where it states one; what is none stays as it
    is, with its format, so that who reads it is told.

    `form` is data element 2379: 203 is CCYYMMDDHHMM, 303 the same with a zone, 102 a day.
    """
    text, kind = value, form
    if form in WITHOUT_CENTURY and value[:2].isdecimal():
        text, kind = f"{19 if int(value[:2]) >= SINCE else 20}{value}", WITHOUT_CENTURY[form]
    length = LENGTHS.get(kind)
    figures, zone = text[:length], text[length:] if length else ""
    offset = _offset(zone) if kind in ZONED else zone
    if length is None or len(figures) < length or not figures.isdecimal() or (zone and not offset):
        return f"{value} (format {form})" if value else ""
    if kind not in ZONED and zone:
        return f"{value} (format {form})"
    day = f"{figures[:4]}-{figures[4:6]}-{figures[6:8]}"
    if length == 8:
        return day
    seconds = f":{figures[12:14]}" if length == 14 else ""
    return f"{day} {figures[8:10]}:{figures[10:12]}{seconds}{offset}"


def _offset(zone: str) -> str:
    """An offset as `+08:00`, `Z` for UTC; empty for a zone that names none."""
    if zone in ("UTC", "GMT", "Z", "ZZZ"):
        return "" if zone == "ZZZ" else "Z"
    found = OFFSET.fullmatch(zone)
    return f"{found[1]}{int(found[2]):02d}:{found[3] or '00'}" if found else ""
