"""A template looked at before it is used: every fault of it at once, each at its place, with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from jinja2 import TemplateSyntaxError

from toolkit.documents.compile.patched import patched_parts
from toolkit.documents.lint.figures import Figures, figures_of
from toolkit.documents.lint.findings import TemplateFinding, found
from toolkit.documents.lint.leftovers import leftovers
from toolkit.documents.lint.names import Shown, walked
from toolkit.documents.lint.parts import Part, parts_of
from toolkit.documents.lint.required import never_shown
from toolkit.documents.lint.structure import structure
from toolkit.documents.lint.styles import missing_styles
from toolkit.documents.lint.tags import tags_of
from toolkit.documents.strict import environment
from toolkit.errors import TemplateFault, UnreadableFile
from toolkit.model.document import DocumentKind
from toolkit.model.text import Lang
from toolkit.office.package import Package

PROPERTIES: Final = "core-properties"


def lint(
    template: bytes,
    name: str,
    figures: type | Mapping[str, Any],
    *,
    kind: DocumentKind | None = None,
    lang: Lang = "zh",
) -> tuple[TemplateFinding, ...]:
    """What is wrong with a template that may use these figures, in the order of its parts and paragraphs.

    `figures` is the record that the template is filled with, or the type of each name. `kind` says whether it goes to
    customers; without one no figure is required. Never raises: what cannot be read is a finding.
    """
    return looked_at(template, name, figures, kind=kind, lang=lang)[0]


def looked_at(
    template: bytes,
    name: str,
    figures: type | Mapping[str, Any],
    *,
    kind: DocumentKind | None = None,
    lang: Lang = "zh",
) -> tuple[tuple[TemplateFinding, ...], Shown]:
    """The findings, and which figures the template uses and prints."""
    offered, shown = figures_of(figures), Shown()
    try:
        package = Package(template, name)
        parts = parts_of(package)
    except UnreadableFile as trouble:
        return (found("not_word", name, reason=trouble.code),), shown
    findings = [each for part in parts for each in _of_part(part, offered, shown, kind, lang)]
    findings += _of_package(package, parts, kind)
    if not any(each.is_error for each in findings):
        findings += _as_compiled(template, name, lang)
    if kind is not None:
        findings += never_shown(name, offered, shown)
    order = {part.name: n for n, part in enumerate(parts)}
    at_their_places = sorted(
        _once(findings), key=lambda one: (order.get(one.part, len(order)), one.paragraph, one.span)
    )
    return tuple(at_their_places), shown


def _of_part(
    part: Part, offered: Figures, shown: Shown, kind: DocumentKind | None, lang: Lang
) -> Iterator[TemplateFinding]:
    tags, faults = tags_of(part, offered)
    yield from faults
    blocks, faults = structure(part, tags)
    yield from faults
    yield from walked(part, tags, blocks, offered, shown, is_external=kind is not None and kind.is_external, lang=lang)


def _of_package(package: Package, parts: tuple[Part, ...], kind: DocumentKind | None) -> Iterator[TemplateFinding]:
    """What can be looked for in files that hold odd XML, too."""
    try:
        yield from missing_styles(package, parts)
        yield from leftovers(package, parts, is_external=kind is not None and kind.is_external)
    except UnreadableFile as trouble:
        yield found("not_word", package.name, reason=trouble.code)


def _as_compiled(template: bytes, name: str, lang: Lang) -> Iterator[TemplateFinding]:
    """What Jinja says of the whole, where nothing was found tag by tag: the last net."""
    strict = environment(autoescape=True, lang=lang)
    try:
        for part in patched_parts(template, name):
            try:
                strict.parse(part.source)
            except TemplateSyntaxError as fault:
                tag = part.tag_at(fault.lineno)
                at = tag.paragraph if tag else -1
                yield found(
                    "syntax",
                    name,
                    part=part.part,
                    paragraph=at + 1,
                    text=part.paragraphs[at] if 0 <= at < len(part.paragraphs) else "",
                    tag=tag.text if tag else "",
                    reason=fault.message or "",
                )
    except TemplateFault as fault:
        yield found("not_word", name, reason=fault.fault)


def _once(findings: list[TemplateFinding]) -> list[TemplateFinding]:
    """Without those said again of the copy of a text box that Word keeps for older programs."""
    said: set[tuple[str, str, str]] = set()
    kept = []
    for each in findings:
        key = (each.code, each.tag, each.text)
        if each.is_copy and key in said:
            continue
        said.add(key)
        kept.append(each)
    return kept
