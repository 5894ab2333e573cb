"""Notes: what a user should know although the run goes on, such as a key that has a new name."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


class Note(UserWarning):
    """Something to know or to put right at leisure; the message is the whole text."""


def note(text: str) -> None:
    """Give a note, as a warning that Python's filters can silence or raise."""
    warnings.warn(text, Note, stacklevel=3)


@contextmanager
def notes_shown(show: Callable[[str], None]) -> Iterator[None]:
    """Hand the text of every note that is given inside the block to `show`, each text once.

    All other warnings go where they would go without it.
    """
    shown: set[str] = set()
    with warnings.catch_warnings():
        otherwise = warnings.showwarning

        def one_line(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not issubclass(category, Note):
                otherwise(message, category, filename, lineno, file, line)
            elif str(message) not in shown:
                shown.add(str(message))
                show(str(message))

        warnings.simplefilter("always", Note)
        warnings.showwarning = one_line
        yield
