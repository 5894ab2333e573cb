"""The terminal that tables are printed on: text is shown as it is, and none of it steers the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.printable import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def console() -> Console:
    """The terminal; 110 columns where the output goes to a file or a pipe.

    Brackets in a text are brackets: what is to be bold or in colour is `styled`.
    """
    import shutil

    from rich.console import Console

    class Quiet(Console):
        def on_broken_pipe(self) -> None:
            """The reader has gone, as `head` does: no error, and the command line knows what to do."""
            raise BrokenPipeError

        def render_str(self, text: str, **how: object) -> Text:
            return super().render_str(printable(text), **how)  # type: ignore[arg-type]

    plain = Quiet(markup=False, emoji=False)
    if plain.is_terminal:
        return plain
    return Quiet(width=shutil.get_terminal_size((110, 24)).columns, markup=False, emoji=False)


def styled(text: str, style: str) -> Text:
    """A text in a style of rich, such as `bold` or `red`."""
    from rich.text import Text

    return Text(printable(text), style)
