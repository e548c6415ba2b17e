"""Strings that break careless renderers, in every kind of place: verbatim on the page, or refused by name."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import _Cell
from lxml import etree

from toolkit.documents.compile import compiled
from toolkit.documents.properties import CORE, CUSTOM, Properties
from toolkit.documents.prove import prove
from toolkit.documents.strict import offered, unprintable
from toolkit.errors import TemplateFault
from toolkit.office.libreoffice import office_command, office_program, own_folder

VERBATIM: Final = (
    "R&D 部",
    "A&B <公司> \"双\" '单'",
    "温度<5℃ 且 >1",
    "]]>",
    "<![CDATA[ x ]]>",
    "<!-- x -->",
    "<?xml version='1.0'?>",
    "</w:t></w:r></w:p>",
    "&amp; &lt;w:p&gt;",
    "&#x41; &#65; &nbsp; &bogus;",
    "_x000D_ _x0041_",
    "｛｛ 名称 ｝｝",
    "｛％ if ％｝",
    "{ 名称 }",
    "{}",
    "}{",
    "100% {单价} %",
    "%s %d %(name)s",
    "${name} $1 \\1 \\g<0>",
    "<% name %> <%= 1 %>",
    "#{name} @name [[name]] ((name))",
    "$.total ~name~ ^^name^^",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example")',
    "+1-2 @SUM(A1)",
    'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
    "MERGEFIELD name \\* MERGEFORMAT",
    'INCLUDETEXT "C:\\\\x"',
    "../../etc/passwd",
    "C:\\temp\\new\\r.txt",
    "\\\\server\\share",
    "'; DROP TABLE deal; --",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "None",
    "NaN",
    "null undefined NULL",
    "待填",
    "True 0 -1 1e9",
    "\\a \\f \\n \\t \\x00",
    " 前后有空格 ",
    "两  个   空格",
    "   ",
    "\t前有制表符",
    "中\t间\t有",
    "第一行\n第二行",
    "\n",
    "末行\n",
    "\n\n空行\n\n",
    "行\u2028段\u2029",
    "不断\u00a0开\u3000全\u2007数\u202f窄",
    "零\u200b宽\u200c非\u200d连\u2060接\ufeff",
    "软\u00ad连‑不断–短—长",
    "שלום עולם",
    "العربية ١٢٣",
    "左\u200e右\u200f阿\u061c",
    "e\u0301 \u00e9 ﬁ",
    "가 \u1100\u1161",
    "Z̸͉̓a̶l̴g̵o̷",
    "👩‍🔧👨‍👩‍👧‍👦🏳️‍🌈",
    "☎️ ☎︎ 葛󠄀",
    "𠮷野家 𝟙𝟚 🏭",
    "⿰亻尔 ⿱",
    "\ue000\uf8ff\U000f0000",
    "長" * 32_767,
    "a" * 32_767,
    "‰ ‱ ℃ № ㈱ ㎡ ½",
    "０１２ＡＢＣ＆＜＞",
)
"""Each arrives as it is."""

_CONTROLS: Final = tuple(f"前{chr(n)}后" for n in (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)))
_TURNING: Final = tuple(f"前{chr(n)}后" for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
REFUSED: Final = (
    *_CONTROLS,
    *_TURNING,
    "回车\r\n换行",
    "半\ud83d个",
    "\udd27",
    "末\uffff",
    "\ufffe",
    "\ufdd0",
    "{{ 7*7 }}",
    "{{ words }}",
    "{{",
    "}}",
    "{%",
    "%}",
    "{# 注 #}",
    "{% raw %}x{% endraw %}",
    "{%p if x %}",
    "{_{ words }_}",
    "{_% x %_}",
    "前{{后",
)
"""None arrives: the control characters one by one, and whatever holds half a tag."""

PLACES: Final = (
    "paragraph",
    "cell",
    "header",
    "footer",
    "footnote",
    "text box",
    "hyperlink",
    "loop",
    "loop over rows",
    "filter argument",
    "condition",
    "core property",
)
_PLAIN: Final = "上海启明"
_LONG: Final = 1_000
_OF_LINES: Final = frozenset("\n\t\u2028\u2029")
"""What a text file has in another way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the template of these tests may say."""

    words: str
    nothing: str = ""
    many: tuple[str, ...] = field(default=())


def _run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


TAGS: Final = dict.fromkeys(PLACES, "{{ words }}") | {
    "loop": "{% for one in many %}{{ one }}{% endfor %}",
    "loop over rows": "{{ one }}",
    "filter argument": "{{ nothing|default(words, true) }}",
    "condition": "{% if words == many[0] %}{{ words }}{% endif %}",
}


def template(*places: str) -> bytes:
    """A Word file with a tag in each of these kinds of place, between brackets that name the place."""
    said = {place: f"{place}[{TAGS[place] if place in places else ''}]" for place in PLACES}
    document = Document()
    section = document.sections[0]
    document.add_paragraph(said["paragraph"])
    document.add_table(1, 1).rows[0].cells[0].text = said["cell"]
    section.header.paragraphs[0].text = said["header"]
    section.footer.paragraphs[0].text = said["footer"]
    for place in ("loop", "filter argument", "condition"):
        document.add_paragraph(said[place])
    rows = document.add_table(3, 1).rows
    for line, words in zip(rows, ("{%tr for one in many %}", said["loop over rows"], "{%tr endfor %}"), strict=True):
        line.cells[0].text = words
    document.core_properties.title = said["core property"]
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p>'
        f"{_run(said['text box'])}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    link = document.part.relate_to("https://x.example", _HYPERLINK, is_external=True)
    for inner in (box, f'<w:hyperlink r:id="{link}">{_run(said["hyperlink"])}</w:hyperlink>'):
        document.element.body.insert(0, etree.fromstring(f"<w:p {_NAMESPACES}>{inner}</w:p>"))
    first: Any = document.paragraphs[0]._p
    first.append(etree.fromstring(f'<w:r {_NAMESPACES}><w:footnoteReference w:id="2"/></w:r>'))
    content = BytesIO()
    document.save(content)
    return _with_footnotes(content.getvalue(), said["footnote"])


_HYPERLINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_FOOTNOTES: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {_NAMESPACES}>'
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    f'<w:footnote w:id="2"><w:p>{_run("FOOTNOTE")}</w:p></w:footnote></w:footnotes>'
)
_RELATION: Final = (
    '<Relationship Id="rIdNotes" Target="footnotes.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
)
_TYPE: Final = (
    '<Override PartName="/word/footnotes.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'
)


def _with_footnotes(content: bytes, words: str) -> bytes:
    """python-docx knows no footnotes: their part, named where parts are."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace(b"</Relationships>", _RELATION.encode())
            if name == "[Content_Types].xml":
                part = part.replace(b"</Types>", _TYPE.encode())
            new.writestr(name, part)
        new.writestr("word/footnotes.xml", _FOOTNOTES.replace("FOOTNOTE", words))
    return made.getvalue()


TEMPLATE: Final = template(*PLACES)


def made(words: str) -> bytes:
    """The document, proven as those of the house are."""
    figures = Said(words=words, many=(words,))
    program = compiled(TEMPLATE, "places.docx")
    content = program.filled(offered(figures))
    prove(content, figures, "places.docx", program=program)
    return content


def read_back(content: bytes) -> dict[str, str]:
    """What stands between the brackets of each place, by lxml: breaks and tabs as characters."""
    found: dict[str, str] = {}
    with ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                for paragraph in etree.fromstring(package.read(name)).iter(qn("w:p")):
                    found |= _place("".join(_characters(paragraph)))
        found |= _place("".join(map(str, etree.fromstring(package.read(CORE)).itertext())))
    return found


def _characters(paragraph: etree._Element) -> Iterator[str]:
    for element in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        if element.tag == qn("w:t"):
            is_kept = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
            yield (element.text or "") if is_kept else (element.text or "").strip()
        elif etree.QName(next(element.iterancestors())).localname == "r":
            yield "\t" if element.tag == qn("w:tab") else "\n"


def _place(text: str) -> dict[str, str]:
    place, bracket, rest = text.partition("[")
    inner, end, _ = rest.rpartition("]")
    name = next((each for each in PLACES if place.endswith(each)), "")
    return {name: inner} if bracket and end and name else {}


@pytest.mark.parametrize("words", VERBATIM, ids=lambda words: ascii(words[:20]))
def test_a_string_arrives_verbatim_in_every_kind_of_place(words: str) -> None:
    found = read_back(made(words))

    assert found == dict.fromkeys(PLACES, words)


@pytest.mark.parametrize("words", VERBATIM, ids=lambda words: ascii(words[:20]))
def test_a_reader_that_is_not_ours_finds_it_too(words: str) -> None:
    document = Document(BytesIO(made(words)))

    (first,) = (p.text for p in document.paragraphs if p.text.startswith("paragraph["))
    cell: _Cell = document.tables[0].rows[0].cells[0]
    assert first == f"paragraph[{words}]"
    assert cell.text == f"cell[{words}]"
    assert document.sections[0].header.paragraphs[0].text == f"header[{words}]"


@pytest.mark.parametrize("words", REFUSED, ids=ascii)
def test_what_no_document_can_show_is_refused_naming_the_value_and_the_character(words: str) -> None:
    with pytest.raises(TemplateFault, match=r"places\.docx: words holds ") as raised:
        made(words)

    assert str(raised.value).endswith(unprintable(words))
    assert "U+" in str(raised.value) or "a template tag" in str(raised.value)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", ["前\x07后", "{{ x }}", "半\ud83d个", "前\u202e后"], ids=ascii)
def test_it_is_refused_in_each_place_by_itself(place: str, words: str) -> None:
    program = compiled(template(place), f"{place}.docx")

    assert read_back(program.filled(offered(Said(words=_PLAIN, many=(_PLAIN,)))))[place] == _PLAIN
    with pytest.raises(TemplateFault, match=rf"{place}\.docx: (words|many\[1\]) holds "):
        program.filled(offered(Said(words=words, many=(words,))))


@pytest.mark.parametrize("words", [words for words in VERBATIM if len(words) < _LONG], ids=ascii)
def test_a_documents_own_properties_say_it_too(words: str) -> None:
    properties = Properties(
        title=words,
        subject=words,
        keywords=words,
        author=words,
        written_on=date(2026, 7, 1),
        passport={"salesdocs.x": words},
    )

    content = compiled(TEMPLATE, "places.docx").filled(offered(Said(words=_PLAIN, many=(_PLAIN,))), properties)

    with ZipFile(BytesIO(content)) as package:
        core, custom = (etree.fromstring(package.read(part)) for part in (CORE, CUSTOM))
    assert [e.text for e in core if etree.QName(e).localname in ("title", "subject", "creator", "keywords")] == [
        words
    ] * 4
    assert ["".join(map(str, e.itertext())) for e in custom] == [words]


def test_there_are_more_than_sixty_of_each() -> None:
    assert len(set(VERBATIM)) >= 60
    assert len(set(REFUSED)) >= 60
    assert not [words for words in VERBATIM if unprintable(words)]
    assert all(unprintable(words) for words in REFUSED)


@pytest.mark.skipif(not office_program(), reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    strings = [words for words in VERBATIM if len(words) < _LONG and not set(words) & _OF_LINES]
    document = Document()
    for line in ("{%p for one in many %}", "[{{ one }}]", "{%p endfor %}"):
        document.add_paragraph(line)
    content = BytesIO()
    document.save(content)
    made = compiled(content.getvalue(), "many.docx").filled(offered(Said(words=_PLAIN, many=tuple(strings))))
    (tmp_path / "many.docx").write_bytes(made)

    with own_folder() as folder:
        asked = ("--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(tmp_path / "many.docx"))
        subprocess.run(office_command(office_program(), folder, *asked), check=True, capture_output=True, timeout=120)

    assert len(strings) > 50
    shown = (tmp_path / "many.txt").read_text("utf-8-sig").replace("\r\n", "\n").split("\n")
    assert shown[: len(strings)] == [f"[{words}]" for words in strings]
