"""Many runs, and every question asked of them."""
