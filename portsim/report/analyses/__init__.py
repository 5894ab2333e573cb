"""What each analysis shows: its charts, its page, and what the terminal prints."""
