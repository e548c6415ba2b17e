"""A template compiled: run for each document, its parts without tags copied as they were packed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from types import CodeType
from typing import Any, Final

from jinja2 import Template, TemplateSyntaxError
from lxml import etree

from toolkit.documents.compile.after import ESCAPES, unescaped, with_line_ends, with_numbered_drawings
from toolkit.documents.compile.by_docxtpl import rendered_by_docxtpl
from toolkit.documents.compile.code import DRAWN, BytesEnvironment, NeedsDocxtpl
from toolkit.documents.compile.declared import with_properties
from toolkit.documents.compile.grids import has_free_grids, with_grids
from toolkit.documents.compile.patched import PatchedPart, rendered_parts
from toolkit.documents.compile.pictures import Drawn
from toolkit.documents.compile.place import RAISED, runtime_fault, syntax_fault
from toolkit.documents.compile.wholeness import is_whole
from toolkit.documents.properties import CORE, CUSTOM, Properties
from toolkit.documents.sound import package_faults
from toolkit.documents.strict import OFFERED, refuse_unprintable
from toolkit.errors import TemplateFault
from toolkit.office.package import Package, plain
from toolkit.office.rewrite import rewritten
from toolkit.office.zip_writer import DAY_ONE, Begun, Head, ZipWriter, packed_fast

_TRACKED: Final = "PrChange"
"""Within tracked formatting, docxtpl's way with line ends tears elements apart."""
_TORN: Final = "is no XML once it is filled in: a tag opens in one paragraph, cell or row and closes in another"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class CompiledPart:
    """One part with tags: its patched source, the code made of it, and what its output asks for afterwards."""

    patched: PatchedPart
    code: CodeType
    has_escapes: bool
    has_drawings: bool
    has_free_grids: bool
    """Some table's columns depend on the values."""
    is_whole: bool
    """Its output is well-formed whatever the values are; otherwise it is looked at each time."""


def compile_part(patched: PatchedPart, name: str, environment: BytesEnvironment) -> CompiledPart:
    """The part compiled. Raises TemplateFault, at the tag, for what is no Jinja or no filter of ours."""
    source = patched.source
    try:
        parsed = environment.parse(source)
        whole = is_whole(parsed) and _TRACKED not in source
        code = environment.compile(parsed, None, f"<template {patched.part}>")
    except TemplateSyntaxError as fault:
        raise syntax_fault(name, patched, fault) from fault
    return CompiledPart(
        patched,
        code,
        has_escapes=any(mark in source for mark in ESCAPES),
        has_drawings=patched.is_main and "<wp:docPr" in source,
        has_free_grids=patched.is_main and has_free_grids(source),
        is_whole=whole,
    )


class Program:
    """One template, ready to write documents."""

    def __init__(
        self, template: bytes, name: str, parts: tuple[CompiledPart, ...], environment: BytesEnvironment
    ) -> None:
        self.name, self._template, self._environment = name, template, environment
        self._parts = tuple((part, Template.from_code(environment, part.code, {})) for part in parts)

    def filled(self, values: Mapping[str, Any], properties: Properties | None = None) -> bytes:
        """The document that these values make: a .docx; the same values give the same bytes.

        Text is escaped, amounts and days need a filter. Raises TemplateFault, naming part, paragraph and tag, where the
        template asks for what is not offered or shows what may not be shown, naming the value where no document
        can hold it.
        """
        drawn = Drawn()
        tokens = OFFERED.set(values), DRAWN.set(drawn)
        try:
            parts = {part.patched.part: self._run(part, template, values, drawn) for part, template in self._parts}
        except NeedsDocxtpl:
            return rendered_by_docxtpl(self._template, values, self._environment, self.name, properties)
        finally:
            OFFERED.reset(tokens[0])
            DRAWN.reset(tokens[1])
        if properties:
            parts |= properties.parts()
        begun, names = self._described if properties else self._plain
        written = ZipWriter(begun, packed_fast)
        for part, content in parts.items():
            written.add(names(part), content)
        content = written.finished()
        if drawn.media:
            package = Package(content, self.name)
            return rewritten(package, drawn.parts(package))
        return content

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts that its reader sees: the main part, its headers, footers, footnotes."""
        return rendered_parts(Package(self._template, self.name))

    @cached_property
    def words(self) -> str:
        """What the template says, tags included: a line each paragraph."""
        from toolkit.documents.seen import Seen  # noqa: PLC0415 (it reads what programs write)

        return Seen.of(self._template, self.name).text

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the template."""
        return sha256(self._template).hexdigest()

    @cached_property
    def is_sound(self) -> bool:
        """Whether its relations lead somewhere and every part has a type: then so it is in its documents."""
        return not any(package_faults(Package(self._template, self.name)))

    def _run(self, part: CompiledPart, template: Template, values: Mapping[str, Any], drawn: Drawn) -> bytes:
        """One part as XML."""
        drawn.part, drawn.source = part.patched.part, part.patched.source
        try:
            content = b"".join(template.root_render_func(template.new_context(values)))  # type: ignore[arg-type]
        except RAISED as fault:
            refuse_unprintable(values, self.name)
            raise runtime_fault(self.name, part.patched, template, fault) from fault
        try:
            mended = _mended(content, part, has_pictures=bool(drawn.media) and part.patched.is_main)
            if drawn.is_raw or not part.is_whole:
                etree.fromstring(mended)
        except etree.XMLSyntaxError as fault:
            said = f"{_TORN} ({fault})"
            raise TemplateFault(self.name, said, part=part.patched.part) from fault
        return _DECLARATION + mended

    @cached_property
    def _plain(self) -> tuple[Begun, Callable[[str], bytes]]:
        return self._begun({}, ())

    @cached_property
    def _described(self) -> tuple[Begun, Callable[[str], bytes]]:
        """The parts that stay, properties declared in place of those of the template."""
        package = Package(self._template, self.name)
        changed, gone = with_properties(package)
        return self._begun(changed, gone)

    def _begun(self, changed: Mapping[str, bytes], gone: tuple[str, ...]) -> tuple[Begun, Callable[[str], bytes]]:
        """What every document of this template begins with, and the names of the parts that follow."""
        archive = Package(self._template, self.name).archive
        written = {plain(part.patched.part) for part, _ in self._parts} | {plain(part) for part in gone}
        kept = ZipWriter()
        for entry in archive.entries:
            key = plain(entry.name)
            if key in changed:
                kept.add(entry.name.encode(), changed[key])
            elif key not in written and not entry.is_folder:
                local = archive.local(entry)
                head = Head(
                    entry.flags & 0x800, local.method, *DAY_ONE, entry.crc, entry.packed, entry.size, entry.raw_name
                )
                kept.copy(head, archive.packed(entry))
        names = {part: part.encode() for part in (CORE, CUSTOM)}
        names |= {part.patched.part: part.patched.part.encode() for part, _ in self._parts}
        return kept.begun(), names.__getitem__


def _mended(content: bytes, part: CompiledPart, *, has_pictures: bool) -> bytes:
    """The part with what only some documents need: line ends, brackets, ids of drawings, grids."""
    has_ends = any(end in content for end in (b"\n", b"\t", b"\x07", b"\x0c"))
    if not (has_ends or part.has_escapes or part.has_drawings or part.has_free_grids or has_pictures):
        return content
    xml = content.decode()
    if part.has_escapes:
        xml = unescaped(xml)
    if has_ends:
        xml = with_line_ends(xml)
    if part.has_free_grids:
        xml = with_grids(xml)
    if part.has_drawings or has_pictures:
        xml = with_numbered_drawings(xml)
    return xml.encode()
