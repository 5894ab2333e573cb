"""From the name of a scenario to the checked scenario: its files, its plug-ins, its checks."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from portsim.base.arguments import check_arguments
from portsim.base.errors import ArgumentError, ConfigError, did_you_mean, got
from portsim.base.notes import note
from portsim.model.library import Library, Plugin
from portsim.scenario.credited import tell_of_credits
from portsim.scenario.idle import tell_of_idle
from portsim.scenario.locate import find, merged, named_file
from portsim.scenario.of_both import tell_of_both
from portsim.scenario.plugins import installed, library, of_file, with_caller, with_plugins
from portsim.scenario.reading import Document
from portsim.scenario.ruled import apart_from_logs
from portsim.scenario.scenario import Scenario, parse, port_of
from portsim.scenario.serving import served
from portsim.scenario.without import thinned


def load(
    name: str | Path,
    *,
    plugins: Plugin | Path | str | Iterable[Plugin | Path | str] = (),
    run_files: bool = True,
    overload: bool = False,
    fits: bool = False,
) -> Scenario:
    """Read, merge and check a scenario file, or one that portsim ships, by its name.

    Its library holds what portsim ships, what installed plug-ins declare, the plug-in files that the scenario
    names, `plugins` (values, or paths of Python files), and what the caller's own module or
    notebook has declared. `run_files=False` refuses a scenario that names plug-in files, because loading one
    runs its code. With `overload` more work may come to a place than its servers can do.
    With `fits` alternatives that change what a log decides are left out, and more work than servers can do is
    let pass: a fit looks at the baseline alone, and runs nothing.

    Raises ConfigError: everything that is wrong, each with its place, what was got and what is allowed.
    """
    check_arguments(load, locals())
    path = find(str(name))
    document = merged(path, ())
    listed = [plugins] if isinstance(plugins, Plugin | Path | str) else plugins
    given = [each if isinstance(each, Plugin) else of_file(Path(each)) for each in listed]
    named = named_plugins(document, path, run_files=run_files)
    known = with_plugins(library(plugins=run_files), [*named, *given])
    scenario = scenario_of(document, path, with_caller(known, sys._getframe(1)), overload or fits, fits)
    tell_of_idle(scenario)
    tell_of_credits(scenario)
    tell_of_both(scenario)
    return scenario


def loaded(scenario: Scenario | str | Path, *, fits: bool = False) -> Scenario:
    """A scenario that is loaded already, or else by its name or the path of its file; `fits` as for `load`.

    Raises ConfigError: as `load`. ArgumentError: it is none of these.
    """
    if isinstance(scenario, Scenario):
        return scenario
    if isinstance(scenario, str | Path):
        return load(scenario, fits=fits)
    raise ArgumentError(f"scenario: got {type(scenario).__name__}, allowed a Scenario, its name or its path")


def scenario_of(
    document: Document, path: Path, library: Library, overload: bool = False, fits: bool = False
) -> Scenario:
    """The checked scenario of a document, without the parts that it does without; as `load`.

    Raises ConfigError: as `load`.
    """
    document, gone = thinned(document, library)
    if gone:
        document, idle = served(port_of(document, path, library, overload=overload))
        gone = (*gone, *idle)
    if fits:
        document, ruled = apart_from_logs(port_of(document, path, library, overload=overload))
        gone = (*gone, *ruled)
    scenario = parse(document, path, library, overload=overload)
    return replace(scenario, left_out=gone) if gone else scenario


def named_plugins(document: Document, path: Path, *, run_files: bool) -> list[Plugin]:
    """The plug-ins that a scenario names under `plugins`: Python files, or names of installed plug-ins.

    Raises ConfigError: no list of names; a file that does not exist or is refused; a plug-in that is not
    installed.
    """
    names = document.data.get("plugins", [])
    if not isinstance(names, list):
        where = document.where(("plugins",))
        raise ConfigError(where.says("plugins", f"got {got(names)}, allowed a list such as [my_port.py]"))
    found = []
    for number, name in enumerate(names):
        where = document.where(("plugins", number))
        if not isinstance(name, str):
            raise ConfigError(where.says("plugins", f"got {got(name)}, allowed a name such as my_port.py"))
        if not run_files:
            refused = (
                f"names {name}, whose code --no-plugins (Python: run_files=False) does not let run; "
                "leave out the one or the other"
            )
            raise ConfigError(where.says("plugins", refused))
        if not name.endswith(".py"):
            known = [each.name for each in installed()]
            if name not in known:
                hint = did_you_mean(name, known)
                raise ConfigError(where.says("plugins", f"plug-in '{name}' is not installed{hint}"))
        else:
            file = named_file(("plugins", number), document, path, "*.py").resolve()
            note(f"{path} runs the code of {file}")
            found.append(of_file(file))
    return found


def library_of_caller(*, plugins: bool) -> Library:
    """What there is without a scenario: what portsim ships, what the calling module or notebook declares and,
    unless `plugins` is false, what installed packages do."""
    return with_caller(library(plugins=plugins), sys._getframe(1))
