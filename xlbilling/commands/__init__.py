"""Commands that are more than one task on one workbook; shells, like the command line."""
