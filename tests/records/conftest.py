"""Runs that several tests of records look at."""

import pytest
from recorded import SHIPPED, run_of
from worlds import by_hand

from portsim.model.steps import inside, travel, visit
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return SHIPPED


@pytest.fixture(scope="session")
def baseline() -> Records:
    return run_of(BASELINE)


@pytest.fixture(scope="session")
def small() -> Records:
    """Eleven trucks, two of them unfinished, with a hold, travels and a visit."""
    steps = [travel("road"), inside("yard", (visit("crane", "lift"), travel("drive")))]
    arrivals = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 59]
    return by_hand(steps, arrivals, {"yard": 3, "crane": 1}, horizon=60, road=2, lift=4, drive=3)
