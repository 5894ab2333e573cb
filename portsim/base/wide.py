"""Texts by the columns that they take: a Chinese character is as wide as two of a Latin alphabet."""

from __future__ import annotations

import re
import textwrap
import unicodedata

DOTS = " ..."
_PIECE = re.compile(r"[\u0020-\u1fff\u2010-\u2027\u20a0-\u2bff]+|.", re.DOTALL)
_CLOSING = frozenset("\u3001\u3002\uff0c\uff1b\uff1a\uff09\u300d\u201d\uff01\uff1f")  # begin no line


def wide(letter: str) -> bool:
    """Whether a character takes two columns."""
    return unicodedata.east_asian_width(letter) in ("W", "F")


def mark(letter: str) -> bool:
    """Whether a character is a mark that brings its own space: a wide bracket, comma or stop."""
    return wide(letter) and unicodedata.category(letter).startswith("P")


def width(text: str) -> int:
    """The columns that a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(letter) else 2 if wide(letter) else 1 for letter in text)


def left(text: str, columns: int) -> str:
    """A text filled up with spaces on its right side."""
    return text + " " * (columns - width(text))


def right(text: str, columns: int) -> str:
    """A text filled up with spaces on its left side."""
    return " " * (columns - width(text)) + text


def wrapped(
    text: str,
    columns: int,
    *,
    break_long_words: bool = True,
    break_on_hyphens: bool = True,
    max_lines: int | None = None,
    placeholder: str = DOTS,
    initial_indent: str = "",
    subsequent_indent: str = "",
) -> list[str]:
    """Lines of at most so many columns, broken between words, and beside any wide character.

    The other arguments are those of `textwrap.wrap`.
    """
    if not any(map(wide, text)):
        return textwrap.wrap(
            text, columns, break_long_words=break_long_words, break_on_hyphens=break_on_hyphens,
            max_lines=max_lines, placeholder=placeholder, initial_indent=initial_indent,
            subsequent_indent=subsequent_indent,
        )  # fmt: skip
    lines: list[str] = []
    line = initial_indent
    for piece in _pieces(" ".join(text.split()), columns):
        if line.strip() and width(line) + width(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = subsequent_indent + piece.lstrip()
        else:
            line += piece
    if line.strip():
        lines.append(line.rstrip())
    if max_lines is None or len(lines) <= max_lines:
        return lines
    return [*lines[: max_lines - 1], _cut(lines[max_lines - 1], columns, placeholder)]


def shortened(text: str, columns: int) -> str:
    """At most so many columns of a text, cut between words; three dots stand for the rest."""
    text = " ".join(text.split())
    if width(text) <= columns:
        return text
    if not any(map(wide, text)):
        return textwrap.shorten(text, max(columns, 4), placeholder=DOTS)
    return _cut(text, columns, DOTS)


def _cut(text: str, columns: int, placeholder: str) -> str:
    """The first columns of a text, and what stands for the rest."""
    kept = ""
    for piece in _pieces(text, columns):
        if width(kept) + width(piece.rstrip()) + width(placeholder) > columns:
            break
        kept += piece
    return kept.rstrip() + placeholder


def _pieces(text: str, columns: int) -> list[str]:
    """Words with the spaces after them, and wide characters with the signs that follow; none is wider than a
    line."""
    found: list[str] = []
    for run in _PIECE.findall(text):
        words = [run] if len(run) == 1 and wide(run) else re.findall(r"\S+\s*|\s+", run)
        for word in words:
            if found and word in _CLOSING:
                found[-1] += word
            elif width(word.rstrip()) <= columns:
                found.append(word)
            else:
                found += [word[at : at + columns] for at in range(0, len(word), columns)]
    return found
