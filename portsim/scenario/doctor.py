"""All that a scenario file lacks or has too much, gathered at once, with the edits that mend it."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portsim.base.errors import ConfigError
from portsim.model.library import Library
from portsim.model.sourced import ASSUMPTION, USER
from portsim.scenario.checks.problem import Mend
from portsim.scenario.layers import entries
from portsim.scenario.load import named_plugins, scenario_of
from portsim.scenario.locate import shipped_scenarios, with_parents
from portsim.scenario.plugins import with_plugins
from portsim.scenario.problems import Wrong
from portsim.scenario.reading import Document, read
from portsim.scenario.scenario import Scenario

ROUNDS = 12  # of checks: each sees what those before it hid


@dataclass
class Health:
    """What is wrong with a file, in the order of the checks; keys to take out of it, and data to lay over it,
    in which None takes away what an extended file has; and the scenario that it is then, None where that is
    not enough."""

    wrong: list[str] = field(default_factory=list)
    take_out: list[str] = field(default_factory=list)
    edits: dict[str, object] = field(default_factory=dict)
    scenario: Scenario | None = None

    def tell(self, line: str) -> None:
        if line not in self.wrong:
            self.wrong.append(line)


def health(path: Path, library: Library, *, run_files: bool = True) -> Health:
    """Check a file, mend in memory what can be mended, and check again, until it loads or nothing helps;
    `run_files` as for `load`.

    Raises ConfigError: the file cannot be read, or what it extends.
    """
    found = Health()
    own = read(path)
    own = Document(copy.deepcopy(own.data), own.positions)
    try:
        document = with_parents(Document(own.data, own.positions), path)
        library = with_plugins(library, named_plugins(document, path, run_files=run_files))
    except ConfigError as error:  # what they declare is not known, and would be said to be missing
        for line in error.every:
            found.tell(line)
        return found
    _nulls_to_without(own, path, found)
    shipped = [with_parents(read(each), each) for each in shipped_scenarios().values()]
    for _ in range(ROUNDS):
        document = with_parents(Document(own.data, own.positions), path)  # what was made of it is made anew
        try:
            found.scenario = scenario_of(document, path, library)
        except Wrong as error:
            mends = []
            for where, problem in error.found:
                found.tell(f"{where}: {problem.key}: {problem.message}")
                mends += [problem.mend] if problem.mend is not None else []
            if not [each for each in mends if _mended(own, document, each, shipped, found)]:
                break
        except ConfigError as error:
            for line in error.every:
                found.tell(line)
            break
        else:
            break
    return found


def _nulls_to_without(own: Document, path: Path, found: Health) -> None:
    """Take streams that are set to null, and modes of which no terminal is left, as parts to do without."""
    if "extends" not in own.data:
        return
    streams = entries(own.data.get("demand"))
    gone = [str(name) for name, given in streams.items() if given is None]
    base = with_parents(Document({"extends": own.data["extends"]}, own.positions), path)
    modes = set(_modes(base.data, "demand")) - set(_modes(with_parents(own, path).data, "terminals"))
    modes &= set(_modes(base.data, "terminals"))
    of_modes = {
        str(n) for n, e in entries(base.data.get("demand")).items() if entries(e).get("mode") in modes
    }
    names = [*sorted(modes), *(name for name in gone if name not in of_modes)]
    known = own.data.get("without")
    names = [name for name in names if name not in (known if isinstance(known, list) else [])]
    if not names:
        return
    for name in gone:
        streams.pop(name)
        found.take_out.append(f"demand.{name}")
    if gone:
        own.data["demand"] = streams
    if not streams:
        own.data.pop("demand", None)
    own.data["without"] = found.edits["without"] = [*(known if isinstance(known, list) else []), *names]
    what = ", ".join(names)
    found.wrong.append(
        f"{own.where(('demand',))}: without {what} much that only serves it is left; write without: [{what}]"
    )


def _modes(data: Mapping[str, object], group: str) -> Iterator[str]:
    """The modes of transport that parts of a group name."""
    for given in entries(data.get(group)).values():
        if isinstance(mode := entries(given).get("mode"), str):
            yield mode


def _mended(own: Document, document: Document, mend: Mend, shipped: list[Document], found: Health) -> bool:
    """Mend one problem in the data of the file, and note the edit; whether that could be done."""
    keys = tuple(mend.key.split("."))
    if mend.how == "remove":
        if own.at(keys) is not None:
            del _group(own.data, keys)[keys[-1]]
            found.take_out.append(mend.key)
            return True
        return _set(own.data, keys, None) and _set(found.edits, keys, None)
    if mend.how == "servers":
        more = _more(document.at(keys), mend.factor)
        return more is not None and _set(own.data, keys, more) and _set(found.edits, keys, more)
    other = next((each.at(keys) for each in shipped if each.at(keys) is not None), None)
    if other is None:
        return False
    given = _to_replace(other)
    return _set(own.data, keys, given) and _set(found.edits, keys, given)


def _group(data: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """The group in which the last key of a path stands."""
    for key in keys[:-1]:
        data = data[key]
    return data


def _set(data: dict[str, Any], keys: tuple[str, ...], value: object) -> bool:
    """Set what stands at a path; a group that is not there comes to be."""
    group = data.setdefault(keys[0], {})
    if len(keys) > 2:
        return isinstance(group, dict) and _set(group, keys[1:], value)
    if not isinstance(group, dict):
        return False
    group[keys[1]] = value
    return True


def _more(count: object, factor: float) -> dict[str, object] | None:
    """A number of servers, times a factor, rounded up; None of shifts, which are not told what to do."""
    value = entries(count).get("value", count)
    if isinstance(value, dict):
        return {
            "value": {name: math.ceil(n * factor) for name, n in value.items()},
            "source": USER,
            "range": None,
        }
    if not isinstance(value, int):
        return None
    return {"value": math.ceil(value * factor), "source": USER}


def _to_replace(given: object) -> object:
    """What another scenario says, as a number to be replaced: an assumption with its range, or the user's."""
    if isinstance(given, list):
        return [_to_replace(each) for each in given]
    if not isinstance(given, dict):
        return given
    out = {key: _to_replace(value) for key, value in given.items() if key != "note"}
    if "source" in out:
        ranged = "range" in out or "alternatives" in out
        out["source"] = ASSUMPTION if ranged else USER
    return out
