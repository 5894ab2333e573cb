"""Weeks of measured logs held out by whoever asks, in the place of what the file says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portsim.base.errors import PortsimError, did_you_mean
from portsim.claims.measured.entry import weeks_of
from portsim.claims.measured.file import Measured


def holding_out(measured: Measured, weeks: Sequence[str]) -> Measured:
    """What users measured, with these weeks held out of every log that has them.

    Raises PortsimError: there is no log; the file says itself which weeks are held out; a week that no log
    has; all weeks of a log.
    """
    try:
        weeks = weeks_of([weeks] if isinstance(weeks, str) else list(weeks))
    except ValueError as error:
        raise PortsimError(f"hold_out: {error}") from None
    if not measured.logs:
        raise PortsimError(
            f"hold_out: {measured.path} has no log that a week could be held out of; say hold_out: true at "
            "the figures that are not to be matched"
        )
    if said := [name for name, log in measured.logs.items() if log.entry.hold_out]:
        raise PortsimError(
            f"hold_out: {measured.path} says hold_out of {said[0]} itself; keep one of the two"
        )
    known = dict.fromkeys(week for log in measured.logs.values() for week in sorted(set(log.weeks)))
    for week in weeks:
        if week not in known:
            raise PortsimError(f"hold_out: no row of a log is in week {week}{did_you_mean(week, known)}")
    logs = {}
    for name, log in measured.logs.items():
        own = tuple(week for week in weeks if week in log.weeks)
        if set(log.weeks) <= set(own):
            raise PortsimError(f"hold_out: all weeks of {name} are held out; leave one in")
        logs[name] = replace(log, entry=log.entry.model_copy(update={"hold_out": own}))
    return replace(measured, logs=logs)
