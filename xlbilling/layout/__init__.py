"""The billing workbook's tables and pages, declared once; pure."""
