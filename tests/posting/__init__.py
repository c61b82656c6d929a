"""Posting, tried on paperwork: charges, a remittance, and what is open afterwards."""
