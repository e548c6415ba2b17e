"""Whatever the bytes, the gate lets them in or says why not: never another error."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.office.hostile import Parts, document, field, workbook, zipped
from toolkit.errors import UnreadableFile
from toolkit.office.gate import admit

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "workbooks").rglob("F1[08]*.*x"))[:3]
FORMS = [path.read_bytes() for path in SHIPPED] + [zipped(workbook()), zipped(document(field(" PAGE ")))]
PIECES = b"<,>,&,|,\0,\xff,<!,<!--,<![CDATA[,&#0;,]]>,<a>,,</,\xff\xfe".split(b",")
NAMES = st.sampled_from(["x.xlsx", "x.docx", "x", "x.doc", "表.XLSX"])


def admitted(content: bytes, name: str) -> bool:
    """Whether it is let in, every part parsed after that."""
    try:
        package = admit(content, name)
        for part in package.names:
            if part.endswith((".xml", ".rels")):
                package.xml(part)
                package.text(part)
    except UnreadableFile:
        return False
    return True


@given(
    st.binary(max_size=3_000), st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), NAMES
)
def test_any_bytes_are_refused_by_a_word(content: bytes, begin: bytes, name: str) -> None:
    assert not admitted(begin + content, name)


@given(st.sampled_from(FORMS), st.floats(0, 1, exclude_max=True), NAMES)
def test_a_form_cut_anywhere_is_refused(form: bytes, share: float, name: str) -> None:
    assert not admitted(form[: int(len(form) * share)], name)


@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=6),
    NAMES,
)
def test_a_form_with_bytes_changed_is_read_or_refused(
    form: bytes, changes: list[tuple[float, bytes]], name: str
) -> None:
    content = bytearray(form)
    for share, piece in changes:
        at = int(len(content) * share)
        content[at : at + len(piece)] = piece

    admitted(bytes(content), name)


@given(st.sampled_from(FORMS), st.floats(0.9, 1, exclude_max=True), st.binary(min_size=1, max_size=4), NAMES)
def test_a_form_whose_directory_was_changed_is_read_or_refused(
    form: bytes, share: float, piece: bytes, name: str
) -> None:
    at = int(len(form) * share)

    admitted(form[:at] + piece + form[at + len(piece) :], name)


@given(
    st.sampled_from([workbook(), document(field(" PAGE "))]),
    st.integers(0, 6),
    st.floats(0, 1),
    st.sampled_from(PIECES),
    st.integers(0, 12),
)
def test_a_form_with_a_damaged_part_is_read_or_refused(
    parts: Parts, which: int, share: float, piece: bytes, cut: int
) -> None:
    changed = dict(parts)
    name = list(changed)[which % len(changed)]
    at = int(len(changed[name]) * share)
    changed[name] = changed[name][:at] + piece + changed[name][at + cut :]

    admitted(zipped(changed), "x.docx" if "word/document.xml" in parts else "x.xlsx")
