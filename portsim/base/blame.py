"""Whose code an error is of. That of a plug-in keeps its type and traceback, and is told by its own line."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from traceback import walk_tb
from typing import NamedTuple

OWN = Path(__file__).parents[1]
PYTHON = Path(sysconfig.get_path("stdlib"))
THEIRS = "line_of_a_plugin"  # kept in the error, as its traceback does not go with it to another process


class Blame(NamedTuple):
    """What an error came of, and whether that is portsim's own code."""

    what: str
    own: bool = False

    def note_on(self, error: Exception) -> None:
        """Note it on an error; of the code of a plug-in the first note keeps the line of theirs."""
        error.add_note(self.what)
        if not self.own:
            vars(error).setdefault(THEIRS, line_of_theirs(error))


def what_is_said_of(error: BaseException) -> dict[str, object]:
    """What is kept in an error beside its text: notes, and the line of a plug-in."""
    return {name: value for name, value in vars(error).items() if name in ("__notes__", THEIRS)}


def is_own(file: str) -> bool:
    """Whether a file is one of portsim's own."""
    return Path(file).is_relative_to(OWN)


def blamed(error: Exception) -> str | None:
    """What is said of an error in the code of a plug-in: line, error, and what it came of; None if it is of
    portsim's own code."""
    if THEIRS not in vars(error):
        return None
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    said = (vars(error)[THEIRS], type(error).__name__, " ".join(message.split()))
    return f"{': '.join(filter(None, said))} ({'; '.join(error.__notes__)})"


def line_of_theirs(error: BaseException) -> str:
    """file:line of the last call in a file that is not portsim's own, nor of an installed package if there is
    another; of packages alone in the first of them, which portsim called. Empty if there is none."""
    if isinstance(error, SyntaxError) and Path(error.filename or "").is_file():
        return f"{error.filename}:{error.lineno}:{error.offset}"
    calls = ((frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__))
    theirs = [(Path(file), line) for file, line in calls if Path(file).is_file() and not is_own(file)]
    packages = [_package_of(file) for file, _ in theirs]
    first = None if None in packages else next((each for each in packages if each != PYTHON), PYTHON)
    last = [call for call, package in zip(theirs, packages, strict=True) if package == first][-1:]
    return "".join(f"{file}:{line}" for file, line in last)


def _package_of(file: Path) -> Path | None:
    """The installed package that a file is of, or Python's own library; None if it is of neither."""
    for name in ("purelib", "platlib"):
        folder = Path(sysconfig.get_path(name))
        if file.is_relative_to(folder):
            return folder / file.relative_to(folder).parts[0]
    return PYTHON if file.is_relative_to(PYTHON) else None
