"""However the constructs of Word are put into one another, the text is what remains when all is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.forms.word_xml import box, field, mark, p, run, sdt, story, tbl, tc, text_of, tr, tracked

OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Made:
    """Some XML, and the text that a person sees of it."""

    xml: str
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph, or the rows of a table."""

    xml: str
    text: str = ""
    runs_on: bool = False
    rows: tuple[tuple[str, ...], ...] | None = None


WORDS = st.text("上海启明一二 A1-", min_size=1, max_size=4)
SHOWING = {
    "control": lambda xml: sdt(xml, tag="f_x"),
    "inserted": lambda xml: tracked("ins", xml),
    "moved here": lambda xml: tracked("moveTo", xml),
    "smart tag": lambda xml: f"<w:smartTag>{xml}</w:smartTag>",
    "custom": lambda xml: f"<w:customXml>{xml}</w:customXml>",
    "link": lambda xml: f"<w:hyperlink>{xml}</w:hyperlink>",
    "simple field": lambda xml: f'<w:fldSimple w:instr="REF a">{xml}</w:fldSimple>',
    "field": lambda xml: field("REF a", xml),
    "direction": lambda xml: f'<w:bdo w:val="ltr">{xml}</w:bdo>',
    "ruby": lambda xml: f"<w:r><w:ruby><w:rt>{run('hai')}</w:rt><w:rubyBase>{xml}</w:rubyBase></w:ruby></w:r>",
    "choice": lambda xml: f"<mc:AlternateContent><mc:Choice>{xml}{run('!')}</mc:Choice></mc:AlternateContent>",
}
ADDED = {"choice": "!"}
HIDING = {
    "deleted": lambda xml: tracked("del", xml),
    "moved away": lambda xml: tracked("moveFrom", xml),
    "placeholder": lambda xml: sdt(xml, properties="<w:showingPlcHdr/>"),
    "codes": lambda xml: field(f"IF {xml}", ""),
    "box": lambda xml: box(p(xml)),
    "properties": lambda xml: f"<w:rPr>{xml}</w:rPr>",
}
SIGNS = {"br": "\n", "tab": "\t", "cr": "\n", "noBreakHyphen": "-"}

leaves = WORDS.map(lambda text: Made(run(text), text)) | st.sampled_from(sorted(SIGNS)).map(
    lambda name: Made(f"<w:r><w:{name}/></w:r>", SIGNS[name])
)


def joined(parts: list[Made]) -> Made:
    """The parts one after the other."""
    return Made("".join(part.xml for part in parts), "".join(part.text for part in parts))


def wrapped(children: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    """What the wrappers make of their children."""
    inner = st.lists(children, min_size=1, max_size=3).map(joined)
    shown = st.builds(
        lambda kind, made: Made(SHOWING[kind](made.xml), made.text + ADDED.get(kind, "")),
        st.sampled_from(sorted(SHOWING)),
        inner,
    )
    hidden = st.builds(lambda kind, made: Made(HIDING[kind](made.xml), ""), st.sampled_from(sorted(HIDING)), inner)
    return shown | shown | hidden


INLINE = st.lists(st.recursive(leaves, wrapped, max_leaves=8), max_size=4).map(joined)


@st.composite
def paragraphs(draw: st.DrawFn) -> Block:
    """A paragraph; sometimes the deletion of its end is tracked."""
    content, runs_on = draw(INLINE), draw(st.booleans())
    return Block(p(content.xml, mark=mark("del") if runs_on else ""), content.text, runs_on)


@st.composite
def tables(draw: st.DrawFn) -> Block:
    """A table of cells of paragraphs; rows, cells and paragraphs in controls, some rows and cells deleted."""
    xml, rows = "", []
    for _ in range(draw(st.integers(1, 3))):
        cells, texts = "", []
        for _ in range(draw(st.integers(1, 3))):
            blocks = draw(st.lists(paragraphs(), min_size=1, max_size=3))
            held = "".join(sdt(b.xml) if draw(st.booleans()) else b.xml for b in blocks)
            is_gone = draw(st.integers(0, 4)) == 0
            cell = f"<w:tc><w:tcPr>{mark('cellDel') if is_gone else ''}</w:tcPr>{held}</w:tc>"
            cells += sdt(cell) if draw(st.booleans()) else cell
            texts += [] if is_gone else ["\n".join(lines_of(blocks)).strip()]
        is_gone = draw(st.integers(0, 4)) == 0
        row = f"<w:tr><w:trPr>{mark('del') if is_gone else ''}</w:trPr>{cells}</w:tr>"
        xml += sdt(row) if draw(st.booleans()) else row
        rows += [] if is_gone else [tuple(texts)]
    return Block(f"<w:tbl><w:tblPr/>{xml}</w:tbl>", rows=tuple(rows))


def lines_of(blocks: list[Block]) -> list[str]:
    """The texts of the paragraphs, those joined whose end was deleted; a table parts them."""
    lines: list[str] = []
    runs_on = False
    for block in blocks:
        if block.rows is None and runs_on:
            lines[-1] += block.text
        elif block.rows is None:
            lines.append(block.text)
        runs_on = block.runs_on
    return lines


@OFTEN
@given(INLINE)
def test_a_paragraph_of_any_nesting_says_what_remains(made: Made) -> None:
    assert text_of(made.xml) == made.text


@OFTEN
@given(st.lists(st.tuples(paragraphs() | tables(), st.booleans()), max_size=5))
def test_a_body_of_any_nesting_says_what_remains(blocks: list[tuple[Block, bool]]) -> None:
    body = "".join(sdt(block.xml) if in_control else block.xml for block, in_control in blocks)

    read = story(body)

    assert [paragraph.text for paragraph in read.paragraphs] == lines_of([block for block, _ in blocks])
    told = [tuple(tuple(cell.text for cell in row) for row in table.rows) for table in read.tables]
    assert told == [block.rows for block, _ in blocks if block.rows is not None]


@OFTEN
@given(st.integers(1, 6), WORDS)
def test_tables_within_tables_are_read_to_the_last(depth: int, text: str) -> None:
    inner = tbl((text,))
    nested = reduce(lambda xml, _: tbl(tr(tc(xml))), range(depth), inner)

    read = story(nested)

    assert len(read.tables) == depth + 1
    assert {table.rows[0][0].text for table in read.tables} == {text.strip()}
