"""A document in hand, proven to have come from its data: made again from what the ledger holds, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal, cast

from toolkit.documents.compile import compiled
from toolkit.documents.render import described, digest
from toolkit.documents.stored import figures_from, figures_of
from toolkit.documents.strict import offered
from toolkit.errors import FiguresChanged, TemplateFault, UnreadableFile
from toolkit.files import read_whole
from toolkit.house import House
from toolkit.model.deal import Event
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.known import Known
from toolkit.model.stamped import HASH, KIND, LANG, NUMBER, VARIANT, VERSION
from toolkit.model.text import Lang, Text
from toolkit.office.package import Package, local

Verdict = Literal["equal", "differs", "unproven"]

NOT_PROVEN: Final = 1  # decisions.md 8
_MOST_PARAGRAPHS: Final = 5
_VERDICTS: Final[dict[Verdict, Text]] = {
    "equal": Text("一致:由账本中的数据重新生成,内容逐字节相同", "equal: made again from the ledger, byte for byte"),
    "differs": Text("不一致", "differs from what the ledger holds"),
    "unproven": Text("无法验证", "cannot be proven"),
}
_NO_PASSPORT: Final = Text(
    "文件属性中没有我方标识(不是我方文件,或标识被其他软件删去)",
    "it has no properties of ours: no document of ours, or a program dropped them",
)
_NO_FIGURES: Final = Text(
    "《{title}》由表单生成,账本中没有可据以重新生成的数据",
    "{title} is made of a form, not of figures that the ledger holds",
)
_UNKNOWN: Final = Text("账本中没有出具过 {number}", "the ledger knows of no {number} that was issued")
_TOO_OLD: Final = Text(
    "出具时尚未保存模板,无法重新生成", "it was issued before templates were kept, and cannot be made again"
)
_GONE: Final = Text("出具时所用的模板副本已不在", "the copy of the template it was made from is gone")
_CHANGED: Final = Text("数据格式已变:{why}", "its figures cannot be read any more: {why}")
_NOT_MADE: Final = Text("无法重新生成:{why}", "it cannot be made again: {why}")
_UNREADABLE: Final = Text("无法读取:{why}", "it cannot be read: {why}")
_OTHER_FIGURES: Final = Text("文件标识的数据与账本不同", "by its passport it says something else than the ledger")
_WORDS: Final = {
    "part": Text("部件不同", "part differs"),
    "ledger": Text("账本", "ledger"),
    "file": Text("文件", "file"),
    "nothing": Text("(无)", "(nothing)"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Paragraphs that differ, as the ledger has them and as the file has them; '' for none."""

    ledger: str
    file: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of the proof of one file."""

    path: str
    verdict: Verdict
    number: str = ""
    why: Text = Text("", "")
    parts: tuple[str, ...] = ()
    """Names of the parts that differ."""
    paragraphs: tuple[Difference, ...] = ()
    """The first of its text that differ."""


class _Unproven(Exception):
    """Why there is nothing to compare with."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def verify(house: House, path: Path) -> Verified:
    """Whether a document is what its data and its template make. Raises ShareTrouble."""
    number = ""
    try:
        package = _package(read_whole(path), path.name)
        passport = package.properties
        number = passport.get(NUMBER, "")
        kind, event = _issue_of(house, passport)
        again = Package(_made_again(house, kind, event), path.name)
    except _Unproven as unproven:
        return Verified(str(path), "unproven", number, unproven.why)
    parts = tuple(_differing(again, package))
    if not parts:
        return Verified(str(path), "equal", number)
    texts = (_between(again, package, part) for part in parts if part.startswith("word/"))
    paragraphs = tuple(islice((one for found in texts for one in found), _MOST_PARAGRAPHS))
    is_other = passport.get(HASH) != again.properties.get(HASH)
    return Verified(str(path), "differs", number, _OTHER_FIGURES if is_other else Text("", ""), parts, paragraphs)


def verified_lines(verified: Verified, lang: Lang) -> Iterator[str]:
    """The proof told: a line, then parts and paragraphs that differ."""
    why = f": {verified.why.said(lang)}" if verified.why.zh else ""
    yield f"{verified.path}  {verified.number}  {_VERDICTS[verified.verdict].said(lang)}{why}"
    yield from (f"  {_WORDS['part'].said(lang)}: {part}" for part in verified.parts)
    nothing = _WORDS["nothing"].said(lang)
    for difference in verified.paragraphs:
        yield f"  {_WORDS['ledger'].said(lang)}: {difference.ledger or nothing}"
        yield f"  {_WORDS['file'].said(lang)}: {difference.file or nothing}"


def verified_summary(verified: Verified, lang: Lang) -> dict[str, object]:
    """The proof as plain values, for --format json."""
    return {**asdict(verified), "why": verified.why.said(lang)}


def _package(content: bytes, name: str) -> Package:
    try:
        package = Package(content, name)
        for part in package.names:
            package.read(part)
    except UnreadableFile as trouble:
        raise _Unproven(_said(_UNREADABLE, why=trouble.code)) from trouble
    return package


def _issue_of(house: House, passport: Mapping[str, str]) -> tuple[DocumentKind, Event]:
    """The kind and the issue that a passport names: of several alike, the one with the same figures."""
    if not passport.get(KIND) or not passport.get(NUMBER):
        raise _Unproven(_NO_PASSPORT)
    kind = next((k for k in house.catalogue.documents.values() if passport[KIND] in (k.id, k.form)), None)
    if kind is None:
        raise _Unproven(_NO_PASSPORT)
    if kind.figures is None:
        raise _Unproven(Text(_NO_FIGURES.zh.format(title=kind.title.zh), _NO_FIGURES.en.format(title=kind.title.en)))
    with house.ledger.reading() as questions:
        deal = questions.deal_of(passport[NUMBER])
        events = questions.events_of(deal) if deal else ()
    asked = {"document": kind.id, "number": passport[NUMBER], "version": passport.get(VERSION, "")}
    asked |= {"variant": passport.get(VARIANT, ""), "lang": passport.get(LANG, "zh")}
    issues = [event for _, event in events if event.kind == "issued" and _is_that(event, asked)]
    if not issues:
        raise _Unproven(_said(_UNKNOWN, number=" ".join(filter(None, (asked["number"], asked["version"])))))
    alike = (event for event in issues if event.facts.get("template") and _digest_of(kind, event) == passport.get(HASH))
    return kind, next(alike, issues[-1])


def _is_that(event: Event, asked: Mapping[str, str]) -> bool:
    return all(event.facts.get(name, "zh" if name == "lang" else "") == value for name, value in asked.items())


def _digest_of(kind: DocumentKind, event: Event) -> str:
    try:
        return digest(_figures(kind, event))
    except _Unproven:
        return ""


def _figures(kind: DocumentKind, event: Event) -> Any:
    plain = event.facts["figures"]
    assert isinstance(plain, Mapping)
    try:
        return figures_from(figures_of(kind), plain)
    except FiguresChanged as changed:
        raise _Unproven(_said(_CHANGED, why=str(changed))) from changed


def _made_again(house: House, kind: DocumentKind, event: Event) -> bytes:
    """The document as its issue laid it down: figures, template and properties of that day."""
    facts = event.facts
    kept, told = facts.get("template"), facts.get("properties")
    if not kept or not isinstance(told, Mapping):
        raise _Unproven(_TOO_OLD)
    try:
        template = house.kept(str(kept))
    except FileNotFoundError as gone:
        raise _Unproven(_GONE) from gone
    figures, lang = _figures(kind, event), cast(Lang, facts.get("lang", "zh"))
    issue = Issue(str(facts["number"]), str(facts["version"]), str(facts["variant"]), lang)
    known = Known(today=told["written_on"], rulebook=house.rulebook)
    now = described(figures, kind=kind, issue=issue, deal=event.subject, known=known, template=str(kept))
    properties = replace(now, **told)
    try:
        return compiled(template, kind.template, lang=issue.lang).filled(offered(figures), properties)
    except TemplateFault as fault:
        raise _Unproven(_said(_NOT_MADE, why=str(fault))) from fault


def _differing(ours: Package, theirs: Package) -> Iterator[str]:
    """Parts that only one of them has, or whose uncompressed bytes differ. Source: decisions.md 30."""
    for part in dict.fromkeys((*ours.names, *theirs.names)):
        if (part in ours.names) != (part in theirs.names) or ours.read(part) != theirs.read(part):
            yield part


def _between(ours: Package, theirs: Package, part: str) -> Iterator[Difference]:
    """Runs of paragraphs of a part that differ in their text."""
    before, after = list(_paragraphs(ours, part)), list(_paragraphs(theirs, part))
    for change, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change != "equal":
            yield Difference("\n".join(before[a:b]), "\n".join(after[c:d]))


def _paragraphs(package: Package, part: str) -> Iterable[str]:
    try:
        root = package.xml(part) if part.endswith(".xml") else None
    except UnreadableFile:
        root = None
    for paragraph in () if root is None else root.iter("{*}p"):
        yield "".join(text.text or "" for text in paragraph.iter("{*}t") if local(text) == "t")


def _said(text: Text, **facts: str) -> Text:
    return Text(text.zh.format(**facts), text.en.format(**facts))
