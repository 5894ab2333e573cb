"""What each question asked of many runs shows: its charts, and what the terminal prints of it."""
