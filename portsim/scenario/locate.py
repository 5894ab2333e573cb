"""Where scenario files and the files they name lie."""

from __future__ import annotations

import os
from pathlib import Path

from portsim.base.errors import ConfigError, Keys, did_you_mean, dotted, got
from portsim.base.named import NO_FILE, no_file
from portsim.scenario.layers import check_removals, overlay
from portsim.scenario.reading import Document, read

OWN = ("claims", "validation")  # what a scenario does not inherit: both speak of the port that they name


def find(name: str) -> Path:
    """The file of a scenario: a path, or the name of one that portsim ships.

    Raises ConfigError: no such file or name.
    """
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml") or os.path.exists(name):  # noqa: PTH110 - no error for what can be no name
        return path
    shipped = shipped_scenarios()
    if name not in shipped:
        if os.path.isfile(file := f"{name}.yaml"):  # noqa: PTH113
            raise ConfigError(f"unknown scenario '{name}'; write {file} for the file of that name")
        raise ConfigError(
            f"unknown scenario '{name}'{did_you_mean(name, shipped)}; give a name or a .yaml file"
        )
    return shipped[name]


def scenario_folder() -> Path:
    """Where the shipped scenarios lie: inside an installed package, or beside it in a checkout."""
    inside = Path(__file__).parents[1] / "scenarios"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    return {
        path.stem: path
        for path in sorted(scenario_folder().glob("*.yaml"))
        if "demand:" in (text := path.read_text()) or "extends:" in text
    }


def observations_file(path: Path) -> Path:
    """A file of observed figures: a path, or the name of one that portsim ships."""
    shipped = scenario_folder() / path
    return path if os.path.exists(path) or not os.path.isfile(shipped) else shipped  # noqa: PTH110, PTH113


def merged(path: Path, seen: tuple[Path, ...]) -> Document:
    """The document of a file, laid over those that it extends.

    Raises ConfigError: a file that cannot be read; scenarios that extend one another in a circle.
    """
    return with_parents(read(path), path, seen)


def with_parents(document: Document, path: Path, seen: tuple[Path, ...] = ()) -> Document:
    """What stands in a file, laid over the files that it extends; as `merged`."""
    seen = (*seen, path.resolve())
    if not isinstance(document.data.get("extends"), str):
        return document
    parent = named_file(("extends",), document, path)
    if parent.resolve() in seen:
        chain = " -> ".join(p.name for p in (*seen, parent))
        where = document.where(("extends",))
        raise ConfigError(f"{where}: extends: scenarios extend one another in a circle: {chain}")
    base = merged(parent, seen)
    check_removals(base, document)
    without = {key: value for key, value in base.data.items() if key not in OWN}
    both = overlay(Document(without, base.positions, base.coined), document)
    return _without_both(base, both)


def _without_both(base: Document, both: Document) -> Document:
    """The merged document, which also does without what the extended one does."""
    above, own = base.data.get("without"), both.data.get("without")
    if isinstance(above, list) and isinstance(own, list) and above != own:
        both.data["without"] = [*own, *(name for name in above if name not in own)]
    return both


def named_file(at: Keys, document: Document, path: Path, pattern: str = "*.yaml") -> Path:
    """The file that the value at a path names: beside the file that says so, else among the shipped ones.

    Raises ConfigError: there is no such file; the message gives the nearest of those that fit the pattern.
    """
    where = document.where(at)
    name: object = document.data
    for part in at:
        name = name[part]  # type: ignore[index]
    beside = (Path(where.file) if where.line else path).parent
    for folder in (beside, path.parent, scenario_folder()):
        if os.path.isfile(folder / str(name)):  # noqa: PTH113 - false, and no error, for what can be no name
            return folder / str(name)
    cause = no_file(beside / str(name))
    if cause != NO_FILE:
        raise ConfigError(where.says(dotted(at[:1]), f"got {got(name)}, {cause}"))
    folders = [folder for folder in (beside, scenario_folder()) if folder.is_dir()]
    names = {p.name for folder in folders for p in folder.glob(pattern)} - {path.name}
    missing = f"got {got(name)}, but there is no such file{did_you_mean(str(name), names)}"
    raise ConfigError(where.says(dotted(at[:1]), missing))


def log_path(stream: str, name: str, document: Document, path: Path) -> str:
    """The log that a stream names, beside the file that names it."""
    where = document.where(("demand", stream, "log", "file"))
    return str((Path(where.file) if where.line else path).parent / name)
