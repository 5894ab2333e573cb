"""A shape of duration that portsim does not know is one class."""

from __future__ import annotations

from math import gamma
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter
from worlds import GATE, draw, flow, lasting, port, stream_of

from portsim.base.units import Minutes, show_minutes
from portsim.model.durations import Constant, Kind, RandomTime
from portsim.model.flow import Flow
from portsim.model.world import World
from portsim.scenario.offered_load import offered_loads
from portsim.workload.draws import Draws

N = 400_000
FAR = 4  # standard errors of a mean: one in 16,000 samples is farther off
USER = {"source": "user"}


def rng() -> np.random.Generator:
    return Draws(1, 0).at("shape")


class Frail(RandomTime):
    """A time to failure; its mean is scale x gamma(1 + 1 / k)."""

    shape: Literal["frail"] = "frail"
    scale: Minutes
    k: float

    @property
    def average(self) -> float:
        return self.scale * gamma(1 + 1 / self.k)

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return (self.scale * rng.weibull(self.k, n)).astype(kind)

    def scaled(self, factor: float) -> Frail:
        return self.by_user(scale=self.scale * factor)


FRAIL = Frail(scale="2 min", k=2, **USER)
MEAN = 3.14159265**0.5  # 2 x gamma(1.5), gamma(1.5) = sqrt(pi) / 2


class TestNewShape:
    def test_its_times_have_its_mean(self) -> None:
        deviation = (4 - MEAN**2) ** 0.5  # variance scale^2 (gamma(2) - gamma(1.5)^2)
        assert abs(FRAIL.times(N, rng()).mean() - MEAN) <= FAR * deviation / N**0.5
        assert FRAIL.short_times(9, rng()).dtype == np.float32

    def test_a_port_runs_with_it(self) -> None:
        world = port({"work": FRAIL}, {"truck": stream_of(500)})
        times = draw(world, [flow("f", GATE)])["truck"].durations["f", "work"]
        own = Draws(1, 0).at("duration", "truck", "f", "work")
        assert np.array_equal(times, FRAIL.short_times(len(times), own))

    def test_the_change_log_says_it_and_the_offered_load_reads_it(self) -> None:
        given = World(
            port({"work": lasting("1 min")}, {"truck": stream_of(144)}), {"f": Flow("f", (GATE,))}
        ).written_by("trial")
        world = given.set("tasks.work", FRAIL).scale("tasks.work", 2)
        assert [str(change) for change in world.changes] == [
            "tasks.work: exponential 1 min -> frail, mean 1.77 min (trial)",
            "tasks.work: frail, mean 1.77 min -> frail, mean 3.54 min (trial)",
        ]
        (load,) = offered_loads(world)
        assert load.mean == pytest.approx(144 / 1440 * 2 * MEAN)

    def test_a_file_gives_it_once_it_is_in_the_union(self) -> None:
        both = Annotated[Constant | Frail, Field(discriminator="shape")]
        data = {"shape": "frail", "scale": "120 s", "k": 2, "source": "user"}
        assert TypeAdapter(both).validate_python(data) == FRAIL

    def test_its_range_is_that_of_its_mean(self) -> None:
        with pytest.raises(ValueError, match=r"mean 1\.77 min lies outside its own range, 2 min to 3 min"):
            Frail(scale="2 min", k=2, range=("2 min", "3 min"), **USER)
        assert show_minutes(MEAN) == "1.77 min"


def test_a_shape_that_does_not_say_has_no_variance() -> None:
    assert FRAIL.variance == 0
