"""Where a workbook lives: xlwings engines over files and live spreadsheets."""
