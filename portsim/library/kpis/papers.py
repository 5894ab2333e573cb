"""KPIs of declarations and papers: time to release, documentary check, window trips, hand-overs."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import kpi
from portsim.kpis.spent import Spent

DECLARATIONS = ("export_declaration", "import_declaration", "lot_declaration")
CHECKED = ("documents_checked",)

kpi(
    "import_time_to_release",
    "Time to release of import boxes, vessel arrival to release",
    "h",
    "less",
    Between("arrival", "release", ("import",)),
    scale=1 / 60,
)
kpi(
    "import_time_to_release_p90",
    "Time to release of import boxes, P90",
    "h",
    "less",
    Between("arrival", "release", ("import",)),
    "p90",
    scale=1 / 60,
)
kpi(
    "import_released_within_48h",
    "Import boxes released within 48 h of the vessel's arrival",
    "share",
    "more",
    Between("arrival", "release", ("import",)),
    "share_within",
    within=48 * 60.0,
)
kpi(
    "documentary_check_time",
    "Documentary check, lodgement to documents found good",
    "h",
    "less",
    Between("lodgement", "check_end", DECLARATIONS, CHECKED),
    scale=1 / 60,
)
kpi(
    "papers_release_time",
    "Lodgement to release of the papers",
    "h",
    "less",
    Between("lodgement", "papers_released", DECLARATIONS),
    scale=1 / 60,
)
kpi(
    "papers_handover_time",
    "Release to papers in the next company's hands",
    "min",
    "less",
    Between("papers_released", "papers_handed_over", DECLARATIONS),
)
kpi(
    "paper_handovers",
    "Paper hand-overs between companies per declaration",
    "hand-overs",
    "less",
    Spent("count", counts=("handover",), since="lodgement", streams=DECLARATIONS),
)
kpi(
    "window_trips",
    "Trips to the customs window per 100 declarations",
    "trips",
    "less",
    Spent("count", counts=("window_trip",), since="lodgement", streams=DECLARATIONS),
    scale=100,
)
kpi(
    "certificate_time",
    "Certificate of origin, application to certificate",
    "min",
    "less",
    Spent(
        "both",
        flows=("certificate_of_origin",),
        since="lodgement",
        streams=("export_declaration",),
        traits=("needs_certificate",),
    ),
)
kpi(
    "document_officer_utilisation",
    "Document officers, work per hour on duty",
    "share",
    "neither",
    Busy(("document_officer",)),
)
