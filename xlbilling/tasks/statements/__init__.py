"""A statement run: who gets a bill, for what, at which level, and who gets none and why."""
