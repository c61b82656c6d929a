Attribute VB_Name = "xlwings"
Option Explicit

' The three procedures of xlwings' module that ours call, for checkers that misread the module.

Public Function RunPython(PythonCommand As String) As Variant
    RunPython = PythonCommand
End Function

Public Sub KillPy()
    Beep
End Sub

Public Function XLPy() As Variant
    XLPy = Empty
End Function
