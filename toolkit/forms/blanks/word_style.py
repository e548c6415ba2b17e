"""The look of a Word form: paper, fonts, styles, borders, page numbers. Source: domain.md 3.0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from toolkit.model.text import Lang

SONG, HEI, WESTERN, WESTERN_HEADING = "宋体", "黑体", "Times New Roman", "Arial"
XIAO_ER, SAN, XIAO_SI, WU, XIAO_WU = 18.0, 16.0, 12.0, 10.5, 9.0
"""字号 in points: 小二, 三号, 小四, 五号, 小五."""
_UNUSED = ("/stylesWithEffects", "/customXml")
"""Relations to parts of the library's template that no form needs."""
_TABLE_LOOKS = ("TableGrid",)
GREY, RED = RGBColor(0x80, 0x80, 0x80), RGBColor(0xC0, 0x00, 0x00)
LABEL_FILL, HEADER_FILL = "F2F2F2", "D9D9D9"
RULE = "7F7F7F"
_STYLE = qn("w:pStyle")

COMPANY, TITLE, STAMP, HEADING, SMALL_HEADING, LABEL, ANSWER, NUMBER, CENTRE, PROSE, SMALL = (
    "Form Company",
    "Form Title",
    "Form Stamp",
    "Form Heading",
    "Form Small Heading",
    "Form Label",
    "Form Answer",
    "Form Number",
    "Form Centre",
    "Form Prose",
    "Form Small",
)

LEFT, RIGHT, CENTER, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def element(tag: str, **attributes: str) -> Any:
    """A WordprocessingML element; attribute names are given without their `w:`."""
    made = OxmlElement(f"w:{tag}")
    for name, text in attributes.items():
        made.set(qn(f"w:{name}"), text)
    return made


def set_fonts(properties: Any, chinese: str, western: str) -> None:
    """Both scripts' fonts in run properties: ascii, hAnsi, cs and eastAsia, no theme fonts."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, element("rFonts", ascii=western, hAnsi=western, eastAsia=chinese, cs=western))


def prepare(document: Document, *, is_landscape: bool, lang: Lang) -> None:
    """A4 with our margins, fonts and styles."""
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if is_landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.5)
    section.header_distance, section.footer_distance = Cm(1.0), Cm(0.8)
    _lighten(document)
    _defaults(document)
    heading = HEI if lang == "zh" else WESTERN_HEADING
    _style(document, COMPANY, size=SAN, bold=True, align=CENTER, after=2)
    _style(document, TITLE, size=XIAO_ER, font=HEI, western=heading, align=CENTER, before=6, after=4)
    _style(document, STAMP, size=XIAO_WU, align=CENTER, colour=GREY, after=4)
    _style(document, HEADING, size=XIAO_SI, font=HEI, western=heading, before=7, after=3, keep=True)
    _style(document, SMALL_HEADING, size=WU, bold=True, before=6, after=2, keep=True)
    _style(document, LABEL, size=WU)
    _style(document, ANSWER, size=WU)
    _style(document, NUMBER, size=WU, align=RIGHT)
    _style(document, CENTRE, size=WU, align=CENTER)
    _style(document, PROSE, size=WU, align=JUSTIFY, before=6, after=4, line=1.3)
    _style(document, SMALL, size=XIAO_WU, colour=GREY, before=6)


def _lighten(document: Document) -> None:
    """Takes out what the library's template brings and no form uses: nine tenths of its size, read by whoever opens it.

    That is a second copy of all styles, a hundred looks of tables, and a bibliography, of which LibreOffice loses
    half (forms.md 2.2).
    """
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith(_UNUSED)]:
        del relations[key]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        is_kept = style.get(qn("w:default")) == "1" or style.get(qn("w:styleId")) in _TABLE_LOOKS
        if style.get(qn("w:type")) == "table" and not is_kept:
            styles.remove(style)


def _defaults(document: Document) -> None:
    """Fonts and language where no style says otherwise, so that typed text looks like ours."""
    defaults = document.styles.element.find(".//" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    for properties in (defaults, normal.element.get_or_add_rPr()):
        set_fonts(properties, SONG, WESTERN)
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("lang", val="en-US", eastAsia="zh-CN"))
    normal.font.size = Pt(WU)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0


def _style(
    document: Document,
    name: str,
    *,
    size: float,
    font: str = SONG,
    western: str = WESTERN,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    colour: RGBColor | None = None,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    keep: bool = False,
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles["Normal"]
    style.font.size, style.font.bold = Pt(size), bold or None
    if colour is not None:
        style.font.color.rgb = colour
    set_fonts(style.element.get_or_add_rPr(), font, western)
    shape = style.paragraph_format
    shape.alignment, shape.line_spacing = align, line
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.keep_with_next = keep or None


def dress(paragraph: Paragraph, style: str) -> None:
    """Give a new paragraph one of our styles by its id, which python-docx would look up among all styles each time."""
    paragraph._p.get_or_add_pPr().insert(0, element("pStyle", val=style.replace(" ", "")))


def add_paragraph(document: Document, text: str, style: str) -> Paragraph:
    """One more paragraph at the end, in one of our styles."""
    paragraph = document.add_paragraph(text)
    dress(paragraph, style)
    return paragraph


def rule_below(paragraph: Paragraph) -> None:
    """A thin line under the paragraph."""
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz="6", space="4", color=RULE))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


PAGES = {"zh": ("第 ", " 页 共 ", " 页"), "en": ("Page ", " of ", "")}


def number_pages(document: Document, lang: Lang) -> None:
    """The footer 第 X 页 共 Y 页, with real fields."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles[STAMP]
    for words, field in zip(PAGES[lang], ("PAGE", "NUMPAGES", ""), strict=True):
        paragraph.add_run(words)
        if field:
            simple = element("fldSimple", instr=field)
            run = element("r")
            text = element("t")
            text.text = "1"
            run.append(text)
            simple.append(run)
            paragraph._p.append(simple)


def shade(cell: _Cell, fill: str) -> None:
    """The cell's background."""
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=fill))


def keep_whole(row: _Row, *, repeats: bool = False) -> None:
    """A row that does not split over pages; a header row also repeats on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if repeats:
        properties.append(element("tblHeader"))


def keep_together(table: Any, *, holds_on: bool, most: int = 99) -> None:
    """The table's rows on one page, or, of more than `most`, the first two and the last two.

    `holds_on`: the last row also stays with what follows the table.
    """
    last = len(table.rows) - 1
    for n, row in enumerate(table.rows):
        if is_kept(n, last, holds_on=holds_on, most=most):
            for style in row._tr.iter(_STYLE):
                style.addnext(element("keepNext"))


def is_kept(row: int, last: int, *, holds_on: bool, most: int) -> bool:
    """Whether that row, counted from 0, stays on one page with the one below it."""
    return holds_on if row == last else last <= most or row in (0, 1, last - 1)


def tighten(table: Any, *, margin_cm: float = 0.12, is_fixed: bool = True) -> None:
    """Narrow cell margins, and column widths that stay as set."""
    properties = table._tbl.tblPr
    table.autofit = not is_fixed
    margins = element("tblCellMar")
    for side, width_cm in (("top", 0.06), ("left", margin_cm), ("bottom", 0.06), ("right", margin_cm)):
        margins.append(element(side, w=str(round(width_cm * 567)), type="dxa"))
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def join(row: _Row, first: int) -> None:
    """The empty cells of a row from that one on as one, as wide as all of them."""
    own: Any = row._tr
    kept, *others = own.tc_lst[first:]
    kept.width = Length(sum(cell.width or 0 for cell in (kept, *others)))
    kept.grid_span = 1 + len(others)
    for cell in others:
        own.remove(cell)


def set_widths(table: Any, widths_cm: Sequence[float]) -> None:
    """Column widths, in the grid and in every cell: Word obeys the cells, LibreOffice the grid."""
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row._tr.tc_lst, widths_cm, strict=True):
            cell.width = Cm(width)
