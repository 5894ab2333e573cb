"""What a package that has the word `both` makes of it, as JSON: read, drawn, checked, counted, and run."""

import json

from worlds import by_hand, flow, lasting, one, port, stream_of, times

from portsim.kpis.busy import Busy
from portsim.kpis.milestones import milestones_in_order
from portsim.kpis.spent import Spent
from portsim.model.describe import mermaid, sentence
from portsim.model.place import Place
from portsim.model.steps import both, inside, signal, travel, visit
from portsim.model.world import World
from portsim.scenario.checks.unused import unused
from portsim.scenario.checks.world import problems
from portsim.scenario.offered_load import expected_work

HELD = both("crane", "tractor", (travel("haul", at_end="hauled"), visit("gate", "weigh", at_end="weighed")))
BEFORE = signal("here", at_end="gate_arrival")


def world(*steps, begin=("f",), further=()):
    flows = [flow("f", BEFORE, *steps), *further]
    places = {name: Place(cranes=one()) for name in ("crane", "tractor", "gate")}
    tasks = {"haul": lasting("5 min"), "weigh": lasting("2 min")}
    made = port(tasks, {"truck": stream_of(10, begin)}, places=places)
    return World(made, {each.name: each for each in flows})


def found(made):
    return [(problem.key, problem.message) for problem in problems(made)]


whole = world(HELD)
edited = whole.flows["f"].replace("weigh", travel("haul", label="haul_on"))
turned = flow("g", inside("tractor", (visit("crane", "weigh"),)))
records = by_hand((BEFORE, HELD), [0, 1], {"crane": 1, "tractor": 1, "gate": 1}, haul=5, weigh=2)
service = Spent("service", places=("crane",), since="gate_arrival")
print(
    json.dumps(
        {
            "sentence": sentence(whole.flows["f"]).splitlines(),
            "diagram": mermaid(whole.flows["f"]).splitlines(),
            "labels": whole.flows["f"].labels,
            "edited": edited.labels,
            "problems": found(whole),
            "unknown": found(world(both("crane", "tractr", (travel("haul"), visit("gate", "weigh"))))),
            "deadlock": found(world(HELD, begin=("f", "g"), further=[turned])),
            "unused": unused(whole),
            "work": expected_work(whole, "truck"),
            "milestones": milestones_in_order(whole, "truck"),
            "steps": [read.step.label for read in Busy(("tractor",)).steps(whole)],
            "parameters": Busy(("tractor",)).reads(whole),
            "visits": sorted(times(records, "both_crane_and_tractor")),
            "inside": times(records, "haul"),
            "service": service.samples(records).tolist(),
        }
    )
)
