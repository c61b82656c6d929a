"""Reads claim files: 837P text into rows of the billing workbook."""
