Attribute VB_Name = "Notes"
Option Explicit
Option Private Module

' Hidden names of the workbook that hold a text: how VBA and Python tell each other things.

' Excel takes no text of more than 255 characters in a name, so a long one goes on in others:
' xlb_pick, xlb_pick_2, xlb_pick_3 ...
Private Const LONGEST_PIECE As Long = 200

' Returns the text that a name of the active workbook holds; "" where there is none.
Public Function ReadNote(ByVal noteName As String) As String
    Dim place As Long
    If ActiveWorkbook Is Nothing Then Exit Function
    place = 1
    Do While HasName(PieceName(noteName, place))
        ReadNote = ReadNote & Unquoted(ActiveWorkbook.Names(PieceName(noteName, place)).RefersTo)
        place = place + 1
    Loop
End Function

' Makes a hidden name of the active workbook hold a text.
Public Sub WriteNote(ByVal noteName As String, ByVal text As String)
    Dim place As Long
    place = 1
    Do
        WriteName PieceName(noteName, place), Left$(text, LONGEST_PIECE)
        text = Mid$(text, LONGEST_PIECE + 1)
        place = place + 1
    Loop While text <> ""
    Do While HasName(PieceName(noteName, place))  ' what an older, longer text left
        ActiveWorkbook.Names(PieceName(noteName, place)).Delete
        place = place + 1
    Loop
End Sub

Private Sub WriteName(ByVal fullName As String, ByVal text As String)
    If HasName(fullName) Then
        ActiveWorkbook.Names(fullName).RefersTo = Quoted(text)
    Else
        ActiveWorkbook.Names.Add Name:=fullName, RefersTo:=Quoted(text), Visible:=False
    End If
End Sub

Private Function HasName(ByVal wanted As String) As Boolean
    Dim held As Name
    For Each held In ActiveWorkbook.Names
        If held.Name = wanted Then HasName = True
    Next held
End Function

Private Function PieceName(ByVal noteName As String, ByVal place As Long) As String
    PieceName = noteName
    If place > 1 Then PieceName = noteName & "_" & place
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = "=""" & Replace(text, """", """""") & """"
End Function

Private Function Unquoted(ByVal formula As String) As String
    If formula Like "=""*""" Then
        Unquoted = Replace(Mid$(formula, 3, Len(formula) - 3), """""", """")
    End If
End Function
