"""The channels of customs: red is examined, yellow has its documents checked, green is released at once."""

from __future__ import annotations

from portsim.kpis.channel import channel

channel("red channel", "selected_for_exam")
channel("yellow channel", "documents_checked")
channel("green channel")
