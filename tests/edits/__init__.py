"""Tests of xlbilling.edits."""
