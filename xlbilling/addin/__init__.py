"""The add-in and the macro-enabled workbook, built from text: sources in, the files' bytes out."""
