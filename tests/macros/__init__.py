"""Tests of the ribbon's macros, on real workbook files."""
