Attribute VB_Name = "Meanwhile"
Option Explicit
Option Private Module

' Excel on a Mac goes on while Python works, and lets it call VBA: by these Python stops the
' calculating, and asks whether somebody changed the workbook meanwhile. An answer that begins
' with ! says what went wrong. The workbook is named, for a person may go to another one meanwhile.

Private isWatched As Boolean
Private changes As Long
Private before As Long    ' how Excel calculated when it was stopped; 0 where nothing stopped it

' Notes that whoever calls NoteChange is there; a reset of the project ends both.
Public Sub Watch()
    isWatched = True
End Sub

' Notes that cells were changed or that a sheet goes, by whomever.
Public Sub NoteChange()
    changes = changes + 1
End Sub

' Stops calculating. Returns how Excel calculated, the workbook's state, and what its hidden names
' of this beginning hold, those of one line. Where another click stopped it, Excel is to calculate
' afterwards as before that one.
Public Function Pause(ByVal bookName As String, ByVal beginning As String) As String
    Dim held As Name, texts As String
    On Error GoTo Failed
    For Each held In Workbooks(bookName).Names
        If Left$(held.Name, Len(beginning)) = beginning Then texts = texts & LineOf(held)
    Next held
    If Application.Calculation <> xlCalculationManual Then before = Application.Calculation
    Pause = Fields("calculation", Trim$(Str$(IIf(before = 0, xlCalculationManual, before)))) _
        & Fields("state", State(bookName)) & texts
    Application.Calculation = xlCalculationManual
    Exit Function
Failed:
    Pause = "!" & Err.Description
End Function

Private Function LineOf(ByVal held As Name) As String
    If InStr(held.RefersTo, vbLf) = 0 Then LineOf = Fields("name", held.Name, held.RefersTo)
End Function

' Calculates and draws again as before Pause: as it told, or where nobody heard it "".
Public Function Proceed(ByVal calculation As String) As String
    On Error GoTo Failed
    Application.ScreenUpdating = True
    If calculation = "" Then calculation = Trim$(Str$(before))
    If calculation <> "0" Then Application.Calculation = CLng(calculation)
    before = 0
    Exit Function
Failed:
    Proceed = "!" & Err.Description
End Function

' Returns what is another text after any change of cells, sheets or tables; "" where nobody watches.
Public Function State(ByVal bookName As String) As String
    Dim book As Workbook, sheet As Worksheet, place As Long
    On Error GoTo Unknown
    Set book = Workbooks(bookName)
    If Not isWatched Or Not TellsChanges(book) Then Exit Function
    State = Trim$(Str$(changes))
    For place = 1 To book.Sheets.Count    ' charts among them, whose names no other sheet can have
        State = State & "|" & book.Sheets(place).Name
    Next place
    For Each sheet In book.Worksheets
        State = State & "|" & TablesOn(sheet)
    Next sheet
    Exit Function
Unknown:
    State = ""
End Function
