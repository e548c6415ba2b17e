"""Word files written by hand, element by element, as no library would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from toolkit.forms.word.reader import story_of
from toolkit.forms.word.story import Story
from toolkit.office.package import Package

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def run(text: str) -> str:
    """A run of plain text."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*content: str, mark: str = "") -> str:
    """A paragraph; a content that is no XML is a run of text. `mark`: of the paragraph's own end."""
    shape = f"<w:pPr><w:rPr>{mark}</w:rPr></w:pPr>" if mark else ""
    return f"<w:p>{shape}{''.join(_inline(each) for each in content)}</w:p>"


def _inline(content: str) -> str:
    return content if content.startswith("<") else run(content)


def _block(content: str) -> str:
    return content if content.startswith(("<w:p>", "<w:tbl>", "<w:sdt>")) else p(content)


def tc(*content: str, shape: str = "") -> str:
    """A cell; a content that is no block becomes a paragraph."""
    return f"<w:tc><w:tcPr>{shape}</w:tcPr>{''.join(map(_block, content)) or '<w:p/>'}</w:tc>"


def tr(*cells: str, shape: str = "") -> str:
    """A row; a cell that is no XML of a cell becomes one."""
    held = (cell if cell.startswith(("<w:tc>", "<w:sdt><w:sdtPr>", "<w:cell/>")) else tc(cell) for cell in cells)
    return f"<w:tr>{f'<w:trPr>{shape}</w:trPr>' if shape else ''}{''.join(held)}</w:tr>"


def tbl(*rows: str | tuple[str, ...]) -> str:
    """A table; a tuple of texts is a row."""
    held = (row if isinstance(row, str) else tr(*row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(held)}</w:tbl>"


def sdt(content: str, *, tag: str = "", properties: str = "") -> str:
    """A content control around whatever it is given."""
    name = f'<w:tag w:val="{tag}"/>' if tag else ""
    return f"<w:sdt><w:sdtPr>{name}{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def tracked(kind: str, content: str) -> str:
    """A tracked change of that kind around its content."""
    return f'<w:{kind} w:id="1" w:author="a" w:date="2026-07-01T00:00:00Z">{content}</w:{kind}>'


def mark(kind: str) -> str:
    """A tracked change of a paragraph's end, a row or a cell."""
    return f'<w:{kind} w:id="1" w:author="a"/>'


def field(code: str, result: str, *, form: str = "") -> str:
    """A complex field."""
    data = f"<w:ffData>{form}</w:ffData>" if form else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(*content: str) -> str:
    """A run with a text box, in both ways that Word writes it."""
    held = f"<w:txbxContent>{''.join(map(_block, content))}</w:txbxContent>"
    new = f"<w:drawing><wps:txbx>{held}</wps:txbx></w:drawing>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{held}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def docx(*body: str, parts: Mapping[str, str] | None = None, application: str = "") -> bytes:
    """A Word file of this body. `parts`: kind of relationship -> XML content of a further part's root."""
    made = io.BytesIO()
    further = dict(parts or {})
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATION}{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(further)
    )
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_KIND}document.main+xml"/></Types>',
        )
        office = f'<Relationship Id="r1" Type="{_RELATION}officeDocument" Target="word/document.xml"/>'
        target.writestr("_rels/.rels", _RELATIONS.format(office))
        target.writestr("word/_rels/document.xml.rels", _RELATIONS.format(links))
        target.writestr("word/document.xml", f"<w:document {_SPACES}><w:body>{''.join(body)}</w:body></w:document>")
        for kind, content in further.items():
            target.writestr(f"word/{kind}.xml", f"<w:{kind} {_SPACES}>{content}</w:{kind}>")
        if application:
            target.writestr("docProps/app.xml", f"<Properties><Application>{application}</Application></Properties>")
    return made.getvalue()


def story(*body: str, application: str = "") -> Story:
    """What the reader makes of this body."""
    return story_of(Package(docx(*body, application=application), "x.docx"))


def text_of(*content: str) -> str:
    """The text of one paragraph of this content."""
    (paragraph,) = story(p(*content)).paragraphs
    return paragraph.text
