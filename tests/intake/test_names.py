"""Whatever a file is called, it is answered; whatever we call one, every system takes it. Source: intake.md 4 (35)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner

from tests.golden import COST_SHEET, LEAD, SIGNING
from tests.intake.names import (
    BEARS_ANY_BYTES,
    BYTES,
    ZOO,
    every_name,
    faults,
    is_legal_on_windows,
    one_to_some_system,
)
from tests.intake.test_shown_safely import unsafe
from tests.journey.way import Way, changed, is_answer, on_the_way
from tests.office.hostile import workbook, zipped
from toolkit.cli import salesdocs
from toolkit.desk.standing import house_status, status_lines
from toolkit.folders import is_junk
from toolkit.intake.answer import Answered
from toolkit.intake.journey import RECEIPT, REPORT

pytestmark = pytest.mark.skipif(not BEARS_ANY_BYTES, reason="the file system refuses such names itself")

DAY = "07-01"
ROOM_OF_ROOT = 60
"""Characters of the house's own folder, with which every path keeps to Windows' 260: 240, as we say."""


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", "06-22") as way:
        yield way


def lay(way: Way, raw: bytes, content: bytes) -> None:
    """Lay bytes into the inbox under a name of bytes."""
    path = Path(os.fsdecode(os.fsencode(way.house.places.inbox) + b"/" + raw))
    path.write_bytes(content)
    way.dropped[sha256(content).hexdigest()] += 1


def produced(way: Way) -> list[Path]:
    """Every file and folder of the house that people see."""
    hidden = way.house.places.hidden
    return [path for path in way.house.root.rglob("*") if hidden not in (path, *path.parents)]


def misnamed(way: Way) -> dict[str, list[str]]:
    """What we called so that some system does not take it."""
    found = {path: faults(path.name) for path in produced(way)}
    return {way.house.places.below(path): why for path, why in found.items() if why}


def clashing(way: Way) -> list[list[str]]:
    """Files of one folder that a share on Windows cannot tell apart."""
    folders: dict[Path, list[str]] = {}
    for path in produced(way):
        folders.setdefault(path.parent, []).append(path.name)
    return [same for names in folders.values() for same in one_to_some_system(names)]


def unanswered(way: Way) -> list[str]:
    """Originals with neither a receipt nor a report of their own, as many as there are more of than marked copies."""
    found = []
    places = way.house.places
    for month in (one for folder in (places.filed, places.returned, places.duplicates) for one in folder.iterdir()):
        names = {path.name for path in month.iterdir()}
        originals = {name for name in names if digest_of(month / name) in way.dropped}
        answered = {
            name.removesuffix(ending) for name in names for ending in (RECEIPT, REPORT) if name.endswith(ending)
        }
        copies = sum(is_answer(month / name) and not name.endswith(".txt") for name in names - originals)
        found += sorted(originals - answered)[copies:]
    return found


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def lying(way: Way) -> Counter[str]:
    """Hashes of everything dropped that lies where files end."""
    places = way.house.places
    files = (p for f in (places.inbox, places.filed, places.returned, places.duplicates) for p in f.rglob("*"))
    found = Counter(digest_of(path) for path in files if path.is_file())
    return Counter({digest: n for digest, n in found.items() if digest in way.dropped})


def all_taken(way: Way) -> list[Answered]:
    """Passes over the inbox until nothing is answered: of names that are one to some system, one goes at a time."""
    found: list[Answered] = []
    while answers := way.take(DAY):
        found += answers
    return found


def holds(way: Way, answers: list[Answered], dropped: int) -> None:
    """What must be true whatever was dropped."""
    assert len(answers) == dropped
    assert Counter(answered.outcome for answered in answers).keys() <= {"accepted", "returned", "duplicate"}
    assert lying(way) == way.dropped
    assert list(way.house.places.inbox.iterdir()) == []
    assert misnamed(way) == {}
    assert clashing(way) == []
    assert unanswered(way) == []
    room = ROOM_OF_ROOT - len(str(way.house.root))
    assert [path for path in produced(way) if len(str(path)) + room > 240] == []
    assert "\n".join(status_lines(house_status(way.house), "zh")).encode()


# -- the zoo -----------------------------------------------------------------------------------------------------------


def test_the_zoo_is_large_and_most_of_it_is_for_no_windows() -> None:
    assert len(ZOO) >= 80
    assert len(set(ZOO)) == len(ZOO)
    assert sum(not is_legal_on_windows(name) for name in ZOO) >= 40
    assert not any(map(is_junk, ZOO))
    assert len(every_name()) >= 220


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("报价.xlsx", []),
        ("a" * 80, []),
        ("COM10.xlsx", []),
        ("CON.xlsx", ["device"]),
        ("com\u00b9 .txt", ["device"]),
        ("a?b", ["forbidden sign"]),
        ("a\nb", ["control sign"]),
        ("a\u202eb", ["unseen sign"]),
        ("a.", ["dot or space at its edge"]),
        ("e\u0301", ["not composed"]),
        ("表" * 67, ["more than 200 bytes"]),
        ("😀" * 41, ["longer than 80"]),
        ("\ud800", ["half a pair"]),
        ("..", ["no name"]),
    ],
)
def test_the_measure_itself_tells_good_names_from_bad(name: str, why: list[str]) -> None:
    assert faults(name) == why


def test_every_name_of_the_zoo_is_answered_and_nothing_is_lost(way: Way) -> None:
    names = every_name()
    for n, raw in enumerate(names):
        lay(way, raw, f"just text {n}".encode())

    answers = all_taken(way)

    assert {answered.outcome for answered in answers} == {"returned"}
    holds(way, answers, len(names))


def test_forms_of_such_names_are_taken_and_one_by_one_answered(way: Way) -> None:
    names = [
        os.fsencode(name) for name in ZOO if PurePosixPath(name).suffix == ".xlsx" and len(os.fsencode(name)) < 256
    ]
    names += [raw for raw in BYTES if raw.endswith(b".xlsx")]
    form = way.filled(COST_SHEET)
    for raw in names:
        lay(way, raw, form)

    answers = all_taken(way)

    assert Counter(answered.outcome for answered in answers) == {"accepted": 1, "duplicate": len(names) - 1}
    holds(way, answers, len(names))


def test_wrong_forms_of_such_names_come_back_with_marks(way: Way) -> None:
    names = [
        os.fsencode(name) for name in ZOO if PurePosixPath(name).suffix == ".xlsx" and len(os.fsencode(name)) < 256
    ]
    for n, raw in enumerate(names[::2]):
        lay(way, raw, way.filled(changed(COST_SHEET, total_cost=str(1000 + n))))

    answers = all_taken(way)

    assert {answered.outcome for answered in answers} == {"returned"}
    holds(way, answers, len(names[::2]))


def test_a_folder_of_any_name_is_looked_through(way: Way) -> None:
    names = [raw for raw in every_name() if not raw.endswith((b".", b" "))][::7]
    for n, raw in enumerate(names):
        folder = Path(os.fsdecode(os.fsencode(way.house.places.inbox) + b"/" + raw))
        folder.mkdir()
        content = zipped(workbook() | {f"a{n}": b""})
        (folder / "表.xlsx").write_bytes(content)
        way.dropped[sha256(content).hexdigest()] += 1

    answers = all_taken(way)

    assert len(answers) == len(names)
    assert lying(way) == way.dropped
    assert clashing(way) == []


@pytest.mark.parametrize(
    "short",
    [
        "CON",
        "a/b\\c:d",
        "..",
        "上海\u202e启明",
        "启明" * 40,
        "{{x}}{%",
        "=1+1",
        "  . ",
        "😀👨\u200d👩",
        "启明\n有限公司",
        "\u3164",
    ],
    ids=range(11),
)
def test_what_a_customer_is_called_names_no_file_that_windows_refuses(tmp_path: Path, short: str) -> None:
    row = dict(LEAD.tables["rows"][0]) | {"customer_short": short}
    with on_the_way(tmp_path / "house", "06-15") as way:
        answered = way.give(changed(LEAD, tables={"rows": [row]}), "06-16", deal="")

        assert answered.outcome in ("accepted", "returned")
        assert misnamed(way) == {}
        assert clashing(way) == []


def test_the_terminal_is_told_of_such_names_without_harm(way: Way) -> None:
    names = [os.fsencode(name) for name in ("\x1b[2J\x9b31m.xlsx", "gp\u202excod.xlsx", "回车\r\n伪造: 0.xlsx")]
    for n, raw in enumerate((*names, *BYTES)):
        lay(way, raw, f"PK\x03\x04{n}".encode())

    for command in ("status", "status --waiting"):
        said = CliRunner().invoke(salesdocs, ["-C", str(way.house.root), *command.split()])

        assert said.exit_code == 0, said.output
        assert unsafe(said.output) == []
        assert "gp<U+202E>xcod.xlsx" in said.output
        assert "↵伪造" in said.output


def test_a_zip_of_such_names_gives_each_member_a_place_or_a_reason(way: Way) -> None:
    names = [name for name in ZOO if "\\" not in name and name[1:2] != ":"]
    forms = {name: f"just text {n}".encode() for n, name in enumerate(names)}
    lay(way, "七月.zip".encode(), zipped(forms))

    (of_zip,) = way.take(DAY)
    of_members = way.take(DAY)

    told = [finding.code for finding in of_zip.all_findings()]
    assert of_zip.outcome == "accepted"
    assert told.count("N-MEMBER") + told.count("M-MEMBER") == len(names)
    assert len(of_members) == told.count("N-MEMBER") > 40
    assert misnamed(way) == {}
    assert clashing(way) == []
    (receipt,) = way.house.places.filed.rglob("七月.zip.回执.txt")
    assert unsafe(receipt.read_text("utf-8-sig").replace("\r\n", "\n")) == []


@pytest.mark.parametrize("name", ["七月" * 40, "CON", "gp\u202ez", "{{x}}", "a" * 251, " ", "~"], ids=range(7))
def test_a_zip_of_such_a_name_is_unpacked_into_a_folder_that_windows_takes(way: Way, name: str) -> None:
    lay(way, os.fsencode(f"{name}.zip"), zipped({"深/报价.xlsx": b"1", "扫描.pdf": b"%PDF-1.7"}))

    (of_zip,) = way.take(DAY)

    assert of_zip.outcome == "accepted"
    assert misnamed(way) == {}
    assert len([path for path in way.house.places.inbox.rglob("*") if path.is_file()]) == 2


def test_scans_whose_names_differ_in_case_alone_lie_side_by_side(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "07-17") as way:
        filed = way.house.places.filed / "2026-07"
        filed.mkdir(parents=True, exist_ok=True)
        (filed / SIGNING.attachment.swapcase()).write_bytes(b"another")

        way.drop(SIGNING)
        (answered,) = way.take(SIGNING.day)

        assert answered.outcome == "accepted", answered.all_findings()
        assert clashing(way) == []
        assert misnamed(way) == {}
