"""The next hours: a run goes on from what logs say has happened so far."""
