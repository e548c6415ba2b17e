"""Templates looked at: which there are, whose they are, what is wrong with them, and copies that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from toolkit.catalogue import CATALOGUE
from toolkit.desk.merge_table import Table
from toolkit.documents.differences import DIFFERENCES, DifferenceFigures
from toolkit.documents.lint import lint
from toolkit.documents.lint.annotate import annotated
from toolkit.documents.lint.figures import figures_type
from toolkit.documents.lint.findings import TemplateFinding
from toolkit.documents.lint.telling import lines, row
from toolkit.errors import NothingNamed, UnreadableFile
from toolkit.files import publish, read_whole
from toolkit.folders import Places
from toolkit.house import shipped, template_file
from toolkit.model.document import DocumentKind
from toolkit.model.text import LANGS, Lang, Text

ANNOTATED: Final = Text("_检查结果", "_checked")
"""Behind the name of a copy with comments."""


@dataclass(frozen=True, slots=True)
class Template:
    """One template and what it may use."""

    path: Path
    lang: Lang
    kind: DocumentKind | None
    """None for one of `merge`."""
    figures: type | Mapping[str, Any]

    @property
    def name(self) -> str:
        """`quote.docx`; `en/quote.docx`"""  # noqa: D400, D415 (what you get, as it is written)
        return self.path.name if self.lang == "zh" or self.kind is None else f"{self.lang}/{self.path.name}"

    def content(self) -> bytes:
        """Its bytes. Raises ShareTrouble."""
        return read_whole(self.path)


@dataclass(frozen=True, slots=True)
class Linted:
    """A template and its findings."""

    template: Template
    findings: tuple[TemplateFinding, ...]

    @property
    def errors(self) -> int:
        """How many of them are errors."""
        return sum(one.is_error for one in self.findings)


def template_kinds() -> tuple[DocumentKind, ...]:
    """Every kind that is made from a template, the table of differences last."""
    return (*(kind for kind in CATALOGUE.documents.values() if kind.template), DIFFERENCES)


def template_kind(word: str) -> DocumentKind:
    """The kind of that word or id. Raises NothingNamed."""
    kinds = template_kinds()
    for kind in kinds:
        if word.casefold() in (kind.word, kind.id.casefold(), kind.template):
            return kind
    raise NothingNamed("template", word, ", ".join(kind.word for kind in kinds))


def offered_to(kind: DocumentKind) -> type:
    """The record that fills a kind's template."""
    return DifferenceFigures if kind.id == DIFFERENCES.id else figures_type(kind)


def current(kind: DocumentKind, lang: Lang, places: Places | None) -> Template | None:
    """The template in use: the house's own, else the shipped one; None where there is none in that language."""
    folders = [places.templates] if places else []
    paths = (template_file(folder, kind.template, lang) for folder in (*folders, shipped("templates")))
    path = next((path for path in paths if path.is_file()), None)
    return None if path is None else Template(path, lang, kind, offered_to(kind))


def content_of(name: str, places: Places | None, lang: Lang) -> bytes:
    """The bytes of a file, or of the template in use of a kind. Raises NothingNamed, ShareTrouble."""
    found = None if Path(name).is_file() else current(template_kind(name), lang, places)
    return read_whole(Path(name)) if found is None else found.content()


def chosen(
    names: Sequence[str], places: Places | None, *, data: Path | None = None, kind: str = "", lang: Lang | None = None
) -> tuple[Template, ...]:
    """The templates of these kinds or files; all in use where none is named.

    A file is one of `data` where that is given, else of `kind`, else of the kind that its name begins with.
    Raises NothingNamed for a name that is neither kind nor file, TableUnfit.
    """
    if not names and data is None:
        kinds = template_kinds()
        return tuple(one for each in kinds for spoken in LANGS if (one := current(each, spoken, places)))
    return tuple(one for name in names for one in _named(name, places, data=data, kind=kind, lang=lang))


def _named(name: str, places: Places | None, *, data: Path | None, kind: str, lang: Lang | None) -> Iterator[Template]:
    path = Path(name)
    if not path.is_file():
        found = (current(template_kind(name), spoken, places) for spoken in LANGS if lang in (None, spoken))
        yield from (one for one in found if one)
        return
    spoken = lang or ("en" if path.parent.name == "en" else "zh")
    if data is not None:
        yield Template(path, spoken, None, columns(data))
        return
    meant = template_kind(kind) if kind else _by_name(path)
    yield Template(path, spoken, meant, offered_to(meant))


def _by_name(path: Path) -> DocumentKind:
    """The kind whose word, id or title a file's name begins with. Raises NothingNamed."""
    stem = path.stem.casefold()
    for kind in sorted(template_kinds(), key=lambda kind: -len(kind.word)):
        if stem.startswith((kind.word, kind.id.casefold(), kind.title.zh)):
            return kind
    raise NothingNamed("kind for the template", path.name, "--kind or --data TABLE.xlsx")


def columns(data: Path) -> dict[str, Any]:
    """The type of each column of a table; `Any` for one that holds several. Raises TableUnfit, UnreadableFile."""
    table = Table(read_whole(data), data.name)
    held: dict[str, set[type]] = {name: set() for name in table.names}
    for each in table.rows():
        for name, value in each.values.items():
            held[name].add(type(value))
    return {name: next(iter(types)) if len(types) == 1 else Any for name, types in held.items()}


def linted(template: Template) -> Linted:
    """What is wrong with one. Raises ShareTrouble."""
    return Linted(
        template,
        lint(template.content(), template.name, template.figures, kind=template.kind, lang=template.lang),
    )


def written_with_comments(one: Linted, folder: Path, lang: Lang) -> Path | None:
    """The copy with comments; None where there is nothing to say, or the file is none that could hold them."""
    if not one.findings:
        return None
    try:
        content = annotated(one.template.content(), one.template.name, one.findings, lang)
    except UnreadableFile:
        return None
    below = folder / one.template.lang if one.template.name != one.template.path.name else folder
    target = below / f"{one.template.path.stem}{ANNOTATED.said(lang)}.docx"
    below.mkdir(parents=True, exist_ok=True)
    return publish(content, target)


def lint_lines(found: Sequence[Linted], lang: Lang) -> Iterator[str]:
    """All findings, then how many templates and faults."""
    for one in found:
        yield from lines(one.findings, lang)
    errors = sum(one.errors for one in found)
    warnings = sum(len(one.findings) for one in found) - errors
    yield Text(
        f"{len(found)}个模板,错误{errors}处,提醒{warnings}处",
        f"{len(found)} templates, {errors} errors, {warnings} warnings",
    ).said(lang)


def lint_rows(found: Sequence[Linted], lang: Lang) -> list[dict[str, object]]:
    """All findings, for other programs."""
    return [{"file": str(one.template.path), **row(finding, lang)} for one in found for finding in one.findings]
