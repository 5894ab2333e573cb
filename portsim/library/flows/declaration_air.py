"""Customs declarations of air lots: as for boxes, but with the officers and the window at the airport.

A lot has a declaration of its own. Its papers stay with the cargo terminal: no hand-overs are counted.
"""

from __future__ import annotations

from portsim.library.flows.declaration import RELEASED, lodgement
from portsim.model.flow import flow
from portsim.model.steps import travel

AT_THE_AIRPORT = lodgement("air_document_officer", "air_customs_window")

flow("air_import_declaration", (*AT_THE_AIRPORT, travel("pay_duties"), RELEASED))
flow("air_export_declaration", (*AT_THE_AIRPORT, RELEASED))
