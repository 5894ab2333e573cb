"""Whether bytes are Chinese text in GB 18030 or Big5: what they stand for are common characters."""

from __future__ import annotations

from collections.abc import Sequence

COMMON = 0.9  # of the different characters beyond ASCII, at least
WHOLE = 0.95  # of the lines are text in the encoding, at least
# first bytes of the common characters: by sound in GB 2312, level 1, by strokes in Big5, level 1
FIRST = {"gb18030": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
LETTERS = {"gb18030": 0xA1, "big5": 0x40}  # the least second byte
HANGUL = 0xC8  # the last first byte of Korean syllables, which are else as common characters of GB 2312
BEYOND = 0.1  # of Chinese text, at least, is beyond these: half of what its sounds begin with


def chinese(lines: Sequence[bytes]) -> str:
    """The encoding of Chinese text in lines that are not ASCII; empty if it is none."""
    return next((name for name in FIRST if _is(name, lines)), "")


def _is(encoding: str, lines: Sequence[bytes]) -> bool:
    texts = [text for line in lines if (text := _text(line, encoding)) is not None]
    different = set("".join(texts))
    letters = [c.encode(encoding) for c in different if not c.isascii() and c.isalpha()]
    if not letters or len(texts) < WHOLE * len(lines):
        return False
    common = [each for each in letters if each[0] in FIRST[encoding] and each[1] >= LETTERS[encoding]]
    if encoding == "gb18030" and sum(each[0] > HANGUL for each in common) < BEYOND * len(common):
        return False
    return len(common) >= COMMON * len(letters)


def _text(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None
