"""What posting a payer's money consists of, one noun a file; the tasks beside put it together."""
