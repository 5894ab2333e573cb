"""Text made safe to print: what would steer a terminal, or turn the line around, is spelt out."""

from __future__ import annotations

import unicodedata

STEERING = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of pairs, separators of lines
TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """The text with every control character but a line feed or tab written as `\\x1b`."""
    return "".join(_spelt(letter) if steers(letter) else letter for letter in text)


def steers(letter: str) -> bool:
    """Whether a character does something to a terminal instead of being shown."""
    if " " <= letter <= "~" or letter in "\n\t":
        return False
    return unicodedata.category(letter) in STEERING or letter in TURNING


def _spelt(letter: str) -> str:
    return letter.encode("unicode_escape").decode()


def say(text: str) -> None:
    """Print a text on stdout, made safe."""
    print(printable(text))
