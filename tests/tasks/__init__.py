"""Tests of xlbilling.tasks."""
