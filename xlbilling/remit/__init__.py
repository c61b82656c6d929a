"""Reads remittances: X12 835 bytes and the rows of payers' sheets, both into one model."""
