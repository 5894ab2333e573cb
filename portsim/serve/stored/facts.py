"""All that the page without a server holds: sliders, stored figures, the port as stated, files to save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portsim.base.language import known, languages
from portsim.base.spoken import unit_words
from portsim.kpis.kpi import KPI
from portsim.model.world import World as PortWorld
from portsim.report.words import label
from portsim.scenario.locate import shipped_scenarios
from portsim.scenario.words import speaking_of
from portsim.serve.answer import answer
from portsim.serve.described import described
from portsim.serve.overlay import overlay_of
from portsim.serve.saved import file_name, first_line, head_of
from portsim.serve.stored.figures import Sampled, bases_of
from portsim.serve.stored.plan import Plan
from portsim.serve.stored.worlds import World
from portsim.serve.variant import Variants
from portsim.study.question import StudyResult

Plain = dict[str, Any]


def facts_of(
    plan: Plan, variants: Variants, worlds: Sequence[World], stated: StudyResult, language: str
) -> Plain:
    """The page's data [plain values, as JSON takes them]; `worlds` begin with the port as stated, `stated` is
    its study, `language` what the page opens in."""
    sampled = Sampled(plan, worlds)
    study = stated.scenario.study
    places = zip(sampled.kept, plan.stated, strict=True)
    return {
        "language": language,
        "models": {each: _model(sampled, variants, stated, each) for each in languages()},
        "sample": {
            "n": len(sampled.worlds),
            "left_out": len(sampled.left_out),
            "inputs": len(plan.names),
            "replications": plan.replications,
            "days": study.days,
            "warm_up_days": study.warm_up_days,
            "seed": study.seed,
            "identity": stated.scenario.identity,
            "command": f"portsim serve {_named(plan)}",
        },
        "names": list(plan.names),
        "stated": [kept.index(at) for kept, at in places],
        "bases": bases_of(sampled),
        "answer": answer(stated),
        "baseline": sampled.baselines(),
        "rows": list(sampled.rows()),
        "money": sampled.money(),
        "hours": sampled.hours(),
        "loads": sampled.loads(),
        "file": _file(sampled, variants, stated),
    }


def _named(plan: Plan) -> str:
    """The scenario as a command names it: a shipped one by its name, else by its file."""
    path = plan.scenario.path
    return plan.scenario.name if path in shipped_scenarios().values() else path.name


def _model(sampled: Sampled, variants: Variants, stated: StudyResult, language: str) -> Plain:
    """What the page can change and show, and the names of what it shows, in a language."""
    plan = sampled.plan
    kept = {name: own for name, own in zip(plan.names, sampled.kept, strict=True) if len(own) > 1}
    with speaking_of(plan.scenario, language, called=False):
        found = described(variants)
        kpis = plan.scenario.library[KPI]
        named = {
            name: {"title": label(name), "says": known(kpis[name].title), "unit": unit_words(kpis[name].unit)}
            for name in stated.kpis
        }
        ports: list[PortWorld] = [stated.scenario.world(name) for name in stated.scenario.alternatives]
        places = {name: label(name) for each in ports for name in each.port.places}
        missing = [
            f"{group['title']}: {control['title']}"
            for group in found["groups"]
            for control in group["controls"]
            if control["name"] not in kept
        ]
    own = [
        {
            **group,
            "controls": [
                _kept(each, kept[each["name"]]) for each in group["controls"] if each["name"] in kept
            ],
        }
        for group in found["groups"]
    ]
    quick = [each for each in found["lengths"] if each["id"] == "quick"]
    return {
        **found,
        "show": list(plan.shown),
        "n": plan.replications,
        "lengths": quick,
        "alternatives": [each for each in found["alternatives"] if each["name"] in plan.shown],
        "groups": [group for group in own if group["controls"]],
        "kpis": named,
        "places": places,
        "not_sampled": missing,
    }


def _kept(control: Plain, kept: Sequence[int]) -> Plain:
    """A slider with the positions that are kept."""
    return {
        **control,
        "values": [control["values"][at] for at in kept],
        "texts": [control["texts"][at] for at in kept],
        "stated": kept.index(control["stated"]),
    }


def _file(sampled: Sampled, variants: Variants, stated: StudyResult) -> Plain:
    """What a saved scenario file is made of: its first line, its head, and what each position changes."""
    base, inputs, plan = variants.base, variants.inputs, sampled.plan
    head = head_of(stated.scenario, base)
    if base.path not in shipped_scenarios().values():
        head["extends"] = base.path.name  # beside it: the page goes to other machines
    return {
        "name": f"{file_name(base)}.yaml",
        "line": first_line(base),
        "head": head,
        "compare": list(base.compare),
        "changes": {
            each.name: [
                {} if at == each.stated else overlay_of([(each.name, each.values[at])], inputs) for at in kept
            ]
            for each, kept in zip(plan.controls, sampled.kept, strict=True)
        },
    }
