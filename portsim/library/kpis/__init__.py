"""The KPIs, one file per subject."""
