Attribute VB_Name = "Answers"
Option Explicit
Option Private Module

' How a worksheet function gets its answer from Python. What went wrong is a true Excel error,
' which SUM and COUNT see, and never its text.

Private Const FUNCTION_MODULE As String = "xlbilling.udfs.functions"

' Returns what a function of Python answers to the calling cell.
Public Function Answer(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim cell As Range, cells As Variant
    On Error GoTo Failed
    Set cell = CallingCell()
    cells = XLPy.CallUDF(FUNCTION_MODULE, functionName, arguments, cell.Worksheet.Parent, cell)
    Answer = WithErrors(cells)
    Exit Function
Failed:
    Answer = CVErr(xlErrValue)
End Function

' Returns cells with each error's text as that error.
Public Function WithErrors(ByVal cells As Variant) As Variant
    Dim row As Long, column As Long
    Select Case Dimensions(cells)
        Case 0
            cells = TrueError(cells)
        Case 1
            For column = LBound(cells) To UBound(cells)
                cells(column) = TrueError(cells(column))
            Next column
        Case 2
            For row = LBound(cells, 1) To UBound(cells, 1)
                For column = LBound(cells, 2) To UBound(cells, 2)
                    cells(row, column) = TrueError(cells(row, column))
                Next column
            Next row
    End Select
    WithErrors = cells
End Function

Private Function TrueError(ByVal cell As Variant) As Variant
    TrueError = cell
    If VarType(cell) <> vbString Then Exit Function
    If Left$(cell, 1) <> "#" Then Exit Function
    Select Case cell
        Case "#NULL!": TrueError = CVErr(2000)
        Case "#DIV/0!": TrueError = CVErr(2007)
        Case "#VALUE!": TrueError = CVErr(2015)
        Case "#REF!": TrueError = CVErr(2023)
        Case "#NAME?": TrueError = CVErr(2029)
        Case "#NUM!": TrueError = CVErr(2036)
        Case "#N/A": TrueError = CVErr(2042)
        Case "#GETTING_DATA": TrueError = CVErr(2043)
        Case "#SPILL!": TrueError = CVErr(2045)
        Case "#CONNECT!": TrueError = CVErr(2046)
        Case "#BLOCKED!": TrueError = CVErr(2047)
        Case "#FIELD!": TrueError = CVErr(2049)
        Case "#CALC!": TrueError = CVErr(2050)
    End Select
End Function

' 0 for a single cell, 1 for one row, 2 for rows.
Private Function Dimensions(ByVal cells As Variant) As Long
    If Not IsArray(cells) Then Exit Function
    Dimensions = 1
    On Error GoTo OneRow
    If UBound(cells, 2) >= LBound(cells, 2) Then Dimensions = 2
OneRow:
End Function
