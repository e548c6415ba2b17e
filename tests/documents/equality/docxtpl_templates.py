"""Docxtpl's own test templates, each with values of ours. They lie with the shared cases.

Line ends for a new paragraph or page (`\\a`, `\\f`) are in rich text and listings only: a plain text that holds one is
refused by us.

Not here: exchanging a picture or an embedded file that is in the template already (`replace_pic`, `replace_media`,
`replace_embedded`): it happens to the file, not to its text, and no document of ours wants it. Those templates are
rendered as they are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from docx import Document
from docxtpl import Listing, RichText, RichTextParagraph

from tests.documents.equality.engines import Case
from tests.documents.equality.nasty import exchanged
from toolkit.documents.values import Image, Subdocument

SHARED: Final = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).resolve().parents[4] / "shared"))
FOLDER: Final = SHARED / "docxtpl-templates"
NEEDS_COMPOSE: Final = frozenset(("header_footer_tpl", "merge_docx_master_tpl", "subdoc_tpl"))
"""Templates with a sub-document, for which docxtpl asks for docxcompose."""

Values = Mapping[str, object]


def cases() -> Iterator[Case]:
    """Every template of docxtpl's with each of the values we have for it; none without the shared cases."""
    for path in sorted(FOLDER.glob("*.docx")):
        for n, values in enumerate(VALUES.get(path.stem, lambda: ({},))(), start=1):
            yield Case(path.stem, path.read_bytes(), values, FILTERS.get(path.stem, {}), says=f"values {n}")


def added(case: Case, more: str) -> Case | None:
    """The case with some letters more in each of its texts; None where it has none."""
    values = exchanged(case.values, lambda said: f"{said}{more}")
    return None if values == case.values else replace(case, values=values, says=f"{case.says} and {more!r}")


FILTERS: Final[Mapping[str, Mapping[str, Callable[..., object]]]] = {
    "custom_jinja_filters_tpl": {
        "my_filterA": lambda text, more: f"{text}，{more}",
        "my_filterB": lambda number, more: number + more,
    }
}


def _cellbg() -> tuple[Values, ...]:
    rows = [
        {
            "date": "2026-07-27",
            "desc": RichText("停机 <2小时>", color="C00000", bold=True),
            "type": "严重",
            "bg": "FF0000",
        },
        {"date": "2026-08-03", "desc": RichText("缺料", italic=True, underline="wave"), "type": "一般", "bg": "FFDD00"},
        {"date": "2026-08-10", "desc": RichText(), "type": "", "bg": "auto"},
    ]
    return {"alerts": rows}, {"alerts": rows[:1]}, {"alerts": []}


def _custom_filters() -> tuple[Values, ...]:
    return (
        {"base_value_string": "您好", "base_value_float": 3, "doc_no": "BJ-2026-0001"},
        {"base_value_string": "R&D <部>", "base_value_float": -1, "doc_no": ""},
    )


def _dynamic_table() -> tuple[Values, ...]:
    def table(columns: int, rows: int) -> Values:
        return {
            "col_labels": [f"第{n}列" for n in range(columns)],
            "tbl_contents": [{"label": f"第{n}行", "cols": [f"{n}×{m}" for m in range(columns)]} for n in range(rows)],
        }

    return table(4, 3), table(1, 1), table(2, 0), table(9, 2), table(30, 1)


def _escape() -> tuple[Values, ...]:
    plain = {
        "myvar": RichText("小于号 < 与 & 号"),
        "myescvar": "过滤器也行: < > &",
        "nlnp": RichText("第一行\n第二行\t制表", color="#ff00ff"),
        "mylisting": Listing("清单\n两行\n<特殊> & 字符"),
        "page_break": RichText("没有换页"),
        "new_listing": "\n新清单\n\t缩进\n完",
        "some_html": "<html>\n  <body>\n\t<p class='x'>&nbsp;</p>\n</body>",
    }
    paged = {
        **plain,
        "nlnp": RichText("第一行\n第二行\a第二段\a第三段", bold=True),
        "mylisting": Listing("清单\a另一段\f另一页"),
        "page_break": RichText("\f"),
        "new_listing": "\n甲\t乙\n",
    }
    return plain, paged


def _undeclared() -> tuple[Values, ...]:
    full = {
        "name": "张伟",
        "age": 35,
        "email": "zhangwei@qiming.example",
        "is_student": True,
        "has_degree": True,
        "degree_field": "机械工程",
        "skills": ["采购", "谈判", "Excel & Word"],
        "projects": [{"name": f"项目{n}", "year": 2020 + n, "description": "上料 <12秒>"} for n in range(3)],
        "company_name": "上海启明精密制造有限公司",
        "page_number": 1,
        "generation_date": "2026年7月1日",
        "author": "王芳",
    }
    return full, {**full, "is_student": False, "has_degree": False, "skills": [], "projects": []}


def _header_inline_image() -> tuple[Values, ...]:
    one, other = _image("django.png", height=10), _image("python.png", height=10)
    return (
        {"inline_image": one, "images": [other, other, other]},
        {"inline_image": one, "images": [one, other, _image("zope.png", width=12, height=7)]},
        {"inline_image": other, "images": []},
    )


def _inline_image() -> tuple[Values, ...]:
    frameworks = [
        {"image": _image(f"{name}.png", height=10), "desc": f"{name} & <说明>"}
        for name in ("django", "zope", "pyramid", "bottle", "tornado")
    ]
    return (
        {
            "myimage": _image("python_logo.png", width=20),
            "myimageratio": _image("python_jpeg.jpg", width=30, height=60),
            "frameworks": frameworks,
        },
        {
            "myimage": _image("python_jpeg.jpg"),
            "myimageratio": _image("python_logo.png", height=12.5),
            "frameworks": [],
        },
    )


def _richtext_and_if() -> tuple[Values, ...]:
    return {"foobar": RichText("红字", color="ff0000")}, {"foobar": RichText("")}, {"foobar": ""}


def _richtext() -> tuple[Values, ...]:
    words = RichText("样式", style="myrichtextstyle")
    words.add(" 斜体", italic=True)
    words.add("紫色", color="#7030a0", size=36)
    words.add("删除 & 高亮\n", strike=True, highlight="#ffff00")
    words.add("上标", superscript=True)
    words.add("下标", subscript=True)
    words.add("宋体", font="eastAsia:宋体", lang="zh-CN")
    words.add("עברית", rtl=True, bold=True, italic=True)
    words.add(Decimal("1.50"))
    for line in ("single", "double", "thick", "dotted", "dash", "dotDash", "dotDotDash", "wave", "没有这种"):
        words.add(f"\t{line}\n", underline=line)
    outer = RichText("外层 <")
    outer.add(words)
    return {"example": outer}, {"example": RichText("一段\a两段\f新页", bold=True)}, {"example": RichText()}


def _richtext_paragraph() -> tuple[Values, ...]:
    some = RichTextParagraph()
    for text, style in (("样式 & 段落", "myrichparastyle"), ("引用", "IntenseQuote"), ("正文\n换行", None)):
        some.add(text, parastyle=style)
    bullets = RichTextParagraph("要点一", parastyle="SquareBullet")
    bullets.add(RichText("粗", bold=True), parastyle="BasicNumbered")
    return {"example": some}, {"example": bullets}, {"example": RichTextParagraph()}


def _vertical_merge() -> tuple[Values, ...]:
    items = [{"desc": f"设备{n} <型>", "qty": n, "price": f"{n * 113_000:,}.00"} for n in range(1, 5)]
    return tuple({"items": items[:n], "total_price": "271,700.00", "category": "A&B"} for n in (4, 1, 0))


def _word2016() -> tuple[Values, ...]:
    tabs, spaces = "\t" * 5, " " * 10
    return (
        {"test_space": spaces, "test_tabs": tabs, "test_space_r": RichText(spaces), "test_tabs_r": RichText(tabs)},
        {"test_space": "", "test_tabs": "\t\n\t", "test_space_r": RichText(""), "test_tabs_r": RichText("甲\t乙\n")},
    )


def _with_subdocument(values: Values) -> tuple[Values, ...]:
    return tuple(
        {**values, "mysubdoc": Subdocument(content)}
        for content in (_composed(), (FOLDER / "merge_docx_subdoc.docx").read_bytes())
    )


def _composed() -> bytes:
    """A document with headings, a table and a picture."""
    made = Document()
    made.add_heading("子文档", level=1)
    made.add_paragraph("要点 & <特殊>", style="List Bullet")
    made.add_picture(BytesIO(_picture("python_logo.png")))
    table = made.add_table(rows=2, cols=3)
    for n, cell in enumerate(table.rows[0].cells):
        cell.text = f"第{n}列"
    written = BytesIO()
    made.save(written)
    return written.getvalue()


@cache
def _picture(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def _image(name: str, *, width: float | None = None, height: float | None = None) -> Image:
    return Image(_picture(name), width, height)


VALUES: Final[Mapping[str, Callable[[], tuple[Values, ...]]]] = {
    "cellbg_tpl": _cellbg,
    "custom_jinja_filters_tpl": _custom_filters,
    "doc_properties_tpl": lambda: ({"test": "合同 XS-2026-0001"}, {"test": "A&B <公司> \"x\" 'y'"}, {"test": ""}),
    "dynamic_table_tpl": _dynamic_table,
    "embedded_embedded_docx_tpl": lambda: ({"name": "王芳"},),
    "embedded_main_tpl": lambda: ({"name": "王芳 & 李强"},),
    "escape_tpl": _escape,
    "footnotes_tpl": lambda: ({"a_jinja_variable": "注释 <1>"}, {"a_jinja_variable": "两\n行\t注"}),
    "get_undeclared_variables": _undeclared,
    "header_footer_entities_tpl": lambda: ({"title": "页眉页脚 & 实体"},),
    "header_footer_image_tpl": lambda: ({"mycompany": "苏州恒拓 & 启明"},),
    "header_footer_inline_image_tpl": _header_inline_image,
    "header_footer_tpl": lambda: _with_subdocument({"title": "标题", "company_name": "甲&乙", "date": "2026-07-20"}),
    "inline_image_tpl": _inline_image,
    "merge_docx_master_tpl": lambda: _with_subdocument({}),
    "multi_rendering_tpl": lambda: tuple({"title": f"标题{n}", "body": f"正文 <{n}>\n第二行"} for n in range(3)),
    "preserve_spaces_tpl": lambda: ({"tag_1": "looking", "tag_2": "too"}, {"tag_1": " 前 ", "tag_2": ""}),
    "richtext_and_if_tpl": _richtext_and_if,
    "richtext_paragraph_tpl": _richtext_paragraph,
    "richtext_tpl": _richtext,
    "subdoc_tpl": lambda: _with_subdocument({}),
    "template_error_tpl": lambda: ({"test_variable": "值"},),
    "vertical_merge_tpl": _vertical_merge,
    "word2016_tpl": _word2016,
}
"""Values for each template that has tags, built when they are wanted."""
