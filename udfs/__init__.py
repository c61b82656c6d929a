"""Worksheet functions: thin shells over the same code as the macros."""
