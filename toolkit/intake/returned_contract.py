"""A contract of ours that comes back: held against the issued one, clause by clause; a table says what was changed.

Source: docs/approvals.md; issue "contract": differences are listed with the clause's owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toolkit.documents.clauses import in_english
from toolkit.documents.compare import ClauseChange, compare, language_of
from toolkit.documents.differences import DIFFERENCES, difference_table
from toolkit.documents.looked import Looked
from toolkit.documents.render import render
from toolkit.documents.revisions import read
from toolkit.errors import NothingNamed
from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.answer import Written
from toolkit.intake.free_names import free_name
from toolkit.intake.gather import around_deal
from toolkit.ledger.questions import Questions
from toolkit.model.deal import Deal, Event, Paper
from toolkit.model.document import Issue
from toolkit.model.effect import Effect
from toolkit.model.finding import Finding, Severity
from toolkit.model.known import Known
from toolkit.model.names import safe_name
from toolkit.model.text import Lang, Text

CONTRACT = "G03"
TITLE = Text("客户返回的销售合同", "contract as returned")
_KINDS = {
    "changed": Text("有修改", "changed"),
    "added": Text("为新增内容", "added"),
    "removed": Text("被删除", "removed"),
    "renumbered": Text("编号有变", "renumbered"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What there is to say, record and write about one returned contract."""

    findings: tuple[Finding, ...]
    events: tuple[Event, ...] = ()
    planned: tuple[Effect, ...] = ()
    written: tuple[Written, ...] = ()
    number: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it is a contract that we issued."""
        return bool(self.number)


def compare_returned(
    house: House, questions: Questions, named: tuple[str, str], file: Looked, digest: str, name: str, today: date
) -> Compared:
    """The comparison of a file that says it is that contract (number, version) with the version as issued.

    An unknown contract, or an unknown version, is an error of the sender. Raises TemplateFault.
    """
    number, version = named
    try:
        known = around_deal(questions, number, rulebook=house.rulebook, today=today)
    except NothingNamed:
        return Compared((Finding("M-CONTRACT", Severity.ERROR, {"number": number}),))
    deal = known.deal
    assert deal is not None
    paper = _issued(deal, number, version)
    if paper is None:
        return Compared((Finding("M-CONTRACT", Severity.ERROR, {"number": f"{number} {version}".strip()}),))
    rulebook = house.rulebook
    clauses = (*rulebook.clauses, *in_english(rulebook.clauses, rulebook.english_clauses))
    lang = language_of(file)
    changes = compare(read(_as_issued(house, known, paper, lang)), file.reading, clauses)
    latest = deal.paper(CONTRACT)
    findings = [_told(change) for change in changes]
    if latest is not None and latest.version != paper.version:
        facts = {"version": paper.version, "latest": latest.version}
        findings.insert(0, Finding("M-CONTRACT-OLD", Severity.WARNING, facts))
    if not changes:
        findings.append(Finding("M-CONTRACT-SAME", Severity.INFO, {"number": number, "version": paper.version}))
        return Compared(tuple(findings), (_event(deal, paper, digest, "", ()),), number=number)
    issue = Issue(number, paper.version, lang=lang)
    table = difference_table(
        changes,
        template=house.template(DIFFERENCES.template, lang),
        issue=issue,
        file=name,
        deal=deal.number,
        known=known,
    )
    folder = house.places.below(house.places.deals / deal.folder / house.places.names.stages[DIFFERENCES.stage - 1])
    stem = f"{number}_{paper.version}_{today:%Y%m%d}"
    listed = _free(house, folder, f"{stem}_{DIFFERENCES.title.zh}.docx")
    returned = _free(house, folder, f"{stem}_{TITLE.zh}.docx")
    planned = (
        effects.written("write document", listed, house.keep(table)),
        effects.written("write document", returned, digest),
    )
    told = tuple(f"{change.clause}:{_KINDS[change.kind].zh}" for change in changes)
    return Compared(
        tuple(findings),
        (_event(deal, paper, digest, listed, told),),
        planned,
        (Written(DIFFERENCES.title, listed), Written(TITLE, returned)),
        number,
    )


def _as_issued(house: House, known: Known, paper: Paper, lang: Lang) -> bytes:
    """The contract as it was issued; written anew where it comes back in the other language. Raises TemplateFault."""
    if lang == paper.lang:
        return house.kept(paper.digest)
    kind, issue = house.catalogue.documents[CONTRACT], Issue(paper.number, paper.version, paper.variant, lang)
    assert kind.figures is not None and known.deal is not None
    template, figures = house.template(kind.template, lang), kind.figures(known, issue)
    return render(template, figures, kind=kind, issue=issue, deal=known.deal.number, known=known)


def _issued(deal: Deal, number: str, version: str) -> Paper | None:
    """The last copy of that contract and version that was written; of the current version, where none is named."""
    papers = [p for p in deal.papers if p.kind == CONTRACT and p.number == number and p.digest]
    return next((paper for paper in reversed(papers) if version in ("", paper.version)), None)


def _told(change: ClauseChange) -> Finding:
    """A changed clause and who answers for it; a silent change says so."""
    facts = {
        "clause": change.clause,
        "kind": _KINDS[change.kind],
        "owner": change.owner,
        "approval_level": change.approval_level,
    }
    code = "M-CLAUSE" if change.is_tracked or change.kind == "renumbered" else "M-CLAUSE-SILENT"
    return Finding(code, Severity.WARNING, facts)


def _event(deal: Deal, paper: Paper, digest: str, file: str, changes: tuple[str, ...]) -> Event:
    facts = {"number": paper.number, "version": paper.version, "digest": digest, "file": file, "changes": changes}
    return Event("contract compared", deal.number, facts)


def _free(house: House, folder: str, name: str) -> str:
    """A path in that folder under which nothing lies yet."""
    return f"{folder}/{free_name(house, folder, safe_name(name))}"
