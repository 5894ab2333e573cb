"""portsim: port clearance, event by event, and what digital measures really save.

import portsim

scenario = portsim.load("ocean_gate").set("places.gate_in.lanes", 10)
study = portsim.compare(scenario, days=1, replications=3)
study.comparison
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.3.0"
__all__ = ["__version__", "compare", "load", "run"]

if TYPE_CHECKING:
    from portsim.scenario.load import load
    from portsim.study.run import run
    from portsim.study.study import compare


WHERE = {"load": "portsim.scenario.load", "run": "portsim.study.run", "compare": "portsim.study.study"}


def __getattr__(name: str) -> object:
    """Import on first use, so that `import portsim` stays quick."""
    if name not in WHERE:
        raise AttributeError(f"module 'portsim' has no attribute '{name}'")
    return getattr(import_module(WHERE[name]), name)
