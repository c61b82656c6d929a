"""The tests; `python -m tests.check` runs them after all other checks."""
