Attribute VB_Name = "Ribbon"
Option Explicit

' What Excel calls for the xlbilling tab: one Sub a callback of ribbon.xml.
' All begin with xlbilling_, since Excel may run a callback of that name in another add-in.

Private Const ADDIN_FILE As String = "xlbilling.xlam"
Private Const LONGEST_LABEL As Long = 60

Private shownRibbon As Object  ' the IRibbonUI that Excel hands over once

Public Sub xlbilling_ribbon_loaded(ribbon As IRibbonUI)
    Set shownRibbon = ribbon
End Sub

' The tab of a macro-enabled workbook hides where the add-in shows the same one.
Public Sub xlbilling_tab_visible(control As IRibbonControl, ByRef visible As Variant)
    visible = (control.Tag = "addin") Or Not IsOpen(ADDIN_FILE)
End Sub

' Every task, and Apply, Cancel and Undo last batch: the control's id names what to do.
Public Sub xlbilling_press(control As IRibbonControl)
    PressButton Mid$(control.ID, Len("xlb_") + 1)
End Sub

Public Sub xlbilling_as_of_text(control As IRibbonControl, ByRef text As Variant)
    text = ShownDate(ReadNote("xlb_as_of"))
End Sub

Public Sub xlbilling_as_of_changed(control As IRibbonControl, text As String)
    SetAsOf text
    RefreshRibbon
End Sub

Public Sub xlbilling_status_label(control As IRibbonControl, ByRef label As Variant)
    Dim status As String
    status = ReadNote("xlb_status")
    If Len(status) > LONGEST_LABEL Then status = Left$(status, LONGEST_LABEL - 3) & "..."
    label = status
End Sub

Public Sub xlbilling_status_supertip(control As IRibbonControl, ByRef supertip As Variant)
    supertip = ReadNote("xlb_status")
End Sub

Public Sub xlbilling_help(control As IRibbonControl)
    ShowHelp
End Sub

Public Sub xlbilling_restart(control As IRibbonControl)
    RestartPython
End Sub

' Has Excel ask for the tab's texts anew; after a reset of VBA it has no tab to ask.
Public Sub RefreshRibbon()
    If Not shownRibbon Is Nothing Then shownRibbon.Invalidate
End Sub

Private Function IsOpen(ByVal fileName As String) As Boolean
    Dim found As Workbook
    On Error Resume Next
    Set found = Workbooks(fileName)
    IsOpen = Not found Is Nothing
End Function
