Attribute VB_Name = "Copies"
Option Explicit
Option Private Module

' Sheets that are filled copies of a template sheet, made as Python orders them: one call for all.
' An order is a line of fields; xlbilling/book/form_orders.py says which there are. Each function
' answers with lines of text; one that begins with ! says what went wrong. The workbook is named, for
' on a Mac a person may have gone to another one meanwhile.

Private Const LAST_DESCRIBED_COLUMN As Long = 60
Private Const LAST_DESCRIBED_ROW As Long = 2000

Private book As Workbook
Private there As String       ' the names of its sheets, Chr$(30) around each
Private template As Worksheet
Private bareSheet As String    ' of a copy of the template without its names and the rows below its page
Private made As Worksheet     ' the sheet that the orders are about
Private places(1 To 2000) As Variant

' Returns a template's names of this beginning with their cells and letters' sizes, its print area and
' titles, its formulas, its widths and its heights.
Public Function Describe( _
        ByVal bookName As String, ByVal sheetName As String, ByVal beginning As String) As String
    Dim every As Names, sheet As Worksheet, lines As String, last As Long
    On Error GoTo Failed
    Set every = Workbooks(bookName).Names
    Set sheet = Workbooks(bookName).Worksheets(sheetName)
    last = 1
    lines = NamesFrom(sheet, every, beginning, last)    ' what the name box makes is the workbook's
    lines = lines & NamesFrom(sheet, sheet.Names, beginning, last)
    lines = lines & NamesFrom(sheet, every, "Print_", last)
    If last > LAST_DESCRIBED_ROW Then last = LAST_DESCRIBED_ROW
    Describe = lines & FormulasOn(sheet, last) & Sizes(sheet, last)
    Exit Function
Failed:
    Describe = "!" & Err.Description
End Function

Private Function NamesFrom( _
        ByVal sheet As Worksheet, ByVal every As Names, ByVal beginning As String, ByRef last As Long) As String
    Dim held As Name, size As Double
    For Each held In every
        If IsCellOf(held, sheet.Name, beginning) Then
            size = SizeOf(sheet, held.RefersTo)
            NamesFrom = NamesFrom & Fields("name", BareName(held.Name), held.RefersTo, Number(size))
            If LastRowOf(held.RefersTo) > last Then last = LastRowOf(held.RefersTo)
        End If
    Next held
End Function

' Returns the sheets that have a name of their own of this text, by which Python knows its pages.
Public Function Marked(ByVal bookName As String, ByVal mark As String) As String
    Dim held As Name, place As Long
    On Error GoTo Failed
    For Each held In Workbooks(bookName).Names
        If BareName(held.Name) = mark Then
            place = InStrRev(held.Name, "!")
            If place > 1 Then Marked = Marked & Fields(Unquoted(Left$(held.Name, place - 1)))
        End If
    Next held
    Exit Function
Failed:
    Marked = "!" & Err.Description
End Function

' Carries out the orders, Chr$(30) between them: a Mac takes no array from outside.
Public Function Fill(ByVal bookName As String, ByVal orders As String) As String
    Dim order As Variant, place As Long
    On Error GoTo Failed
    Application.DisplayAlerts = False
    Set book = Workbooks(bookName)
    there = Chr$(30)
    For place = 1 To book.Sheets.Count
        there = there & book.Sheets(place).Name & Chr$(30)
    Next place
    For Each order In Split(orders, Chr$(30))
        Follow Split(CStr(order), Chr$(31))
    Next order
    Application.DisplayAlerts = True
    Exit Function
Failed:
    Fill = "!" & Err.Description
    Application.DisplayAlerts = True
End Function

Private Sub Follow(ByVal order As Variant)
    Select Case order(0)
        Case "template": Begin CStr(order(1)), CLng(order(2)), CStr(order(3)), CStr(order(4))
        Case "sheet": PlaceCopy CStr(order(1)), CStr(order(2))
        Case "insert": made.Rows(CStr(order(1))).Insert
        Case "delete": made.Rows(CStr(order(1))).Delete
        Case "clear"
            made.Rows(CStr(order(1))).UnMerge
            made.Rows(CStr(order(1))).Clear
        Case "copy": CopyRows Split(order(1), ":"), Split(order(2), ":")
        Case "height": SetHeights CStr(order(1)), Val(order(2))
        Case "text": MakeTexts CStr(order(1))
        ' Excel widens a range by rows that are inserted inside of it, not at its end, and what is copied
        ' speaks of rows as far away as before: Python says what the office's own formulas are by now.
        Case "formula": made.Range(CStr(order(1))).Formula = CStr(order(2))
        Case "print": PrintOnly made, CStr(order(1))
        Case "break": BreakPage made, CLng(order(1))
        Case "places": places(CLng(order(1))) = order
        Case "fill": FillPlaces places(CLng(order(1))), order
        Case "done": book.Worksheets(bareSheet).Delete
    End Select
End Sub

' Makes the copy that all others come from: without the template's names, or each sheet had them.
Private Sub Begin( _
        ByVal sheetName As String, ByVal rows As Long, ByVal mark As String, ByVal beginning As String)
    Dim bare As Worksheet, place As Long, isMarked As Boolean
    Set template = book.Worksheets(sheetName)
    Set bare = CopyBehind(template, book.Sheets.Count)
    bareSheet = bare.Name
    there = there & bareSheet & Chr$(30)
    bare.Visible = xlSheetVisible
    For place = bare.Names.Count To 1 Step -1
        If BareName(bare.Names(place).Name) = mark Then isMarked = True
        If Left$(BareName(bare.Names(place).Name), Len(beginning)) = beginning Then bare.Names(place).Delete
    Next place
    If Not isMarked Then bare.Names.Add Name:=mark, RefersTo:="=""1""", Visible:=False
    bare.Rows((rows + 1) & ":" & (rows + 200)).Delete
End Sub

' Makes a copy of the bare one, or of a sheet of this run that looks alike; one that is there of
' this name gives it its place.
Private Sub PlaceCopy(ByVal sheetName As String, ByVal source As String)
    Dim old As Worksheet, origin As String
    Set old = SheetOf(sheetName)
    origin = bareSheet
    If source <> "" Then origin = source
    If old Is Nothing Then
        Set made = CopyBehind(book.Worksheets(origin), book.Sheets.Count)
    Else
        Set made = CopyBehind(book.Worksheets(origin), old.Index)
        old.Delete
    End If
    made.Name = sheetName
    there = there & sheetName & Chr$(30)
End Sub

' Behind hidden sheets Excel puts no copy, but behind the last one in sight before them: the copy is
' the sheet of a name that was not there.
Private Function CopyBehind(ByVal source As Worksheet, ByVal place As Long) As Worksheet
    Dim at As Long
    source.Copy After:=book.Sheets(place)
    at = book.Sheets.Count
    Do While InStr(1, there, Chr$(30) & book.Sheets(at).Name & Chr$(30), vbTextCompare) > 0
        at = at - 1
    Loop
    Set CopyBehind = book.Sheets(at)
End Function

Private Function SheetOf(ByVal sheetName As String) As Worksheet
    Dim sheet As Worksheet
    For Each sheet In book.Worksheets
        If LCase$(sheet.Name) = LCase$(sheetName) Then Set SheetOf = sheet
    Next sheet
End Function

' Copies rows of the template as often as there is room for them.
Private Sub CopyRows(ByVal rows As Variant, ByVal into As Variant)
    Dim count As Long, first As Long
    count = CLng(rows(1)) - CLng(rows(0)) + 1
    For first = CLng(into(0)) To CLng(into(1)) Step count
        template.Rows(rows(0) & ":" & rows(1)).Copy made.Rows(first & ":" & (first + count - 1))
    Next first
End Sub

Private Sub SetHeights(ByVal rows As String, ByVal points As Double)
    Dim each_ As Variant
    For Each each_ In Split(rows, ",")
        made.Rows(CStr(each_)).RowHeight = points
    Next each_
End Sub

Private Sub MakeTexts(ByVal cells As String)
    Dim each_ As Variant
    For Each each_ In Split(cells, ",")
        made.Range(CStr(each_)).NumberFormat = "@"
    Next each_
End Sub

' A text goes into a cell that is one of text, so that it is never taken for anything else.
Private Sub FillPlaces(ByVal cells As Variant, ByVal contents As Variant)
    Dim place As Long, content As String
    For place = 2 To UBound(cells)
        content = CStr(contents(place))
        Select Case Left$(content, 1)
            Case "t": made.Range(cells(place)).Value = Mid$(content, 2)
            Case "n": made.Range(cells(place)).Value = Val(Mid$(content, 2))
            Case "f": made.Range(cells(place)).Formula = Mid$(content, 2)
            Case Else: made.Range(cells(place)).Value = ""
        End Select
    Next place
End Sub

' What a template's names say

Private Function IsCellOf(ByVal held As Name, ByVal sheetName As String, ByVal beginning As String) As Boolean
    Dim refersTo As String, place As Long
    If Left$(BareName(held.Name), Len(beginning)) <> beginning Then Exit Function
    refersTo = Mid$(held.RefersTo, 2)
    place = InStrRev(refersTo, "!")
    If place < 2 Or InStr(refersTo, "#REF!") > 0 Then Exit Function
    IsCellOf = LCase$(Unquoted(Left$(refersTo, place - 1))) = LCase$(sheetName)
End Function

Private Function BareName(ByVal fullName As String) As String
    BareName = Mid$(fullName, InStrRev(fullName, "!") + 1)
End Function

Private Function Unquoted(ByVal sheetName As String) As String
    Unquoted = sheetName
    If Left$(sheetName, 1) = "'" Then
        Unquoted = Replace(Mid$(sheetName, 2, Len(sheetName) - 2), "''", "'")
    End If
End Function

' The row number at the end of a reference such as ='A sheet'!$A$1:$B$7.
Private Function LastRowOf(ByVal refersTo As String) As Long
    Dim place As Long
    place = Len(refersTo)
    Do While Mid$(refersTo, place, 1) Like "#"
        place = place - 1
    Loop
    LastRowOf = Val(Mid$(refersTo, place + 1))
End Function

Private Function SizeOf(ByVal sheet As Worksheet, ByVal refersTo As String) As Double
    Dim address As String
    address = Split(Mid$(refersTo, InStrRev(refersTo, "!") + 1), ":")(0)
    SizeOf = 11
    If address Like "*[A-Z]*#" Then SizeOf = sheet.Range(Replace(address, "$", "")).Font.Size
End Function

' The formulas, each in one line.
Private Function FormulasOn(ByVal sheet As Worksheet, ByVal lastRow As Long) As String
    Dim row As Long, column As Long, cell As Range
    For row = 1 To lastRow
        For column = 1 To LAST_DESCRIBED_COLUMN
            Set cell = sheet.Cells(row, column)
            If cell.HasFormula Then
                FormulasOn = FormulasOn & Fields("formula", Replace(cell.Address, "$", ""), Replace(cell.Formula, vbLf, " "))
            End If
        Next column
    Next row
End Function

Private Function Sizes(ByVal sheet As Worksheet, ByVal lastRow As Long) As String
    Dim place As Long, widths As String, heights As String
    For place = 1 To LAST_DESCRIBED_COLUMN
        widths = widths & Chr$(31) & Number(sheet.Columns(place).ColumnWidth)
    Next place
    For place = 1 To lastRow
        heights = heights & Chr$(31) & Number(sheet.Rows(place).RowHeight)
    Next place
    Sizes = "widths" & widths & vbLf & "heights" & heights & vbLf
End Function

' A number as Python reads it, whatever the decimal point of this machine.
Private Function Number(ByVal value As Double) As String
    Number = Trim$(Str$(value))
End Function

' A line of an answer to Python.
Public Function Fields(ParamArray parts() As Variant) As String
    Fields = Join(parts, Chr$(31)) & vbLf
End Function
