"""A clause of the contract as the legal department keeps it. Source: domain.md 3.3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OWNERS: Final = (
    "销售负责人",
    "产品技术团队",
    "财务部门",
    "法务部门",
    "生产部门",
    "物流部门",
    "客服部门",
    "总经理",
)
"""Who may look after a clause: answers for its words, is told when a customer changes them."""

APPROVAL_LEVELS: Final = ("销售负责人", "法务部门", "财务部门", "总经理")
"""Who may allow a departure from a clause: the nodes of the approval. Source: domain.md 2.8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause as filed."""

    id: str
    """`c10_payment`, the name of its file and of references to it."""
    version: str
    title: str
    owner: str
    """Who looks after its words, one of OWNERS."""
    approval_level: str
    """Who must approve a departure from it, one of APPROVAL_LEVELS."""
    when: str
    """A Jinja expression: the clause applies where it is true."""
    text: tuple[str, ...]
    """Its lines, a sub-clause each."""
