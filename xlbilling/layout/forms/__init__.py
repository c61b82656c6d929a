"""Copies of a template of the office's own, filled by its named cells."""
