"""The version of portsim, which is part of the identity of a run."""

VERSION = "0.11.0"
