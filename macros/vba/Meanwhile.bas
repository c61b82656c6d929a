Attribute VB_Name = "Meanwhile"
Option Explicit
Option Private Module

' Excel on a Mac goes on while Python works, and lets it call VBA: by these Python stops the
' calculating, and asks whether somebody changed the workbook meanwhile. An answer that begins
' with ! says what went wrong.

Private isWatched As Boolean
Private changes As Long

' Notes that whoever calls NoteChange is there; a reset of the project ends both.
Public Sub Watch()
    isWatched = True
End Sub

' Notes that cells were changed or that a sheet goes, by whomever.
Public Sub NoteChange()
    changes = changes + 1
End Sub

' Stops calculating. Returns how Excel calculated, the workbook's state, and what its hidden names
' of this beginning hold.
Public Function Pause(ByVal beginning As String) As String
    Dim held As Name
    On Error GoTo Failed
    Pause = Fields("calculation", Trim$(Str$(Application.Calculation))) & Fields("state", State())
    For Each held In ActiveWorkbook.Names
        If Left$(held.Name, Len(beginning)) = beginning Then
            Pause = Pause & Fields("name", held.Name, held.RefersTo)
        End If
    Next held
    Application.Calculation = xlCalculationManual
    Exit Function
Failed:
    Pause = "!" & Err.Description
End Function

' Calculates and draws again as before Pause.
Public Function Proceed(ByVal calculation As String) As String
    On Error GoTo Failed
    Application.Calculation = CLng(calculation)
    Application.ScreenUpdating = True
    Exit Function
Failed:
    Proceed = "!" & Err.Description
End Function

' Returns what is another text after any change of cells, sheets or tables; "" where nobody watches.
Public Function State() As String
    Dim sheet As Worksheet
    On Error GoTo Unknown
    If Not isWatched Or Not TellsChanges() Then Exit Function
    State = Trim$(Str$(changes))
    For Each sheet In ActiveWorkbook.Worksheets
        State = State & "|" & sheet.Name & TablesOn(sheet)
    Next sheet
    Exit Function
Unknown:
    State = ""
End Function
