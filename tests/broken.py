"""One small edit of a scenario that loads, and the whole message that it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tiny import TINY

from portsim.base.errors import ConfigError
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario

# what is wrong, what stands in the file, what stands there instead, the whole message
Row = tuple[str, str, str, str]

each_name_of_no_file = pytest.mark.parametrize(
    "name", ["x" * 5000, "/", "no/such/file.yaml"], ids=["too long", "root", "nowhere"]
)


def each(rows: Sequence[Row]) -> pytest.MarkDecorator:
    """A test for every row, under the name of what is wrong."""
    return pytest.mark.parametrize(
        ("old", "new", "message"), [row[1:] for row in rows], ids=[row[0] for row in rows]
    )


def edited(old: str, new: str) -> Scenario:
    """The scenario of the folder with one edit."""
    assert TINY.count(old) == 1, "an edit must say exactly what it changes"
    Path("tiny.yaml").write_text(TINY.replace(old, new))
    return load("tiny.yaml")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as caught:
        act()
    return str(caught.value)
