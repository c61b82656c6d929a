"""Count what the style page sets limits to: modules, functions, docstrings, annotations."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.tree import short

type_of_function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One parsed Python file.

    Attributes:
        name: its path from the project's folder.
        lines: its text, a line each.
        tree: its syntax tree.
    """

    name: str
    lines: tuple[str, ...]
    tree: ast.Module


@dataclass(frozen=True)
class Function:
    """One function or method, nested ones too.

    Attributes:
        where: "file:line name".
        length: lines from the first decorator to the last line.
        code: lines of it that are neither decorator nor docstring.
        public: neither it nor what holds it begins with an underscore.
        documented: it, or what it belongs to, has a docstring.
        annotated: every argument and the result has a type.
    """

    where: str
    length: int
    code: int
    public: bool
    documented: bool
    annotated: bool


def parse(paths: Iterable[Path]) -> list[Module]:
    """Return the files, parsed."""
    texts = [(path, path.read_text("utf-8")) for path in paths]
    return [Module(short(p), tuple(text.splitlines()), ast.parse(text)) for p, text in texts]


def functions(module: Module) -> Iterator[Function]:
    """Yield every function of a module, in order."""
    yield from _functions(module.name, module.tree, public=True)


def undocumented(module: Module) -> Iterator[str]:
    """Yield the module, public classes and public functions without a docstring."""
    if module.lines and not ast.get_docstring(module.tree):
        yield module.name
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ):
            yield f"{module.name}:{node.lineno} class {node.name}"
    yield from (f.where for f in functions(module) if f.public and not f.documented)


def calls(module: Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of everything that is called."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def imported(module: Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of every import, also those inside functions."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def share(numbers: list[int], percent: int) -> int:
    """Return the number that so many percent of the numbers do not exceed; 0 of none."""
    if not numbers:
        return 0
    return sorted(numbers)[min(len(numbers) - 1, len(numbers) * percent // 100)]


def _functions(name: str, holder: ast.AST, *, public: bool) -> Iterator[Function]:
    for node in ast.iter_child_nodes(holder):
        if isinstance(node, type_of_function):
            visible = public and (not node.name.startswith("_"))
            yield _function(name, node, public=visible)
            yield from _functions(name, node, public=False)
        elif isinstance(node, ast.ClassDef):
            yield from _functions(name, node, public=public and not node.name.startswith("_"))
        else:
            yield from _functions(name, node, public=public)


def _function(name: str, node: type_of_function, *, public: bool) -> Function:
    end = node.end_lineno or node.lineno
    start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    first = node.body[0]
    own = ast.get_docstring(node) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if own else 0
    # A setter is documented where its value is read, an overload where it is carried out.
    marks = [ast.unparse(d).rpartition(".")[2] for d in node.decorator_list]
    elsewhere = bool({"setter", "deleter", "overload"} & set(marks))
    asked = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    typed = [a for a in asked if a.annotation or a.arg in {"self", "cls"}]
    return Function(
        where=f"{name}:{node.lineno} {node.name}",
        length=end - start + 1,
        code=end - node.lineno + 1 - docstring,
        public=public,
        documented=own or elsewhere,
        annotated=len(typed) == len(asked) and node.returns is not None,
    )
