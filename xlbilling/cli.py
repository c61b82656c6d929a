"""The command line: words in, words out. Exit 0 done, 1 findings for a person, 2 nothing done."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

from xlbilling import __version__
from xlbilling.commands import console
from xlbilling.model.errors import BillingError, RefusedError
from xlbilling.model.findings import Finding, need_a_person
from xlbilling.tasks.registry import BY_NAME, TASKS, TaskInfo

COULD_NOT: Final = 2
_ADDED: Final = 200_000
"""Objects that may come to be before the collector looks for garbage; Python itself takes 700."""
Handler = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """A parser whose usage errors are BillingErrors, so that --json can show them."""

    def error(self, message: str) -> NoReturn:
        raise RefusedError(message, id="USAGE", fix=f"see '{self.prog} --help'")


def program() -> int:
    """Run the command that this process was started for and return its exit code.

    The collector walked all of pandas several times while it was imported, and again when the
    process ended: without that a small command takes a sixth less time.
    """
    gc.set_threshold(_ADDED)
    try:
        return main()
    finally:
        gc.freeze()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    wants_json = "--json" in words
    try:
        parsed = parser(words[0] if words else "").parse_args(words)
        handler: Handler = parsed.handler
        return handler(parsed)
    except BillingError as trouble:
        return _could_not(trouble, wants_json=wants_json)
    except KeyboardInterrupt:
        stopped = RefusedError("stopped; nothing was written", id="STOPPED", fix="run it again")
        return _could_not(stopped, wants_json=wants_json)
    except Exception as bug:
        from xlbilling.hosts import log

        return _could_not(log.unexpected(bug, words), wants_json=wants_json)


def parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser of a task, or of all commands where the word names none.

    Making all of them takes longer than the rest of the start.
    """
    top = _Parser(prog="xlbilling", description="Billing in the office's Excel workbook.")
    top.add_argument("--version", action="version", version=f"xlbilling {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    if command in BY_NAME:
        _add_task(commands, BY_NAME[command])
        return top
    _add_plain_commands(commands)
    for task in TASKS:
        _add_task(commands, task)
    return top


def _add_plain_commands(commands: Any) -> None:
    demo = _command(commands, "demo", "Make a sample office and run the main job on it.", _demo)
    demo.add_argument("dir", metavar="DIR", nargs="?", type=Path, help="where to put it")
    new = _command(commands, "new", "Make a fresh billing workbook.", _new)
    new.add_argument("book", metavar="BOOK", type=Path, help="the .xlsx file to make")
    migrate = _command(
        commands, "migrate", "Add to an older workbook what this program needs.", _migrate
    )
    migrate.add_argument("book", metavar="BOOK", type=Path, help="the billing workbook")
    migrate.add_argument("--dry-run", action="store_true", help="show what would be added")
    migrate.add_argument("--no-backup", action="store_true", help="keep no dated copy")
    _command(commands, "describe", "Show every table and column of the workbook.", _describe)
    _command(commands, "edits", "Show the catalogue of claim edits.", _edits)
    read = _command(
        commands, "read-remittance", "Read remittance files without a workbook.", _read_remittance
    )
    read.add_argument("files", metavar="FILE", nargs="+", type=Path, help="835, CSV or XLSX")
    what = "Make Excel's add-in, the macro-enabled workbook and Calc's extension."
    build = _command(commands, "build-addin", what, _build_addin)
    build.add_argument("dir", metavar="DIR", nargs="?", type=Path, help="where to put them")
    _command(commands, "install", "Put everything in place for Excel on this machine.", _install)
    _command(commands, "uninstall", "Take away what install put in place.", _uninstall)
    doctor = _command(
        commands, "doctor", "Find what keeps Excel from working with it, and say the mend.", _doctor
    )
    doctor.add_argument("book", metavar="BOOK", nargs="?", type=Path, help="look at it as well")


def _command(commands: Any, name: str, summary: str, handler: Handler) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary, prog=f"xlbilling {name}"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    command.set_defaults(handler=handler)
    return command


def _add_task(commands: Any, task: TaskInfo) -> None:
    command = _command(commands, task.name, task.summary, _task)
    command.set_defaults(task=task)
    command.add_argument("book", metavar="BOOK", type=Path, help="the billing workbook")
    if "table" in task.arguments:
        command.add_argument("table", metavar="TABLE", help="a table of 'xlbilling describe'")
    if "files" in task.arguments:
        count = "*" if "optional" in task.arguments else "+"
        command.add_argument("files", metavar="FILE", nargs=count, type=Path, help="what to read")
    if "batch" in task.arguments:
        command.add_argument("batch", metavar="ID", help="the batch")
    if "entry" in task.arguments:
        command.add_argument("entry", metavar="ID", help="the ledger row's entry")
    if "statement" in task.arguments:
        command.add_argument("statement", metavar="NUMBER", help="its number; or a day, for all")
    for name, words in task.options:
        command.add_argument(f"--{name}", help=words)
    for name, words in task.flags:
        command.add_argument(f"--{name}", action="store_const", const="Y", help=words)
    command.add_argument(
        "--as-of", type=_day, metavar="YYYY-MM-DD", help="the day it counts as; default today"
    )
    command.add_argument("--dry-run", action="store_true", help="show what would be written")
    command.add_argument("--yes", action="store_true", help="do not ask before writing")
    command.add_argument("--no-backup", action="store_true", help="keep no dated copy")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; expected YYYY-MM-DD") from None


def _task(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import on_book

    return on_book.do(parsed)


def _demo(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import demo

    return _tell(parsed, *demo.demo(parsed.dir))


def _new(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import new

    return _tell(parsed, *new.new(parsed.book))


def _migrate(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import migrate

    manner = migrate.Manner(parsed.dry_run, parsed.no_backup)
    return _tell(parsed, *migrate.migrate(parsed.book, manner))


def _describe(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import describe

    return _tell(parsed, *describe.describe())


def _edits(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import edits

    return _tell(parsed, *edits.edits())


def _read_remittance(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import read_remittance, remittance_lines

    result, findings = read_remittance.read_remittance(parsed.files)
    lines = [] if parsed.json else remittance_lines.lines(result)
    return _tell(parsed, result, lines, findings)


def _build_addin(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import build_addin

    return _tell(parsed, *build_addin.build_addin(parsed.dir))


def _install(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import install

    return _tell(parsed, *install.install())


def _uninstall(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import uninstall

    return _tell(parsed, *uninstall.uninstall())


def _doctor(parsed: argparse.Namespace) -> int:
    from xlbilling.commands import doctor

    result, lines, findings = doctor.doctor(parsed.book)
    _tell(parsed, result, lines)
    return 1 if need_a_person(findings) else 0


def _tell(
    parsed: argparse.Namespace,
    result: dict[str, Any],
    lines: Sequence[str],
    findings: Sequence[Finding] = (),
) -> int:
    """Print a result as JSON or as lines, and return the exit code."""
    if parsed.json:
        console.out(json.dumps(result, separators=(",", ":")) + "\n")
    else:
        console.out("".join(f"{line}\n" for line in lines))
        console.err("".join(f"{finding.as_line()}\n" for finding in findings))
    return 1 if need_a_person(findings) else 0


def _could_not(trouble: BillingError, *, wants_json: bool) -> int:
    if wants_json:
        console.out(json.dumps({"error": trouble.as_json()}) + "\n")
    else:
        console.err(f"xlbilling: {trouble.message}\n  Fix: {trouble.fix}\n")
    return COULD_NOT
