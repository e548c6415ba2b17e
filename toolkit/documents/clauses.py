"""The clauses of the contract: one file each, conditions resolved first, then numbered. Source: domain.md 3.3.

A clause file says id, version, title, `when` (a Jinja expression) and `text` (its lines, a sub-clause each).
A line may hold `{% if %}`, `{{ figures }}`, `{{ ref("c10_payment") }}` and **bold** words; a line that comes out
empty is left out. `@table lines` and `@table plan` stand for the tables of the contract's template.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toolkit.documents.strict import environment, offered, refuse_unprintable
from toolkit.errors import TemplateFault

TABLES: Final = ("lines", "plan")
_BOLD: Final = "\x02"
"""Stands for ** while a line is rendered: no value may hold a control character, but two stars it may."""
_REFERENCE: Final = "\x03{}\x03"
"""Stands for a reference until the clauses are numbered."""
_DIGITS: Final = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as filed."""

    id: str
    """`c10_payment`, the name of its file and of references to it."""
    version: str
    title: str
    when: str
    text: tuple[str, ...]


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
    """`第九条`"""
    title: str
    paragraphs: tuple[Paragraph, ...]


@cache
def shipped() -> tuple[Clause, ...]:
    """The clauses as delivered: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "_shipped" / "templates" / "clauses"
    return load(inside if inside.is_dir() else package.parent / "templates" / "clauses")


def load(folder: Path) -> tuple[Clause, ...]:
    """The clauses of a folder in the order of their file names.

    Raises TemplateFault, naming the file, for one that says too little, too much or is named otherwise.
    """
    return tuple(_read(path) for path in sorted(folder.glob("c*.toml")))


def _read(path: Path) -> Clause:
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        clause = Clause(**{**said, "text": tuple(said.get("text", ()))})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as fault:
        raise TemplateFault(path.name, str(fault)) from fault
    if clause.id != path.stem:
        raise TemplateFault(path.name, f"says it is {clause.id}")
    return clause


def resolve(clauses: Sequence[Clause], figures: object) -> tuple[NumberedClause, ...]:
    """The clauses that apply, numbered from 第一条 with their references filled in.

    Raises TemplateFault, naming the clause, for a name that is not offered, a value printed without a filter, a
    reference to a clause that does not apply, and a table that the template does not have.
    """
    refuse_unprintable(figures, "clauses")
    strict = environment(autoescape=False)
    names = offered(figures)
    applying = [(clause, lines) for clause in clauses if (lines := tuple(_lines(clause, strict, names)))]
    ordinals = {clause.id: f"第{numeral(n)}条" for n, (clause, _) in enumerate(applying, start=1)}
    return tuple(
        NumberedClause(ordinals[clause.id], clause.title, tuple(_paragraphs(clause, n, lines, ordinals)))
        for n, (clause, lines) in enumerate(applying, start=1)
    )


def _lines(clause: Clause, strict: ImmutableSandboxedEnvironment, names: Mapping[str, object]) -> Iterator[str]:
    """The lines of a clause that apply, with their figures, references still to be numbered."""
    try:
        applies = strict.compile_expression(clause.when, undefined_to_none=False)(**names)
        if isinstance(applies, Undefined):
            raise TemplateFault(clause.id, f"when: {applies._undefined_message}")
        for line in clause.text if applies else ():
            template = strict.from_string(line.replace("**", _BOLD), globals={"ref": _REFERENCE.format})
            if said := template.render(names).strip():
                yield said
    except (TemplateError, TypeError, ValueError) as fault:
        raise TemplateFault(clause.id, str(fault)) from fault


def _paragraphs(clause: Clause, number: int, lines: Sequence[str], ordinals: Mapping[str, str]) -> Iterator[Paragraph]:
    """The lines as sub-clauses, numbered where there is more than one."""
    is_numbered = sum(not line.startswith("@") for line in lines) > 1
    sub = 0
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        if line.startswith("@"):
            yield Paragraph("", (), _table(clause, line))
            continue
        sub += 1
        words = re.sub("\x03(.*?)\x03", lambda found: _ordinal(clause, found[1], ordinals), line)
        yield Paragraph(
            f"{number}.{sub}" if is_numbered else "", _passages(words), leads_table=following.startswith("@")
        )


def _table(clause: Clause, line: str) -> str:
    table = line.removeprefix("@table").strip()
    if table not in TABLES:
        raise TemplateFault(clause.id, f"{line}: the contract has no such table")
    return table


def _ordinal(clause: Clause, key: str, ordinals: Mapping[str, str]) -> str:
    if key not in ordinals:
        raise TemplateFault(clause.id, f"refers to {key}, which is not in this contract")
    return ordinals[key]


def _passages(words: str) -> tuple[Passage, ...]:
    """`a**b**c` as a plain, a bold and a plain passage."""
    return tuple(Passage(text, bool(n % 2)) for n, text in enumerate(words.split(_BOLD)) if text)


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 九, 十, 二十五."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
