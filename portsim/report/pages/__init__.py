"""The written report, from finished tables only."""
