"""What people have done, from the audit trail and from rows that bear a user's id."""
