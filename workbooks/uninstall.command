#!/bin/bash
# Takes away what install.command put in place; workbooks and copies of replaced files stay.
set -u
env="$HOME/xlbilling/env"
own="$env/bin/python"
code=0
cd / || exit 1 # no program is taken from the folder of this file, or of a workbook
if [ ! -f "$env/xlbilling-files.json" ] && [ ! -f "$HOME/xlbilling/install.json" ]; then
    echo "Nothing is installed here."
elif ! "$own" -I -c 'import xlbilling.commands.uninstall' 2>/dev/null; then
    echo "The installed Python does not start, so that it cannot take anything away."
    echo "Fix: run install.command once, then this again."
    code=1
else
    "$own" -I -m xlbilling uninstall
    code=$?
fi
if [ $# = 0 ]; then read -n 1 -r -s -p "Press a key." && echo; fi
exit "$code"
