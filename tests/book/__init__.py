"""Tests of xlbilling.book."""
