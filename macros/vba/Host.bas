Attribute VB_Name = "Host"
Option Explicit
Option Private Module

' All that takes a real Excel: boxes, the cell that is being worked out, the function wizard.
' Tests put another module in this one's place.

Private Const TITLE As String = "xlbilling"

Public Sub Tell(ByVal sentence As String)
    MsgBox sentence, vbInformation, TITLE
End Sub

Public Function Confirm(ByVal question As String) As Boolean
    Confirm = MsgBox(question, vbYesNo + vbQuestion + vbDefaultButton2, TITLE) = vbYes
End Function

' Stops drawing and calculating; returns how Excel calculates, for GoOn. Excel on a Mac does not
' wait for Python, so that there Python does it, by the module Meanwhile.
Public Function StandStill() As Long
    StandStill = Application.Calculation
    #If Not Mac Then
        Application.ScreenUpdating = False
        Application.Calculation = xlCalculationManual
    #End If
End Function

' Tells Python which workbook holds this VBA, so that it can call it. A name with a quote would end
' Python's text, and what a Mac's shell takes for its own would change it: such is not told.
Public Function OwnVba() As String
    If Not ThisWorkbook.Name Like "*['""$`\|]*" Then OwnVba = ", '" & ThisWorkbook.Name & "'"
End Function

' Tells whether Excel tells the add-in of each change of a workbook. What others type into one that
' they share comes without a word, as Excel saves it at once.
Public Function TellsChanges(ByVal book As Workbook) As Boolean
    TellsChanges = Application.EnableEvents And Not IsSavedAtOnce(book)
End Function

' An older Excel knows no such thing, and does not.
Private Function IsSavedAtOnce(ByVal book As Object) As Boolean
    On Error Resume Next
    IsSavedAtOnce = book.AutoSaveOn
End Function

' Returns the tables of a sheet with their cells.
Public Function TablesOn(ByVal sheet As Worksheet) As String
    Dim table As ListObject
    For Each table In sheet.ListObjects
        TablesOn = TablesOn & "|" & table.Name & table.Range.Address
    Next table
End Function

' Lets a table of a sheet take other cells in; its headers stay where they are.
Public Sub ResizeTable(ByVal sheet As Worksheet, ByVal tableName As String, ByVal address As String)
    sheet.ListObjects(tableName).Resize sheet.Range(address)
End Sub

' Draws and calculates again as before.
Public Sub GoOn(ByVal calculation As Long)
    #If Not Mac Then
        Application.Calculation = calculation
        Application.ScreenUpdating = True
    #End If
End Sub

' Prints an area of a sheet and nothing else.
Public Sub PrintOnly(ByVal sheet As Worksheet, ByVal address As String)
    sheet.PageSetup.PrintArea = address
End Sub

' Begins a new page below a row of a sheet.
Public Sub BreakPage(ByVal sheet As Worksheet, ByVal row As Long)
    sheet.HPageBreaks.Add sheet.Rows(row + 1)
End Sub

' Returns the paths that the user chose, with | between them; "" for none.
Public Function ChosenFiles(ByVal kind As String, ByVal pattern As String) As String
    Dim chosen As Variant
    #If Mac Then
        chosen = Application.GetOpenFilename()
    #Else
        chosen = Application.GetOpenFilename( _
            FileFilter:=kind & "," & pattern & ",All files,*.*", Title:=TITLE, MultiSelect:=True)
    #End If
    If IsArray(chosen) Then
        ChosenFiles = Join(chosen, "|")
    ElseIf VarType(chosen) = vbString Then
        ChosenFiles = chosen
    End If
End Function

' Returns the cell whose formula Excel is working out.
Public Function CallingCell() As Range
    Set CallingCell = Application.Caller
End Function

' Gives the function wizard a function's help, and that of each argument.
Public Sub DescribeFunction(ByVal functionName As String, ByVal help As String, ByVal arguments As Variant)
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & functionName, _
        Description:=help, Category:=TITLE, ArgumentDescriptions:=arguments
End Sub
