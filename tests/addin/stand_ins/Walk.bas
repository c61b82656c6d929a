Attribute VB_Name = "Walk"
Option Explicit

' Calls each callback as Excel would, and returns what can be seen of it.

' What a click sends to Python, and what the user is told.
Public Function Pressed(ByVal controlId As String, ByVal files As String, ByVal yes As Boolean) As String
    Dim control As New FakeControl
    control.ID = controlId
    answeredFiles = files
    answeredYes = yes
    sentCommand = ""
    toldSentence = ""
    xlbilling_press control
    Pressed = sentCommand & "/" & ReadNote("xlb_pick") & "/" & toldSentence
End Function

' What the as-of field shows after a text was typed, and what the user is told.
Public Function AsOf(ByVal typed As String) As String
    Dim control As New FakeControl, shown As Variant
    toldSentence = ""
    xlbilling_as_of_changed control, typed
    xlbilling_as_of_text control, shown
    AsOf = ReadNote("xlb_as_of") & "/" & shown & "/" & toldSentence
End Function

' What the status line shows, and its tip.
Public Function Status(ByVal text As String) As String
    Dim control As New FakeControl, label As Variant, tip As Variant
    WriteNote "xlb_status", text
    xlbilling_status_label control, label
    xlbilling_status_supertip control, tip
    Status = label & "/" & tip
End Function

' Whether the tab shows in the add-in, and in the macro-enabled workbook.
Public Function Tabs() As String
    Dim control As New FakeControl, shown As Variant
    control.Tag = "addin"
    xlbilling_tab_visible control, shown
    Tabs = shown & "/"
    control.Tag = "workbook"
    xlbilling_tab_visible control, shown
    Tabs = Tabs & shown
End Function

' How often the ribbon was refreshed by one click.
Public Function Refreshes() As Long
    Dim control As New FakeControl, ribbon As New FakeRibbon
    xlbilling_ribbon_loaded ribbon
    control.ID = "xlb_apply"
    xlbilling_press control
    Refreshes = ribbon.invalidated
End Function

Public Function HelpSheet() As String
    Dim control As New FakeControl
    ActiveWorkbook.Worksheets("Claims").Activate
    HelpSheet = ActiveSheet.Name & "/"
    xlbilling_help control
    HelpSheet = HelpSheet & ActiveSheet.Name
End Function

Public Function Restarted() As Boolean
    Dim control As New FakeControl
    wasKilled = False
    xlbilling_restart control
    Restarted = wasKilled
End Function

' What a text of that many letters becomes after it was written and read.
Public Function LengthKept(ByVal letters As Long) As String
    WriteNote "xlb_pick", String(letters, "a") & """|z"
    LengthKept = Len(ReadNote("xlb_pick")) & Right(ReadNote("xlb_pick"), 3)
End Function

' What was described as the file was opened, before anybody clicked.
Public Function DescribedAtOpening() As String
    DescribedAtOpening = describedFunctions
End Function

' The help that Excel would be given of all functions, a line each.
Public Function Described() As String
    describedFunctions = ""
    DescribeFunctions
    Described = describedFunctions
End Function

' The cells of a function's answer, one after the other; errors by their number.
Public Function Answered() As String
    Dim cells As Variant, row As Long, column As Long
    cells = XLB_NPI_VALID("1234567893")
    For row = LBound(cells, 1) To UBound(cells, 1)
        For column = LBound(cells, 2) To UBound(cells, 2)
            Answered = Answered & Shown(cells(row, column)) & ";"
        Next column
    Next row
End Function

Private Function Shown(ByVal cell As Variant) As String
    If IsError(cell) Then
        Shown = "E" & CLng(cell)
    Else
        Shown = CStr(cell)
    End If
End Function

' Copies.Fill, with a point behind: a machine that swallows errors answers with nothing at all.
Public Function Filled(ByVal bookName As String, ByVal orders As String) As String
    Filled = Fill(bookName, orders) & "."
End Function

' Looks.Paint likewise.
Public Function Painted( _
        ByVal bookName As String, ByVal sheetName As String, ByVal orders As String) As String
    Painted = Paint(bookName, sheetName, orders) & "."
End Function

' Meanwhile.Proceed likewise.
Public Function GoneOn(ByVal calculation As String) As String
    GoneOn = Proceed(calculation) & "."
End Function

' As a person hides a sheet.
Public Sub Hide(ByVal sheetName As String)
    ActiveWorkbook.Worksheets(sheetName).Visible = xlSheetHidden
End Sub

' Room.Make likewise, and which tables were to take in which cells.
Public Function RoomMade(ByVal bookName As String, ByVal orders As String) As String
    toldSentence = ""
    RoomMade = Make(bookName, orders) & "." & toldSentence
End Function
