"""Compiled templates: what is kept of a template, where its faults are, what is kept on disk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree

from toolkit.documents.compile import cache, compiled
from toolkit.documents.compile.patched import patched_parts
from toolkit.documents.values import Image, Subdocument
from toolkit.errors import TemplateFault
from toolkit.office.archive import Archive

ROOT = Path(__file__).parents[2]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003"
    "010100c9fe92ef0000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    gross: Decimal


LINES = (Line("自动上料机", Decimal("226000.00")), Line("年度维护", Decimal(60000)))


def template(*paragraphs: str, header: str = "", cells: tuple[str, ...] = ()) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for words in cells:
        document.add_table(1, 1).cell(0, 0).text = words
    content = BytesIO()
    document.save(content)
    return content.getvalue()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    cache.keep_in(tmp_path / "programs")
    compiled.cache_clear()
    yield tmp_path / "programs"
    cache.keep_in(None)
    compiled.cache_clear()


def test_parts_without_tags_are_the_templates_own_packed_bytes() -> None:
    content = template("{{ words }}")

    document = compiled(content, "probe.docx").filled({"words": "甲"})

    before, after = Archive(content, "before"), Archive(document, "after")
    packed = {entry.name: bytes(after.packed(entry)) for entry in after.entries}
    same = [entry.name for entry in before.entries if packed[entry.name] == bytes(before.packed(entry))]
    assert set(packed) - set(same) == {"word/document.xml"}


def test_the_same_values_give_the_same_bytes_and_others_do_not() -> None:
    program = compiled(template("{{ words }}"), "probe.docx")

    first, again, other = (program.filled({"words": words}) for words in ("甲", "甲", "乙"))

    assert first == again != other


@pytest.mark.parametrize(
    ("content", "part", "tag", "says"),
    [
        (template("好", "合计{{ totl|money }}"), "word/document.xml", "{{ totl|money }}", "did you mean total?"),
        (template("好", header="{{ numbr }}"), "word/header1.xml", "{{ numbr }}", "did you mean number?"),
        (template(cells=("{% for l in lines %}{{ l.gros|money }}{% endfor %}",)), "word/document.xml",
         "{{ l.gros|money }}", "Line offers no 'gros'; did you mean gross?"),
        (template("{{ number|shout }}"), "word/document.xml", "{{ number|shout }}", "No filter named 'shout'"),
        (template("甲", "{% for l in lines %}{{ l.name }}"), "word/document.xml", "{% for l in lines %}", "endfor"),
        (template("{{ total }}"), "word/document.xml", "{{ total }}", "use a filter"),
        (template("{{ total|day }}"), "word/document.xml", "{{ total|day }}", "is no date"),
        (template("{{ 1 / 0 }}"), "word/document.xml", "{{ 1 / 0 }}", "division by zero"),
        (template("{{ lines[7].name }}"), "word/document.xml", "{{ lines[7].name }}", "has no element 7"),
    ],
)  # fmt: skip
def test_a_fault_names_template_part_paragraph_and_tag(content: bytes, part: str, tag: str, says: str) -> None:
    values = {"total": Decimal(1), "number": "BJ-2026-0001", "lines": LINES}

    with pytest.raises(TemplateFault) as raised:
        compiled(content, "probe.docx").filled(values)

    fault = raised.value
    assert (fault.template, fault.part, fault.tag) == ("probe.docx", part, tag)
    assert tag in fault.paragraph and says in fault.fault


def test_a_tag_split_over_runs_is_one_tag_where_its_paragraph_is() -> None:
    document = Document(BytesIO(template("甲")))
    paragraph = document.add_paragraph("合计 ")
    for piece in ("{", "{ tot", "al|mo", "ney }", "}", " 元"):
        paragraph.add_run(piece).bold = piece == "al|mo"
    content = BytesIO()
    document.save(content)

    (part,) = patched_parts(content.getvalue(), "probe.docx")
    filled = compiled(content.getvalue(), "probe.docx").filled({"total": Decimal(5)})

    assert [(tag.text, tag.paragraph) for tag in part.tags] == [("{{ total|money }}", 1)]
    assert Document(BytesIO(filled)).paragraphs[1].text == "合计 5.00 元"


def test_chinese_names_are_names() -> None:
    filled = compiled(template("{{ 客户.名称 }}:{{ 金额|money }}"), "probe.docx").filled(
        {"客户": {"名称": "启明"}, "金额": Decimal("1.50")}
    )

    assert Document(BytesIO(filled)).paragraphs[0].text == "启明:1.50"


def test_a_picture_used_twice_is_kept_once_and_drawn_twice() -> None:
    content = template("{{ logo }}{{ logo }}", header="{{ logo }}")

    filled = compiled(content, "probe.docx").filled({"logo": Image(PIXEL, width_mm=10)})

    with ZipFile(BytesIO(filled)) as package:
        media = [name for name in package.namelist() if name.startswith("word/media/")]
        body = etree.fromstring(package.read("word/document.xml"))
    ids = [each.get("id") for each in body.iter("{*}docPr")]
    assert len(media) == 1 and len(ids) == len(set(ids)) == 2
    assert len(Document(BytesIO(filled)).inline_shapes) == 2


def test_what_is_no_picture_is_told_at_its_tag() -> None:
    with pytest.raises(TemplateFault, match=r"tag \{\{ logo \}\}.*no picture"):
        compiled(template("甲{{ logo }}"), "probe.docx").filled({"logo": Image(b"GIF?")})


def test_documents_within_documents_have_the_same_bytes_each_time() -> None:
    pytest.importorskip("docxcompose")
    inner = Document()
    inner.add_paragraph("一", style="List Number")
    content = BytesIO()
    inner.save(content)
    program = compiled(template("{{p annex }}"), "probe.docx")

    first, again = (program.filled({"annex": Subdocument(content.getvalue())}) for _ in range(2))

    assert first == again
    assert [p.text for p in Document(BytesIO(first)).paragraphs if p.text] == ["一"]


def test_a_program_is_kept_on_disk_for_the_next_process(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = template("合计{{ total|money }}")
    first = compiled(content, "probe.docx").filled({"total": Decimal(7)})
    compiled.cache_clear()
    monkeypatch.setattr("toolkit.documents.compile.patched_parts", lambda *_: pytest.fail("patched once more"))

    again = compiled(content, "probe.docx")

    assert again.filled({"total": Decimal(7)}) == first
    with pytest.raises(TemplateFault, match=r"tag \{\{ total\|money \}\}"):
        again.filled({})


@pytest.mark.parametrize("damage", [b"", b"salesdocs program\n", b"\x00" * 4_000, None])
def test_a_damaged_program_is_made_anew(kept: Path, damage: bytes | None) -> None:
    content = template("合计{{ total|money }}")
    first = compiled(content, "probe.docx").filled({"total": Decimal(7)})
    (file,) = kept.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"?" if damage is None else damage)
    compiled.cache_clear()

    assert compiled(content, "probe.docx").filled({"total": Decimal(7)}) == first


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache.keep_in(tmp_path / "file" / "programs")
    try:
        filled = compiled(template("{{ words }} "), "probe.docx").filled({"words": "甲"})
    finally:
        cache.keep_in(None)

    assert Document(BytesIO(filled)).paragraphs[0].text == "甲 "


def test_languages_of_one_template_are_programs_of_their_own() -> None:
    content = template("{{ total|capitals }}")

    said = [compiled(content, "probe.docx", lang=lang).filled({"total": Decimal(7)}) for lang in ("zh", "en")]

    texts = [Document(BytesIO(each)).paragraphs[0].text for each in said]
    assert texts == ["人民币柒元整", "RMB seven only"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_word_document_is_told(content: bytes) -> None:
    with pytest.raises(TemplateFault, match=r"probe\.docx: is no Word document"):
        compiled(content, "probe.docx")


def test_docxtpl_leaves_python_docx_as_it_was() -> None:
    code = (
        "from toolkit.documents.compile.borrowed import docxtpl; docxtpl(); import docxcompose.utils;"
        "from docx import Document; d = Document(); d.core_properties.keywords = '启明';"
        "print('cp:keywords' in d.core_properties._element.xml, 'metadata/core' in d.core_properties._element[-1].tag)"
    )
    pytest.importorskip("docxcompose")

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert shown.stdout.split() == ["True", "True"]
