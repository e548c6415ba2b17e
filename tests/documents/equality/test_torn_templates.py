"""What docxtpl writes torn or twice is refused or made whole."""

import re
import zipfile
from io import BytesIO

import pytest

from tests.documents.equality.drawn import packed, picture
from toolkit.documents.compile import compiled
from toolkit.documents.values import Image
from toolkit.errors import TemplateFault

SPACES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def part(root: str, inner: str) -> str:
    return f'<w:{root} xmlns:w="{SPACES}">{inner}</w:{root}>'


def template(body: str = "<w:p/>", *, header: str = "<w:p/>", notes: str = "") -> bytes:
    """A template of these bodies; without core properties of its own."""
    return packed(
        {
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/header1.xml": part("hdr", header),
            "word/footer1.xml": part("ftr", "<w:p/>"),
            "word/footnotes.xml": part("footnotes", notes),
            "docProps/core.xml": "<cp:coreProperties "
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
        }
    )


def paragraph(*texts: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{text}</w:t></w:r>' for text in texts)}</w:p>"


def row(*texts: str) -> str:
    return f"<w:tr><w:tc><w:tcPr/>{paragraph(*texts)}</w:tc></w:tr>"


def read(document: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(document)) as file:
        return file.read(name).decode()


def test_a_loop_over_rows_that_ends_within_a_cell_is_refused_at_its_part() -> None:
    rows = row("{%tr for each in names %}") + row("{{ each }}") + row("{% endfor %}")
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='900'/></w:tblGrid>{rows}</w:tbl>"

    with pytest.raises(TemplateFault) as refused:
        compiled(template(table), "torn.docx").filled({"names": ["甲", "乙"]})

    assert refused.value.part == "word/document.xml"
    assert "opens in one paragraph, cell or row" in str(refused.value)


def test_a_condition_that_spans_runs_is_whole() -> None:
    content = template(paragraph("{% if flag %}甲", "乙{% endif %}", "丙"))

    shown = [read(compiled(content, "runs.docx").filled({"flag": flag}), "word/document.xml") for flag in (True, False)]

    assert ["".join(re.findall("[甲乙丙]", xml)) for xml in shown] == ["甲乙丙", "丙"]


def test_markup_that_a_template_declares_safe_cannot_tear_the_document() -> None:
    program = compiled(template(paragraph("{{ name|safe }}")), "safe.docx")

    with pytest.raises(TemplateFault, match="no XML"):
        program.filled({"name": "</w:t>"})


def test_a_footnote_whose_only_tag_is_cut_between_its_brackets_is_rendered() -> None:
    content = template(notes=f'<w:footnote w:id="2">{paragraph("{", "{ name }", "}")}</w:footnote>')

    document = compiled(content, "notes.docx").filled({"name": "注释"})

    assert re.sub("<[^>]*>", "", read(document, "word/footnotes.xml")).strip() == "注释"


def test_pictures_of_a_header_have_ids_of_their_own() -> None:
    content = template(header=paragraph("{{ logo }}", "{{ logo }}"))

    document = compiled(content, "header.docx").filled({"logo": Image(picture(1), 10.0)})

    ids = re.findall(r'<wp:docPr id="(\d+)"', read(document, "word/header1.xml"))
    assert len(ids) == len(set(ids)) == 2
