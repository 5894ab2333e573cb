"""KPIs over all flows: the time to clear a shipment, each flow weighed with its stated volume."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.kpi import kpi
from portsim.kpis.weighed import Weighed

EXPORT = Between("gate_arrival", "release", ("export",))


IMPORT = Between("arrival", "release", ("import",))


LCL = Between("gate_arrival", "delivered", ("lcl_box",))


CONSIGNMENT = Between("arrival", "release", ("consignment",))


AIR_IMPORT = Between("arrival", "release", ("air_import_lot",))


AIR_EXPORT = Between("arrival", "release", ("air_export_lot",))


EMPTY = Between("gate_arrival", "gate_out", ("empty",))


DOMESTIC = Between("gate_arrival", "gate_out", ("domestic",))


kpi(
    "shipment_time",
    "Time per shipment over all flows, by stated volume",
    "h",
    "less",
    Weighed((EXPORT, IMPORT, LCL, CONSIGNMENT, AIR_IMPORT, AIR_EXPORT, EMPTY, DOMESTIC)),
    scale=1 / 60,
)


kpi(
    "export_time_to_release",
    "Time to release of export boxes, gate queue to release",
    "h",
    "less",
    EXPORT,
    scale=1 / 60,
)


kpi(
    "consignment_time_to_release",
    "Time to release of LCL consignments, vessel arrival to release",
    "h",
    "less",
    CONSIGNMENT,
    scale=1 / 60,
)


kpi("air_import_time_to_release", "Time to release of air import lots", "h", "less", AIR_IMPORT, scale=1 / 60)
