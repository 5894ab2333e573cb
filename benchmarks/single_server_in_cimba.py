"""M/M/1 in Cimba's Python package, as in its own benchmark: a process for arrivals, one that serves, a store.

The sum of the waits is kept, and no histories: the window of measurement never opens. Draws are Cimba's.
"""
# No `from __future__ import annotations` here: Cimba reads them.

import cimba as cb
from cimba import inputs

NEVER = 1e15  # min, after every run


class SingleServer(cb.Model):
    """Customers as the moments of their arrival."""

    gap: cb.Input[float] = inputs.dist.exponential(mean=4 / 3)
    work: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    customers: cb.Param[int] = 0
    waiting: cb.Store[float]
    waited: cb.Output[float]

    @cb.on_start
    def begins(self) -> None:
        self.waited = 0.0

    @cb.process
    def arrivals(self) -> None:
        for _ in range(self.customers):
            cb.hold(self.gap.next())
            self.waiting.put(cb.now())
        # the run ends when nobody is left

    @cb.process
    def server(self) -> None:
        while True:
            came = self.waiting.get()
            self.waited += cb.now() - came
            cb.hold(self.work.next())


def run(customers: int, seed: int) -> float:
    """The mean wait [min] of so many customers, all of whom are served."""
    model = SingleServer()
    model.customers = customers
    window = cb.Window(warmup=NEVER, duration=1.0)
    results = cb.Experiment(model, window=window, seed=seed).run(workers=1, on_failure="raise")
    return float(results[model].waited[0, 0]) / customers
