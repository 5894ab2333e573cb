"""All chance of a run, drawn before its clock starts."""
