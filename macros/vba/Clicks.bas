Attribute VB_Name = "Clicks"
Option Explicit
Option Private Module

' What a click does on this side: ask what only Excel can ask, then hand over to Python.
' Python answers on the workbook itself; nothing comes back through RunPython.

' Runs a task, or apply, cancel or undo_last, on the active workbook.
Public Sub PressButton(ByVal button As String)
    If ActiveWorkbook Is Nothing Then
        Tell "Open the billing workbook first, then click again."
    ElseIf HasItsFiles(button) Then
        RunButton button
        RefreshRibbon
    End If
End Sub

' Excel stands still meanwhile; that it does so from here spares Python the calls for it.
Private Sub RunButton(ByVal button As String)
    Dim calculation As Long
    calculation = StandStill()
    On Error GoTo NoPython
    RunPython "from xlbilling.macros import press; press.button('" & button & "'" & OwnVba() & ")"
    GoOn calculation
    Exit Sub
NoPython:
    GoOn calculation
    Tell "Python could not be started; run 'xlbilling doctor' to see why. (" & Err.Description & ")"
End Sub

' Asks for files where a button reads some; False where the user chose none.
Private Function HasItsFiles(ByVal button As String) As Boolean
    Select Case button
        Case "import_remittance"
            HasItsFiles = PickFiles("Remittances", "*.835;*.edi;*.era;*.x12;*.txt;*.csv;*.xlsx;*.xlsm")
            If Not HasItsFiles Then HasItsFiles = WantsOpenSheet()
        Case "load"
            HasItsFiles = PickFiles("Tables and entry books", "*.csv;*.xlsx;*.xlsm")
        Case "load_codes"
            HasItsFiles = PickFiles("Code files", "*.txt;*.csv;*.xlsx;*.xml;*.zip")
        Case Else
            HasItsFiles = True
    End Select
End Function

' Leaves the chosen paths where Python looks for them.
Private Function PickFiles(ByVal kind As String, ByVal pattern As String) As Boolean
    Dim paths As String
    paths = ChosenFiles(kind, pattern)
    WriteNote "xlb_pick", paths
    PickFiles = paths <> ""
End Function

' A pasted remittance has no file: it is read from the sheet that is open.
Private Function WantsOpenSheet() As Boolean
    WantsOpenSheet = Confirm( _
        "No file was chosen. Read the remittance from the sheet '" & ActiveSheet.Name & "' instead?")
End Function

' Keeps the day that the buttons work as of; no text at all means today.
Public Sub SetAsOf(ByVal text As String)
    If ActiveWorkbook Is Nothing Then
        Tell "Open the billing workbook first, then set the day."
    ElseIf Trim$(text) = "" Then
        WriteNote "xlb_as_of", ""
    ElseIf IsDate(text) Then
        WriteNote "xlb_as_of", Format$(CDate(text), "yyyy-mm-dd")
    Else
        Tell "'" & text & "' is no date; type one such as 12/31/2026, or nothing for today."
    End If
End Sub

' Returns a day that was kept, as people write it.
Public Function ShownDate(ByVal isoDate As String) As String
    If isoDate Like "####-##-##" Then
        ShownDate = Mid$(isoDate, 6, 2) & "/" & Right$(isoDate, 2) & "/" & Left$(isoDate, 4)
    End If
End Function

Public Sub ShowHelp()
    On Error GoTo NoHelp
    ActiveWorkbook.Worksheets("Help").Activate
    Exit Sub
NoHelp:
    Tell "This workbook has no Help sheet; open a billing workbook, or make one with 'xlbilling new'."
End Sub

' Ends the Python that serves clicks and functions; on a Mac each click has one of its own.
Public Sub RestartPython()
    On Error GoTo NotRunning
    KillPy
    Exit Sub
NotRunning:
    Tell "Python was not running; the next click starts it."
End Sub
