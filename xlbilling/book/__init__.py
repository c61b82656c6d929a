"""The billing workbook as xlwings sees it: the only code that touches a Range."""
