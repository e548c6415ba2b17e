"""Ways to break the parts of an Office file: one part is unpacked, changed and packed again."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape

from tests.fuzz.zips import Breaker, entries_of, zipped

Change = Callable[[Random, str], str]

_TAG = re.compile(r"<[^<>]+>")
_VALUE = re.compile(r'="([^"<>]*)"')
_TEXT = re.compile(r">([^<>]+)<")
_ELEMENT = re.compile(r"<([\w:]+)(?: [^<>]*)?(?:/>|>[^<>]*</\1>)")
_ROW = re.compile(r"<(row|w:tr|w:p|si|xf)\b.*?</\1>", re.DOTALL)
_ATTRIBUTE = re.compile(r' [\w:]+="[^"<>]*"')
_PREFERRED = re.compile(
    r"sheet\d*\.xml|sharedStrings|workbook\.xml|styles|document\.xml|\.rels|Content_Types|table|custom"
)

_ODD = (
    *(
        "",
        "0",
        "-1",
        "1",
        "²",
        "٣",
        "1e999",
        "-1e999",
        "NaN",
        "1e-400",
        "9" * 30,
        "9" * 400,
        "0x10",
        " 5 ",
        "1_0",
        "+3",
    ),
    *(
        "true",
        "TRUE",
        "s",
        "str",
        "inlineStr",
        "e",
        "b",
        "d",
        "n",
        "zz",
        "2958465",
        "2958465.99999999999",
        "2958466",
        "60",
        "0.99999999",
    ),
    *(
        "A1",
        "a1",
        "$A$1",
        "A0",
        "XFD1048576",
        "XFE1",
        "A1048577",
        "ZZZ9999999",
        "A1:XFD1048576",
        "XFD1048576:A1",
        "1:1",
    ),
    *("A:A", "#REF!", "Sheet1!$A$1", "'", "!", "''!$A$1", "../../../../etc/passwd", "/", ".", "#_top", "NULL", "%00"),
    *("http://localhost/x.xml", "file:///C:/x", "\\\\host\\share", "%41%ZZ", "sheet1.xml", "workbook.xml", "\u202e"),
    *(
        "&amp;",
        "&lt;a&gt;",
        "&#0;",
        "&#xD800;",
        "&#1114112;",
        "&#x10FFFF;",
        "&nobody;",
        "&",
        "]]>",
        "<",
        "_x0041_",
        "_xD83D_",
    ),
    *(
        "_x0000_",
        "_x005F_x0041_",
        "yyyy-mm-dd",
        "[h]:mm",
        '[$-804]"',
        "\\",
        "2026-02-30",
        "2026-07-01T25:00:00",
        "9999-12-31",
    ),
    *(
        "12" * 40_000,
        "客" * 50_000,
        "\ud7ff",
        "\ufffe",
        "\x00",
        "\x0b",
        "\r\n",
        "\t",
        "\u3000",
        "合计",
        "=1+1",
        "1048576",
    ),
)
"""What programs do not write in an attribute or a text."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TRIES = 8
"""Parts that are tried until one has what is to be changed."""
_ENCODINGS = ("utf-16", "utf-16-be", "latin-1", "gb18030", "utf-7", "utf-32", "cp037", "utf-8-sig", "punycode", "big5")


def tag_dropped(chance: Random, text: str) -> str:
    """Tags taken out, opening or closing."""
    return _picked(chance, _TAG, text, lambda _: "")


def tag_doubled(chance: Random, text: str) -> str:
    """Tags twice."""
    return _picked(chance, _TAG, text, lambda tag: tag * 2)


def tag_renamed(chance: Random, text: str) -> str:
    """Another element's tag in place of one."""
    tags = _TAG.findall(text)
    return _picked(chance, _TAG, text, lambda _: chance.choice(tags))


def element_doubled(chance: Random, text: str) -> str:
    """Elements twice or a hundred times."""
    return _picked(chance, _ELEMENT, text, lambda element: element * chance.choice((2, 2, 2, 100)))


def element_nested(chance: Random, text: str) -> str:
    """Elements within copies of themselves, deeper than any program."""

    def nested(element: str) -> str:
        name, depth = re.split(r"[\s/>]", element[1:], maxsplit=1)[0], chance.choice((1, 2, 40, 300, 5000))
        return f"<{name}>" * depth + element + f"</{name}>" * depth

    return _picked(chance, _ELEMENT, text, nested, most=1)


def row_repeated(chance: Random, text: str) -> str:
    """Rows, paragraphs, strings or formats a few or many times."""
    times = chance.choice((2, 3, 50, 2000))
    return _picked(chance, _ROW, text, lambda row: row * min(times, 1 + 400_000 // max(1, len(row))), most=1)


def rows_swapped(chance: Random, text: str) -> str:
    """Rows in another order, or within each other."""
    rows = [found[0] for found in _ROW.finditer(text)]
    return _picked(chance, _ROW, text, lambda row: chance.choice(rows) + row if rows else row)


def attribute_changed(chance: Random, text: str) -> str:
    """Values of attributes that nobody writes."""
    return _picked(chance, _VALUE, text, lambda _: f'="{_odd(chance)}"')


def attribute_dropped(chance: Random, text: str) -> str:
    """Attributes taken out, doubled, or one of them everywhere."""
    if chance.random() < 0.2:
        name = chance.choice(_ATTRIBUTE.findall(text) or [" r="]).partition("=")[0]
        return re.sub(rf'{re.escape(name)}="[^"<>]*"', "", text)
    return _picked(chance, _ATTRIBUTE, text, lambda attribute: attribute * chance.choice((0, 0, 2)))


def attribute_swapped(chance: Random, text: str) -> str:
    """Values of attributes in each other's place: styles, places, ids, targets."""
    values = _VALUE.findall(text)
    return _picked(chance, _VALUE, text, lambda _: f'="{chance.choice(values)}"')


def text_changed(chance: Random, text: str) -> str:
    """Texts and numbers that nobody types."""
    return _picked(chance, _TEXT, text, lambda _: f">{_odd(chance)}<")


def characters_changed(chance: Random, text: str) -> str:
    """A few characters anywhere."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(text) + 1)
        text = (
            text[:at]
            + chance.choice(("<", ">", "&", '"', "/", "\x00", "\ufffe", "", "x", "</", "<!--", "<![CDATA["))
            + text[at + 1 :]
        )
    return text


def merged_all_over(chance: Random, text: str) -> str:
    """Merged ranges over everything, over each other, upside down."""
    refs = ("A1:XFD1048576", "B2:C3", "XFD1048576:A1", "A1:A1048576", "A1:XFD1", "Z9:B2", "A0:B0", "1:2")
    count = chance.choice((1, 8, 6000))
    merges = "".join(f'<mergeCell ref="{refs[n % len(refs)]}"/>' for n in range(count))
    return text.replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")


def spans_absurd(chance: Random, text: str) -> str:
    """Columns, rows and spans beyond any page, in workbooks and in Word tables."""
    huge = chance.choice(("0", "-5", "63", "1000", "16384", "1048576", "2147483648", "9" * 20))
    text = re.sub(r'(w:gridSpan w:val|w:gridBefore w:val|\bspans|\bmax|\bcount)="[^"]*"', rf'\1="{huge}"', text)
    return re.sub(r"(<w:tcPr>)", rf'\1<w:gridSpan w:val="{huge}"/><w:vMerge/>', text, count=chance.randint(0, 50))


def document_type_added(chance: Random, text: str) -> str:
    """A document type with entities, at the begin or where none may stand."""
    kinds = (
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        "<!doctype html>",
        "<!-- <!DOCTYPE a> -->",
        "<?x <!DOCTYPE a>?>",
        "<![CDATA[<!DOCTYPE a>]]>",
    )
    at = chance.choice((0, max(0, text.find("?>") + 2), chance.randrange(len(text) + 1)))
    return text[:at] + chance.choice(kinds) + text[at:]


def grown(chance: Random, text: str) -> str:
    """A very long text, a very long name, very many attributes, very much white space, a bomb."""
    at = text.rfind("</")
    if at < 0:
        return text
    grown_by = (
        "<t>" + "字" * 300_000 + "</t>",
        "<" + "n" * 70_000 + "/>",
        "<a " + " ".join(f'b{n}="1"' for n in range(5_000)) + "/>",
        " \n" * 500_000,
        "<a/>" * 100_000,
        "<!--" + "-x" * 100_000 + "-->",
        "0" * 12_000_000,
    )
    return text[:at] + chance.choice(grown_by) + text[at:]


def formula_added(chance: Random, text: str) -> str:
    """Formulas, arrays, shared formulas, pictures and inline texts where values were."""
    inserts = (
        "<f>A1</f>",
        '<f t="shared" si="99999"/>',
        '<f t="array" ref="A1:XFD1048576">1</f>',
        "<f>_xlfn.DISPIMG(&quot;ID&quot;,1)</f>",
        "<is><t>a</t><r><t>b</t></r><rPh><t>c</t></rPh></is>",
        "<is/>",
        "<v/><v>1</v>",
        "<f><f/></f>",
        "<extLst><ext/></extLst>",
    )
    return _picked(chance, re.compile("<v>"), text, lambda value: chance.choice(inserts) + value)


def field_added(chance: Random, text: str) -> str:
    """Fields, controls, tracked changes and boxes around runs of a Word file."""
    wraps = (
        ("<w:ins>", "</w:ins>"),
        ("<w:del>", "</w:del>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ('<w:fldSimple w:instr="DDEAUTO c:\\\\x">', "</w:fldSimple>"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', ""),
        ("", '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        ("<w:moveFrom>", ""),
        ("<w:ruby><w:rubyBase>", "</w:rubyBase></w:ruby>"),
        ("<w:tbl><w:tr><w:tc><w:p>", "</w:p></w:tc></w:tr></w:tbl>"),
        ("<w:txbxContent><w:p>", "</w:p></w:txbxContent>"),
    )

    def wrapped(run: str) -> str:
        before, after = chance.choice(wraps)
        depth = chance.choice((1, 1, 1, 30))
        return before * depth + run + after * depth

    return _picked(chance, re.compile(r"<w:r[ >].*?</w:r>", re.DOTALL), text, wrapped)


def _odd(chance: Random) -> str:
    """Something odd: one time in five as it is, which may be no XML; else as XML would have it."""
    odd = chance.choice(_ODD)
    return odd if chance.random() < 0.2 else escape(_NO_XML.sub("", odd), {'"': "&quot;"})


def _picked(chance: Random, pattern: re.Pattern[str], text: str, change: Callable[[str], str], most: int = 6) -> str:
    """The text with a few of the pattern's finds changed."""
    finds = list(pattern.finditer(text))
    if not finds:
        return text
    picked = sorted({chance.randrange(len(finds)) for _ in range(chance.randint(1, most))}, reverse=True)
    for one in picked:
        begin, end = finds[one].span()
        text = text[:begin] + change(text[begin:end]) + text[end:]
    return text


def _within_a_part(change: Change) -> Breaker:
    """The change done to one part of a file, one that is read rather than another."""

    def broken(chance: Random, content: bytes) -> bytes:
        entries = entries_of(content)
        written = [at for at, (name, _) in enumerate(entries) if name.endswith((".xml", ".rels", ".vml"))]
        read = [at for at in written if _PREFERRED.search(entries[at][0])]
        likely = read if read and chance.random() < 0.9 else written
        for at in chance.sample(likely, min(_TRIES, len(likely))):
            name, part = entries[at]
            before = part.decode("utf-8", "surrogateescape")
            after = change(chance, before)
            if after != before:
                entries[at] = (name, after.encode("utf-8", "surrogateescape"))
                return zipped(entries)
        return content

    return broken


def encoding_changed(chance: Random, content: bytes) -> bytes:
    """A part in another encoding than it declares, or declaring another one than it has."""
    entries = entries_of(content)
    if not entries:
        return content
    at, encoding = chance.randrange(len(entries)), chance.choice(_ENCODINGS)
    name, part = entries[at]
    text = part.decode("utf-8", "replace")
    declared = re.sub(r'encoding="[^"]*"', f'encoding="{encoding}"', text, count=1)
    as_written = chance.choice(
        (declared.encode(encoding, "replace"), text.encode(encoding, "replace"), declared.encode())
    )
    entries[at] = (name, as_written)
    return zipped(entries)


def part_swapped(chance: Random, content: bytes) -> bytes:
    """One part's bytes in place of another's."""
    entries = entries_of(content)
    if not entries:
        return content
    at, other = chance.randrange(len(entries)), chance.randrange(len(entries))
    entries[at] = (entries[at][0], entries[other][1])
    return zipped(entries)


_CHANGES: tuple[Change, ...] = (
    tag_dropped,
    tag_doubled,
    tag_renamed,
    element_doubled,
    element_nested,
    row_repeated,
    rows_swapped,
    attribute_changed,
    attribute_dropped,
    attribute_swapped,
    text_changed,
    characters_changed,
    merged_all_over,
    spans_absurd,
    document_type_added,
    grown,
    formula_added,
    field_added,
)
BREAKERS: dict[str, Breaker] = {
    **{change.__name__: _within_a_part(change) for change in _CHANGES},
    **{one.__name__: one for one in (encoding_changed, part_swapped)},
}
