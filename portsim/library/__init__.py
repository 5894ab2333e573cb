"""What portsim ships: flows, measures, KPIs, ledger entries, tables and pictures. A plug-in like any
other."""
