"""Control against facilitation: what a faster or lighter exam costs in risk missed."""
