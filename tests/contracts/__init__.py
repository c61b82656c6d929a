"""Contracts: what payers should allow, and how far their answers are from it."""
