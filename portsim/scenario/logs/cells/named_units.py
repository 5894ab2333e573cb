"""The unit that the name of a column states, such as `Service (sec)`."""

from __future__ import annotations

import re

from portsim.model.log_map import Unit

WORDS: dict[Unit, str] = {
    "minutes": r"minutes?|mins?|minuten?|m|分|分钟",
    "seconds": r"seconds?|secs?|sekunden?|sek|s|秒|秒钟",
    "hours": r"hours?|hrs?|stunden?|std|h|小时|时",
    "days": r"days?|tage?|d|天|日",
}
# in brackets at the end of a name any of them counts, after a blank or _ only those that are long
BEHIND: dict[Unit, str] = {
    "minutes": r"minutes|mins?",
    "seconds": r"seconds|secs?",
    "hours": r"hours|hrs?",
    "days": r"days",
}


def unit_named(name: str) -> Unit | None:
    """The unit that the name of a column ends in; None where it says none."""
    plain = name.strip().lower()
    for unit, words in WORDS.items():
        if re.search(rf"[\[(\uff08]\s*(?:in\s+)?(?:{words})\.?\s*[\])\uff09]$", plain):
            return unit
        if re.search(rf"[\s_](?:{BEHIND[unit]})$", plain):
            return unit
    return None
