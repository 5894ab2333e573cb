"""Public holidays among the days of the logs and those to come, by the countries that a scenario names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from portsim.base.language import t
from portsim.base.spoken import joined
from portsim.base.units import DAY
from portsim.scenario.holidays import public_holidays
from portsim.scenario.logs.log import Log
from portsim.scenario.scenario import Scenario
from portsim.study.forecasting.moment import Moment
from portsim.workload.resampling import HOLIDAY, LEAST_HOLIDAYS, WEEKEND, kind_of


class Holidays(NamedTuple):
    """Public holidays, as numbers of days of the logs.

    countries: whose they are; empty for dates of the scenario. named: whether it names any at all. days:
    all of them up to the end. before: how many the log with the fewest has before now, and weekends: how many
    weekend days. coming: those from today on.
    """

    countries: tuple[str, ...]
    named: bool
    days: tuple[int, ...]
    before: int
    weekends: int
    coming: tuple[int, ...]


def holidays_of(scenario: Scenario, logs: Mapping[str, Log], moment: Moment, end: float) -> Holidays:
    """The public holidays that a scenario names, up to an end [min]; none where logs have no dates."""
    from datetime import date

    today, last = floor(moment.minute / DAY), ceil(end / DAY)
    monday = date(1970, 1, 5) if moment.clock is None else moment.clock.monday.date()
    countries, days = public_holidays(scenario.document, monday, last)
    named = bool(countries or days)
    if moment.clock is None or not logs:  # without a log no day is drawn from others
        return Holidays(countries, named and bool(logs), (), 0, 0, ())
    kinds = [kind_of(np.arange(log.first_day, today), days) for log in logs.values()]
    before, weekends = (min(int((each == kind).sum()) for each in kinds) for kind in (HOLIDAY, WEEKEND))
    return Holidays(countries, named, days, before, weekends, tuple(each for each in days if each >= today))


def sentences_on(holidays: Holidays, moment: Moment) -> Iterator[str]:
    """What was done with public holidays."""
    of = joined(holidays.countries) or t("dates of the scenario")
    if holidays.named and moment.clock is None:
        yield t("The logs have no dates, so public holidays ({of}) are days like others.", of=of)
    elif holidays.coming and holidays.before >= LEAST_HOLIDAYS:
        yield t(
            "{days}: a public holiday ({of}), drawn among the {n} public holidays of the logs.",
            days=_days(holidays, moment),
            of=of,
            n=holidays.before,
        )
    elif holidays.coming:
        yield t(
            "{days}: a public holiday ({of}), drawn among {weekends} weekend days, as the logs have fewer "
            "than {least} public holidays.",
            days=_days(holidays, moment),
            of=of,
            weekends=holidays.weekends,
            least=LEAST_HOLIDAYS,
        )
    elif holidays.named:
        yield t(
            "Public holidays ({of}) of the logs before now: {n}; they are drawn for no other day.",
            of=of,
            n=holidays.before,
        )


def _days(holidays: Holidays, moment: Moment) -> str:
    return joined(moment.words(day * DAY).replace(" 00:00", "") for day in holidays.coming)
