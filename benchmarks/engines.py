"""The Python engines: each takes a template once and then turns values into documents."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Literal
from zipfile import ZipFile

from docxtpl import DocxTemplate

from benchmarks.quotes import DEAL, KIND, Quote
from toolkit.documents.compile import compiled
from toolkit.documents.properties import Properties
from toolkit.documents.render import render
from toolkit.documents.strict import environment
from toolkit.model import stamped
from toolkit.office.zip_writer import Begun, ZipWriter, packed_fast

Values = Mapping[str, Any]
Rendering = Callable[[Quote, Values], bytes]
_MAIN: Final = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Engine:
    """One line of the table that Python renders."""

    name: str
    packing: str
    """With what it deflates."""
    prepare: Callable[[bytes], Rendering]
    takes: Literal["figures", "strings"] = "figures"
    """Our template and typed figures, or plain names and ready-made strings."""


def _ours(template: bytes) -> Rendering:
    """The program of the template, with the properties that every document of ours carries."""
    program = compiled(template, KIND.template)
    return lambda quote, values: program.filled(values, _properties(quote))


def _ours_bare(template: bytes) -> Rendering:
    """The program alone, properties as the template has them: what the others do."""
    program = compiled(template, KIND.template)
    return lambda _, values: program.filled(values)


def _proven(template: bytes) -> Rendering:
    """What the house does: values examined, rendered, stamped with their digest, read back, proven."""
    return lambda quote, _: render(template, quote.figures, kind=KIND, issue=quote.issue, deal=DEAL, known=quote.known)


def _docxtpl(template: bytes) -> Rendering:
    """The way of its manual: the template opened for each document."""
    return lambda _, values: _saved(DocxTemplate(BytesIO(template)), values, environment(autoescape=True))


def _docxtpl_reused(template: bytes) -> Rendering:
    """One docxtpl object and one Jinja environment for all documents."""
    document, strict = DocxTemplate(BytesIO(template)), environment(autoescape=True)
    return lambda _, values: _saved(document, values, strict)


def _saved(document: DocxTemplate, values: Values, strict: Any) -> bytes:
    document.render(values, strict)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _floor(pack: Callable[[bytes], bytes]) -> Callable[[bytes], Rendering]:
    """Nothing but deflating the finished main part and writing the zip; all other parts are deflated beforehand."""

    def prepare(template: bytes) -> Rendering:
        finished: dict[tuple[str, int], tuple[Begun, bytes]] = {}

        def rendering(quote: Quote, values: Values) -> bytes:
            key = (quote.issue.number, len(quote.figures.lines))
            if key not in finished:
                finished[key] = _halves(compiled(template, KIND.template).filled(values))
            begun, main = finished[key]
            writer = ZipWriter(begun, pack)
            writer.add(_MAIN.encode(), main)
            return writer.finished()

        return rendering

    return prepare


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _halves(document: bytes) -> tuple[Begun, bytes]:
    """A document as all its parts but the main one, written, and the main one, not deflated."""
    writer = ZipWriter()
    with ZipFile(BytesIO(document)) as package:
        for name in package.namelist():
            if name != _MAIN:
                writer.add(name.encode(), package.read(name))
        return writer.begun(), package.read(_MAIN)


def _properties(quote: Quote) -> Properties:
    known = quote.known
    passport = {
        stamped.KIND: KIND.id,
        stamped.VERSION: quote.issue.version,
        stamped.NUMBER: quote.issue.number,
        stamped.DEAL: DEAL,
        stamped.HASH: "0" * 64,
    }
    return Properties(
        title=KIND.title.zh,
        subject=quote.issue.number,
        keywords=known.customer.short if known.customer else "",
        author=known.rulebook.company.name,
        written_on=known.today,
        passport=passport,
    )


ENGINES: Final = {
    engine.name: engine
    for engine in (
        Engine("ours", "isal 1", _ours),
        Engine("ours, rendered and proven", "isal 1", _proven),
        Engine("ours (strings)", "isal 1", _ours_bare, "strings"),
        Engine("docxtpl", "zlib 6", _docxtpl),
        Engine("docxtpl, object reused", "zlib 6", _docxtpl_reused),
        Engine("docxtpl (strings)", "zlib 6", _docxtpl, "strings"),
        Engine("docxtpl, object reused (strings)", "zlib 6", _docxtpl_reused, "strings"),
        Engine("floor", "isal 1", _floor(packed_fast)),
        Engine("floor, zlib", "zlib 6", _floor(_deflated)),
    )
}
"""In the order of the table."""
