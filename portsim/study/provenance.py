"""What has to be known to get the same figures again."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from portsim.base.files import write_text
from portsim.base.version import VERSION
from portsim.scenario.identity import run_key, text_key
from portsim.scenario.plugins import shipped
from portsim.scenario.scenario import Scenario
from portsim.study.traces import logs_of

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
        "version": VERSION,
        "identity": scenario.identity,
        "run_keys": run_keys(scenario),
        "plugins": plugins(scenario),
        "engine": scenario.engine,
        "overload": scenario.means.overload,
        **study.model_dump(mode="json"),
        "alternatives": {
            name: [use.model_dump(mode="json", exclude_defaults=True) for use in uses]
            for name, uses in scenario.compare.items()
        },
        "in_place": [use.model_dump(mode="json", exclude_defaults=True) for use in scenario.in_place],
        "set_by_user": [str(change) for change in scenario.set_by_user],
        "logs": [asdict(each) for each in logs_of(scenario)],
        "python": platform.python_version(),
        "libraries": libraries,
        "processor": processor(),
        "claims": None if scenario.claims is None else scenario.claims.name,
        **_validation(scenario),
    }


def _validation(scenario: Scenario) -> dict[str, object]:
    """The file of observed figures, and the identity of what it says; nothing where none is named."""
    path = scenario.validation
    return {} if path is None else {"validation": {"file": path.name, "identity": text_key(path)}}


def processor() -> dict[str, object]:
    """What the last digit of a sum or logarithm can depend on: the machine, and the sets of instructions that
    NumPy found and uses."""
    import numpy as np

    found: Any = np.show_config(mode="dicts")
    return {"machine": platform.machine(), "numpy_uses": list(found["SIMD Extensions"].get("found", []))}


def run_keys(scenario: Scenario) -> dict[str, str]:
    """Alternative to the identity of its first replication."""
    return {name: run_key(scenario.world(name), scenario.study, 0) for name in scenario.alternatives}


def plugins(scenario: Scenario) -> list[dict[str, str]]:
    """The plug-ins whose code took part, beside what portsim ships: name, origin, version or digest."""
    return [
        {
            "name": each.name,
            "origin": each.origin,
            **({"version": each.version} if each.version else {}),
            **({"sha256": each.digest} if each.digest else {}),
        }
        for each in scenario.library.plugins
        if each != shipped()
    ]


def write_provenance(folder: Path, scenario: Scenario, more: Mapping[str, object]) -> None:
    """Write provenance.json beside what it is about, into a folder that is being filled.

    Raises PortsimError: the file cannot be written.
    """
    facts = {**provenance(scenario), **more}
    write_text(folder / "provenance.json", json.dumps(facts, indent=2, sort_keys=True) + "\n")
