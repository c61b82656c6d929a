"""A fresh billing workbook, laid out from the declared tables."""
