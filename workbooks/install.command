#!/bin/bash
# Puts xlbilling in place for Excel on this Mac: double-click it (the first time with the right
# button, Open). It asks for no password and touches this user's folders only.
# "install.command quiet" does not wait for a key at the end.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
env="$HOME/xlbilling/env"
own="$env/bin/python"

finish() {
    if [ "$2" = wait ]; then read -n 1 -r -s -p "Press a key." && echo; fi
    exit "$1"
}

quiet=wait
if [ $# -gt 0 ]; then quiet=quiet; fi

# macOS' own /usr/bin/python3 is too old, and asks for Apple's developer tools when it is missing.
python=
for one in /Library/Frameworks/Python.framework/Versions/3.*/bin/python3 \
    /opt/homebrew/bin/python3 /usr/local/bin/python3 "$(command -v python3)"; do
    if [ -x "$one" ] && [ "$one" != /usr/bin/python3 ] &&
        "$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$one
        break
    fi
done
if [ -z "$python" ]; then
    echo "There is no Python 3.11 or newer on this Mac."
    echo "Fix: install it from https://www.python.org/downloads/macos/ and run this again."
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
if [ -f "$here/../pyproject.toml" ]; then what=$(cd "$here/.." && pwd); fi
if [ -z "$what" ]; then
    echo 'This file has to stay in the folder "workbooks" of xlbilling, or beside a folder "wheels".'
    finish 1 "$quiet"
fi

if ! "$own" -c '' 2>/dev/null; then
    echo "Making a Python of its own in $env"
    "$python" -m venv --clear "$env" || finish 1 "$quiet"
fi
"$own" -m pip --version >/dev/null 2>&1 || "$own" -m ensurepip >/dev/null || finish 1 "$quiet"
if ! "$own" -m pip install --disable-pip-version-check --upgrade ${from[@]+"${from[@]}"} "$what"; then
    echo "It did not work. Close Excel and run this again; the lines above say more."
    finish 1 "$quiet"
fi

"$own" -I -m xlbilling install
finish $? "$quiet"
