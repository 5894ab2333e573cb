"""Engines: readers of the same programs that turn a workload into the same records."""
