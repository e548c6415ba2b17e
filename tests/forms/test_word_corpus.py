"""Real Word files: nothing makes the reader stumble, and it sees all that python-docx sees.

Where the two differ, the paragraph or cell must hold a construct whose text python-docx is known to lose or to repeat
(forms.md 2.2); which constructs those are is written below, and nothing else is excused.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from toolkit.errors import UnreadableFile
from toolkit.forms.word.reader import story_of
from toolkit.forms.word.story import Story
from toolkit.office.package import Package

CASES = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).parents[3] / "shared")) / "corpus"
FILES = sorted(CASES.glob("*.docx"))
REFUSED = {"1ce4e77d": "dtd_forbidden"}
"""Real files that hold what an honest form never holds."""
ABSENT = [pytest.param(None, marks=pytest.mark.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)"))]
LOST = ("sdt", "ins", "del", "moveFrom", "moveTo", "smartTag", "customXml", "fldSimple", "fldChar", "ruby", "sym")
"""Of these python-docx loses text or shows what is no text."""
APART = ("tbl", "txbxContent", "dir", "bdo")
"""Of these it leaves out the text within a cell or paragraph."""
LOSING = {qn(f"w:{name}") for name in (*LOST, *APART)} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
}


def read(path: Path) -> Story:
    """The file as we read it."""
    return story_of(Package(path.read_bytes(), path.name))


def is_excused(element: Any) -> bool:
    """Whether the element holds something that python-docx is known to lose."""
    return any(child.tag in LOSING for child in element.iterdescendants())


def paragraphs_seen(document: Any) -> Iterator[tuple[str, bool]]:
    """Text of every paragraph of the body as python-docx has it, and whether it may differ."""
    for paragraph in document.paragraphs:
        yield paragraph.text, is_excused(paragraph._p)


def rows_seen(table: Any) -> Iterator[list[tuple[str, bool]]]:
    """The cells of every row left, as python-docx has them, and whether they may differ; a merged one repeated."""
    for row in (row for row in table.rows if row._tr.find("w:trPr/w:del", row._tr.nsmap) is None):
        yield [(cell.text.strip(), is_excused(cell._tc)) for cell in row.cells]


@pytest.mark.parametrize("path", FILES or ABSENT, ids=lambda path: path.name[:8] if path else "absent")
def test_a_real_file_says_all_that_python_docx_sees(path: Path) -> None:
    if path.name[:8] in REFUSED:
        with pytest.raises(UnreadableFile, match=REFUSED[path.name[:8]]):
            read(path)
        return

    story, document = read(path), Document(io.BytesIO(path.read_bytes()))

    ours = iter(paragraph.text for paragraph in story.paragraphs)
    if not is_excused(document.element.body):
        assert list(ours) == [text for text, _ in paragraphs_seen(document)]
    else:
        said = "\n".join(ours)
        assert all(text in said for text, may_differ in paragraphs_seen(document) if not may_differ)
    for table, grid in zip(document.tables, story.tables, strict=False):
        for n, row in enumerate(rows_seen(table)):
            texts = [(c.text, c.column) for c in grid.rows[n] for _ in range(c.span)]
            for (theirs, may_differ), (text, column) in zip(row, texts, strict=True):
                upper = grid.cell(n, column)
                assert may_differ or theirs == text or (upper is not None and theirs == upper.text)


@pytest.mark.skipif(not FILES, reason="the shared cases are not beside this checkout (SALESDOCS_CASES)")
def test_python_docx_loses_text_in_some_of_the_real_files() -> None:
    lossy = []
    for path in (path for path in FILES if path.name[:8] not in REFUSED):
        document = Document(io.BytesIO(path.read_bytes()))
        theirs = sum(len("".join(text.split())) for text, _ in paragraphs_seen(document))
        ours = sum(len("".join(paragraph.text.split())) for paragraph in read(path).paragraphs)
        lossy += [path.name[:8]] if ours > theirs else []

    assert len(FILES) == 51
    assert lossy
