"""Random templates and values: everything docxtpl's grammar has, in Word's XML as untidy as Word writes it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from random import Random
from struct import pack
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zlib import compress, crc32

from docxtpl import Listing, RichText, RichTextParagraph

from tests.documents.equality.engines import Case
from tests.documents.equality.nasty import NASTY, UNFIT
from toolkit.documents.values import Image

_NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    }.items()
)
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PIECES: Final = (
    "合计",
    " of ",
    "，人民币",
    "R&D",
    "a<b>c",
    "“引”",
    "'",
    '"',
    "  ",
    " % ",
    " { ",
    " } ",
    "。",
    "{_{ 原样 }_}",
    "第 ",
)
_RISKY: Final = (
    "%",
    "}",
    "{%- if flag -%}甲{%- endif -%}",
    "{{- name -}}",
    "{{ '}' ~ '{' }}",
    "{{}}",
    "｛｛ name ｝｝",
)
"""What docxtpl often takes for something else.

No bracket right before a tag: `{` and `{%p if %}` are one tag to docxtpl, which by luck reads some of those and loses
the text around; we refuse them at their place. Nor do we print what looks like a tag, whoever wrote it: `{{ '%}' }}`.
"""
_ORDINARY: Final = ("自动上料机", "HT-200", "x", "2 台", "苏州恒拓")
_TRACKED: Final = '<w:rPrChange w:id="7" w:author="x"><w:rPr><w:b/></w:rPr></w:rPrChange>'
_LINK, _PICTURE = "rIdLink", "rIdPicture"


@dataclass(frozen=True, slots=True)
class Scope:
    """What tags may ask for where they stand."""

    texts: tuple[str, ...] = ("name", "客户", "note", "buyer.name", "买方.地址")
    numbers: tuple[str, ...] = ("count",)
    flags: tuple[str, ...] = ("flag", "count > 2", "not flag", "name and flag", "客户 == “甲”", "rows|length &lt; 2")
    rows: tuple[str, ...] = ("rows", "明细", "rows[:1]")
    names: tuple[str, ...] = ("names", "列名")
    pictures: tuple[str, ...] = ("logo",)

    def within_rows(self, name: str) -> Scope:
        """The scope within a loop over rows, each called `name`."""
        return Scope(
            (*self.texts, f"{name}.name", f"{name}.备注", f"{name}['name']"),
            (*self.numbers, f"{name}.qty", "loop.index"),
            (*self.flags, f"{name}.qty > 1", "loop.first", "loop.last"),
            self.rows,
            (*self.names, f"{name}.parts"),
            self.pictures,
        )

    def within_names(self, name: str) -> Scope:
        """The scope within a loop over texts, each called `name`."""
        return Scope(
            (*self.texts, name), (*self.numbers, "loop.index0"), self.flags, self.rows, self.names, self.pictures
        )


class Drawing:
    """One template, drawn piece by piece."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def weighted(self, *choices: tuple[float, Callable[[], str]]) -> str:
        """What one of the choices draws, each as likely as it weighs."""
        (drawn,) = self.rng.choices([draw for _, draw in choices], [weight for weight, _ in choices])
        return drawn()

    # Tags.

    def expression(self, scope: Scope) -> str:
        text, number = self.rng.choice(scope.texts), self.rng.choice(scope.numbers)
        return self.rng.choice(
            (
                *[text] * 6,
                number,
                "amount|money",
                "amount|capitals",
                "signed|day",
                "share|percent",
                f"{text}|upper",
                f"{text}|e",
                f"{text}|default('无')",
                "missing|default(“缺省 &amp; 值”)",
                f"{text}|replace('a', \"b\")|trim",
                f"{text} ~ '-' ~ {number}",
                f"{self.rng.choice(scope.names)}|join('、')",
                f"{self.rng.choice(scope.rows)}|length",
                f"'是' if {self.rng.choice(scope.flags)} else '否'",
                f"“引号” ~ {text}",
                "'A&amp;B'",
                "listing",
                self.rng.choice((text, *scope.pictures)),
                "missing" if self.chance(0.03) else text,
            )
        )

    def printed(self, scope: Scope) -> str:
        space = self.rng.choice((" ", " ", "", "  "))
        tag = f"{{{{{space}{self.expression(scope)}{space}}}}}"
        if self.chance(0.08):
            return f"{{{{r {self.rng.choice(('rich', 'rich_link', self.rng.choice(scope.texts)))} }}}}"
        return tag

    # Runs.

    def inline(self, scope: Scope, length: int = 5) -> str:
        """Text with tags in it, tags not yet cut into runs."""
        return "".join(self._inline_piece(scope) for _ in range(self.rng.randint(0, length)))

    def _inline_piece(self, scope: Scope) -> str:
        return self.weighted(
            (40, lambda: escape(self.rng.choice(_PIECES))),
            (35, lambda: self.printed(scope)),
            (8, lambda: self._inline_choice(scope)),
            (7, lambda: self._inline_loop(scope)),
            (3, lambda: "{# 说明 name #}"),
            (2, lambda: f"{{% set 小计 = {self.rng.choice(scope.texts)} %}}{{{{ 小计 }}}}"),
            (5, lambda: self.rng.choice(("\n", "\t", "\x01", "\x01"))),
            (0.3, lambda: self.rng.choice(_RISKY)),
        )

    def _inline_choice(self, scope: Scope) -> str:
        body, other, run = self.inline(scope, 2), self.inline(scope, 1), self.rng.choice((" ", "r "))
        middle = f"{{%{run}else %}}{other}" if self.chance(0.4) else ""
        return f"{{%{run}if {self.rng.choice(scope.flags)} %}}{body}{middle}{{%{run}endif %}}"

    def _inline_loop(self, scope: Scope) -> str:
        if self.chance(0.5):
            body = self.inline(scope.within_names("字"), 2)
            return f"{{% for 字 in {self.rng.choice(scope.names)} %}}{body}{{% endfor %}}"
        body = self.inline(scope.within_rows("项"), 2)
        return f"{{% for 项 in {self.rng.choice(scope.rows)} %}}{body}{{% endfor %}}"

    def runs(self, inline: str) -> str:
        """Runs that hold the text, cut at random places; \\x01 stands for something that is no text."""
        made = []
        for n, stretch in enumerate(inline.split("\x01")):
            made += [self._between()] if n else []
            made += [self._run(piece) for piece in self._cut(stretch)]
        return "".join(made)

    def _cut(self, text: str) -> Sequence[str]:
        """The text in pieces; an entity is one letter to Word."""
        if not text:
            return ()
        inner = self.rng.sample(range(1, len(text)), min(self._cuts(), len(text) - 1))
        cuts = [0, *(at for at in sorted(inner) if not _is_within_entity(text, at)), len(text)]
        return [text[one:two] for one, two in pairwise(cuts)]

    def _cuts(self) -> int:
        return self.rng.choice((0, 0, 0, 1, 1, 2, 4, 9))

    def _run(self, text: str) -> str:
        preserve = ' xml:space="preserve"' if text != text.strip() or self.chance(0.2) else ""
        attribute = ' w:rsidR="00A1"' if self.chance(0.2) else ""
        before = '<w:proofErr w:type="spellStart"/>' if self.chance(0.1) else ""
        page = "<w:lastRenderedPageBreak/>" if self.chance(0.05) else ""
        return f"{before}<w:r{attribute}>{self._look()}{page}<w:t{preserve}>{text}</w:t></w:r>"

    def _look(self) -> str:
        return self.rng.choice(
            (
                *[""] * 4,
                "<w:rPr><w:b/></w:rPr>",
                '<w:rPr><w:rFonts w:hint="eastAsia"/><w:sz w:val="21"/></w:rPr>',
                "<w:rPr/>",
                f"<w:rPr><w:i/>{_TRACKED if self.chance(0.3) else ''}</w:rPr>",
            )
        )

    def _between(self) -> str:
        return self.rng.choice(
            (
                "<w:r><w:tab/></w:r>",
                "<w:r><w:br/></w:r>",
                '<w:r><w:br w:type="page"/></w:r>',
                "<w:r/>",
                "<w:r><w:t/></w:r>",
                '<w:bookmarkStart w:id="3" w:name="b"/><w:bookmarkEnd w:id="3"/>',
                "<w:r><w:t>左</w:t><w:tab/><w:t>右</w:t></w:r>",
                '<w:r><w:footnoteReference w:id="2"/></w:r>',
                '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
            )
        )

    # Paragraphs.

    def paragraph(self, scope: Scope, *, is_deep: bool = False) -> str:
        if self.chance(0.04):
            return self.rng.choice(("<w:p/>", '<w:p w:rsidR="00B2"/>', "<w:p></w:p>"))
        pieces = []
        for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
            pieces.append(self._stretch(scope, is_deep=is_deep))
        return self._paragraph_of("".join(pieces))

    def _paragraph_of(self, runs: str) -> str:
        attribute = self.rng.choice(("", "", ' w:rsidR="00C3"', ' w14:paraId="1A2B3C4D" w:rsidR="00C3"'))
        look = self.rng.choice(
            (
                *[""] * 3,
                '<w:pPr><w:jc w:val="right"/></w:pPr>',
                "<w:pPr><w:keepNext/><w:rPr><w:b/></w:rPr></w:pPr>",
                "<w:pPr/>",
                '<w:pPr><w:pPrChange w:id="9" w:author="x"><w:pPr><w:keepLines/></w:pPr></w:pPrChange></w:pPr>',
            )
        )
        return f"<w:p{attribute}>{look}{runs}</w:p>"

    def _stretch(self, scope: Scope, *, is_deep: bool) -> str:
        runs = self.runs(self.inline(scope))
        return self.weighted(
            (72, lambda: runs),
            (7, lambda: f'<w:hyperlink r:id="{_LINK}">{runs}</w:hyperlink>'),
            (5, lambda: f'<w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>'),
            (4, lambda: runs + self._drawing()),
            (3, lambda: runs + self._field(scope)),
            (2, lambda: f'<w:ins w:id="8" w:author="x">{runs}</w:ins>'),
            (0 if is_deep else 7, lambda: self._text_box(scope) + runs),
        )

    def _drawing(self) -> str:
        named = quoteattr(self.rng.choice(("图 1", "{{ name }}", "{{ note }}")))
        return (
            f'<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="{self.rng.randint(1, 3)}" '
            f'name={named}/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            '<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="x.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip r:embed="{_PICTURE}"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )

    def _field(self, scope: Scope) -> str:
        shown = self.runs(self.printed(scope))
        code = self.rng.choice((" PAGE ", ' HYPERLINK "https://qiming.example/{{ name }}" '))
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    def _text_box(self, scope: Scope) -> str:
        inner = "".join(self.paragraph(scope, is_deep=True) for _ in range(self.rng.randint(1, 2)))
        return (
            '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr id="1" name="框"/>'
            f"<a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp>"
            "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
            f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
            "</w:r>"
        )

    # Blocks.

    def blocks(self, scope: Scope, depth: int = 0, *, length: int = 4) -> str:
        return "".join(self._block(scope, depth) for _ in range(self.rng.randint(1, length)))

    def _block(self, scope: Scope, depth: int) -> str:
        if depth > 2:
            return self.paragraph(scope)
        return self.weighted(
            (45, lambda: self.paragraph(scope)),
            (15, lambda: self._choice(scope, depth)),
            (12, lambda: self._loop(scope, depth)),
            (20, lambda: self.table(scope, depth)),
            (2, lambda: self._tagged("p", "{{p paragraphs }}")),
            (2, lambda: self._tagged("p", "{#p 说明 #}")),
            (2, lambda: self._content_control(self.blocks(scope, depth + 1, length=2))),
            (2, lambda: self._merged(scope)),
        )

    def _content_control(self, inner: str) -> str:
        return f'<w:sdt><w:sdtPr><w:id w:val="6"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'

    def _tagged(self, level: str, tag: str) -> str:
        """A paragraph that holds nothing but a tag, which docxtpl takes in its place."""
        around = self.inline(Scope(), 1) if self.chance(0.05) else ""
        return self._paragraph_of(self.runs(tag.replace("{%p", f"{{%{level}") + around))

    def _choice(self, scope: Scope, depth: int) -> str:
        made = [
            self._tagged("p", f"{{%p if {self.rng.choice(scope.flags)} %}}"),
            self.blocks(scope, depth + 1, length=2),
        ]
        if self.chance(0.3):
            made += [self._tagged("p", f"{{%p elif {self.rng.choice(scope.flags)} %}}"), self.paragraph(scope)]
        if self.chance(0.4):
            made += [self._tagged("p", "{%p else %}"), self.blocks(scope, depth + 1, length=2)]
        return "".join((*made, self._tagged("p", "{%p endif %}")))

    def _loop(self, scope: Scope, depth: int) -> str:
        name, within, rows = self._looped(scope)
        end = "{% endfor %}" if self.chance(0.02) else "{%p endfor %}"
        return "".join(
            (
                self._tagged("p", f"{{%p for {name} in {rows} %}}"),
                self.blocks(within, depth + 1, length=2),
                self._tagged("p", end),
            )
        )

    def _looped(self, scope: Scope) -> tuple[str, Scope, str]:
        if self.chance(0.7):
            name = self.rng.choice(("row", "行"))
            return name, scope.within_rows(name), self.rng.choice(scope.rows)
        return "each", scope.within_names("each"), self.rng.choice(scope.names)

    def _merged(self, scope: Scope) -> str:
        """Paragraphs joined by `{%-` and `-%}`."""
        return "".join(
            self._paragraph_of(self.runs(text))
            for text in (
                "开头 ",
                "{%- if flag -%}",
                self.inline(scope, 2),
                "{%- else -%}",
                "否则",
                "{%- endif -%}",
                "结尾",
            )
        )

    # Tables.

    def table(self, scope: Scope, depth: int) -> str:
        columns = self.rng.randint(1, 4)
        wide = "".join(f'<w:gridCol w:w="{self.rng.choice((1000, 2345, 3001))}"/>' for _ in range(columns))
        rows = "".join(self._rows(scope, columns, depth) for _ in range(self.rng.randint(1, 3)))
        return f"<w:tbl><w:tblPr/><w:tblGrid>{wide}</w:tblGrid>{rows}</w:tbl>"

    def _rows(self, scope: Scope, columns: int, depth: int) -> str:
        kind = self.rng.random()
        if kind < 0.4:
            return self._row(scope, columns, depth)
        if kind < 0.7:
            name, within, rows = self._looped(scope)
            inner = self._row(within, columns, depth, is_looped=True)
            if self.chance(0.25):
                parts = self.rng.choice(within.names)
                inner += self._around(
                    "tr", f"for 件 in {parts}", self._row(within.within_names("件"), columns, depth), "endfor"
                )
            return self._around("tr", f"for {name} in {rows}", inner, "endfor")
        if kind < 0.82:
            return self._around("tr", f"if {self.rng.choice(scope.flags)}", self._row(scope, columns, depth), "endif")
        if kind < 0.88:
            return self._tag_row("{#tr 说明 #}") + self._row(scope, columns, depth)
        return self._row_of_columns(scope, columns, depth)

    def _around(self, level: str, opening: str, inner: str, closing: str) -> str:
        tagged = self._tag_row if level == "tr" else self._tag_cell
        return tagged(f"{{%{level} {opening} %}}") + inner + tagged(f"{{%{level} {closing} %}}")

    def _tag_row(self, tag: str) -> str:
        return f"<w:tr>{self._tag_cell(tag)}</w:tr>"

    def _tag_cell(self, tag: str) -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/></w:tcPr>{self._tagged("", tag)}</w:tc>'

    def _row_of_columns(self, scope: Scope, columns: int, depth: int) -> str:
        """A row with a loop over cells."""
        opening, within = f"for 格 in {self.rng.choice(scope.names)}", scope.within_names("格")
        before = "".join(self._cell(scope, depth) for _ in range(self.rng.randint(0, max(columns - 1, 0))))
        mark = "{% hm %}" if self.chance(0.15) else ""
        inner = self._cell(within, depth, mark=mark)
        return f"<w:tr>{before}{self._around('tc', opening, inner, 'endfor')}</w:tr>"

    def _row(self, scope: Scope, columns: int, depth: int, *, is_looped: bool = False) -> str:
        look = self.rng.choice(("", "", "<w:trPr><w:cantSplit/></w:trPr>"))
        cells = []
        left = columns
        while left:
            span = self.rng.randint(1, left) if self.chance(0.2) else 1
            mark = "{% vm %}" if is_looped and self.chance(0.15) else ""
            cells.append(self._cell(scope, depth, span=span, mark=mark))
            left -= span
        attribute = ' w:rsidR="00D4"' if self.chance(0.2) else ""
        return f"<w:tr{attribute}>{look}{''.join(cells)}</w:tr>"

    def _cell(self, scope: Scope, depth: int, *, span: int = 1, mark: str = "") -> str:
        spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        shade = '<w:shd w:val="clear" w:fill="EEEEEE"/>' if self.chance(0.2) else ""
        look = f'<w:tcPr><w:tcW w:w="1000" w:type="dxa"/>{spans}{shade}</w:tcPr>'
        if mark:
            words = mark + self.inline(scope, 2).replace("\x01", "")
            return f"<w:tc>{look}<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"
        special = self.rng.random()
        if special < 0.06:
            return f"<w:tc>{look}<w:p>{self.runs('{% cellbg colour %}')}{self.runs(self.inline(scope, 2))}</w:p></w:tc>"
        if special < 0.1:
            return f"<w:tc>{look}<w:p>{self.runs('{% colspan count %}')}{self.runs(self.inline(scope, 2))}</w:p></w:tc>"
        nested = self.table(scope, depth + 1) if depth < 2 and self.chance(0.04) else ""
        inner = "".join(self.paragraph(scope) for _ in range(self.rng.choice((1, 1, 2))))
        return f"<w:tc>{look}{nested}{inner}</w:tc>"

    # The file.

    def package(self) -> bytes:
        scope = Scope()
        sections = self.rng.choice(("", '<w:headerReference w:type="default" r:id="rIdHeader"/>'))
        body = f"{self.blocks(scope)}<w:sectPr>{sections}</w:sectPr>"
        parts = {
            "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/header1.xml": f"<w:hdr {_NAMESPACES}>{self._edge(scope)}</w:hdr>",
            "word/footer1.xml": f"<w:ftr {_NAMESPACES}>{self._edge(scope)}</w:ftr>",
            "word/footnotes.xml": f"<w:footnotes {_NAMESPACES}>{self._notes()}</w:footnotes>",
            "docProps/core.xml": self._core(),
        }
        return packed(parts)

    def _edge(self, scope: Scope) -> str:
        return self.blocks(scope, 2, length=2) if self.chance(0.5) else "<w:p><w:r><w:t>静</w:t></w:r></w:p>"

    def _notes(self) -> str:
        """Footnotes; docxtpl cannot draw pictures in them."""
        inner = self.paragraph(Scope(pictures=()), is_deep=True) if self.chance(0.4) else "<w:p/>"
        return f'<w:footnote w:id="2">{inner}</w:footnote>'

    def _core(self) -> str:
        title, subject, author = ("{{ name|truncate(40) }}" if self.chance(0.2) else "静 &amp; 态" for _ in range(3))
        return (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{author}</dc:creator>"
            "<cp:keywords>静</cp:keywords></cp:coreProperties>"
        )


def _is_within_entity(text: str, at: int) -> bool:
    begin = text.rfind("&", 0, at)
    return begin >= 0 and ";" not in text[begin:at] and ";" in text[at:]


def packed(parts: Mapping[str, str]) -> bytes:
    """The .docx of these parts, with a picture and a hyperlink for main part, header and footer."""
    links = (
        f'<Relationship Id="{_PICTURE}" Type="{_OFFICE}/image" Target="media/image1.png"/>'
        f'<Relationship Id="{_LINK}" Type="{_OFFICE}/hyperlink" Target="https://qiming.example/" '
        'TargetMode="External"/>'
    )
    own = "".join(
        f'<Relationship Id="rId{kind.title()}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for kind, name in (("header", "header1"), ("footer", "footer1"), ("footnotes", "footnotes"))
    )
    main = (
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
        'core-properties" Target="docProps/core.xml"/>'
    )
    types = {"document.main": "document", "header": "header1", "footer": "footer1", "footnotes": "footnotes"}
    declared = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>' for kind, name in types.items()
    )
    everything = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Override PartName="/docProps/core.xml" '
        f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{declared}</Types>',
        "_rels/.rels": _related(main),
        "word/_rels/document.xml.rels": _related(links + own),
        "word/_rels/header1.xml.rels": _related(links),
        "word/_rels/footer1.xml.rels": _related(links),
        "word/_rels/footnotes.xml.rels": _related(links),
        **parts,
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, text in everything.items():
            file.writestr(name, _DECLARATION + text)
        file.writestr("word/media/image1.png", picture(1))
    return written.getvalue()


def _related(entries: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
    )


def picture(side: int) -> bytes:
    """A grey square PNG, `side` pixels wide."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", crc32(kind + content))

    rows = (b"\x00" + b"\x80" * side) * side
    head = pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", compress(rows)) + chunk(b"IEND", b"")


def values(rng: Random) -> Mapping[str, object]:
    """Values for every name that a drawn template asks for, `missing` but not."""
    text, words = _texts(rng), _texts(rng, (*NASTY, "段落\a下一段", "换页\f之后"))
    rich = RichText(words(), bold=rng.random() < 0.5, underline=rng.choice((False, "wave")))
    rich.add(words(), color="#C00000", italic=True)
    paragraphs = RichTextParagraph(words(), parastyle="Heading1")
    paragraphs.add(words())
    rows = [_row(rng, text) for _ in range(rng.choice((0, 1, 2, 3)))]
    return {
        "name": text(),
        "客户": rng.choice(("甲", text())),
        "note": text(),
        "buyer": {"name": text()},
        "买方": {"地址": text()},
        "count": rng.randint(0, 4),
        "flag": rng.random() < 0.5,
        "rows": rows,
        "明细": [_row(rng, text) for _ in range(rng.choice((0, 1, 4)))],
        "names": [text() for _ in range(rng.choice((0, 1, 2, 5)))],
        "列名": [f"列{n}" for n in range(rng.choice((1, 3, 6)))],
        "amount": Decimal(rng.randint(0, 10**10)) / 100,
        "share": Decimal(rng.randint(0, 1000)) / 1000,
        "signed": date(2026, rng.randint(1, 12), rng.randint(1, 28)),
        "colour": rng.choice(("FF0000", "auto", "00B050")),
        "listing": Listing(words()),
        "rich": rich,
        "rich_link": RichText(words(), url_id=_LINK),
        "paragraphs": paragraphs,
        "logo": Image(picture(rng.choice((1, 2, 3))), rng.choice((None, 20.0, 12.5)), rng.choice((None, 10.0))),
    }


def _row(rng: Random, text: Callable[[], str]) -> Mapping[str, object]:
    return {
        "name": text(),
        "备注": text(),
        "qty": rng.randint(0, 3),
        "parts": [text() for _ in range(rng.randint(0, 2))],
    }


def _texts(rng: Random, texts: Sequence[str] = ()) -> Callable[[], str]:
    """A source of texts, of these or of nasty ones; then one in twenty has some that no document of ours may hold."""
    chosen = texts or ((*NASTY, *UNFIT) if rng.random() < 0.05 else NASTY)

    def text() -> str:
        return rng.choice(_ORDINARY if rng.random() < 0.5 else chosen)

    return text


def drawn(rng: Random, name: str = "drawn") -> Case:
    """One random template with random values."""
    return Case(name, Drawing(rng).package(), values(rng))
