"""The workload: all chance of a run, drawn before its clock starts."""

from portsim.workload.build import Stream, Workload, build

__all__ = ["Stream", "Workload", "build"]
