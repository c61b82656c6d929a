"""Entry books taken into the office's workbook."""
