"""portsim: port clearance, event by event, and what digital measures really save."""

__version__ = "0.1.0"
