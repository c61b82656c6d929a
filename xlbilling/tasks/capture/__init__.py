"""Visits and charges side by side: what was done and what was keyed of it."""
