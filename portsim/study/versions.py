"""The versions on which figures rest, here and at a worker: with others a run may leave other bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from portsim.base.errors import PortsimError
from portsim.model.library import Library
from portsim.scenario.plugins import GROUP, SHIPPED

Versions = Mapping[str, str]  # by the name of what has a version
LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "simpy", "pydantic", "cloudpickle", "numba")
MISSING = "none"
PLUGIN = "plug-in '{}'"  # what an installed plug-in is called among them


def asker(library: Library) -> Callable[[], dict[str, str]]:
    """A function that gives the versions where it is called: of Python, of portsim and its code, of the
    libraries, and of the installed plug-ins of this library.

    It is sent as it is, and needs nothing of portsim, which may be missing there.
    """
    return _asker(_installed(library))


def versions_here(library: Library) -> Versions:
    """The versions of this process, looked up once: its code is that with which it began."""
    return _here(_installed(library))


def versions_like(sent: Versions) -> Versions:
    """The versions of this process, with those of all plug-ins that the sender has one of."""
    before, after = PLUGIN.split("{}")
    named = (name for name in sent if name.startswith(before))
    return _here(tuple(name.removeprefix(before).removesuffix(after) for name in named))


def _installed(library: Library) -> tuple[str, ...]:
    """The plug-ins of a library that are installed packages, portsim aside."""
    return tuple(each.name for each in library.plugins if not each.sent and each.module != SHIPPED)


@cache
def _here(plugins: tuple[str, ...]) -> Versions:
    return _asker(plugins)()


def _asker(plugins: tuple[str, ...]) -> Callable[[], dict[str, str]]:
    names, group, called = LIBRARIES, GROUP, PLUGIN

    def versions() -> dict[str, str]:
        import hashlib
        import platform
        from importlib import import_module
        from importlib.metadata import PackageNotFoundError, entry_points, version
        from pathlib import Path

        found = {"Python": ".".join(platform.python_version_tuple()[:2])}
        try:
            found["portsim"] = import_module("portsim.base.version").VERSION
            home = Path(str(import_module("portsim").__file__)).parent
            code = hashlib.sha256()
            for file in sorted(home.rglob("*.py"), key=lambda file: file.relative_to(home).as_posix()):
                code.update(f"{file.relative_to(home).as_posix()}\n".encode() + file.read_bytes())
            found["portsim's code"] = code.hexdigest()[:12]
        except ModuleNotFoundError:
            found["portsim"] = "none"
        for name in names:
            try:
                found[name] = version(name)
            except PackageNotFoundError:
                found[name] = "none"
        points = {point.name: point.dist for point in entry_points(group=group)} if plugins else {}
        for name in plugins:
            dist = points.get(name)
            found[called.format(name)] = "none" if dist is None else dist.version
        return found

    return versions


def check_alike(here: Versions, there: Versions, who: str) -> None:
    """Raises PortsimError: a worker has other versions than this process; the message names them."""
    differing = [
        f"{name} {there.get(name, MISSING)} (here: {version})"
        for name, version in here.items()
        if there.get(name, MISSING) != version
    ]
    if differing:
        raise PortsimError(
            f"the worker at {who} has {', '.join(differing)}; its figures could be others: install the "
            "same there, as with `pip install -c constraints.txt`, and start it again"
        )
