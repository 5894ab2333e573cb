"""What a file of a user's own is, before any scenario names it."""
