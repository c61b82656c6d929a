#!/bin/bash
# Puts xlbilling in place for Excel and LibreOffice: double-click it. A Mac refuses a download the
# first time: then System Settings, Privacy & Security, Open Anyway (before macOS 15: click it with
# the right button, Open). It asks for no password and touches this user's folders only.
# "install.command quiet" does not wait for a key at the end.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd) || exit 1
env="$HOME/xlbilling/env"
own="$env/bin/python"
mark="$env/xlbilling-files.json"

finish() {
    if [ "$2" = wait ]; then read -n 1 -r -s -p "Press a key." && echo; fi
    exit "$1"
}

failed() {
    echo "It did not work. Close Excel and LibreOffice and run this again; the lines above say more."
    finish 1 "$quiet"
}

unfetched() {
    echo "The packages could not be put in place."
    echo "Fix: close Excel and LibreOffice; connect to the internet, behind a proxy with HTTPS_PROXY"
    echo 'set, or put a folder "wheels" beside this file; and run this again. The lines above say more.'
    finish 1 "$quiet"
}

quiet='wait'
if [ $# -gt 0 ]; then quiet='quiet'; fi
cd / || exit 1 # no program is taken from the folder of this file, or of a workbook

# LibreOffice on Linux runs the system's Python, so that one goes first there. macOS' own
# /usr/bin/python3 is too old, and asks for Apple's developer tools when it is missing.
first=
if [ "$(uname)" != Darwin ]; then first=/usr/bin/python3; fi
python=
for one in "$first" /Library/Frameworks/Python.framework/Versions/3.*/bin/python3 \
    /opt/homebrew/bin/python3 /usr/local/bin/python3 "$(command -v python3)"; do
    case "$one" in
    "" | [!/]*) continue ;;
    /usr/bin/python3) if [ -z "$first" ]; then continue; fi ;;
    esac
    if [ -x "$one" ] &&
        "$one" -I -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$one
        break
    fi
done
if [ -z "$python" ]; then
    echo "There is no Python 3.11 or newer on this computer."
    echo "Fix: install it from https://www.python.org/downloads/ and run this again."
    finish 1 "$quiet"
fi
echo "Python: $python"

# Packages come from the folder "wheels" beside this file where there is one; else pip fetches them.
from=()
what=
if [ -d "$here/wheels" ]; then
    from=(--no-index --find-links "$here/wheels")
    what=xlbilling
fi
if [ -f "$here/../pyproject.toml" ] && [ -f "$here/../xlbilling/__main__.py" ]; then
    what=$(CDPATH='' cd -- "$here/.." && pwd)
fi
for one in "$here"/wheels/xlbilling-*.whl; do
    if [ -f "$one" ]; then what=xlbilling; fi
done
if [ -z "$what" ]; then
    echo 'This file has to stay in the folder "workbooks" of xlbilling, or beside a folder "wheels".'
    echo "Fix: unpack the whole download, and run the file in the unpacked folder."
    finish 1 "$quiet"
fi

if [ -e "$env" ] || [ -L "$env" ]; then
    if [ ! -f "$mark" ]; then
        echo "$env is there already, and not of our making."
        echo "Fix: move or rename it, and run this again."
        finish 1 "$quiet"
    fi
fi
if ! "$own" -I -c 'import sys; from pathlib import Path
from xlbilling.desk.environment import is_sound
sys.exit(not is_sound(Path(sys.prefix), Path(sys.executable)))' 2>/dev/null; then
    echo "Making a Python of its own in $env"
    mkdir -p "$env" || failed
    if [ ! -f "$mark" ]; then echo '{}' >"$mark" || failed; fi
    # Half made, made from a Python that is gone, or short of files: all but the mark goes.
    find "$env/" -mindepth 1 -maxdepth 1 ! -name xlbilling-files.json -exec rm -rf {} + || failed
    "$python" -I -m venv "$env" || failed
fi
"$own" -I -m pip --version >/dev/null 2>&1 || "$own" -I -m ensurepip >/dev/null || failed
"$own" -I -m pip install --disable-pip-version-check --upgrade \
    ${from[@]+"${from[@]}"} "$what" || unfetched

"$own" -I -m xlbilling install
finish $? "$quiet"
