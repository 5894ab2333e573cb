"""A user's list of what stands where in the port now."""
