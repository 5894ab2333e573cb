"""What has to be known to get the same figures again."""

from __future__ import annotations

import json
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from portsim import __version__
from portsim.base.files import add_to_folder
from portsim.scenario.scenario import Scenario

LIBRARIES = ("simpy", "numpy", "scipy", "pandas", "matplotlib")


def provenance(scenario: Scenario) -> dict[str, object]:
    """What has to be known to get the same figures again."""
    study = scenario.study
    libraries = {}
    for name in (*LIBRARIES, *(("numba",) if scenario.engine == "compiled" else ())):
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            libraries[name] = "unknown"
    return {
        "scenario": scenario.name,
        "version": __version__,
        "identity": scenario.identity,
        "engine": scenario.engine,
        **study.model_dump(),
        "alternatives": {
            name: [use.model_dump(exclude_defaults=True) for use in uses]
            for name, uses in scenario.compare.items()
        },
        "set_by_user": [str(change) for change in scenario.set_by_user],
        "python": platform.python_version(),
        "libraries": libraries,
    }


def add_provenance(scenario: Scenario, alternative: str, folder: Path) -> None:
    """Put what has to be known to get the records of a folder again beside them.

    Raises PortsimError: the file cannot be written.
    """
    facts = provenance(scenario) | {"alternative": alternative}
    add_to_folder(folder, "provenance.json", json.dumps(facts, indent=2, sort_keys=True) + "\n")
