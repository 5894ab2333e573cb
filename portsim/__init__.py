"""portsim: port clearance, event by event, and what digital measures really save.

import portsim

scenario = portsim.load("ocean_gate").set("places.gate_in.lanes", 10)
study = portsim.compare(scenario, days=1, warm_up_days=1, replications=3)
study.comparison

A plug-in (a package, a file, a notebook cell) declares flows, measures, KPIs, ledger entries, tables and
pictures with the words below; docs/plug-ins.md has a whole one.
"""

from importlib import import_module

PUBLIC = {  # module: what it gives, under the names of `__init__.pyi`
    "portsim.base.errors": "ConfigError PortsimError",
    "portsim.kpis.between": "Between",
    "portsim.kpis.busy": "Busy",
    "portsim.kpis.channel": "channel",
    "portsim.kpis.cost": "Cost",
    "portsim.kpis.kpi": "Kpi Quantity kpi",
    "portsim.kpis.ledger": "Entry entry",
    "portsim.kpis.spent": "Spent",
    "portsim.kpis.weighed": "Weighed",
    "portsim.kpis.yearly": "Yearly",
    "portsim.model.demand": "Trait",
    "portsim.model.durations": "Duration",
    "portsim.model.flow": "Flow flow",
    "portsim.model.library": "Library Plugin",
    "portsim.model.measure": "Alteration Event Measure measure",
    "portsim.model.place": "Place",
    "portsim.model.sourced": "Count Money PerDay Share Time",
    "portsim.model.steps": "if_room inside maybe signal start travel visit "
    "wait_for_all wait_for_next wait_until when when_sent",
    "portsim.model.world": "World",
    "portsim.records.records": "Records",
    "portsim.report.folder": "write",
    "portsim.report.logs.export": "export",
    "portsim.report.look": "look",
    "portsim.report.play.play": "play",
    "portsim.report.picture": "Drawing picture",
    "portsim.report.summary": "summary",
    "portsim.report.words": "label",
    "portsim.scenario.identity": "run_key",
    "portsim.scenario.load": "load",
    "portsim.scenario.scenario": "Scenario",
    "portsim.study.answers": "Answers",
    "portsim.study.attribute": "attribute",
    "portsim.study.calibration.question": "calibrate",
    "portsim.study.control.question": "control",
    "portsim.study.fitting.question": "fit",
    "portsim.study.forecasting.question": "forecast",
    "portsim.study.paying.question": "breakeven",
    "portsim.study.paying.net_benefit": "net_benefit",
    "portsim.study.question": "Question Run StudyResult table",
    "portsim.study.run": "run",
    "portsim.study.size": "size",
    "portsim.study.store.store": "Store",
    "portsim.study.study": "compare",
    "portsim.study.until_precise.question": "precision",
    "portsim.study.uncertainty.question": "uncertainty",
    "portsim.study.where": "working_on",
}
WHERE = {name: (module, name) for module, names in PUBLIC.items() for name in names.split()} | {
    "__version__": ("portsim.base.version", "VERSION"),
    "charts": ("portsim.report.charts", "gallery"),
    "plugin": ("portsim.scenario.plugins", "of_file"),
}
__all__ = [*WHERE]


def __getattr__(name: str) -> object:
    """Import on first use, so that `import portsim` stays quick."""
    if name not in WHERE:
        raise AttributeError(f"module 'portsim' has no attribute '{name}'")
    module, there = WHERE[name]
    found = import_module(module)
    return getattr(found, there) if hasattr(found, there) else import_module(f"{module}.{there}")


def __dir__() -> list[str]:
    return __all__
