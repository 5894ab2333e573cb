"""What an analysis found, printed as points whose lines end where the terminal does."""

from __future__ import annotations

from collections.abc import Iterable

from portsim.base.printable import say
from portsim.base.wide import wrapped
from portsim.report.terminal.console import console

INDENT = "  "


def say_points(sentences: Iterable[str]) -> None:
    """Print sentences one under the other, each with a dash, broken between words."""
    columns = console().width
    for sentence in sentences:
        for line in wrapped(
            sentence,
            columns,
            break_long_words=False,
            break_on_hyphens=False,
            initial_indent="- ",
            subsequent_indent=INDENT,
        ):
            say(line)
