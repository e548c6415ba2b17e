"""A contract in the hands of a customer: edited as Word does it, with and without tracking, saved by LibreOffice."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from toolkit.documents.compare import ClauseChange, compare, contract_of
from toolkit.documents.looked import looked
from toolkit.documents.revisions import read
from toolkit.model.clause import Clause

AUTHOR, ON = "李经理", "2026-07-12T09:30:00Z"

Edit = Callable[[Any], None]


def edited(contract: bytes, *edits: Edit) -> bytes:
    """The contract after these edits."""
    document = Document(BytesIO(contract))
    for edit in edits:
        edit(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def through_libreoffice(contract: bytes) -> bytes:
    """The contract as LibreOffice saves it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in" / "contract.docx"
        source.parent.mkdir()
        source.write_bytes(contract)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "docx"]
        subprocess.run([*command, "--outdir", folder, str(source)], check=True, capture_output=True, timeout=120)
        return (Path(folder) / "contract.docx").read_bytes()


def typed_over(old: str, new: str) -> Edit:
    """An edit without tracking: the words replaced in the first paragraph that holds them, cells too."""

    def edit(document: Any) -> None:
        paragraph = _paragraph(document, old)
        text = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        _emptied(paragraph).append(_run(text.replace(old, new, 1)))

    return edit


def tracked(old: str, new: str, *, author: str = AUTHOR) -> Edit:
    """The same with tracking: `old` as w:del, `new` as w:ins; '' for none of it. `old` ends the context, if empty."""

    def edit(document: Any) -> None:
        paragraph = _paragraph(document, old)
        head, tail = "".join(t.text or "" for t in paragraph.iter(qn("w:t"))).split(old, 1)
        _emptied(paragraph).append(_run(head))
        paragraph.append(_change("w:del", author, _run(old, "w:delText")))
        if new:
            paragraph.append(_change("w:ins", author, _run(new)))
        paragraph.append(_run(tail))

    return edit


def removed(title: str, *, author: str = "") -> Edit:
    """The clause of that title deleted with all its paragraphs and tables; tracked where an author is named."""

    def edit(document: Any) -> None:
        for block in _clause(document, title):
            if author:
                _strike(block, author)
            else:
                block.getparent().remove(block)

    return edit


def added_behind(title: str, *lines: str, author: str = "") -> Edit:
    """Paragraphs written behind that clause, the first as a heading; tracked where an author is named."""

    def edit(document: Any) -> None:
        block = _clause(document, title)[-1]
        for line in lines:
            paragraph = OxmlElement("w:p")
            paragraph.append(_change("w:ins", author, _run(line)) if author else _run(line))
            if author:
                properties, marks = OxmlElement("w:pPr"), OxmlElement("w:rPr")
                marks.append(_change("w:ins", author))
                properties.append(marks)
                paragraph.insert(0, properties)
            block.addnext(paragraph)
            block = paragraph

    return edit


def moved_behind(title: str, target: str) -> Edit:
    """The clause of that title cut and pasted behind another."""

    def edit(document: Any) -> None:
        behind = _clause(document, target)[-1]
        for block in _clause(document, title):
            behind.addnext(block)
            behind = block

    return edit


def renumbered(document: Any) -> None:
    """Every clause and sub-clause numbered anew from 1, as a careful customer does after deleting one."""
    from toolkit.documents.clauses import numeral

    count = 0
    for paragraph in document.paragraphs:
        heading, _, rest = paragraph.text.partition("  ")
        if heading.startswith("第") and heading.endswith("条") and rest:
            count += 1
            paragraph.text = f"第{numeral(count)}条  {rest}"
        elif heading.replace(".", "").isdigit() and "." in heading and rest:
            paragraph.text = f"{count}.{heading.split('.')[1]}  {rest}"


def without_properties(document: Any) -> None:
    """The custom properties dropped, as some programs do."""
    package = document.part.package
    for key in [k for k, relation in package.rels.items() if relation.reltype.endswith("/custom-properties")]:
        del package.rels[key]


def row_added(label: str, *cells: str, author: str) -> Edit:
    """A row tracked into a table behind the one whose text begins with the label."""

    def edit(document: Any) -> None:
        rows = [row for table in document.tables for row in table.rows]
        found = next(row for row in rows if "".join(c.text for c in row.cells).startswith(label))
        new = deepcopy(found._tr)
        for cell, text in zip(new.iter(qn("w:tc")), cells, strict=True):
            paragraph = cell.find(qn("w:p"))
            _emptied(paragraph).append(_change("w:ins", author, _run(text)))
        new.get_or_add_trPr().append(_change("w:ins", author))
        found._tr.addnext(new)

    return edit


def _paragraph(document: Any, text: str) -> Any:
    return next(
        p for p in document.element.body.iter(qn("w:p")) if text in "".join(t.text or "" for t in p.iter(qn("w:t")))
    )


def _clause(document: Any, title: str) -> list[Any]:
    body = list(document.element.body)
    heads = [n for n, block in enumerate(body) if _is_head(block)]
    start = next(n for n in heads if _words(body[n]).endswith(title))
    end = next((n for n in heads if n > start), len(body))
    return body[start:end]


def _is_head(block: Any) -> bool:
    words = _words(block)
    is_clause = (words.startswith("第") and "条  " in words[:8]) or re.match(r"Article \d+  ", words) is not None
    is_behind = "以下无正文" in words or "signature page" in words or words.startswith(("附件", "Annex "))
    return block.tag == qn("w:p") and (is_clause or is_behind)


def _words(block: Any) -> str:
    return "".join(t.text or "" for t in block.iter(qn("w:t")))


def _emptied(paragraph: Any) -> Any:
    for child in [child for child in paragraph if child.tag != qn("w:pPr")]:
        paragraph.remove(child)
    return paragraph


def _run(text: str, tag: str = "w:t") -> Any:
    run, words = OxmlElement("w:r"), OxmlElement(tag)
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _change(tag: str, author: str, *within: Any) -> Any:
    change = OxmlElement(tag)
    change.set(qn("w:id"), "900")
    change.set(qn("w:author"), author)
    change.set(qn("w:date"), ON)
    change.extend(within)
    return change


def _strike(block: Any, author: str) -> None:
    """All words of a paragraph or table as tracked deletions, with its paragraph marks or rows."""
    for paragraph in block.iter(qn("w:p")):
        text = _words(paragraph)
        _emptied(paragraph).append(_change("w:del", author, _run(text, "w:delText")))
        marks = OxmlElement("w:rPr")
        marks.append(_change("w:del", author))
        paragraph.get_or_add_pPr().append(marks)
    for row in block.iter(qn("w:tr")):
        row.get_or_add_trPr().append(_change("w:del", author))


def compared(issued: bytes, returned: bytes, clauses: Sequence[Clause], *, name: str = "") -> tuple[ClauseChange, ...]:
    """The differences of two files."""
    return compare(read(issued), read(returned, name), clauses)


def contract_named(content: bytes) -> tuple[str, str, str] | None:
    """The contract that a file says it is."""
    return contract_of(looked(content))
