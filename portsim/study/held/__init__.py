"""The model held against what users measured: what a run keeps of it, the tests, and the tables."""
