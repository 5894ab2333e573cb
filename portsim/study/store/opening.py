"""How a folder is opened as a store: by its mark, which says the format of the store and its bound."""

from __future__ import annotations

import json
from pathlib import Path

from portsim.base.errors import PortsimError, got
from portsim.base.files import cannot_write, read_text, write_text
from portsim.base.sizes import size
from portsim.base.version import VERSION
from portsim.study.store.folder import LEFT, MARK, Folder
from portsim.study.store.part import FORMAT

MOST = "2 GB"  # that a store takes on the disk, if nothing else is said


def opened(path: Path) -> Folder:
    """The store in a folder.

    Raises PortsimError: there is none; it has another format, and is left as it is.
    """
    if not path.is_dir():
        what = "it is a file" if path.exists() else "there is no such folder"
        raise PortsimError(
            f"{path}: is no store: {what}; a study makes one: portsim compare ... --store {path}"
        )
    if not (path / MARK).is_file():
        raise PortsimError(f"{path}: is no store: it has no {MARK}; name the folder of a store")
    return Folder(path, _most(path))


def made(path: Path, most: str | None = None) -> Folder:
    """The store in a folder, made if the folder is new or empty; `most` is its bound from now on.

    Raises PortsimError: the folder holds other files, or a store of another format; it cannot be written; the
    bound is no size.
    """
    bound = None if most is None else bound_of(most)
    if path.exists() and not path.is_dir():
        raise PortsimError(f"{path}: is a file, allowed a folder for the store")
    try:
        path.mkdir(parents=True, exist_ok=True)
        others = [] if (path / MARK).is_file() else sorted(_names(path))
    except OSError as error:
        raise cannot_write(path, error) from None
    if others:
        raise PortsimError(
            f"{path}: is no store: it holds {others[0]} and no {MARK}; name a new or an empty folder"
        )
    if not (path / MARK).is_file():
        _mark(path, bound_of(MOST) if bound is None else bound)
    found = opened(path)
    if bound is not None and bound != found.most:
        _mark(path, bound)
        found = Folder(path, bound)
    if not found.parts.is_dir():
        try:
            found.parts.mkdir(exist_ok=True)
        except OSError as error:
            raise cannot_write(path, error) from None
    return found


def _names(path: Path) -> list[str]:
    """What lies in a folder, but for what a killed command left half written."""
    return [each.name for each in path.iterdir() if not each.name.endswith(LEFT)]


def bound_of(text: str) -> int:
    """The bound of a store [byte].

    Raises PortsimError: it is no size.
    """
    try:
        return size(text)
    except ValueError as error:
        raise PortsimError(f"most: {error}") from None


def _mark(path: Path, most: int) -> None:
    write_text(
        path / MARK, json.dumps({"format": FORMAT, "most": most, "written_by": f"portsim {VERSION}"}) + "\n"
    )


def _most(path: Path) -> int:
    """The bound that a store's mark says [byte]."""
    try:
        mark = json.loads(read_text(path / MARK))
    except ValueError:
        mark = None
    form = mark.get("format") if isinstance(mark, dict) else None
    if type(form) is not int:
        raise PortsimError(
            f"{path / MARK}: does not say the format of the store; it is left as it is: name another folder, "
            f'or, if portsim {VERSION} wrote it, write {{"format": {FORMAT}}} into that file'
        )
    if form != FORMAT:
        raise PortsimError(
            f"{path}: is a store of format {form}, and portsim {VERSION} reads format {FORMAT}; it is left "
            "as it is: name another folder, or use the portsim that wrote it"
        )
    most = mark.get("most", bound_of(MOST))
    if type(most) is not int or most < 1:
        raise PortsimError(f"{path / MARK}: most: got {got(most)}, allowed a number of bytes, 1 or more")
    return most
