"""Logs of a user's own: read, converted by type, checked, and what they say of volumes."""
