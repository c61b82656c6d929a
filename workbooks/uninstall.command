#!/bin/bash
# Takes away what install.command put in place; workbooks and copies of replaced files stay.
set -u
env="$HOME/xlbilling/env"
own="$env/bin/python"
code=0
startup="$HOME/Library/Group Containers/UBF8T346G9.Office/User Content.localized"
addin="$startup/Startup.localized/Excel/xlbilling.xlam"
cd / || exit 1 # no program is taken from the folder of this file, or of a workbook
if [ ! -f "$env/xlbilling-files.json" ] && [ ! -f "$HOME/xlbilling/install.json" ] &&
    [ ! -f "$addin" ]; then
    echo "Nothing is installed here."
elif "$own" -I -c 'import xlbilling.commands.uninstall' 2>/dev/null; then
    "$own" -I -m xlbilling uninstall
    code=$?
elif [ -f "$HOME/xlbilling/install.json" ] || [ -f "$addin" ]; then
    echo "The installed Python does not start, so that it cannot take anything away."
    echo "Fix: run install.command once, then this again."
    code=1
else
    # Never finished, or half removed: nothing but the environment is left; its mark goes last.
    find "$env/" -mindepth 1 -maxdepth 1 ! -name xlbilling-files.json -exec rm -rf {} + &&
        rm -rf "$env" || code=1
    rmdir "$HOME/xlbilling" 2>/dev/null
    echo "What an installation that broke off had left is removed."
fi
if [ $# = 0 ]; then read -n 1 -r -s -p "Press a key." && echo; fi
exit "$code"
