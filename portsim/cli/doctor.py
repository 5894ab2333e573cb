"""The command `doctor`: all that a scenario file lacks or has too much, and the edits that mend it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from portsim.base.printable import say
from portsim.cli.lists import Plugins
from portsim.cli.mistakes import as_typed

WRONG = 2


def doctor(scenario: str, *, plugins: Plugins = True) -> None:
    """Gather all that is wrong with a scenario file, and the edits that would mend it.

    Unlike validate it goes on past what hides other mistakes: it mends in memory what it can, checks again,
    and writes nothing. Numbers that it puts in are those of a shipped port, for you to replace.

    Parameters
    ----------
    scenario:
        A .yaml file.
    """
    from portsim.scenario.doctor import health
    from portsim.scenario.load import library_of_caller
    from portsim.scenario.locate import find

    path = find(scenario)
    found = health(path, library_of_caller(plugins=plugins), run_files=plugins)
    if not found.wrong:
        say(f"{path}: nothing is missing and nothing too much; portsim validate {path} tells its loads")
        return
    for number, text in enumerate(found.wrong, 1):
        say(f"{number}. {as_typed(text, ())}")
    if found.take_out:
        say(f"\nTake out of {path.name}: {', '.join(found.take_out)}")
    if found.edits:
        say(f"\nWrite into {path.name}:\n")
        for line in _lines(found.edits):
            say(line)
    if found.scenario is not None:
        n = len(found.scenario.alternatives) - 1
        say(f"\nThen it loads, with {n} alternative{'' if n == 1 else 's'} to compare.")
    elif found.take_out or found.edits:
        say("\nThen the last of these are left: no edit is known for them.")
    sys.exit(WRONG)


def _lines(edits: Mapping[str, object]) -> Iterator[str]:
    """YAML: groups one below the other, a line for each of their parts."""
    for group, parts in edits.items():
        if not isinstance(parts, dict):
            yield f"  {group}: {_in_a_line(parts)}"
            continue
        yield f"  {group}:"
        yield from (f"    {name}: {_in_a_line(part)}" for name, part in parts.items())


def _in_a_line(value: object) -> str:
    import yaml

    text = yaml.safe_dump(
        value, default_flow_style=True, width=float("inf"), sort_keys=False, allow_unicode=True
    )
    return str(text).removesuffix("\n").removesuffix("\n...")
