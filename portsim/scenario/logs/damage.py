"""Why a file of a log cannot be read, in words of the user's and not of the library that met it."""

from __future__ import annotations

import gzip
import json
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

NOT_PACKED = "the packed file is damaged, cut off or not packed; pack it anew, or give it unpacked"
NO_PARQUET = "it is damaged, cut off or no Parquet file; write it anew"
NO_WORKBOOK = "it is damaged, cut off or no workbook; save it anew, or save its sheet as CSV"
WITH_PASSWORD = "it has a password; save it without one"
BROKEN = (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error)
MOST_JSON = 100_000_000  # bytes of a file that are read once more to find where it stops to be JSON


def reason(error: BaseException) -> str:
    """The reason of a library in one line, for what only the library knows."""
    if isinstance(error, BROKEN) or (isinstance(error, OSError) and error.errno is None):
        return NOT_PACKED
    text = str(error).strip() or type(error).__name__
    reason = text.splitlines()[0].rpartition("C error: ")[2].rstrip(".").lower()
    return reason.encode("unicode_escape").decode()[:200]


def of_workbook(error: BaseException) -> str:
    """Why a file is no workbook that can be read."""
    return WITH_PASSWORD if "password" in str(error).lower() else NO_WORKBOOK


def of_xml(error: ParseError) -> str:
    """Where a file stops to be XML."""
    line, column = error.position
    early = ("unclosed" in str(error)) or ("no element" in str(error))
    what = "the file ends too early" if early else "it is no XML from here on"
    return f"line {line}, column {column + 1}: {what}; write it anew"


def of_json(path: str, opened: Callable[[str], IO[bytes]]) -> str:
    """Where a file stops to be JSON, which takes a second look at it."""
    if Path(path).stat().st_size > MOST_JSON:
        return "it is no JSON; write it anew"
    try:
        with opened(path) as file:
            text = file.read().decode("utf-8-sig")
        json.loads(text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return f"line {line}: is not text in UTF-8; save the file as UTF-8"
    except json.JSONDecodeError as error:
        what = "the file ends too early" if error.pos >= len(text.rstrip()) else "it is no JSON from here on"
        return f"line {error.lineno}, column {error.colno}: {what}; write it anew"
    except (*BROKEN, OSError) as error:
        return reason(error)
    except (ValueError, RecursionError):
        pass  # a number or a depth that one reader takes and the other does not
    return "it is no JSON that can be read; write it anew"
