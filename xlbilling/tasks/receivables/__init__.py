"""What is owed, by whom and since when: read from the ledger alone, as of any day."""
