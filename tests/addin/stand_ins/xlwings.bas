Attribute VB_Name = "xlwings"
Option Explicit

' Stands in for xlwings' module: keeps what it was asked, and has a real Python do it where one is named.

Public sentCommand As String
Public wasKilled As Boolean

Private Const PYTHON As String = "@PYTHON@"
Private Const SCRIPT As String = "@SCRIPT@"
Private Const BOOK As String = "@BOOK@"

Public Function RunPython(PythonCommand As String)
    sentCommand = PythonCommand
    If PYTHON <> "" Then
        Shell PYTHON, 0, SCRIPT & " " & BOOK & " """ & PythonCommand & """ " & _
            Note("xlb_pick") & " " & Note("xlb_as_of"), True
    End If
End Function

Private Function Note(ByVal noteName As String) As String
    Note = """" & noteName & "=" & ReadNote(noteName) & """"
End Function

Public Sub KillPy()
    wasKilled = True
End Sub

Public Function XLPy() As Object
    Set XLPy = New FakeServer
End Function
