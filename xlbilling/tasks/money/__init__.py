"""Patients' money and what a person decides about balances, one noun a file; tasks use them."""
