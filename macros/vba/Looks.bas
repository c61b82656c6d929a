Attribute VB_Name = "Looks"
Option Explicit
Option Private Module

' Fonts, fills and formats of a page, as Python orders them: one call for all.
' An order is what is set, to which value, and the cells; xlbilling/book/paint_orders.py says how.

' Carries out the orders, Chr$(30) between them; what went wrong comes back after a !. The workbook
' is named, for on a Mac a person may have gone to another one meanwhile.
Public Function Paint(ByVal bookName As String, ByVal sheetName As String, ByVal orders As String) As String
    Dim sheet As Worksheet, order As Variant, parts As Variant, area As Variant
    On Error GoTo Failed
    Set sheet = Workbooks(bookName).Worksheets(sheetName)
    For Each order In Split(orders, Chr$(30))
        parts = Split(CStr(order), Chr$(31))
        For Each area In Split(parts(2), ",")    ' LibreOffice knows no font of several areas
            SetLook sheet.Range(CStr(area)), CStr(parts(0)), CStr(parts(1))
        Next area
    Next order
    Exit Function
Failed:
    Paint = "!" & Err.Description
End Function

Private Sub SetLook(ByVal cells As Range, ByVal what As String, ByVal value As String)
    Select Case what
        Case "number_format": cells.NumberFormat = value
        Case "font.color": cells.Font.Color = CLng(value)
        Case "font.bold": cells.Font.Bold = True
        Case "font.italic": cells.Font.Italic = True
        Case "font.size": cells.Font.Size = Val(value)
        Case "color": cells.Interior.Color = CLng(value)
        Case "wrap_text": cells.WrapText = True
        Case "horizontal_alignment": cells.HorizontalAlignment = Side(value)
        Case "vertical_alignment": cells.VerticalAlignment = Side(value)
        Case Else: Err.Raise 5, , "no look is called " & what
    End Select
End Sub

Private Function Side(ByVal word As String) As Long
    Select Case word
        Case "left": Side = xlLeft
        Case "center": Side = xlCenter
        Case "right": Side = xlRight
        Case "top": Side = xlTop
        Case Else: Err.Raise 5, , "no side is called " & word
    End Select
End Function
