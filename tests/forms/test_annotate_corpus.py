"""Real files of many programs, given back with marks: nothing lost, nothing else changed, nothing made invalid."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests import LONG
from tests.ooxml import complaints, needs_validator
from toolkit.errors import NotPatchable, UnreadableFile
from toolkit.forms.annotate import annotate, cleared
from toolkit.forms.marks import Mark, Summary
from toolkit.forms.returned.word_places import WordPlaces
from toolkit.forms.word.reader import story_of
from toolkit.model.finding import Severity
from toolkit.office.draft import child, children
from toolkit.office.gate import admit
from toolkit.office.package import Package, local

CASES = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).resolve().parents[3] / "shared"))
SUMMARY = Summary(title="检查结果:已退回,请修改后重新提交", file="x", advice="请修改标色的单元格。")
MOST_PLACES = 3
_SHARE = 5
"""Of the files the SDK sees one in so many in the short form."""


def _accepted() -> Iterator[Path]:
    yield from sorted((CASES / "corpus").glob("*.*x"))
    listed = CASES / "quirks/manifest.json"
    for case in json.loads(listed.read_text("utf-8")) if listed.is_file() else ():
        if case["must"] == "accept":
            yield CASES / "quirks" / case["file"]


def _is_admitted(file: Path) -> bool:
    try:
        admit(file.read_bytes(), file.name)
    except UnreadableFile:
        return False
    return True


def _is_signed(file: Path) -> bool:
    return b"_xmlsignatures/" in file.read_bytes()


ADMITTED = tuple(file for file in _accepted() if file.suffix in (".xlsx", ".docx") and _is_admitted(file))
SIGNED = tuple(file for file in ADMITTED if _is_signed(file))
MARKABLE = tuple(file for file in ADMITTED if file not in SIGNED)
FILES = [pytest.param(file, id=f"{file.parent.name}/{file.name}") for file in MARKABLE] or [
    pytest.param(None, marks=pytest.mark.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)"))
]


def opened(file: Path) -> Package:
    """The file as a package."""
    return Package(file.read_bytes(), file.name)


def places(package: Package) -> list[tuple[str, int]]:
    """Up to three places that the file has: cells that hold something, one that does not, a row."""
    return (_sheet_places if package.medium == "xlsx" else _word_places)(package)[:MOST_PLACES]


def _sheet_places(package: Package) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    book, relations = package.xml(package.main), package.relations(package.main)
    for sheet in children(child(book, "sheets"), "sheet"):
        identity = next((str(text) for key, text in sheet.attrib.items() if str(key).endswith("}id")), "")
        relation = relations.get(identity)
        root = package.xml(relation.target) if relation and relation.kind == "worksheet" else None
        if root is None:
            continue
        title = sheet.get("name", "")
        filled = [cell.get("r") for cell in root.iter("{*}c") if cell.get("r")]
        found += [(f"{title}!{filled[0]}", 0)] if filled else []
        found += [(f"{title}!B3", 0), (f"{title}!2", 0), (f"{title}!AZ300", 0)]
    return found


def _word_places(package: Package) -> list[tuple[str, int]]:
    story = story_of(package)
    rows = [(t, r, len(row)) for t, table in enumerate(story.tables, 1) for r, row in enumerate(table.rows, 1) if row]
    found = [(f"第{t}个表 第{r}行", cells) for t, r, cells in rows[:1] + rows[-1:]]
    return [*found, *((f"第{n}段", 0) for n in {1, len(story.paragraphs)} if 1 <= n <= len(story.paragraphs))]


def marks_on(package: Package) -> list[Mark]:
    """A mark of another severity on each place, and one on the whole form."""
    severities = list(reversed(Severity))
    marks = [
        Mark(
            severity=severities[n % 4], code="M-AMT", said="「数量」不是数字。", place=place, cell=cell, read="a\x0bb<"
        )
        for n, (place, cell) in enumerate(places(package))
    ]
    return [*marks, Mark(severity=Severity.INFO, code="N-VERSION", said="旧版表单。")]


def marked(package: Package) -> Package:
    """The file given back."""
    content = annotate(package, marks_on(package), lang="zh", summary=SUMMARY)
    return Package(content, package.name)


def values(package: Package) -> Counter[tuple[str, ...]]:
    """Every cell's value and formula, by sheet part and reference; every text of a Word file."""
    found: Counter[tuple[str, ...]] = Counter()
    if package.medium == "docx":
        root = package.xml(package.main)
        return Counter(("t", t.text or "") for t in ([] if root is None else root.iter("{*}t")))
    for relation in package.relations(package.main).values():
        root = package.xml(relation.target) if relation.kind == "worksheet" else None
        for cell in () if root is None else root.iter("{*}c"):
            said = [etree.tostring(e, method="c14n") for e in cell if local(e) in ("v", "f", "is")]
            if said:
                found[(relation.target, cell.get("r", ""), cell.get("t", ""), *map(repr, said))] += 1
    return found


@pytest.mark.parametrize("file", FILES)
def test_a_file_given_back_loses_no_part_and_no_value(file: Path) -> None:
    package = opened(file)

    given_back = marked(package)

    lost = [name for name in package.names if name not in given_back]
    assert lost == []
    assert values(package) - values(given_back) == Counter()


@pytest.mark.parametrize("file", FILES)
def test_parts_that_need_no_change_keep_their_very_bytes(file: Path) -> None:
    package = opened(file)

    given_back = marked(package)

    touched = {name for name in package.names if package.read(name) != given_back.read(name)}
    assert len(touched) <= 12
    for name in set(package.names) - touched:
        before, after = package.entry(name), given_back.entry(name)
        assert before is not None and after is not None
        assert package.archive.packed(before) == given_back.archive.packed(after) or before.name in touched


@pytest.mark.parametrize("file", FILES)
def test_marks_taken_away_leave_no_trace_in_any_sheet_or_text(file: Path) -> None:
    package = opened(file)

    again = Package(cleared(marked(package)), file.name)

    assert set(again.names) - set(package.names) <= set(_made_for_styles(again))
    assert values(again) == values(package)


def _made_for_styles(package: Package) -> Iterator[str]:
    """Parts that stay: the styles of a file that had none, relationships of a part that had none."""
    yield package.related("styles", package.main)
    yield from (name for name in package.names if name.endswith(".rels"))


@pytest.mark.parametrize("file", [case for case in FILES if not str(case.values[0]).endswith(".xlsx")])
def test_places_are_counted_as_the_reader_counts_them(file: Path) -> None:
    package = opened(file)
    story, body = story_of(package), child(package.xml(package.main), "body")
    assert body is not None

    found = WordPlaces(body)

    assert len(found.paragraphs) == len(story.paragraphs)
    counted = [[len(row) for row in table.rows] for table in story.tables]
    assert [[len(found.row(t, r + 1)) for r in range(len(found.rows(t)))] for t in range(1, len(found.tables) + 1)] == (
        counted
    )


@pytest.mark.parametrize("file", SIGNED, ids=lambda file: file.name)
def test_a_signed_file_is_not_touched(file: Path) -> None:
    with pytest.raises(NotPatchable) as refused:
        marked(opened(file))

    assert refused.value.reason == "signed"


@needs_validator
def test_no_file_given_back_is_less_valid_than_it_came(tmp_path: Path) -> None:
    files = MARKABLE[:: 1 if LONG else _SHARE]
    for n, file in enumerate(files):
        (tmp_path / f"{n}-back{file.suffix}").write_bytes(marked(opened(file)).content)

    said = complaints(tmp_path / f"{n}-back{file.suffix}" for n, file in enumerate(files))
    invalid = {file: found for file, found in zip(files, said.values(), strict=True) if found}
    before = complaints(invalid)

    worse = {file.name: new for file, found in invalid.items() if (new := _kinds(found) - _kinds(before[file]))}
    assert worse == {}
    assert len(said) == len(files)


def _kinds(said: tuple[str, ...]) -> Counter[str]:
    """Complaints without the place within the part and what might stand there: both shift where something is put in."""
    told = (line.partition(" List of possible elements")[0] for line in said)
    return Counter(f"{line.split(' ')[0]}: {line.partition(': ')[2]}" for line in told)
