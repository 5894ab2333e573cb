"""Plug-ins, and the library made of them: what portsim ships, installed packages, files, the caller's own
module."""

from __future__ import annotations

import hashlib
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import FrameType, ModuleType

from portsim.base.arguments import check_arguments
from portsim.base.blame import Blame, line_of_theirs
from portsim.base.errors import ConfigError, PortsimError, did_you_mean, said_of
from portsim.base.notes import note
from portsim.model.declare import declared_in
from portsim.model.library import Library, Plugin

SHIPPED = "portsim.library"
GROUP = "portsim.plugins"
ENDS = 'this ends the program, and a plug-in only declares; put it under if __name__ == "__main__":'
PREFIX = "portsim_plugin_"  # of the module that the code of a plug-in's file becomes


class Package(Plugin):
    """The plug-in of a module or package that every process can import: it is pickled by its name."""

    def __reduce__(self) -> tuple[Callable[..., Plugin], tuple[str, ...]]:
        return _package, (self.module, self.name, self.origin, self.version)


@cache
def _package(module: str, name: str, origin: str, version: str) -> Plugin:
    """The plug-in of a module that is imported by its name."""
    return shipped() if module == SHIPPED else of_package(import_module(module), name, origin, version)


@cache
def shipped() -> Plugin:
    """The plug-in that portsim itself ships."""
    return of_package(import_module(SHIPPED), "portsim", "portsim")


def installed() -> tuple[Plugin, ...]:
    """The plug-ins of installed packages: those with an entry point of the group `portsim.plugins`.

    An error while a plug-in is imported is left as it is, with a note that names the plug-in.

    Raises PortsimError: an entry point that names no module. ConfigError: as `of_file`.
    """
    return tuple(of_package(*each) for each in _installed_packages())


@cache
def _installed_packages() -> tuple[tuple[ModuleType, str, str, str], ...]:
    """Module, name, origin and version of each installed plug-in, in the order of their names."""
    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        package = point.dist.name if point.dist is not None else point.value
        version = point.dist.version if point.dist is not None else ""
        try:
            module = point.load()
        except Exception as error:
            if isinstance(error, PortsimError):
                raise _with_place(error) from error
            Blame(f"while importing plug-in '{point.name}' of the installed package {package}").note_on(error)
            raise
        if not isinstance(module, ModuleType):
            raise PortsimError(
                f"plug-in '{point.name}' of the installed package {package}: its entry point, {point.value}, "
                "is no module; name the module or package that declares its flows, measures and KPIs"
            )
        found.append((module, point.name, f"installed package {package} {version}", version))
    return tuple(found)


def library(*, plugins: bool = True) -> Library:
    """What portsim ships and, unless `plugins` is false, what installed packages declare."""
    return Library((shipped(), *(installed() if plugins else ())))


def of_package(module: ModuleType, name: str, origin: str, version: str = "") -> Plugin:
    """The plug-in of a module; of a package, all modules below it are imported, in the order of their
    names."""
    modules = [module]
    if hasattr(module, "__path__"):
        below = pkgutil.walk_packages(module.__path__, f"{module.__name__}.")
        modules += [import_module(each.name) for each in below]
    declared = tuple(each for part in modules for each in declared_in(vars(part)))
    return Package(name, origin, declared, module.__name__, version)


def of_file(path: Path | str) -> Plugin:
    """The plug-in of a Python file, whose code is run; the same contents are run once.

    An error in its code is left as it is, with a note that names the file.

    Raises PortsimError: the file cannot be read. ConfigError: it declares what cannot be, or ends the
    program, with the line.
    """
    check_arguments(of_file, locals())
    path = Path(path).resolve()
    try:
        code = path.read_bytes()
    except OSError as error:
        raise PortsimError(f"plug-in {path}: cannot be read: {said_of(error)}") from None
    digest = hashlib.sha256(code).hexdigest()
    found = hashlib.sha256(os.fsencode(path) + f" {digest}".encode()).hexdigest()[:12]
    name = f"{PREFIX}{path.stem}_{found}"
    if name not in sys.modules:
        module = ModuleType(name)
        module.__file__ = str(path)
        sys.modules[name] = module
        try:
            exec(compile(code, str(path), "exec"), vars(module))
        except BaseException as error:  # also sys.exit: what has run in part is no plug-in
            del sys.modules[name]
            if isinstance(error, PortsimError):
                raise _with_place(error) from error
            if isinstance(error, SystemExit):
                raise ConfigError(f"{line_of_theirs(error)}: {ENDS}") from error
            if isinstance(error, Exception):
                Blame(f"while running plug-in {path}").note_on(error)
            raise
    declared = declared_in(vars(sys.modules[name]))
    if not declared:
        note(f"plug-in {path} declares nothing; what it imports is not taken from it")
    return Plugin(path.stem, str(path), declared, name, digest=digest, sent=True)


def with_caller(known: Library, frame: FrameType | None) -> Library:
    """The library with what the module or notebook that calls portsim declares, and the modules it imports.

    A module whose file or package is a plug-in of the library already is left out.
    """
    packages = tuple(f"{each.module}." for each in known.plugins if not each.sent)
    origins = {each.origin for each in known.plugins}
    found = _of_caller(frame)
    return with_plugins(
        known,
        (p for p in found if p.origin not in origins and not f"{p.module}.".startswith(packages)),
    )


def _of_caller(frame: FrameType | None) -> tuple[Plugin, ...]:
    while frame is not None and str(frame.f_globals.get("__name__", "")).partition(".")[0] == "portsim":
        frame = frame.f_back
    if frame is None:
        return ()
    found = {id(space): space for space in (frame.f_globals, *_used_by(frame.f_globals))}
    return tuple(
        Plugin(str(space.get("__name__")), _origin(space), declared, str(space.get("__name__")), sent=True)
        for space in found.values()
        if (declared := declared_in(space))
    )


def with_plugins(base: Library, plugins: Iterable[Plugin]) -> Library:
    """The library with more plug-ins; one that it has already is taken in its newer form.

    Raises PortsimError: a name is declared by two plug-ins; the message names both places.
    """
    for plugin in plugins:
        base = base.with_plugin(plugin)
    return base


def _with_place(error: PortsimError) -> ConfigError:
    """What a declaration got wrong, with the line of it: the last one of a file that is not portsim's own."""
    return ConfigError(": ".join(filter(None, (line_of_theirs(error), str(error)))))


def check_known(name: str, known: Iterable[str]) -> None:
    """Raises PortsimError: the plug-in is none of those known."""
    if name not in (names := tuple(known)):
        raise PortsimError(f"unknown plug-in '{name}'{did_you_mean(name, names)}")


def _used_by(space: dict[str, object]) -> Iterator[dict[str, object]]:
    """The namespaces of the modules that a module has imported, or has imported names from, and of those
    below them."""
    values = list(space.values())
    names = {each.__name__ if isinstance(each, ModuleType) else _module_of(each) for each in values}
    packages = {name.partition(".")[0] for name in names} - {"portsim"}
    for name, module in sys.modules.copy().items():  # at once: a thread may be importing
        if name.partition(".")[0] not in packages or name.startswith(PREFIX):
            continue  # nearly all: thousands are loaded, and each scenario asks
        above = {name, *(name[: dot.start()] for dot in re.finditer(r"\.", name))}
        if isinstance(module, ModuleType) and names & above:
            yield vars(module)


def _module_of(value: object) -> str:
    module = getattr(value, "__module__", None)
    return module if isinstance(module, str) else ""


def _origin(space: dict[str, object]) -> str:
    file = space.get("__file__")
    return str(Path(str(file)).resolve()) if file else "your notebook or session"
