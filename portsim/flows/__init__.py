"""The flows of the port, one file each; a file that lies here is found by itself."""

from __future__ import annotations

import importlib
import pkgutil

from portsim.registry import Registry
from portsim.steps import Body, Flow

FLOWS: Registry[Flow] = Registry("flow")


def flow(name: str, steps: Body) -> Flow:
    """Declare a flow under its name.

    Raises PortsimError: the name is taken, or a label stands twice in the flow.
    """
    return FLOWS.add(name, Flow(name, steps))


def load_all() -> None:
    """Import every file of this folder, so that its flows are declared."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
