"""What each callback does, as any machine that runs VBA must show it.

Each is a call of the stand-in module Walk, its arguments and what must come back. A machine that
swallows errors comes back with nothing, so that every want is a text with something in it.
"""

from dataclasses import dataclass
from typing import Final

from xlbilling.addin.wrappers import CellFunction
from xlbilling.commands import build_addin
from xlbilling.tasks.registry import TASKS

PRESS: Final = "from xlbilling.macros import press; press.button('{}')"
FILES: Final = "C:\\era\\north one.835|C:\\era\\south.835"
NEEDS_FILES: Final = {"import_remittance", "load", "load_codes"}
NO_TASKS: Final = ("apply", "cancel", "open_denials", "undo_last", "values")


@dataclass(frozen=True)
class Walk:
    """One call and what must come back.

    Attributes:
        function: of the module Walk.
        arguments: what it is given.
        want: what it must return.
    """

    function: str
    arguments: tuple[object, ...]
    want: object

    @property
    def name(self) -> str:
        """The call as one would write it."""
        return f"{self.function}{self.arguments}"


def pressed(button: str, files: str = "", *, picked: str = "", yes: bool = False) -> Walk:
    """A click that reaches Python."""
    want = f"{PRESS.format(button)}/{picked}/"
    return Walk("Pressed", (f"xlb_{button}", files, yes), want)


def described(one: CellFunction) -> str:
    """What Excel is told of a function."""
    return f"{one.name}({','.join(one.arguments.values())}) {one.help}\n"


CLICKS: Final = [
    *(pressed(one.function) for one in TASKS if one.function not in NEEDS_FILES),
    *(pressed(one) for one in NO_TASKS),
    *(pressed(one, FILES, picked=FILES) for one in sorted(NEEDS_FILES)),
    pressed("import_remittance", yes=True),  # the sheet that is open
]
OTHERS: Final = [
    Walk("Pressed", ("xlb_import_remittance", "", False), "//"),
    Walk("Pressed", ("xlb_load", "", True), "//"),
    Walk("AsOf", ("2/28/2026",), "2026-02-28/02/28/2026/"),
    Walk("AsOf", (" ",), "//"),
    Walk(
        "AsOf",
        ("soon",),
        "//'soon' is no date; type one such as 12/31/2026, or nothing for today.",
    ),
    Walk("Status", ('3 payments "posted".',), '3 payments "posted"./3 payments "posted".'),
    Walk("Status", ("x" * 70,), f"{'x' * 57}.../{'x' * 70}"),
    Walk("Tabs", (), "True/True"),
    Walk("Refreshes", (), 1),
    Walk("HelpSheet", (), "Claims/Help"),
    Walk("Restarted", (), True),
    Walk("Described", (), "".join(map(described, build_addin.functions()))),
    Walk("LengthKept", (20,), '23"|z'),
    Walk("Answered", (), "xlbilling.udfs.functions:XLB_NPI_VALID;1;E2042;E2015;# of claims;12.5;"),
]
