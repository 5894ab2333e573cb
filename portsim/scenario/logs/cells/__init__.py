"""The cells of a user's own log as text, whatever the format of its file."""
