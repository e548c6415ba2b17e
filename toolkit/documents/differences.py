"""The differences of a returned contract as a table, each with who answers for the clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from toolkit.documents.compare import ClauseChange, Kind, Piece, difference
from toolkit.documents.parts import HEAD, SIGNATURES
from toolkit.documents.render import render
from toolkit.documents.revisions import Mark
from toolkit.documents.strict import TAGS, UNPRINTABLE
from toolkit.documents.wording import day, english_day
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.known import Known
from toolkit.model.text import Lang, Text

DIFFERENCES: Final = DocumentKind(
    id="G16",
    word="contract-differences",
    title=Text("合同修改对照表", "differences of a returned contract"),
    stage=4,
    series="",
    template="contract-differences.docx",
)
"""Not one of the documents of a deal: an answer to a file, written as often as one comes."""

_KINDS: Final[Mapping[Kind, Text]] = {
    "changed": Text("修改", "changed"),
    "added": Text("新增", "added"),
    "removed": Text("删除", "removed"),
    "renumbered": Text("编号", "renumbered"),
}
_ENGLISH: Final[Mapping[str, str]] = {
    HEAD: "Head",
    SIGNATURES: "Signature page",
    "销售负责人": "Head of Sales",
    "产品技术团队": "Product Team",
    "财务部门": "Finance Department",
    "法务部门": "Legal Department",
    "生产部门": "Production Department",
    "物流部门": "Logistics Department",
    "客服部门": "Customer Service Department",
    "总经理": "General Manager",
}
"""Parts of a contract, and those who answer for its clauses."""
_WIDE_TAGS: Final = re.compile("｛｛|｝｝")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row of the table."""

    clause: str
    kind: str
    """修改, 新增 or 删除; changed, added, removed"""
    before: tuple[Piece, ...]
    """What stayed and what went; none where it was added."""
    after: tuple[Piece, ...]
    """What stayed and what came; none where it was removed."""
    authors: str
    """`李经理`, `2026年7月12日`, each in a line; `–` for nobody."""
    is_tracked: bool
    owner: str
    approval_level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceFigures:
    """What the table of differences says."""

    number: str
    version: str
    customer: str
    file: str
    """Name of the returned file."""
    compared_on: date
    differences: tuple[Difference, ...]
    silent: int
    """How many of them were made without tracking."""
    renumbered: str
    """`第六条→第五条、第七条→第六条`; '' where no clause that is otherwise the same has another number."""


def difference_table(
    changes: Sequence[ClauseChange], *, template: bytes, issue: Issue, file: str, deal: str, known: Known
) -> bytes:
    """A Word file that lists the changes for the people who answer for the clauses.

    `issue` names the contract's number and version, `file` the returned file. Raises TemplateFault.
    """
    figures = difference_figures(changes, issue=issue, file=file, known=known)
    return render(template, figures, kind=DIFFERENCES, issue=issue, deal=deal, known=known)


def difference_figures(changes: Sequence[ClauseChange], *, issue: Issue, file: str, known: Known) -> DifferenceFigures:
    """The rows of the table; clauses that only have another number in one line below it."""
    rows = tuple(_row(change, issue.lang) for change in changes if change.kind != "renumbered")
    return DifferenceFigures(
        number=issue.number,
        version=issue.version,
        customer=known.customer.name if known.customer else "",
        file=_showable(file),
        compared_on=known.today,
        differences=rows,
        silent=sum(not row.is_tracked for row in rows),
        renumbered=("、" if issue.lang == "zh" else ", ").join(
            f"{_showable(change.before)}→{_showable(change.after)}" for change in changes if change.kind == "renumbered"
        ),
    )


def _row(change: ClauseChange, lang: Lang) -> Difference:
    words = difference(_showable(change.before), _showable(change.after))
    return Difference(
        clause=_showable(_said(change.clause, lang)),
        kind=_KINDS[change.kind].said(lang),
        before=tuple(piece for piece in words if piece.said != "inserted"),
        after=tuple(piece for piece in words if piece.said != "deleted"),
        authors=_authors(change.tracked, lang),
        is_tracked=change.is_tracked,
        owner=_said(change.owner, lang),
        approval_level=_said(change.approval_level, lang),
    )


def _said(word: str, lang: Lang) -> str:
    return word if lang == "zh" else _ENGLISH.get(word, word)


def _authors(marks: Iterable[Mark], lang: Lang) -> str:
    written = day if lang == "zh" else english_day
    said = (f"{_showable(mark.author)}\n{written(mark.day) if mark.day else ''}".strip() for mark in marks)
    return "\n".join(dict.fromkeys(said)) or "–"


def _showable(text: str) -> str:
    """A stranger's text as a document of ours can show it: no control characters, nothing that looks like a tag."""
    plain = UNPRINTABLE.sub("□", text)
    for tags in (TAGS, _WIDE_TAGS):
        while tags.search(plain):
            plain = tags.sub(lambda found: " ".join(found[0]), plain)
    return plain
