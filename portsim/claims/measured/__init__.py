"""What users measured themselves: their logs and figures, which the model is held against."""
