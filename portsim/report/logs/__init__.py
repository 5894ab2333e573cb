"""Event logs for other tools: the steps of a run with dates, as CSV, XES or OCEL."""
