#!/bin/bash
# Takes away what install.command put in place; workbooks and copies of replaced files stay.
set -u
own="$HOME/xlbilling/env/bin/python"
code=0
if [ -x "$own" ]; then
    "$own" -I -m xlbilling uninstall
    code=$?
else
    echo "Nothing is installed here."
fi
if [ $# = 0 ]; then read -n 1 -r -s -p "Press a key." && echo; fi
exit "$code"
