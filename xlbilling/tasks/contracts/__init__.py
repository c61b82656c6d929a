"""What payers have agreed to allow, and how far their answers are from it."""
