"""The public names of portsim, for type checkers; `__init__.py` imports each on first use."""

from portsim.base.errors import ConfigError as ConfigError
from portsim.base.errors import PortsimError as PortsimError
from portsim.kpis.between import Between as Between
from portsim.kpis.busy import Busy as Busy
from portsim.kpis.channel import channel as channel
from portsim.kpis.cost import Cost as Cost
from portsim.kpis.kpi import Kpi as Kpi
from portsim.kpis.kpi import Quantity as Quantity
from portsim.kpis.kpi import kpi as kpi
from portsim.kpis.ledger import Entry as Entry
from portsim.kpis.ledger import entry as entry
from portsim.kpis.spent import Spent as Spent
from portsim.kpis.weighed import Weighed as Weighed
from portsim.kpis.yearly import Yearly as Yearly
from portsim.model.demand import Trait as Trait
from portsim.model.durations import Duration as Duration
from portsim.model.flow import Flow as Flow
from portsim.model.flow import flow as flow
from portsim.model.library import Library as Library
from portsim.model.library import Plugin as Plugin
from portsim.model.measure import Alteration as Alteration
from portsim.model.measure import Event as Event
from portsim.model.measure import Measure as Measure
from portsim.model.measure import measure as measure
from portsim.model.place import Place as Place
from portsim.model.sourced import (
    Count as Count,
)
from portsim.model.sourced import (
    Money as Money,
)
from portsim.model.sourced import (
    PerDay as PerDay,
)
from portsim.model.sourced import (
    Share as Share,
)
from portsim.model.sourced import (
    Time as Time,
)
from portsim.model.steps import (
    if_room as if_room,
)
from portsim.model.steps import (
    inside as inside,
)
from portsim.model.steps import (
    maybe as maybe,
)
from portsim.model.steps import (
    signal as signal,
)
from portsim.model.steps import (
    start as start,
)
from portsim.model.steps import (
    travel as travel,
)
from portsim.model.steps import (
    visit as visit,
)
from portsim.model.steps import (
    wait_for_all as wait_for_all,
)
from portsim.model.steps import (
    wait_for_next as wait_for_next,
)
from portsim.model.steps import (
    wait_until as wait_until,
)
from portsim.model.steps import (
    when as when,
)
from portsim.model.steps import (
    when_sent as when_sent,
)
from portsim.model.world import World as World
from portsim.records.records import Records as Records
from portsim.report.charts import gallery
from portsim.report.folder import write as write
from portsim.report.logs.export import export as export
from portsim.report.look import look as look
from portsim.report.picture import Drawing as Drawing
from portsim.report.picture import picture as picture
from portsim.report.play.play import play as play
from portsim.report.summary import summary as summary
from portsim.report.words import label as label
from portsim.scenario.identity import run_key as run_key
from portsim.scenario.load import load as load
from portsim.scenario.plugins import of_file
from portsim.scenario.scenario import Scenario as Scenario
from portsim.study.answers import Answers as Answers
from portsim.study.attribute import attribute as attribute
from portsim.study.calibration.question import calibrate as calibrate
from portsim.study.control.question import control as control
from portsim.study.fitting.question import fit as fit
from portsim.study.forecasting.question import forecast as forecast
from portsim.study.paying.net_benefit import net_benefit as net_benefit
from portsim.study.paying.question import breakeven as breakeven
from portsim.study.question import (
    Question as Question,
)
from portsim.study.question import (
    Run as Run,
)
from portsim.study.question import (
    StudyResult as StudyResult,
)
from portsim.study.question import (
    table as table,
)
from portsim.study.run import run as run
from portsim.study.size import size as size
from portsim.study.store.store import Store as Store
from portsim.study.study import compare as compare
from portsim.study.uncertainty.question import uncertainty as uncertainty
from portsim.study.until_precise.question import precision as precision
from portsim.study.where import working_on as working_on

charts = gallery
plugin = of_file
__version__: str
__all__: list[str]
