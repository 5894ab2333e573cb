"""A store on the terminal: what it holds, what upkeep did, what a check found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.printable import say
from portsim.base.sizes import show_size
from portsim.report.terminal.console import console

if TYPE_CHECKING:
    import pandas as pd

    from portsim.study.store.check import Checked
    from portsim.study.store.folder import Folder
    from portsim.study.store.upkeep import Tidied


def show_store(table: pd.DataFrame, folder: Folder) -> None:
    """Print what a store holds, one line per scenario, alternative and version, and its size."""
    from rich.table import Table

    if len(table):
        out = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("scenario", "alternative", "portsim"):
            out.add_column(heading, overflow="fold")
        for heading in ("runs", "replications", "size"):
            out.add_column(heading, justify="right", no_wrap=True)
        out.add_column("last used (UTC)", no_wrap=True)
        for row in table.itertuples(index=False):
            *names, runs, replications, size, used = row
            cells = (str(runs), str(replications), show_size(size), f"{used:%Y-%m-%d %H:%M}")
            out.add_row(*(str(name) or "-" for name in names), *cells)
        console().print(out)
    say(f"{_counted(int(table['runs'].sum()), 'run')}; {_taken(folder)}")
    if aside := folder.aside():
        say(
            f"set aside, as it cannot be read: {_counted(len(aside), 'file')}, "
            f"{show_size(sum(each.size for each in aside))}, in {aside[0].path.parent}"
        )


def show_tidied(done: Tidied, folder: Folder) -> None:
    """Print what upkeep did, and what the store takes now."""
    gone = sum(each.size for each in done.dropped)
    say(f"dropped: {_counted(len(done.dropped), 'part')}, {show_size(gone)}")
    say(f"joined: {_counted(done.joined, 'small part')} to {done.into}")
    for name, why in done.aside:
        say(f"set aside: {name}: {why}")
    say(_taken(folder))


def show_checked(checked: Checked, folder: Folder) -> None:
    """Print what a check found: each part that is wrong, then what is in order."""
    for name, why in checked.wrong:
        say(f"{folder.part(name)}: {why}; the next study goes without it, and runs its runs again")
    fine = f"{_counted(checked.parts, 'part')} with {_counted(checked.runs, 'run')} in order"
    say(f"{fine}, {len(checked.wrong)} wrong; {_taken(folder)}")


def _taken(folder: Folder) -> str:
    return f"{show_size(folder.size)} of at most {show_size(folder.most)} in {folder.path}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
