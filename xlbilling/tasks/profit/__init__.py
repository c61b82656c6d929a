"""Profit by provider, payer and procedure: facts of the ledger, ready for a PivotTable."""
