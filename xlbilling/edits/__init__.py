"""Claim edits: pure functions from the claim lines to the rows that fail."""
