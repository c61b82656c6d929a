"""Following up: what payers leave unpaid, how long each takes, calls, promises, inquiries."""
