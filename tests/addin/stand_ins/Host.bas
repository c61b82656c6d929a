Attribute VB_Name = "Host"
Option Explicit
Option Private Module

' Stands in for the user: a test says beforehand what is answered, and reads what was told.

Public toldSentence As String
Public askedQuestion As String
Public askedPattern As String
Public answeredFiles As String
Public answeredYes As Boolean
Public describedFunctions As String

Public Sub Tell(ByVal sentence As String)
    toldSentence = sentence
End Sub

Public Function Confirm(ByVal question As String) As Boolean
    askedQuestion = question
    Confirm = answeredYes
End Function

Public Function OwnVba() As String
End Function

Public Function TellsChanges(ByVal book As Workbook) As Boolean
    TellsChanges = True
End Function

Public Function TablesOn(ByVal sheet As Worksheet) As String
    TablesOn = "/" & sheet.Index
End Function

Public Sub ResizeTable(ByVal sheet As Worksheet, ByVal tableName As String, ByVal address As String)
    toldSentence = toldSentence & sheet.Name & "/" & tableName & "/" & address & ";"
End Sub

Public Sub PrintOnly(ByVal sheet As Worksheet, ByVal address As String)
End Sub

Public Sub BreakPage(ByVal sheet As Worksheet, ByVal row As Long)
End Sub

Public Function StandStill() As Long
End Function

Public Sub GoOn(ByVal calculation As Long)
End Sub

Public Function ChosenFiles(ByVal kind As String, ByVal pattern As String) As String
    askedPattern = pattern
    ChosenFiles = answeredFiles
End Function

Public Function CallingCell() As Range
    Set CallingCell = ActiveWorkbook.Worksheets("Help").Range("A1")
End Function

Public Sub DescribeFunction(ByVal functionName As String, ByVal help As String, ByVal arguments As Variant)
    describedFunctions = describedFunctions & functionName & "(" & Join(arguments, ",") & ") " & help & vbLf
End Sub
