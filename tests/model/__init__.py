"""Tests of xlbilling.model."""
