"""The terminal that tables are printed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console() -> Console:
    """The terminal; 110 columns where the output goes to a file or a pipe."""
    import shutil

    from rich.console import Console

    class Quiet(Console):
        def on_broken_pipe(self) -> None:
            """The reader has gone, as `head` does: no error, and the command line knows what to do."""
            raise BrokenPipeError

    plain = Quiet()
    return plain if plain.is_terminal else Quiet(width=shutil.get_terminal_size((110, 24)).columns)
