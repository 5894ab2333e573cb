"""One thing or several, in English texts that are not translated: what is said of logs and of fits."""

from __future__ import annotations


def many(n: int, one: str, several: str = "") -> str:
    """So many of a thing: `1 row`, `1,200 rows`; `several` where an s at the end does not make it."""
    return f"{n:,} {one if n == 1 else several or f'{one}s'}"
