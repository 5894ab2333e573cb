"""portsim: port clearance, event by event, and what digital measures really save.

import portsim

scenario = portsim.load("ocean_gate").set("places.gate_in.lanes", 10)
study = portsim.compare(scenario, days=1, replications=3)
study.comparison
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.2.0"
__all__ = ["__version__", "compare", "load", "run"]

if TYPE_CHECKING:
    from portsim.scenario import load
    from portsim.study import compare, run


def __getattr__(name: str) -> object:
    """Import on first use, so that `import portsim` stays quick."""
    if name == "load":
        from portsim.scenario import load

        return load
    if name in ("run", "compare"):
        from portsim import study

        return getattr(study, name)
    raise AttributeError(f"module 'portsim' has no attribute '{name}'")
