"""What `--help` shows: paragraphs that are broken at the width of the terminal alone."""

from __future__ import annotations

import pytest

from portsim.cli.commands import COMMANDS, app
from portsim.cli.flowing import in_paragraphs

CODE = """Find what
    is asked.

    One paragraph
    of two lines.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario,
        or a file.
    over:
        A number.

        Another paragraph.
    """


def test_lines_of_a_paragraph_are_joined_and_all_else_stays() -> None:
    assert in_paragraphs(CODE).splitlines() == [
        "Find what is asked.",
        "",
        "One paragraph of two lines.",
        "",
        "Parameters",
        "----------",
        "scenario:",
        "    Name of a shipped scenario, or a file.",
        "over:",
        "    A number.",
        "",
        "    Another paragraph.",
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_paragraphs_of_every_command_are_one_line_each(name: str) -> None:
    doc = COMMANDS[name].__doc__
    assert doc and doc == in_paragraphs(doc)


def test_help_of_a_command_within_another_is_joined_too() -> None:
    said = [app[name][inner].help for name, inner in (("log", "inspect"), ("store", "gc"))]
    assert all(each and each == in_paragraphs(each) for each in said)
