"""Which step of its stream a row of a list means, and whether anyone can stand there."""

from __future__ import annotations

from portsim.base.errors import ConfigError, did_you_mean, listed
from portsim.model.step import Step, walk
from portsim.model.world import World
from portsim.scenario.listed.rows import Row
from portsim.scenario.logs.raw import shown

At = tuple[str, str]  # flow, label


def step_of(world: World, row: Row, alternative: str) -> tuple[str, Step]:
    """The flow and the step that a row means: by its label, by `flow.label`, or by its place, if only one
    step of the stream has it. `alternative` is empty for the baseline.

    Raises ConfigError: no such step, or several; one at which nobody can stand, or not be in service.
    """
    steps = [(f, s) for f in world.streams.threads[row.stream] for s in walk(world.flows[f].steps)]
    found = [(f, s) for f, s in steps if row.step in (s.label, f"{f}.{s.label}")]
    if not found:
        found = [(f, s) for f, s in steps if row.step in s.named("places") and s.can_be_stood_at]
    if not found:
        raise row.wrong("step", _unknown(row, [(f, s) for f, s in steps if s.can_be_stood_at], alternative))
    if len(found) > 1:
        names = ", ".join(f"{f}.{s.label}" for f, s in found)
        raise row.wrong("step", f"got {shown(row.step)}, which can be {names}; say which")
    flow, step = found[0]
    if not step.can_be_stood_at:
        raise row.wrong(
            "step",
            f"got {shown(row.step)}, which takes no time, so nobody stands there; "
            f"allowed {_names([(f, s) for f, s in steps if f == flow and s.can_be_stood_at])}",
        )
    if row.doing == "in service" and not step.takes_time:
        what = "waits" if not step.held else f"waits for {step.held[0]}, until a step inside begins"
        raise row.wrong("doing", f"got 'in service', but at {step.label} a shipment {what}; leave it blank")
    if row.doing == "waiting" and step.takes_time and not step.named("places"):
        raise row.wrong("doing", f"got 'waiting', but nobody queues for {step.label}; leave it blank")
    return flow, step


def _unknown(row: Row, steps: list[tuple[str, Step]], alternative: str) -> str:
    labels = dict.fromkeys(step.label for _, step in steps)
    places = dict.fromkeys(place for _, step in steps for place in step.named("places"))
    got = shown(row.step) if row.step else "nothing"
    hint = did_you_mean(row.step, tuple(dict.fromkeys((*labels, *places))))
    if alternative:
        return (
            f"got {got}, which {row.stream} has in the baseline and not in the alternative "
            f"'{alternative}'{hint}; leave that alternative out, or say another step"
        )
    return f"got {got}, which is no step of {row.stream}{hint}"


def _names(steps: list[tuple[str, Step]]) -> str:
    return listed([step.label for _, step in steps])


def refusal(row: Row, text: str) -> ConfigError:
    """The error of a step that is there, and at which a list can put nobody."""
    return row.wrong("step", f"got {shown(row.step)}, {text}")
