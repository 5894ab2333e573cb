"""Sizes of files and folders: text at the edge, bytes inside."""

from __future__ import annotations

import re

from portsim.base.errors import got

UNITS = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([A-Za-z]{2})", re.ASCII)
ALLOWED = "allowed a size of more than 0 with its unit, such as 500 MB or 2 GB"


def size(value: object) -> int:
    """A size such as `500 MB` or `2 GB` [byte]; 1 kB is 1,000 byte.

    Raises ValueError: no number with one of the units kB, MB, GB and TB; nothing at all.
    """
    text = value.strip() if isinstance(value, str) else ""
    match = SIZE.fullmatch(text)
    one = next((one for unit, one in UNITS.items() if match and unit.lower() == match[2].lower()), None)
    if match is None or one is None or (found := round(float(match[1]) * one)) < 1:
        raise ValueError(f"got {got(value)}, {ALLOWED}")
    return found


def show_size(number: int) -> str:
    """Bytes in the unit that a person would choose: `312 kB`, `2 GB`."""
    unit, one = next((each for each in reversed(UNITS.items()) if number >= 0.9995 * each[1]), ("byte", 1))
    shown = f"{number / one:.3g}" if one > 1 else str(number)
    return f"{shown} {unit}"
