"""What a decision brings about: events with their files, documents and blanks, all in the deciding transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import PurePosixPath

from toolkit.documents.names import file_name
from toolkit.documents.render import described, plain, rendered
from toolkit.forms.blank import make
from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.answer import Written
from toolkit.intake.capture import Capture
from toolkit.intake.free_names import free_name
from toolkit.ledger.entry import Entry
from toolkit.model.deal import Deal, Event
from toolkit.model.decision import Decision, DueBlank, DueDocument
from toolkit.model.document import DocumentKind
from toolkit.model.effect import Effect
from toolkit.model.form import Form
from toolkit.model.known import Known
from toolkit.model.names import safe_name
from toolkit.model.submission import Submission
from toolkit.stages.walk import issued

FILLED = "已填"
SHORT_NAME = 30
"""Characters of the customer's short name in a file name of 80."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a decision was taken on: its form, its bytes, the scans that came with it."""

    form: Form
    digest: str
    attachments: Mapping[str, Capture] = field(default_factory=dict)
    """By the name as written in the form."""


@dataclass(slots=True)
class Writing:
    """Writes decisions into one open ledger entry; collects the effects to be taken once it stands."""

    house: House
    today: date
    source: Source | None = None
    """None for a step that a person ordered."""
    planned: list[Effect] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    blanks: dict[tuple[str, str], tuple[DueBlank, Deal, Known]] = field(default_factory=dict)
    """Blanks to lay when the whole file is decided: one a form, however many rows ask for it."""

    def record(self, entry: Entry, decision: Decision, known: Known) -> None:
        """Write the events, then the documents and blanks that follow from them; further deals after it."""
        before = known.deal
        entry.record(self._with_copy(event, entry) for event in self._with_folder(decision.events, known))
        if decision.deal is not None:
            self._record_deal(entry, decision, known, before)
        for opened in decision.opened:
            assert opened.deal is not None
            customer = entry.customer(opened.deal.customer)
            self.record(entry, opened, replace(known, deal=None, customer=customer))

    def _record_deal(self, entry: Entry, decision: Decision, known: Known, before: Deal | None) -> None:
        assert decision.deal is not None
        deal = _as_recorded(decision.deal, entry.deal(decision.deal.number))
        known = replace(known, deal=deal, customer=entry.customer(deal.customer))
        for due in decision.documents:
            event = self._write(due, deal, known)
            entry.record([event])
            deal = deal.with_figures(event)
            known = replace(known, deal=deal)
        for blank in self._current_blanks(decision, before):
            if blank.document:
                entry.record(self._lay(blank, deal, known))
            else:
                self.blanks[deal.number, blank.form] = (blank, deal, known)
        if any(transition.is_archived for transition in decision.transitions):
            self._archive(entry.deal(deal.number), known)

    def lay_blanks(self, entry: Entry) -> None:
        """Lay the blanks that were asked for, as the last row leaves their deal.

        None is laid that a later row has led the deal away from, and no register in which nothing is left to tell.
        """
        for blank, asked, known in self.blanks.values():
            deal = entry.deal(asked.number)
            known = replace(known, deal=deal, customer=entry.customer(deal.customer))  # noqa: PLW2901
            if self._is_wanted(blank, deal, known):
                entry.record(self._lay(blank, deal, known))
        self.blanks.clear()

    def _is_wanted(self, blank: DueBlank, deal: Deal, known: Known) -> bool:
        process, form = self.house.catalogue.process, self.house.catalogue.forms[blank.form]
        if not process.may_come(form.id, deal.stage) or process.stage(deal.stage).is_side:
            return False
        return not form.register or any(form.prefill(known).tables.values())

    def answer_blank(self, deal: Deal) -> Iterator[Event]:
        """A customer's file answers the blank that was laid out for it in a deal."""
        assert self.source is not None
        blank = deal.blank(self.source.form.id)
        if blank is not None:
            self.planned.append(Effect("retire blank", {"file": blank.file, "digest": blank.digest}))
            yield Event("blank withdrawn", deal.number, {"form": blank.form})

    def _with_folder(self, events: Iterable[Event], known: Known) -> Iterator[Event]:
        """Events as they are; a deal that opens gets the name of its folder, once for ever."""
        short = known.customer.short if known.customer else ""
        for event in events:
            if event.kind == "customer registered":
                values = event.facts["values"]
                assert isinstance(values, Mapping)
                short = str(values.get("customer_short") or values.get("customer_name"))
            if event.kind == "deal opened":
                folder = self.house.places.deal_folder(event.subject, short).name
                event = replace(event, facts={**event.facts, "folder": folder})  # noqa: PLW2901
            yield event

    def _with_copy(self, event: Event, entry: Entry) -> Event:
        """The event; a form that is filed gets a copy in the deal's folder, rows of a register get none; scans do."""
        source = self.source
        if event.kind != "filed" or source is None or event.facts["form"] != source.form.id:
            return event
        submission = event.facts["submission"]
        assert isinstance(submission, Submission)
        deal = entry.deal(event.subject)
        facts = {**event.facts}
        if not source.form.register and deal.stage:
            facts["file"] = self._copy(str(facts["number"]), deal, entry)
        if scans := self._file_attachments(submission, deal, entry):
            facts["attachments"] = scans
        return replace(event, facts=facts)

    def _copy(self, number: str, deal: Deal, entry: Entry) -> str:
        """Plan the filed copy of the form; its path below the house."""
        assert self.source is not None
        form, customer = self.source.form, entry.customer(deal.customer)
        short = _short(customer.short) if customer else ""
        named = (number, form.title.zh, short, f"{self.today:%Y%m%d}", FILLED)
        name = safe_name("_".join(part for part in named if part) + f".{form.medium}")
        file = self._free(f"{self._folder(deal, form.stage)}/{name}", deal)
        self.planned.append(effects.written("write document", file, self.source.digest))
        return file

    def _file_attachments(self, submission: Submission, deal: Deal, entry: Entry) -> dict[str, str]:
        """The scans that a filed form names go into its deal's folder; their paths there -> SHA-256."""
        assert self.source is not None
        filed: dict[str, str] = {}
        for scan in (self.source.attachments.get(submission.words(key)) for key in self.source.form.attachments):
            if scan is not None:
                file = f"{self._folder(deal, self.source.form.stage)}/{safe_name(scan.name)}"
                into = f"{self.house.places.names.filed}/{self.today:%Y-%m}"
                self.planned.append(effects.written("write document", file, scan.digest))
                name = free_name(self.house, into, safe_name(scan.name, behind="~999"), taken=entry.promised)
                self.planned.append(effects.moved(scan, into, name))
                filed[file] = scan.digest
        return filed

    def _current_blanks(self, decision: Decision, before: Deal | None) -> Iterator[DueBlank]:
        """The blanks due, one a form; what lay there before for those forms or the filed one is retired."""
        due = {blank.form: blank for blank in decision.blanks}
        withdrawn = [str(event.facts["form"]) for event in decision.events if event.kind == "blank withdrawn"]
        own = (self.source.form.id,) if self.source else ()
        for form in dict.fromkeys((*own, *due, *withdrawn)):
            earlier = before.blank(form) if before else None
            if earlier and earlier.file:
                self.planned.append(Effect("retire blank", {"file": earlier.file, "digest": earlier.digest}))
        return iter(due.values())

    def _folder(self, deal: Deal, stage: int) -> str:
        path = self.house.places.deals / deal.folder / self.house.places.names.stages[max(stage, 1) - 1]
        return self.house.places.below(path)

    def _free(self, file: str, deal: Deal) -> str:
        """That path, or `name~1.ext` where a file lies, is planned or was ever issued under it.

        A blank that somebody filled in where it lay keeps its name: the next one must not be taken for it.
        """
        used = {str(planned.facts["file"]) for planned in self.planned if planned.kind != "move original"}
        used |= {p.file for p in deal.papers} | {b.file for b in deal.blanks} | {f.file for f in deal.filings}
        path = PurePosixPath(file)
        tries = (path.with_name(f"{path.stem}~{n}{path.suffix}") if n else path for n in count())
        return str(next(one for one in tries if str(one) not in used and not (self.house.root / one).exists()))

    def _write(self, due: DueDocument, deal: Deal, known: Known) -> Event:
        """Render a document, keep it, plan its publication; the event that says it was issued."""
        kind = self.house.catalogue.documents[due.kind]
        assert kind.figures is not None, f"{kind.id} has neither figures nor a form"
        figures = kind.figures(known, due.issue)
        template = self.house.template(kind.template, due.issue.lang)
        kept = self.house.keep(template)
        says = described(figures, kind=kind, issue=due.issue, deal=deal.number, known=known, template=kept)
        content = rendered(template, figures, says, kind=kind, lang=due.issue.lang)
        made_of = {"template": kept, "properties": says.told}
        file, digest = self._publish(content, kind, due, deal, known)
        return issued(deal.number, due, file=file, digest=digest, figures=plain(figures), **made_of)

    def _publish(
        self, content: bytes, kind: DocumentKind, due: DueDocument, deal: Deal, known: Known
    ) -> tuple[str, str]:
        """Keep a document and plan its publication; its path below the house and its SHA-256."""
        name = safe_name(file_name(kind, due.issue, _short_of(known), self.today))
        file, digest = self._free(f"{self._folder(deal, kind.stage)}/{name}", deal), self.house.keep(content)
        self.planned.append(effects.written("write document", file, digest))
        self.written.append(Written(kind.title, file, is_blank=bool(kind.form), deal=deal.number))
        return file, digest

    def _lay(self, blank: DueBlank, deal: Deal, known: Known) -> Iterator[Event]:
        """Make a prefilled blank, keep it, plan its publication; the events that say so."""
        form = self.house.catalogue.forms[blank.form]
        content = make(
            form,
            prefill=form.prefill(known),
            deal=deal.number,
            number=blank.number,
            company=self.house.rulebook.company.name,
        )
        if blank.document:
            kind = self.house.catalogue.documents[blank.document.kind]
            file, digest = self._publish(content, kind, blank.document, deal, known)
            yield issued(deal.number, blank.document, file=file, digest=digest)
        else:
            named = (blank.number or deal.number, form.title.zh, _short_of(known), f"{self.today:%Y%m%d}")
            name = safe_name("_".join(named) + f".{form.medium}")
            file, digest = self._free(f"{self._folder(deal, form.stage)}/{name}", deal), self.house.keep(content)
            self.planned.append(effects.written("write blank", file, digest))
            self.written.append(Written(form.title, file, is_blank=True, deal=deal.number))
        facts = {"form": form.id, "number": blank.number, "file": file, "digest": sha256(content).hexdigest()}
        yield Event("blank issued", deal.number, facts)

    def _archive(self, deal: Deal, known: Known) -> None:
        """Plan the contract's archive: a copy of all that was issued, filed and scanned (decisions.md 23)."""
        contract = deal.paper("G03")
        name = "_".join(part for part in (contract.number if contract else deal.number, _short_of(known)) if part)
        folder = f"{self.house.places.names.archive}/{self.today:%Y}/{safe_name(name)}"
        kept = {paper.file: paper.digest for paper in deal.papers if paper.file and paper.digest}
        for filing in deal.filings:
            kept |= {filing.file: filing.submission.digest} if filing.file else {}
            kept |= filing.attachments
        for file, digest in kept.items():
            place = PurePosixPath(file)
            self.planned.append(effects.written("write document", f"{folder}/{place.parent.name}/{place.name}", digest))


def _as_recorded(decided: Deal, recorded: Deal) -> Deal:
    """The deal as decided, its documents not yet written ones included, with what recording added: folder, copies."""
    return replace(decided, folder=recorded.folder, filings=recorded.filings)


def _short(short: str) -> str:
    """The customer's short name as it stands in file names: it may not crowd out the date and version behind it."""
    return safe_name(short.strip(), longest=SHORT_NAME) if short.strip() else ""


def _short_of(known: Known) -> str:
    return _short(known.customer.short) if known.customer else ""
