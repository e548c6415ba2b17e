"""The block 检查结果 that a returned Word file begins with, so that print and PDF tell what is wrong, too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from toolkit.forms.marks import (
    AUTHOR,
    SEVERITY_WORDS,
    SUMMARY_STYLES,
    WHOLE_FORM,
    Mark,
    Summary,
    by_weight,
    counts,
    readable,
    readings,
)
from toolkit.forms.returned.word_places import value
from toolkit.model.finding import Severity
from toolkit.model.text import Lang, Text
from toolkit.office.draft import Draft, added, child, children, named

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_TITLE, _LINE = SUMMARY_STYLES
_BORDER: Final = "C00000"
_PAPER: Final = "FFF7F5"
_INKS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "C00000",
    Severity.HOLD: "B45F06",
    Severity.WARNING: "7F6000",
    Severity.INFO: "1F4E79",
}
"""Colours of the severities' words, dark enough to be read on paper."""
_GREY: Final = "808080"
_SPACE_BELOW: Final = "240"
"""Twentieths of a point between the block and the form."""
_END = re.compile(rb"</(?:[\w.-]+:)?styles>\s*$")
_STYLE = re.compile(rb"<(?:[\w.-]+:)?style\s[^>]*>")
_ATTRIBUTE = re.compile(rb"""(?:[\w.-]+:)?(\w+)\s*=\s*["']([^"']*)["']""")
_SIGNATURE: Final = Text(
    f"以上由 {AUTHOR} 自动生成;改好标色的单元格后重新提交即可,本段会自动清除。",
    f"Written by {AUTHOR}. Correct the shaded cells and send the file again: this block goes by itself.",
)


def add_summary(draft: Draft, body: etree._Element, marks: Sequence[Mark], summary: Summary, lang: Lang) -> None:
    """Put the block at the very top: title, file, counts, then every finding with its place."""
    styles = _styles(draft, body)
    paragraphs = [_paragraph(body, styles[_TITLE], [(summary.title, "")])]
    colon = Text(":", ": ").said(lang)
    said = ((Text("文件", "File").said(lang), summary.file), *summary.about)
    head = " · ".join(f"{label}{colon}{text}" for label, text in said)
    paragraphs.append(_paragraph(body, styles[_LINE], [(head, "")]))
    paragraphs.append(_paragraph(body, styles[_LINE], [(counts(marks, lang), "bold")]))
    for n, mark in enumerate(by_weight(marks), start=1):
        paragraphs.append(_paragraph(body, styles[_LINE], list(_pieces(n, mark, lang))))
    last = [(summary.advice, "bold")] if summary.advice else []
    paragraphs.append(_paragraph(body, styles[_LINE], [*last, (_SIGNATURE.said(lang), _GREY)]))
    spacing = added(paragraphs[-1][0], "spacing")
    spacing.set(named(spacing, "after"), _SPACE_BELOW)
    for n, paragraph in enumerate(paragraphs):
        body.insert(n, paragraph)


def _pieces(number: int, mark: Mark, lang: Lang) -> Iterator[tuple[str, str]]:
    """The words of one finding, each with its ink."""
    yield f"{number}. {SEVERITY_WORDS[mark.severity].said(lang)} ", _INKS[mark.severity]
    yield mark.said, ""
    known = readings(mark, lang)
    if known:
        yield f" {'; '.join(known) if lang == 'en' else ';'.join(known)}", ""
    yield f" [{mark.place or WHOLE_FORM.said(lang)} · {mark.code}]", _GREY


def _paragraph(body: etree._Element, style: str, pieces: Sequence[tuple[str, str]]) -> etree._Element:
    paragraph = body.makeelement(named(body, "p"))
    chosen = added(added(paragraph, "pPr"), "pStyle")
    chosen.set(named(chosen, "val"), style)
    for text, ink in pieces:
        run = added(paragraph, "r")
        if ink:
            look = added(run, "rPr")
            if ink != _GREY:
                added(look, "b")
            if ink != "bold":
                colour = added(look, "color")
                colour.set(named(colour, "val"), ink)
        written = added(run, "t")
        written.set(_SPACE, "preserve")
        written.text = readable(text)
    return paragraph


def _styles(draft: Draft, body: etree._Element) -> dict[str, str]:
    """The ids of our two paragraph styles by name; they, and the part, are made where missing."""
    part = draft.related(draft.main, "styles")
    namespace = etree.QName(body).namespace or ""
    if not part:
        part = draft.usual("styles")
        draft.plant(part, etree.Element(f"{{{namespace}}}styles", nsmap={"w": namespace}))
        draft.relate(draft.main, "styles", part)
        draft.declare(part, _TYPE)
    elif (spliced := _spliced(draft.read(part), namespace)) is not None:
        draft.write(part, spliced)
        return {name: _id_of(name) for name in SUMMARY_STYLES}
    root = draft.tree(part)
    assert root is not None
    known = _ids_by_name(root)
    for name in SUMMARY_STYLES:
        if name not in known:
            root.append(etree.fromstring(_style(namespace, name, _usual(draft.read(part)))))
            draft.touch(part, root)
    return _ids_by_name(root)


def _spliced(content: bytes, namespace: str) -> bytes | None:
    """The part with our styles before its end, unparsed: Word's own has up to half a megabyte of them.

    None where it has ours already, or ends in another way than usual.
    """
    end = _END.search(content)
    if end is None or _has_ours(content):
        return None
    usual = _usual(content)
    ours = "".join(_style(namespace, name, usual) for name in SUMMARY_STYLES)
    return content[: end.start()] + ours.encode() + content[end.start() :]


def _has_ours(content: bytes) -> bool:
    return _TITLE.encode() in content.lower() or content[:2] in (b"\xff\xfe", b"\xfe\xff")


def _id_of(name: str) -> str:
    return name.title().replace(" ", "")


def _ids_by_name(root: etree._Element) -> dict[str, str]:
    found = {}
    for style in children(root, "style"):
        name = child(style, "name")
        if name is not None:
            found[value(name).lower()] = style.get(named(style, "styleId"), "")
    return found


def _style(namespace: str, name: str, following: str) -> str:
    """A style that stands for itself: based on none, so that the form's own styles do not show through.

    `following`: the style of what somebody writes behind the block.
    """
    sides = ("top", "left", "bottom", "right")
    frame = "".join(f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="{_BORDER}"/>' for side in sides)
    is_title = name == _TITLE
    east, size = ("黑体", 28) if is_title else ("宋体", 19)
    colour = f'{"<w:b/>" if is_title else ""}<w:color w:val="{_BORDER if is_title else "000000"}"/>'
    goes_on = f'<w:next w:val="{escape(following)}"/>' if following else ""
    return (
        f'<w:style xmlns:w="{namespace}" w:type="paragraph" w:customStyle="1" '
        f'w:styleId="{_id_of(name)}"><w:name w:val="{name}"/>{goes_on}<w:pPr><w:keepLines/>'
        f'<w:pBdr>{frame}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{_PAPER}"/>'
        '<w:spacing w:before="0" w:after="0" w:line="288" w:lineRule="auto"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{east}" '
        f'w:cs="Times New Roman"/>{colour}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _usual(content: bytes) -> str:
    """Id of the paragraph style that counts where none is named, '' for none."""
    for found in _STYLE.finditer(content):
        said: dict[str, str] = {
            key.decode(): text.decode("utf-8", "replace") for key, text in _ATTRIBUTE.findall(found[0])
        }
        if said.get("type") == "paragraph" and said.get("default") in ("1", "true", "on"):
            return said.get("styleId", "")
    return ""


def remove_summary(draft: Draft, body: etree._Element) -> bool:
    """Take the block away, known by its styles; a line of it copied into a cell stays. Whether there was one."""
    part = draft.related(draft.main, "styles")
    root = draft.tree(part) if part and _has_ours(draft.read(part)) else None
    ours = set() if root is None else {i for name, i in _ids_by_name(root).items() if name in SUMMARY_STYLES}
    is_changed = False
    for paragraph in list(children(body, "p")) if ours else ():
        style = child(child(paragraph, "pPr"), "pStyle")
        if style is not None and value(style) in ours and child(child(paragraph, "pPr"), "sectPr") is None:
            body.remove(paragraph)
            is_changed = True
    return is_changed
