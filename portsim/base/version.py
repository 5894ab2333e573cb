"""The version of portsim, which is part of the identity of a run."""

VERSION = "0.9.0"
