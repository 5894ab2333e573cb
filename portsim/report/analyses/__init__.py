"""How each analysis is shown: its charts, and what the terminal prints of it."""
