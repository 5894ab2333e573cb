"""portsim: port clearance, event by event, and what digital measures really save.

import portsim

scenario = portsim.load("ocean_gate").set("places.gate_in.lanes", 10)
study = portsim.compare(scenario, days=1, replications=3)
study.comparison

A plug-in (a package, a file, a notebook cell) declares flows, measures, KPIs, ledger entries, tables and
pictures with the words below; docs/plug-ins.md has a whole one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portsim.base.errors import ConfigError, PortsimError
    from portsim.base.version import VERSION as __version__
    from portsim.kpis.between import Between
    from portsim.kpis.busy import Busy
    from portsim.kpis.channel import channel
    from portsim.kpis.cost import Cost
    from portsim.kpis.kpi import Kpi, Quantity, kpi
    from portsim.kpis.ledger import Entry, entry
    from portsim.kpis.spent import Spent
    from portsim.kpis.weighed import Weighed
    from portsim.kpis.yearly import Yearly
    from portsim.model.demand import Trait
    from portsim.model.durations import Duration
    from portsim.model.flow import Flow, flow
    from portsim.model.library import Library, Plugin
    from portsim.model.measure import Alteration, Measure, measure
    from portsim.model.place import Place
    from portsim.model.sourced import Count, Money, PerDay, Share, Time
    from portsim.model.steps import (
        inside,
        maybe,
        signal,
        start,
        travel,
        visit,
        wait_for_next,
        wait_until,
        when,
    )
    from portsim.model.world import World
    from portsim.records.records import Records
    from portsim.report.charts import gallery as charts
    from portsim.report.folder import write
    from portsim.report.look import look
    from portsim.report.picture import Drawing, picture
    from portsim.report.words import label
    from portsim.scenario.identity import run_key
    from portsim.scenario.load import load
    from portsim.scenario.plugins import of_file as plugin
    from portsim.scenario.scenario import Scenario
    from portsim.study.question import Question, Run, StudyResult, table
    from portsim.study.run import run
    from portsim.study.study import compare

WHERE = {
    "__version__": ("portsim.base.version", "VERSION"),
    "charts": ("portsim.report.charts.gallery", ""),
    "label": ("portsim.report.words", "label"),
    "plugin": ("portsim.scenario.plugins", "of_file"),
    **{
        name: (module, name)
        for module, names in {
            "portsim.base.errors": ("ConfigError", "PortsimError"),
            "portsim.kpis.between": ("Between",),
            "portsim.kpis.busy": ("Busy",),
            "portsim.kpis.channel": ("channel",),
            "portsim.kpis.cost": ("Cost",),
            "portsim.kpis.kpi": ("Kpi", "Quantity", "kpi"),
            "portsim.kpis.ledger": ("Entry", "entry"),
            "portsim.kpis.spent": ("Spent",),
            "portsim.kpis.weighed": ("Weighed",),
            "portsim.kpis.yearly": ("Yearly",),
            "portsim.model.demand": ("Trait",),
            "portsim.model.flow": ("Flow", "flow"),
            "portsim.model.library": ("Library", "Plugin"),
            "portsim.model.measure": ("Alteration", "Measure", "measure"),
            "portsim.model.place": ("Place",),
            "portsim.model.durations": ("Duration",),
            "portsim.model.sourced": ("Count", "Money", "PerDay", "Share", "Time"),
            "portsim.model.steps": (
                "inside",
                "maybe",
                "signal",
                "start",
                "travel",
                "visit",
                "wait_for_next",
                "wait_until",
                "when",
            ),
            "portsim.model.world": ("World",),
            "portsim.records.records": ("Records",),
            "portsim.report.folder": ("write",),
            "portsim.report.look": ("look",),
            "portsim.report.picture": ("Drawing", "picture"),
            "portsim.scenario.identity": ("run_key",),
            "portsim.scenario.load": ("load",),
            "portsim.scenario.scenario": ("Scenario",),
            "portsim.study.question": ("Question", "Run", "StudyResult", "table"),
            "portsim.study.run": ("run",),
            "portsim.study.study": ("compare",),
        }.items()
        for name in names
    },
}
__all__ = [
    "Alteration",
    "Between",
    "Busy",
    "ConfigError",
    "Cost",
    "Count",
    "Drawing",
    "Duration",
    "Entry",
    "Flow",
    "Kpi",
    "Library",
    "Measure",
    "Money",
    "PerDay",
    "Place",
    "Plugin",
    "PortsimError",
    "Quantity",
    "Question",
    "Records",
    "Run",
    "Scenario",
    "Share",
    "Spent",
    "StudyResult",
    "Time",
    "Trait",
    "Weighed",
    "World",
    "Yearly",
    "__version__",
    "channel",
    "charts",
    "compare",
    "entry",
    "flow",
    "inside",
    "kpi",
    "label",
    "load",
    "look",
    "maybe",
    "measure",
    "picture",
    "plugin",
    "run",
    "run_key",
    "signal",
    "start",
    "table",
    "travel",
    "visit",
    "wait_for_next",
    "wait_until",
    "when",
    "write",
]


def __getattr__(name: str) -> object:
    """Import on first use, so that `import portsim` stays quick."""
    if name not in WHERE:
        raise AttributeError(f"module 'portsim' has no attribute '{name}'")
    module, found = WHERE[name]
    return getattr(import_module(module), found) if found else import_module(module)


def __dir__() -> list[str]:
    return __all__
