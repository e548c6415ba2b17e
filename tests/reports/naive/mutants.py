"""The report with one threshold or comparison changed, one at a time: equality is worth something when it sees each.

`python -m tests.reports.naive.mutants MODULE N` plays the N-th mutant of a module in a process of its own (-1: the
module as it is); its exit code tells whether the report and the naive one differ.
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final, cast

NOTICED, UNNOTICED = 10, 0
"""Exit codes; 1 is a process that could not play at all."""
ROOT = Path(__file__).parents[3]
SEEDS = range(12)
STARTS = (date(2026, 3, 2), date(2025, 11, 24))
WAYS: Final[tuple[dict[str, int], ...]] = (
    {"deals": 2, "every": 1, "least": 60},
    {"deals": 12, "every": 10},
    {"deals": 3, "every": 1, "least": 30},
)
"""A few deals that came far, on every day; many deals on some days."""
_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


def mutants(source: str) -> Iterator[tuple[str, ast.AST]]:
    """What each mutant of a source changes, with its tree; the next one is made of the same tree."""
    tree, lines = ast.parse(source), source.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for n, sort in enumerate(node.ops):
                if type(sort) in _OPPOSITES:
                    node.ops[n] = _OPPOSITES[type(sort)]()
                    yield f"{ast.unparse(node)} in {lines[node.lineno - 1].strip()}", tree
                    node.ops[n] = sort
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            node.value += 1
            yield f"{node.value - 1} -> {node.value} in {lines[node.lineno - 1].strip()}", tree
            node.value -= 1


def all_mutants(module: str) -> list[str]:
    """What each mutant of a module changes."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return [change for change, _ in mutants(path.read_text(encoding="utf-8"))]


class _Changed(SourceFileLoader):
    """Loads a module as its N-th mutant."""

    which = 0

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002  # as loaders are asked
        for n, (_, tree) in enumerate(mutants(self.get_data(self.path).decode())):
            if n == self.which:
                return compile(cast(ast.Module, tree), self.path, "exec")
        raise IndexError(self.which)


class _Finder(MetaPathFinder):
    def __init__(self, module: str, which: int) -> None:
        self.module, self.which = module, which

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname == self.module else None
        if spec is None or spec.origin is None:
            return None
        loader = _Changed(fullname, spec.origin)
        loader.which = self.which
        spec.loader = loader
        return spec


def is_noticed(module: str, which: int) -> bool:
    """Whether the report of some made-up day differs from the naive one once the module is that mutant."""
    if which >= 0:
        sys.meta_path.insert(0, _Finder(module, which))
    compared: Any = importlib.import_module("tests.reports.naive.compared")
    made: Any = importlib.import_module("tests.reports.naive.made")
    for seed in SEEDS:
        for world in made.made_worlds(seed, first=STARTS[seed // len(WAYS) % len(STARTS)], **WAYS[seed % len(WAYS)]):
            report, lines = compared.report_of(world), compared.naive_lines_of(world)
            told = [compared.lines_in(report), compared.overdue_in(report), compared.figures_in(report)]
            found = [lines, compared.naive_overdue_of(world, lines), compared.naive_figures_of(world)]
            if told != found:
                return True
    return False


def played(module: str, which: int) -> int:
    """The exit code of a process that plays that mutant."""
    asked = [sys.executable, "-m", __name__, module, str(which)]
    return subprocess.run(asked, cwd=ROOT, check=False, capture_output=True).returncode


if __name__ == "__main__":
    name, number = sys.argv[1:]
    try:
        sys.exit(NOTICED if is_noticed(name, int(number)) else UNNOTICED)
    except (ValueError, TypeError, LookupError, AssertionError, ArithmeticError):
        sys.exit(NOTICED if int(number) >= 0 else 1)
