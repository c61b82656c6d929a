"""Tests of xlbilling.layout."""
