"""No way leads from a customer's address to anything that sends: letters to customers are released by a person."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import toolkit

PACKAGE = Path(toolkit.__file__).parent
SENDERS = ("apprise", "smtplib", "http", "urllib", "socket", "requests", "ssl", "asyncio")
ADDRESS = ("contact_email", "their_contact")
"""How code names a customer's mail address."""
TELLING = ("toolkit.notices", "toolkit.model.notice", "toolkit.ledger.outbox", "toolkit.intake.delivery")
"""What writes down and sends what our own people are told."""


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the package, parsed."""
    return tuple(_parsed())


def _parsed() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "_shipped" not in path.parts:
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """Every module and name that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def names(tree: ast.Module) -> set[str]:
    """Every name, attribute and text constant of a module."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    found |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return found | {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def within(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def test_drafts_know_nothing_that_sends() -> None:
    rooms = ("toolkit.drafts", "toolkit.desk.drafts", "toolkit.cli.drafts", "toolkit.catalogue.mail_drafts")
    found = {name: imported(tree) for name, tree in modules() if within(name, rooms)}

    assert len(found) >= 8
    for name, known in found.items():
        assert not {one for one in known if one.partition(".")[0] in SENDERS or within(one, TELLING)}, name


def test_what_tells_our_people_never_speaks_of_a_customers_address_nor_opens_a_draft() -> None:
    telling = [
        (name, tree)
        for name, tree in modules()
        if within(name, TELLING) or any(within(one, TELLING) for one in imported(tree))
    ]

    assert {"toolkit.notices.deliver", "toolkit.intake.delivery"} <= {name for name, _ in telling}
    for name, tree in telling:
        assert not names(tree) & set(ADDRESS), name
        assert not {one for one in imported(tree) if within(one, ("toolkit.drafts.message", "toolkit.drafts.body"))}, (
            name
        )


def test_only_documents_drafts_and_forms_speak_of_a_customers_address() -> None:
    rooms = {name.split(".")[1] for name, tree in modules() if names(tree) & set(ADDRESS)}

    assert rooms <= {"catalogue", "documents", "drafts", "model", "rules", "simulate"}


def test_making_a_draft_loads_nothing_that_sends() -> None:
    asked = "import sys, toolkit.desk.drafts; print([m for m in sys.modules if m in ('apprise', 'smtplib')])"

    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout

    assert loaded.strip() == "[]"
