"""The flows of the port, one file each; a file that lies here is found by itself."""

from __future__ import annotations

from portsim.model.flow import Flow
from portsim.model.registry import Registry
from portsim.model.steps import Body

FLOWS: Registry[Flow] = Registry("flow")


def flow(name: str, steps: Body) -> Flow:
    """Declare a flow under its name.

    Raises PortsimError: the name is taken, or a label stands twice in the flow.
    """
    return FLOWS.add(name, Flow(name, steps))
