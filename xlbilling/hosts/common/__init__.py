"""What every host of ours is to xlwings, wherever its workbooks live."""
