"""Commands about a store of answers: `store ls`, `store gc`, `store verify`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import App, Parameter

from portsim.base.errors import PortsimError
from portsim.base.printable import say
from portsim.cli.examples import EXAMPLES, epilogue
from portsim.cli.flowing import flowing

store = App(
    name="store",
    help="What a store keeps of the runs of all studies: list, tidy and check it.",
    help_epilogue=epilogue(EXAMPLES["store"]),
)
T = TypeVar("T")
WRONG = 1  # the exit code where a part is not as it was written
Where = Annotated[
    str | None, Parameter(env_var="PORTSIM_STORE", help="Folder of the store; PORTSIM_STORE by default.")
]


def _path(folder: str | None) -> Path:
    if not folder:
        raise PortsimError("store: got no folder; name one, or set PORTSIM_STORE")
    return Path(folder)


def _read(option: str, how: Callable[[object], T], text: str) -> T:
    try:
        return how(text)
    except ValueError as error:
        raise PortsimError(f"{option}: {error}") from None


@store.command(help_epilogue=epilogue(EXAMPLES["store ls"]))
@flowing
def ls(
    folder: Where = None,
    *,
    csv: Annotated[bool, Parameter(help="Print the table as CSV, with sizes in bytes.", negative=())] = False,
) -> None:
    """List what a store holds, by scenario and alternative: runs, replications, size, last use."""
    from portsim.study.store.listing import listing
    from portsim.study.store.opening import opened

    found = opened(_path(folder))
    table = listing(found)
    if csv:
        say(table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d %H:%M:%S").rstrip("\n"))
        return
    from portsim.report.terminal.store import show_store

    show_store(table, found)


@store.command(help_epilogue=epilogue(EXAMPLES["store gc"]))
@flowing
def gc(
    folder: Where = None,
    *,
    keep: Annotated[
        str | None, Parameter(help="Drop what was not used for longer than this, e.g. '30 day'.")
    ] = None,
    most: Annotated[
        str | None,
        Parameter(help="From now on the store takes this at most, e.g. '2 GB'; what is oldest goes."),
    ] = None,
) -> None:
    """Drop what is old, and join small parts to larger ones; studies can go on meanwhile."""
    from portsim.base.sizes import size
    from portsim.base.units import minutes
    from portsim.report.terminal.store import show_tidied
    from portsim.study.store.opening import made, opened
    from portsim.study.store.upkeep import tidy

    path = _path(folder)
    longest = None if keep is None else _read("--keep", minutes, keep)
    if most is not None:
        _read("--most", size, most)
    found = opened(path)
    if most is not None:
        found = made(path, most)
    show_tidied(tidy(found, longest), found)


@store.command(help_epilogue=epilogue(EXAMPLES["store verify"]))
@flowing
def verify(folder: Where = None) -> None:
    """Read every part of a store and say what is wrong; exit code 1 if anything is. Nothing is changed."""
    from portsim.report.terminal.store import show_checked
    from portsim.study.store.check import verify
    from portsim.study.store.opening import opened

    found = opened(_path(folder))
    checked = verify(found)
    show_checked(checked, found)
    if checked.wrong:
        sys.stdout.flush()
        raise SystemExit(WRONG)
