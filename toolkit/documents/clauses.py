"""The clauses of the contract: one file each, conditions resolved first, then numbered. Source: domain.md 3.3.

They are kept in Chinese and in English, file by file alike in all but their words.

A clause file says id, version, title, who owns it, who approves a departure from it, `when` (a Jinja expression)
and `text` (its lines, a sub-clause each).
A line may hold `{% if %}`, `{{ figures }}`, `{{ ref("c10_payment") }}` and **bold** words; a line that comes out
empty is left out. `@table lines` and `@table plan` stand for the tables of the contract's template. Beside the filters
of templates there is `counted`: `{{ 5|counted('day') }}` is `5 days`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, get_type_hints

from jinja2 import TemplateError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toolkit.documents.figures.clause import ClauseFigures
from toolkit.documents.strict import environment, offered, refuse_unprintable
from toolkit.documents.wording import counted
from toolkit.errors import TemplateFault
from toolkit.model.clause import APPROVAL_LEVELS, OWNERS, Clause
from toolkit.model.contract_words import missing_exceptions
from toolkit.model.text import Lang

TABLES: Final = ("lines", "plan")
_BOLD: Final = "\x02"
"""Stands for ** while a line is rendered: no value may hold a control character, but two stars it may."""
_DIGITS: Final = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Reference:
    """What `ref` gives: stands between two control characters, which no value may hold, until clauses are numbered."""

    clause: str

    def __html__(self) -> str:
        return f"\x03{self.clause}\x03"

    __str__ = __html__


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one weight."""

    text: str
    is_strong: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sub-clause, or the place of a table."""

    number: str
    """`9.1`; '' in a clause of one sub-clause, and for a table."""
    passages: tuple[Passage, ...]
    table: str = ""
    """`lines` or `plan` for a table, '' for words."""
    leads_table: bool = False
    """Stays on the page of the table that follows."""


@dataclass(frozen=True, slots=True)
class NumberedClause:
    """One clause as it stands in a contract."""

    heading: str
    """`第九条`, `Article 9`"""
    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The clauses of one contract and how each is called in it."""

    clauses: tuple[NumberedClause, ...]
    headings: Mapping[str, str]
    """Id of a clause -> `第九条`, `Article 9`."""

    def heading(self, clause: str) -> str:
        """How that clause is called here. Raises TemplateFault where it does not apply."""
        if clause not in self.headings:
            raise TemplateFault(f"{clause}.toml", "is not in this contract, yet other parts of it refer to this clause")
        return self.headings[clause]


@cache
def shipped(lang: Lang = "zh") -> tuple[Clause, ...]:
    """The clauses as delivered: in the wheel, or beside the package in a checkout; examined by our tests."""
    package = Path(__file__).parents[1]
    inside = package / "_shipped" / "templates"
    return _all_of(clause_folder(inside if inside.is_dir() else package.parent / "templates", lang))


def clause_folder(templates: Path, lang: Lang = "zh") -> Path:
    """Where a folder of templates holds the clauses of that language."""
    return (templates if lang == "zh" else templates / lang) / "clauses"


def load(folder: Path) -> tuple[Clause, ...]:
    """The clauses of a folder in the order of their file names; none where there is no such folder.

    Those that are not as delivered are examined. Raises TemplateFault, naming the file, for one that says too little,
    too much or is named otherwise, and for one that asks for what no contract offers.
    """
    clauses = _all_of(folder)
    delivered = {*shipped(), *shipped("en")} if clauses else set()
    for clause in clauses:
        if clause not in delivered:
            examine(clause, {each.id for each in clauses})
    return clauses


def in_english(chinese: Sequence[Clause], own: Iterable[Clause]) -> tuple[Clause, ...]:
    """The English clauses for these Chinese ones; one that nobody wrote is missing.

    Those the house wrote itself, else the delivered one where the Chinese one is as delivered, too.
    """
    delivered, ours = shipped("en"), {clause.id: clause for clause in shipped()}
    english = {clause.id: clause for clause in delivered if ours[clause.id] in chinese}
    english |= {clause.id: clause for clause in own if clause not in delivered}
    return tuple(english[clause.id] for clause in chinese if clause.id in english)


def _all_of(folder: Path) -> tuple[Clause, ...]:
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")) if not path.name.startswith((".", "~")))


def _read(path: Path) -> Clause:
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))  # Notepad writes a BOM
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise TemplateFault(path.name, str(fault)) from fault
    if wrong := next(_faults(said, path.stem), ""):
        raise TemplateFault(path.name, wrong)
    return Clause(**{**said, "text": tuple(said["text"])})


def _faults(said: Mapping[str, Any], stem: str) -> Iterator[str]:
    """What is wrong with the entries of a clause file."""
    keys = [f.name for f in fields(Clause)]
    yield from (f"lacks the entry {key!r}" for key in keys if key not in said)
    yield from (f"has the entry {key!r}; a clause has {', '.join(keys)}" for key in said if key not in keys)
    yield from (f"{key} is no text in quotes" for key in keys if key != "text" and not isinstance(said[key], str))
    if not (isinstance(said["text"], list) and said["text"] and all(isinstance(line, str) for line in said["text"])):
        yield "text is no list of lines in quotes"
    if said["id"] != stem:
        yield f"says it is {said['id']}"
    for key, allowed in (("owner", OWNERS), ("approval_level", APPROVAL_LEVELS)):
        if said[key] not in allowed:
            yield f"{key} = {said[key]!r}; expected one of {', '.join(allowed)}"


def examine(clause: Clause, known: Collection[str]) -> None:
    """Raise TemplateFault where a clause could not be written, or not be kept, whatever the contract is."""
    strict, file = _environment(), f"{clause.id}.toml"
    if lacking := missing_exceptions("\n".join(clause.text)):
        raise TemplateFault(file, f"limits damages without excepting {'、'.join(lacking)} (民法典506)")
    for line in (f"{{{{ {clause.when} }}}}", *clause.text):
        try:
            strict.from_string(line, globals={"ref": _Reference})
            source = strict.parse(line)
        except TemplateError as fault:
            raise TemplateFault(file, f"{fault}; in: {line}") from fault
        if wrong := next(_not_offered(source, known), ""):
            raise TemplateFault(file, f"{wrong}; in: {line}")
        if line.startswith("@"):
            _table(clause, line)


def _not_offered(source: nodes.Template, known: Collection[str]) -> Iterator[str]:
    """The names of a line that no contract offers, and the clauses it refers to that are not there."""
    offers = get_type_hints(ClauseFigures)
    for name in sorted(meta.find_undeclared_variables(source) - {"ref", *offers}):
        yield f"{name!r} is not offered"
    for part in source.find_all(nodes.Getattr):
        record = offers.get(part.node.name) if isinstance(part.node, nodes.Name) else None
        if is_dataclass(record) and part.attr not in {f.name for f in fields(record)}:
            yield f"{getattr(record, '__name__', '')} offers no {part.attr!r}"
    for call in source.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "ref":
            named = [part.value for part in call.args if isinstance(part, nodes.Const)]
            yield from (f"refers to {name}, which is no clause" for name in named if name not in known)


def _environment(lang: Lang = "zh") -> ImmutableSandboxedEnvironment:
    made = environment(autoescape=False, lang=lang)
    made.filters["counted"] = counted
    return made


def resolve(clauses: Sequence[Clause], figures: object, lang: Lang = "zh") -> Resolved:
    """The clauses that apply, numbered from 第一条 (Article 1) with their references filled in.

    Raises TemplateFault, naming the clause, for a name that is not offered, a value printed without a filter, a
    reference to a clause that does not apply, and a table that the template does not have.
    """
    refuse_unprintable(figures, "clauses")
    strict = _environment(lang)
    names = offered(figures)
    applying = [(clause, lines) for clause in clauses if (lines := tuple(_lines(clause, strict, names)))]
    headings = {clause.id: heading(n, lang) for n, (clause, _) in enumerate(applying, start=1)}
    numbered = tuple(
        NumberedClause(headings[clause.id], clause.title, tuple(_paragraphs(clause, n, lines, headings)))
        for n, (clause, lines) in enumerate(applying, start=1)
    )
    return Resolved(numbered, headings)


def as_issued(kept: Iterable[Mapping[str, Any]]) -> tuple[NumberedClause, ...]:
    """The clauses of a contract that was issued, from the figures that the ledger keeps of it."""
    return tuple(
        NumberedClause(one["heading"], one["title"], tuple(_paragraph_as_issued(each) for each in one["paragraphs"]))
        for one in kept
    )


def _paragraph_as_issued(kept: Mapping[str, Any]) -> Paragraph:
    return Paragraph(**{**kept, "passages": tuple(Passage(**passage) for passage in kept["passages"])})


def _lines(clause: Clause, strict: ImmutableSandboxedEnvironment, names: Mapping[str, object]) -> Iterator[str]:
    """The lines of a clause that apply, with their figures, references still to be numbered."""
    try:
        applies = strict.compile_expression(clause.when, undefined_to_none=False)(**names)
        if isinstance(applies, Undefined):
            raise TemplateFault(f"{clause.id}.toml", f"when: {applies._undefined_message}")
        for line in clause.text if applies else ():
            template = strict.from_string(line.replace("**", _BOLD), globals={"ref": _Reference})
            if said := template.render(names).strip():
                yield said
    except (TemplateError, TypeError, ValueError) as fault:
        raise TemplateFault(f"{clause.id}.toml", str(fault)) from fault


def _paragraphs(clause: Clause, number: int, lines: Sequence[str], headings: Mapping[str, str]) -> Iterator[Paragraph]:
    """The lines as sub-clauses, numbered where there is more than one."""
    is_numbered = sum(not line.startswith("@") for line in lines) > 1
    sub = 0
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        if line.startswith("@"):
            yield Paragraph("", (), _table(clause, line))
            continue
        sub += 1
        words = re.sub("\x03(.*?)\x03", lambda found: _heading(clause, found[1], headings), line)
        yield Paragraph(
            f"{number}.{sub}" if is_numbered else "", _passages(words), leads_table=following.startswith("@")
        )


def _table(clause: Clause, line: str) -> str:
    table = line.removeprefix("@table").strip()
    if table not in TABLES:
        raise TemplateFault(f"{clause.id}.toml", f"{line}: the contract has no such table")
    return table


def _heading(clause: Clause, key: str, headings: Mapping[str, str]) -> str:
    if key not in headings:
        raise TemplateFault(f"{clause.id}.toml", f"refers to {key}, which is not in this contract")
    return headings[key]


def _passages(words: str) -> tuple[Passage, ...]:
    """`a**b**c` as a plain, a bold and a plain passage."""
    return tuple(Passage(text, bool(n % 2)) for n, text in enumerate(words.split(_BOLD)) if text)


def heading(number: int, lang: Lang) -> str:
    """`第九条`, `Article 9`."""
    return f"第{numeral(number)}条" if lang == "zh" else f"Article {number}"


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 九, 十, 二十五."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
