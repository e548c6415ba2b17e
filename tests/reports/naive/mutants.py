"""The report with one threshold or comparison changed, one at a time: equality is worth something when it sees each.

`python -m tests.reports.naive.mutants MODULE N` plays the N-th mutant of a module in a process of its own; its exit
code is 1 when the report and the naive one differ, 0 when nobody noticed.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

NOTICED, UNNOTICED = 1, 0
SEEDS = range(30)
STARTS = (date(2026, 3, 2), date(2025, 10, 6))
WAYS: Final[tuple[dict[str, int], ...]] = (
    {"deals": 12, "every": 10},
    {"deals": 2, "every": 1, "least": 60},
    {"deals": 3, "every": 1, "least": 30},
)
"""Many deals on some days; a few that came far, on every day."""
_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


def mutants(tree: ast.AST) -> Iterator[str]:
    """Change a tree in one place, and say what was changed; going on puts it back."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for n, sort in enumerate(node.ops):
                if type(sort) in _OPPOSITES:
                    node.ops[n] = _OPPOSITES[type(sort)]()
                    yield f"{node.lineno}: {ast.unparse(node)}"
                    node.ops[n] = sort
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            node.value += 1
            yield f"{node.lineno}: {node.value - 1} -> {node.value}"
            node.value -= 1


def source_of(module: str) -> Path:
    """Where a module of ours lies."""
    return Path(__file__).parents[3].joinpath(*module.split(".")).with_suffix(".py")


def all_mutants(module: str) -> list[str]:
    """What each mutant of a module changes."""
    return list(mutants(ast.parse(source_of(module).read_text(encoding="utf-8"))))


class _Changed(SourceFileLoader):
    """Loads a module as its N-th mutant."""

    which = 0

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002  # as loaders are asked
        tree = ast.parse(self.get_data(self.path))
        for n, _ in enumerate(mutants(tree)):
            if n == self.which:
                return compile(tree, self.path, "exec")
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
    sys.meta_path.insert(0, _Finder(module, which))
    compared: Any = importlib.import_module("tests.reports.naive.compared")
    made: Any = importlib.import_module("tests.reports.naive.made")
    for seed in SEEDS:
        for world in made.made_worlds(seed, first=STARTS[seed % len(STARTS)], **WAYS[seed // 2 % len(WAYS)]):
            report, lines = compared.report_of(world), compared.naive_lines_of(world)
            told = [compared.lines_in(report), compared.overdue_in(report), compared.figures_in(report)]
            found = [lines, compared.naive_overdue_of(world, lines), compared.naive_figures_of(world)]
            if told != found:
                return True
    return False


if __name__ == "__main__":
    name, number = sys.argv[1:]
    try:
        sys.exit(NOTICED if is_noticed(name, int(number)) else UNNOTICED)
    except (ValueError, TypeError, IndexError, AssertionError, KeyError, ArithmeticError, StopIteration):
        sys.exit(NOTICED)
