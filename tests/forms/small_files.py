"""The smallest workbooks and Word files, written part by part, for what no library would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from toolkit.forms.marks import Mark, Summary
from toolkit.model.finding import Severity
from toolkit.office.package import Package

SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SUMMARY = Summary(
    title="检查结果:已退回,请修改后重新提交",
    file="成本核算表.xlsx",
    about=(("表单", "F05 成本核算表"),),
    advice="请修改标色的单元格,保存后重新提交。",
)

Related = Mapping[str, tuple[str, str]]
"""Relationships of a part: id → kind, target."""


def mark(place: str = "", severity: Severity = Severity.ERROR, **more: object) -> Mark:
    """A mark with some words."""
    words: dict[str, object] = {"code": "M-AMT", "said": "「数量」不是数字。", "read": "abc", **more}
    return Mark(severity=severity, place=place, **words)  # type: ignore[arg-type]


def workbook(
    sheet: str,
    *,
    styles: str = "",
    related: Related | None = None,
    parts: Mapping[str, str] | None = None,
    book: str = "",
    prefix: str = "",
) -> Package:
    """A workbook of one sheet 表; `sheet`: its XML within the root, `styles`: the part's, '' for none."""
    p = f"{prefix}:" if prefix else ""
    space = f'xmlns{":" + prefix if prefix else ""}="{SHEET_NS}" xmlns:r="{OFFICE}"'
    book = book or f'<{p}sheets><{p}sheet name="表" sheetId="1" r:id="rId1"/></{p}sheets>'
    made = {
        "[Content_Types].xml": _types(
            _SHEET_TYPE, "/xl/workbook.xml", "sheet.main", worksheet="/xl/worksheets/sheet1.xml"
        ),
        "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f"<{p}workbook {space}>{book}</{p}workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            {"rId1": ("worksheet", "worksheets/sheet1.xml"), **({"rId2": ("styles", "styles.xml")} if styles else {})}
        ),
        "xl/worksheets/sheet1.xml": f"<{p}worksheet {space}>{sheet}</{p}worksheet>",
        **({"xl/styles.xml": f'<styleSheet xmlns="{SHEET_NS}">{styles}</styleSheet>'} if styles else {}),
        **({"xl/worksheets/_rels/sheet1.xml.rels": relations(related)} if related else {}),
        **(parts or {}),
    }
    return Package(zipped(made), "成本核算表.xlsx")


def document(
    body: str, *, styles: str = "", parts: Mapping[str, str] | None = None, related: Related | None = None
) -> Package:
    """A Word file with this body."""
    space = f'xmlns:w="{WORD_NS}" xmlns:r="{OFFICE}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    known = {**({"rId9": ("styles", "styles.xml")} if styles else {}), **(related or {})}
    made = {
        "[Content_Types].xml": _types(_WORD_TYPE, "/word/document.xml", "document.main"),
        "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
        **({"word/_rels/document.xml.rels": relations(known)} if known else {}),
        **({"word/styles.xml": f'<w:styles xmlns:w="{WORD_NS}">{styles}</w:styles>'} if styles else {}),
        **(parts or {}),
    }
    return Package(zipped(made), "谈判纪要.docx")


def table(*rows: str) -> str:
    """A Word table of rows of XML cells."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(text: str = "", properties: str = "") -> str:
    """A cell of a Word table with one paragraph."""
    shape = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{shape}{paragraph(text)}</w:tc>"


def paragraph(text: str = "") -> str:
    """A Word paragraph of one run."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" if text else "<w:p/>"


def relations(known: Related) -> str:
    """A relationships part."""
    entries = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, (kind, target) in known.items()
    )
    return f'<Relationships xmlns="{_RELATIONS}">{entries}</Relationships>'


def _types(family: str, main: str, kind: str, **parts: str) -> str:
    entries = [f'<Override PartName="{main}" ContentType="{family}.{kind}+xml"/>']
    entries += [f'<Override PartName="{part}" ContentType="{family}.{name}+xml"/>' for name, part in parts.items()]
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{''.join(entries)}</Types>"
    )


def zipped(parts: Mapping[str, str]) -> bytes:
    """A zip of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()
