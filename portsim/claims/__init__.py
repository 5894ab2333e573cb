"""Reported results: claim files, findings, verdicts, causes, break-even."""
