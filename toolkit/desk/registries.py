"""Lead registries that people kept by themselves, made one; what needs a person's word waits and is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from toolkit.catalogue import CATALOGUE, MESSAGES
from toolkit.catalogue.messages import unreadable, worded
from toolkit.desk.registry_outcome import Joined, Outcome, Question, Unread, shown
from toolkit.errors import ShareTrouble, UnknownForm, UnreadableFile
from toolkit.files import publish, read_whole
from toolkit.folders import is_junk
from toolkit.forms.blank import make
from toolkit.forms.read import read
from toolkit.house import House, open_house, standard_rulebook
from toolkit.intake.journey import MOST_ROWS
from toolkit.ledger.questions import Questions
from toolkit.model.company_name import core_of
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form, Prefill
from toolkit.model.house import Customer
from toolkit.model.known import Known
from toolkit.model.likeness import ALIKE_CORE, CLOSE_CORE, SAME_CORE, SAME_CORE_ELSEWHERE, Comparison
from toolkit.model.names import name_key
from toolkit.model.submission import Answer, Submission
from toolkit.model.text import Lang, Text
from toolkit.rules.examine import complete, examine
from toolkit.rules.lead_clusters import Cluster, Doubt, Link, clusters_of, face, keys_of
from toolkit.rules.lead_merging import Kept, merged
from toolkit.rules.leads import as_customer

FORM: Final[Form] = CATALOGUE.forms["F02"]
_COLUMNS: Final = FORM.table("rows").columns
_OF_CORES: Final = (SAME_CORE, SAME_CORE_ELSEWHERE, CLOSE_CORE, ALIKE_CORE)
_LABELS: Final = {column.key: column.label for column in _COLUMNS}
_MERGED, _EXPLAINED = "潜在客户合并", "潜在客户合并说明"
_NOT_F02: Final = Text("不是《潜在客户信息登记表》", "no lead registry (F02)")
_NO_NUMBER: Final = Text("客户编号 {0} 未登记,合并表中不填", "customer number {0} is not registered and left out")
_ROWS_LEFT_OUT: Final = ("N-TABLE", "N-COPY", "N-BELOW", "N-APART")
"""Remarks of a file that say that there are rows we did not read."""
_JUNK: Final = Text(
    "不是表单,已跳过;若是 ~$ 开头,说明有人正打开该文件,其未保存的修改没有读到",
    "no form, passed over; a name with ~$ says that somebody has the file open: what is not saved yet was not read",
)
_NO_FILE: Final = Text("无法读取该文件", "the file cannot be read")


def merge_registries(files: Sequence[Path], *, house: Path, lang: Lang | None, today: date, to: Path) -> Outcome:
    """The registries made one beside what the ledger knows, where the folder is a house; written below `to`.

    `to`: a folder, or the path of the merged workbook. The same files, ledger and day give the same bytes.
    Raises ShareTrouble where nothing can be written.
    """
    from toolkit.desk.registry_book import explained  # noqa: PLC0415 - a refused file needs no XlsxWriter

    if (house / "salesdocs.toml").is_file():
        with open_house(house, lang=lang) as opened:
            outcome = joined(files, opened, opened.lang, today)
            company, said = opened.rulebook.company.name, opened.lang
    else:
        outcome, company, said = joined(files, None, lang or "zh", today), "", lang or "zh"
    folder, stem, told = _targets(to, today)
    outcome.files += _write_registry(outcome, folder, stem, company)
    outcome.files.append(publish(explained(outcome, lang=said, company=company, day=today), folder / f"{told}.xlsx"))
    return outcome


def _targets(to: Path, today: date) -> tuple[Path, str, str]:
    """The folder, and the names of the merged registry and of its explanation without ending."""
    if to.suffix.lower() == ".xlsx":
        return to.parent, to.stem, f"{to.stem}_说明"
    return to, f"{_MERGED}_{today:%Y%m%d}", f"{_EXPLAINED}_{today:%Y%m%d}"


def joined(files: Sequence[Path], house: House | None, lang: Lang, today: date) -> Outcome:
    """What becomes of every row of these files; nothing is written."""
    outcome = Outcome(lang)
    kept = list(_kept(files, outcome, lang, today))
    if house is None:
        _settle(kept, (), (), Known(today=today, rulebook=standard_rulebook()), outcome, lang)
        return outcome
    with house.ledger.reading() as questions:
        comparisons = questions.comparisons()
        known = _known(questions, kept, comparisons)
        around = Known(today=today, rulebook=house.rulebook, staff=questions.staff())
    _settle(kept, known, comparisons, around, outcome, lang)
    return outcome


def _kept(files: Sequence[Path], outcome: Outcome, lang: Lang, today: date) -> Iterator[Kept]:
    """Every row that can be read whole; the others are told."""
    names = Counter(path.name for path in files)
    for order, path in enumerate(files):
        label = path.name if names[path.name] == 1 else str(path)
        if is_junk(path.name):  # `*.xlsx` names the lock of a file that somebody has open, too
            outcome.unread.append(Unread(label, "", "", _JUNK.said(lang), is_remark=True))
            continue
        try:
            submission = read(read_whole(path), path.name, tuple(CATALOGUE.forms.values()), today=today)
        except UnreadableFile as trouble:
            outcome.unread.append(Unread(label, "", "", _worded(unreadable(trouble.code), lang)))
            continue
        except UnknownForm:
            outcome.unread.append(Unread(label, "", "", _worded(Finding("M-FORM", Severity.ERROR), lang)))
            continue
        except ShareTrouble as trouble:
            outcome.unread.append(Unread(label, "", "", f"{_NO_FILE.said(lang)}: {trouble}"))
            continue
        yield from _rows(submission, label, order, outcome, lang)


def _rows(submission: Submission, label: str, order: int, outcome: Outcome, lang: Lang) -> Iterator[Kept]:
    if submission.form != FORM.id:
        form = CATALOGUE.forms[submission.form]
        why = f"{_NOT_F02.said(lang)}: {form.id} {form.title.said(lang)}"
        outcome.unread.append(Unread(label, "", "", why))
        return
    lines = submission.lines("rows")
    if not lines:
        outcome.unread.append(Unread(label, "", "", _worded(Finding("M-EMPTY", Severity.ERROR), lang)))
    for note in submission.remarks:
        finding = Finding(note.code, Severity.WARNING, note.facts)
        is_remark = note.code not in _ROWS_LEFT_OUT
        outcome.unread.append(Unread(label, "", "", _worded(finding, lang), is_remark=is_remark))
    for line, row in zip(lines, submission.rows("rows"), strict=True):
        kept = Kept(label, order, line.place, row)
        faults = [answer for answer in line.answers.values() if answer.fault]
        for answer in faults:
            assert answer.fault is not None
            finding = Finding(
                answer.fault.code, Severity.ERROR, answer.fault.facts, _LABELS[answer.key.rpartition(".")[2]]
            )
            why = _worded(finding, lang, raw=answer.raw)
            outcome.unread.append(Unread(label, answer.place or line.place, answer.raw, why, line.place))
        if not faults and name_key(row.words("customer_name")):
            yield kept
        elif not faults:
            missing = Finding("M-REQ", Severity.ERROR, label=_LABELS["customer_name"])
            place = row.answer("customer_name").place or line.place
            outcome.unread.append(Unread(label, place, "", _worded(missing, lang), line.place))


def _worded(finding: Finding, lang: Lang, raw: str = "") -> str:
    spoken = Finding(finding.code, finding.severity, finding.facts, finding.label, raw or finding.raw)
    return worded(spoken, MESSAGES, lang)


def _known(questions: Questions, kept: Iterable[Kept], comparisons: Iterable[Comparison]) -> list[Customer]:
    """The registered customers that share something with a row, or were compared with a name of one."""
    asked: set[tuple[str, str]] = set()
    for one in kept:
        asked.update(keys_of(as_customer(one.row)))
        asked.add(("number", one.row.words("lead_no")))
    spoken = {c.customer for c in comparisons if not c.other and ("name", name_key(c.name)) in asked}
    return [
        customer
        for customer in questions.customers()
        if customer.number in spoken or not asked.isdisjoint(keys_of(customer))
    ]


def _settle(
    kept: Sequence[Kept],
    known: Sequence[Customer],
    comparisons: Iterable[Comparison],
    around: Known,
    outcome: Outcome,
    lang: Lang,
) -> None:
    """Where every row goes, into `outcome`; the order of the files changes no cluster."""
    numbers = {customer.number for customer in known}
    rows_of: dict[tuple[str, ...], list[Kept]] = defaultdict(list)
    of_face: dict[tuple[str, ...], Customer] = {}
    for one in kept:
        customer = _asked_about(one, numbers)
        if (named := one.row.words("lead_no")) and not customer.number:
            why = _NO_NUMBER.said(lang).format(named)
            outcome.unread.append(Unread(one.file, one.place, named, why, one.place, is_remark=True))
        shown = face(customer)
        rows_of[shown].append(one)
        of_face.setdefault(shown, customer)
    faces = sorted(of_face)
    customers = [*known, *(of_face[shown] for shown in faces)]
    rows = [*([] for _ in known), *(rows_of[shown] for shown in faces)]
    clusters, doubts = clusters_of(customers, comparisons)
    drafts = [_joined(cluster, customers, rows, lang) for cluster in clusters]
    refused = {n for n, draft in enumerate(drafts) if _refused(draft, around, outcome, lang)}
    doubts = [doubt for doubt in doubts if not {doubt.one, doubt.other} & refused]
    waiting = _waiting(clusters, drafts, doubts, refused)
    for n, draft in enumerate(drafts):
        if not draft.rows or n in refused:
            continue
        if draft.number:
            outcome.known.append(_compared(draft, customers[clusters[n].members[0]]))
        else:
            (outcome.waiting if n in waiting else outcome.merged).append(draft)
    for doubt in doubts:
        reasons = tuple(_worded_reasons(doubt.link, customers, lang))
        outcome.questions.append(_question(doubt, drafts, waiting, reasons))
    for listed in (outcome.merged, outcome.known, outcome.waiting):
        listed.sort(key=_first)
    outcome.unread.sort(key=lambda one: (one.is_remark, one.file))


def _asked_about(one: Kept, numbers: set[str]) -> Customer:
    """The customer that a row speaks of; with its number where that is registered."""
    named, customer = one.row.words("lead_no"), as_customer(one.row)
    return Customer(number=named if named in numbers else "", name=customer.name, lead=customer.lead)


def _joined(cluster: Cluster, customers: Sequence[Customer], rows: Sequence[Sequence[Kept]], lang: Lang) -> Joined:
    own = sorted((one for n in cluster.members for one in rows[n]), key=lambda one: (one.file, one.row.line or 0))
    name = next((customers[n].name for n in cluster.members if customers[n].number == cluster.number != ""), "")
    made = merged(own, _COLUMNS)
    reasons = dict.fromkeys(words for link in cluster.links for words in _worded_reasons(link, customers, lang))
    return Joined(name or str(made.values.get("customer_name", "")), tuple(own), tuple(reasons), made, cluster.number)


def _refused(draft: Joined, around: Known, outcome: Outcome, lang: Lang) -> bool:
    """Whether intake would return the merged row; its rows are told with the reasons then."""
    if draft.number or not draft.rows:
        return False
    answers = {
        column.key: Answer(f"rows.{column.key}", value, column.kind.show(value))
        for column in _COLUMNS
        if (value := draft.merged.values.get(column.key)) is not None
    }
    row = Submission(FORM.id, FORM.version, answers, line=1)
    errors = [f for f in examine(FORM, complete(FORM, row), around) if f.severity is Severity.ERROR]
    why = " ".join(dict.fromkeys(_worded(f, lang) for f in errors))
    if errors:
        raw = "; ".join(dict.fromkeys(f.raw for f in errors if f.raw))
        outcome.unread.extend(Unread(one.file, one.place, raw, why, one.place) for one in draft.rows)
    return bool(errors)


def _first(one: Joined) -> tuple[date, str]:
    """The order in which they are written: by the first day somebody registered it."""
    return min(kept.row.day("register_date") or date.min for kept in one.rows), name_key(one.name)


def _waiting(
    clusters: Sequence[Cluster], drafts: Sequence[Joined], doubts: Iterable[Doubt], refused: set[int]
) -> set[int]:
    """New ones that wait: like one the ledger knows, or like one that was registered earlier and goes in first."""
    near: dict[int, set[int]] = defaultdict(set)
    for doubt in doubts:
        near[doubt.one].add(doubt.other)
        near[doubt.other].add(doubt.one)
    new = [n for n in near if not clusters[n].number and n not in refused]
    going: set[int] = set()
    for n in sorted(new, key=lambda n: (*_first(drafts[n]), n)):
        if not any(clusters[other].number or other in going for other in near[n]):
            going.add(n)
    return set(new) - going


def _worded_reasons(link: Link, customers: Sequence[Customer], lang: Lang) -> Iterator[str]:
    """The reasons in words; of names that are alike also what was compared of them."""
    cores = dict.fromkeys(core_of(customers[n].name).words for n in (link.one, link.other))
    for reason in link.reasons:
        compared = f": {' / '.join(cores)}" if reason in _OF_CORES else ""
        yield f"{reason.said(lang)}{compared}"


def _question(doubt: Doubt, drafts: Sequence[Joined], waiting: set[int], reasons: tuple[str, ...]) -> Question:
    one, other = doubt.one, doubt.other
    if drafts[one].number or (one not in waiting and not drafts[other].number):
        one, other = other, one
    asked, beside = drafts[one], drafts[other]
    return Question(
        asked.name, asked.rows, beside.name, beside.number, beside.rows, reasons, doubt.link.score, not beside.number
    )


def _compared(draft: Joined, customer: Customer) -> Joined:
    """A known one with what its rows say otherwise than the ledger."""
    differs = []
    for column in _COLUMNS:
        held = customer.owner if column.key == "owner" else customer.lead.get(column.key)
        said = draft.merged.values.get(column.key)
        if said is not None and column.key not in ("lead_no", "remark", "register_date") and said != held:
            differs.append((column.label, shown(held, column.key), shown(said, column.key)))
    return Joined(draft.name, draft.rows, draft.reasons, draft.merged, draft.number, differs=tuple(differs))


def _write_registry(outcome: Outcome, folder: Path, stem: str, company: str) -> Iterator[Path]:
    """The merged registry as forms that the inbox takes, 1,000 rows each; none where nobody is new."""
    for start in range(0, len(outcome.merged), MOST_ROWS):
        rows = tuple(one.merged.values for one in outcome.merged[start : start + MOST_ROWS])
        content = make(FORM, prefill=Prefill(tables={"rows": rows}), company=company)
        part = start // MOST_ROWS
        yield publish(content, folder / f"{stem}{f'_{part + 1}' if part else ''}.xlsx")
