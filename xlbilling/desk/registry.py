"""Windows' registry as a mapping of mappings, read only; a plain dict will do in its place."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

VERSIONS: Final = ("16.0", "15.0", "14.0")
"""Excel's keys: 16.0 is 2016 up to Microsoft 365."""

Registry = Mapping[str, Mapping[str, Any]]
r"""Values by key, such as ``HKCU\Software\Microsoft\Office\16.0\Excel\Options``."""


def values(registry: Registry, key: str) -> dict[str, Any]:
    """Return a key's values by name in lower case, as Windows does not tell the cases apart."""
    return {name.lower(): value for name, value in registry.get(key, {}).items()}


class WindowsRegistry(Mapping[str, Mapping[str, Any]]):
    """The registry of this machine; a key that is not there is missing, none is ever made."""

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        """Return a key's values; KeyError where there is no such key."""
        found = _values(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        """Give no keys: only named ones are looked at."""
        return iter(())

    def __len__(self) -> int:
        """Return 0, for the same reason."""
        return 0


if sys.platform == "win32":
    import winreg

    _ROOTS: Final = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}

    def _values(key: str) -> dict[str, Any] | None:
        root, _, path = key.partition("\\")
        try:
            with winreg.OpenKey(_ROOTS[root], path) as opened:
                count = winreg.QueryInfoKey(opened)[1]
                named = [winreg.EnumValue(opened, n) for n in range(count)]
        except OSError:
            return None
        return {name: value for name, value, _ in named}

else:

    def _values(key: str) -> dict[str, Any] | None:
        del key  # no other system has a registry
        return None
