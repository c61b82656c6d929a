Attribute VB_Name = "Room"
Option Explicit
Option Private Module

' Room for the rows that Python is about to write: one call looks at the places for all tables, one
' makes them. An order is a line of fields; xlbilling/book/making_room.py says which there are. An
' answer that begins with ! says what went wrong. The workbook is named, for on a Mac a person may
' have gone to another one meanwhile.

' Returns which places are as an order wants them, by its number from nought: "blank", where no cell
' holds anything or is merged, "values", where none holds a formula, and "text", where all are of text;
' and below them how many orders there were, by which Python knows that all were looked at.
Public Function Free(ByVal bookName As String, ByVal orders As String) As String
    Dim book As Workbook, every As Variant, order As Variant, place As Long
    On Error GoTo Failed
    Set book = Workbooks(bookName)
    every = Split(orders, Chr$(30))
    For place = 0 To UBound(every)
        order = Split(CStr(every(place)), Chr$(31))
        If IsFree(book.Worksheets(CStr(order(1))), CStr(order(0)), CStr(order(2))) Then
            Free = Free & Fields(Trim$(Str$(place)))
        End If
    Next place
    Free = Free & Fields("of", Trim$(Str$(place)))
    Exit Function
Failed:
    Free = "!" & Err.Description
End Function

' Carries out the orders, Chr$(30) between them: "table", one that is to take other cells in, "clear",
' cells to be blank, and "text", cells to be of text wherever they are not. Returns how many they were.
Public Function Make(ByVal bookName As String, ByVal orders As String) As String
    Dim book As Workbook, order As Variant, parts As Variant, done As Long
    On Error GoTo Failed
    Set book = Workbooks(bookName)
    For Each order In Split(orders, Chr$(30))
        parts = Split(CStr(order), Chr$(31))
        Carry book.Worksheets(CStr(parts(1))), parts
        done = done + 1
    Next order
    Make = Fields("of", Trim$(Str$(done)))
    Exit Function
Failed:
    Make = "!" & Err.Description
End Function

Private Sub Carry(ByVal sheet As Worksheet, ByVal order As Variant)
    Dim area As Variant
    Select Case order(0)
        Case "table": ResizeTable sheet, CStr(order(2)), CStr(order(3))
        Case "clear", "text"
            For Each area In Split(order(2), ",")
                If order(0) = "clear" Then
                    sheet.Range(CStr(area)).ClearContents
                ElseIf Not AreTexts(sheet.Range(CStr(area))) Then
                    sheet.Range(CStr(area)).NumberFormat = "@"
                End If
            Next area
        Case Else: Err.Raise 5, , "no order is called " & order(0)
    End Select
End Sub

' Excel answers Null where some cells are so and some are not.
Private Function AreTexts(ByVal cells As Range) As Boolean
    Dim shown As Variant
    shown = cells.NumberFormat
    If Not IsNull(shown) Then AreTexts = shown = "@"
End Function

Private Function IsFree(ByVal sheet As Worksheet, ByVal what As String, ByVal address As String) As Boolean
    Dim area As Variant
    IsFree = True
    For Each area In Split(address, ",")
        Select Case what
            Case "blank": If Not IsBlank(sheet.Range(CStr(area))) Then IsFree = False
            Case "values": If Not IsNone(sheet.Range(CStr(area)).HasFormula) Then IsFree = False
            Case "text": If Not AreTexts(sheet.Range(CStr(area))) Then IsFree = False
            Case Else: Err.Raise 5, , "no place is called " & what
        End Select
    Next area
End Function

' LibreOffice does not count a formula that shows nothing.
Private Function IsBlank(ByVal cells As Range) As Boolean
    If IsNone(cells.MergeCells) And IsNone(cells.HasFormula) Then
        IsBlank = Application.WorksheetFunction.CountA(cells) = 0
    End If
End Function

' Tells whether what was asked of many cells is true of none.
Private Function IsNone(ByVal answer As Variant) As Boolean
    If Not IsNull(answer) Then IsNone = Not CBool(answer)
End Function
