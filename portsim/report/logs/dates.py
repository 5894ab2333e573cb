"""From minutes of a run to dates: minute 0 is 00:00 of a Monday, in a time zone without summer time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError, got
from portsim.base.monday import SOME, monday

MINUTE = 60_000  # [ms]


@dataclass(frozen=True)
class Dates:
    """The date of minute 0 and the time zone, `+08:00`, of a log."""

    start: date
    zone: str

    def check(self, horizon: float) -> None:
        """Raises PortsimError: a run to the horizon [min] goes beyond the years that ISO 8601 can write."""
        last = date.max - timedelta(minutes=horizon)
        if self.start > last:
            raise PortsimError(f"start: got {self.start}, and the run ends after 9999; allowed up to {last}")

    def texts(self, minutes: Floats) -> list[str]:
        """The dates of moments [min] of the run, ISO 8601 to the millisecond with the time zone.

        Minutes have shape (n,) and are finite.
        """
        begin = np.datetime64(self.start, "ms")
        moments = begin + np.rint(minutes * MINUTE).astype("timedelta64[ms]")
        return [text + self.zone for text in np.datetime_as_string(moments, unit="ms").tolist()]

    def text(self, minute: float) -> str:
        """The date of one moment [min]."""
        return self.texts(np.array([minute]))[0]


def dates(start: str | date = SOME, zone: str = "+00:00") -> Dates:
    """The dates of a run that begins at 00:00 of a Monday.

    Raises PortsimError: no date, no Monday, or no time zone such as +08:00.
    """
    if not re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", zone, re.ASCII):
        raise PortsimError(f"zone: got {got(zone)}, allowed hours and minutes ahead of UTC such as +08:00")
    try:
        return Dates(monday(start), zone)
    except ValueError as error:
        raise PortsimError(f"start: {error}") from None
