"""What a package that has the word `unless` makes of it, as JSON: read, drawn, checked, counted, and run."""

import json
from dataclasses import replace

from worlds import by_hand, flow, lasting, port, share, stream_of, times

from portsim.kpis.between import Between
from portsim.kpis.milestones import milestones_in_order
from portsim.model.demand import Trait
from portsim.model.describe import mermaid, sentence
from portsim.model.steps import signal, start, travel, unless, visit
from portsim.model.world import World
from portsim.scenario.checks.unused import unused
from portsim.scenario.checks.world import problems
from portsim.scenario.offered_load import expected_work

STEPS = (
    signal("here", at_end="gate_arrival"),
    unless("early", (visit("gate", "check", at_end="checked"), start("box"))),
    travel("drive", at_end="gate_out"),
)
WAY = Between("gate_arrival", "gate_out")


def world(*steps):
    flows = [flow("f", *steps), flow("box", travel("haul", at_end="stacked"))]
    tasks = {name: lasting("8 min") for name in ("check", "drive", "haul")}
    traits = {"early": Trait(share=share(0.25), of=("truck",))}
    made = port(tasks, {"truck": stream_of(10)}, traits=traits)
    return World(made, {each.name: each for each in flows})


def found(made):
    return [(problem.key, problem.message) for problem in problems(made)]


def labels(quantity, made):
    return [read.step.label for read in quantity.steps(made)]


whole = world(*STEPS)
misspelt = unless("erly", (visit("gate", "check"), start("box")))
twice = unless("early", (start("box", label="start_again"),), label="again")
early = {"early": [True, False, True]}
run = (STEPS[0], unless("early", (visit("gate", "check"),)), STEPS[2])
records = by_hand(run, [0, 1, 2], {"gate": 1}, traits=early, check=4, drive=3)
print(
    json.dumps(
        {
            "sentence": sentence(whole.flows["f"]).splitlines(),
            "diagram": mermaid(whole.flows["f"]).splitlines(),
            "problems": found(whole),
            "unknown": found(world(STEPS[0], misspelt, STEPS[2])),
            "twice": found(world(*STEPS, twice)),
            "unused": unused(whole),
            "work": expected_work(whole, "truck"),
            "milestones": milestones_in_order(whole, "truck"),
            "steps": labels(WAY, whole),
            "of_early": labels(replace(WAY, traits=("early",)), whole),
            "parameters": WAY.reads(whole),
            "checked": times(records, "check"),
            "drives": times(records, "drive"),
        }
    )
)
