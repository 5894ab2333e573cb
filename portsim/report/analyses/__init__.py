"""What each question leaves behind: the charts of its folder, and what the terminal prints."""
