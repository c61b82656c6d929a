"""The nouns of billing: money, findings, tables, plans, the ledger. Imports nothing of ours."""
