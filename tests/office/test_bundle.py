"""Zips of forms: what is taken out of them, under which names, and which zips are refused. Source: intake.md 4 (37)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.office.hostile import Item, document, items, laid, workbook, zipped
from toolkit.catalogue import MESSAGES
from toolkit.catalogue.messages import REASONS, tell, unpacked, unreadable
from toolkit.errors import UnreadableFile
from toolkit.folders import is_junk
from toolkit.model.finding import Severity
from toolkit.office.bundle import BUNDLE_LIMITS, Bundle, BundleLimits, bundle, folder_of, is_bundle
from toolkit.office.limits import MIB

ENDINGS = (".xlsx", ".docx", ".xls", ".pdf", ".jpg")
FORM = zipped(workbook())


def taken(content: bytes, limits: BundleLimits = BUNDLE_LIMITS) -> Bundle:
    return bundle(content, "七月.zip", endings=ENDINGS, is_junk=is_junk, limits=limits)


def names(content: bytes) -> list[str]:
    return [member.name for member in taken(content).members]


def left_out(content: bytes) -> dict[str, str]:
    return {refused.name: refused.reason for refused in taken(content).refused}


def refusal(content: bytes, limits: BundleLimits = BUNDLE_LIMITS) -> str:
    """The reason word, '' where the zip is taken."""
    try:
        taken(content, limits)
    except UnreadableFile as trouble:
        return trouble.code
    return ""


def packed(*files: str, **others: bytes) -> bytes:
    """A zip of forms of these names, as 7-Zip would write it."""
    return zipped(dict.fromkeys(files, FORM) | others)


def named(raw: bytes, *, flags: int = 0, system: int = 0) -> bytes:
    """A zip of one form whose name is these bytes."""
    return laid([Item(raw, FORM, flags=flags, system=system)])


# -- what is taken ---------------------------------------------------------------------------------------------------


def test_forms_and_scans_come_out_as_they_went_in() -> None:
    content = zipped({"成本核算表.xlsx": FORM, "合同/谈判纪要.docx": zipped(document()), "合同/扫描.PDF": b"%PDF-1.7"})

    found = taken(content).members

    assert [member.name for member in found] == ["成本核算表.xlsx", "合同/谈判纪要.docx", "合同/扫描.PDF"]
    assert [member.content() for member in found] == [FORM, zipped(document()), b"%PDF-1.7"]
    assert [member.size for member in found] == [len(FORM), len(zipped(document())), 8]


@pytest.mark.parametrize(
    ("raw", "flags", "system"),
    [
        ("合同/报价单.xlsx".encode(), 0x800, 0),
        ("合同\\报价单.xlsx".encode("gbk"), 0, 0),
        ("合同/报价单.xlsx".encode("gbk"), 0, 11),
        ("合同/报价单.xlsx".encode(), 0, 3),
        ("合同/报价单.xlsx".encode(), 0, 0),
        ("./合同/报价单.xlsx".encode(), 0x800, 3),
    ],
    ids=["flag", "WPS", "7-Zip", "macOS", "UTF-8 unsaid", "from here"],
)
def test_a_chinese_name_is_read_however_it_was_packed(raw: bytes, flags: int, system: int) -> None:
    assert names(named(raw, flags=flags, system=system)) == ["合同/报价单.xlsx"]


def test_a_short_name_of_windows_is_not_taken_for_another_alphabet() -> None:
    raw = "一.xlsx".encode("gbk")

    assert raw.decode() == "һ.xlsx"  # it is UTF-8 as well: Cyrillic
    assert names(named(raw)) == ["一.xlsx"]


def test_a_backslash_within_a_letter_of_gbk_parts_no_folders() -> None:
    raw = "誠\\乗.xlsx".encode("gbk")

    assert raw.count(b"\\") > 1
    assert names(named(raw)) == ["誠/乗.xlsx"]


def test_a_name_that_is_neither_utf_8_nor_gbk_is_read_as_zip_names_were_meant() -> None:
    assert names(named(b"caf\x82.xlsx")) == ["café.xlsx"]


def test_a_name_of_macos_is_composed() -> None:
    assert names(named("re\u0301sume\u0301.xlsx".encode(), system=3)) == ["r\u00e9sum\u00e9.xlsx"]


def test_what_systems_and_editors_leave_behind_is_passed_over_in_silence() -> None:
    junk = (
        ".DS_Store",
        "__MACOSX/._表.xlsx",
        "合同/Thumbs.db",
        "~$表.xlsx",
        "desktop.ini",
        ".~表.docx",
        "__MacOSX/a.xlsx",
    )
    content = packed("表.xlsx", *junk)

    assert names(content) == ["表.xlsx"]
    assert left_out(content) == {}


def test_folders_alone_are_no_members() -> None:
    content = laid([Item(b"a/", b"", method=0), Item(b"a/b.xlsx", FORM), Item(b"c\\", b"", method=0)])

    assert names(content) == ["a/b.xlsx"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("再包一层.zip", "member_archive"),
        ("旧.RAR", "member_archive"),
        ("说明.txt", "member_type"),
        ("脚本.exe", "member_type"),
        ("没有后缀", "member_type"),
        ("表.xlsx.lnk", "member_type"),
        ("CON.xlsx", "member_name"),
        ("nul/表.xlsx", "member_name"),
        ("报价:终稿.xlsx", "member_name"),
        ("什么?.xlsx", "member_name"),
        ("表\n.xlsx", "member_name"),
        ("gp\u202efdp.xlsx", "member_name"),
        ("表\u200b.xlsx", "member_name"),
        ("末尾 /表.xlsx", "member_name"),
        ("末尾./表.xlsx", "member_name"),
        ("a//表.xlsx", "member_name"),
        ("表" * 68 + ".xlsx", "member_name"),
        ("a/" * 60 + "表.xlsx", "member_name"),
    ],
)
def test_one_unfit_member_is_left_out_and_the_others_are_taken(name: str, reason: str) -> None:
    content = packed("表.xlsx", name)

    assert names(content) == ["表.xlsx"]
    assert left_out(content) == {name: reason}


def test_names_that_look_odd_and_hurt_nobody_are_taken() -> None:
    odd = [
        "《合同》【终稿】(1) - 副本.xlsx",
        "a&b, 50%.xlsx",
        "{{x}}.xlsx",
        "=1+1.xlsx",
        "-rf.xlsx",
        "表☎\ufe0f.xlsx",
        "..x.xlsx"[2:],
    ]

    assert names(packed(*odd)) == odd


def test_a_comment_of_the_packer_hurts_nobody() -> None:
    assert names(laid([Item(b"a.xlsx", FORM)], comment="打包于七月".encode("gbk"))) == ["a.xlsx"]


def test_a_streamed_zip_is_taken() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    made = Pipe()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xlsx", FORM)

    assert names(made.getvalue()) == ["a.xlsx"]


# -- what is refused whole -------------------------------------------------------------------------------------------


def _with(**changes: object) -> bytes:
    return laid([Item(b"a.xlsx", FORM), replace(Item(b"b.xlsx", FORM), **changes)])  # type: ignore[arg-type]


def _spaces(size: int) -> Callable[[], bytes]:
    return lambda: zipped({"a.pdf": b" " * size})


WHOLE: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "a password": ("bundle_encrypted", _with(flags=1)),
    "a bomb": ("bundle_bomb", _spaces(19 * MIB)),
    "a bomb of many": ("bundle_bomb", lambda: zipped({f"{n}.pdf": bytes(4 * MIB) for n in range(60)})),
    "a bomb that says it is small": ("bundle_bomb", _with(content=bytes(9_000), size=30)),
    "a bomb among what is passed over": ("bundle_bomb", lambda: zipped({"a.xlsx": FORM, ".DS_Store": bytes(9 * MIB)})),
    "a large member": ("bundle_large", lambda: zipped({"a.pdf": Random(1).randbytes(21 * MIB)}, zipfile.ZIP_STORED)),
    "many members": ("bundle_many", lambda: zipped({f"{n}.pdf": b"" for n in range(201)})),
    "many folders": ("bundle_many", lambda: zipped({f"{n}/": b"" for n in range(1_001)} | {"a.xlsx": FORM})),
    "cut": ("bundle_broken", packed("a.xlsx", "b.xlsx")[:-40]),
    "half": ("bundle_broken", packed("a.xlsx", "b.xlsx")[: len(FORM)]),
    "a wrong checksum": ("bundle_broken", _with(packed=zlib.compress(b"x" * len(FORM), 9)[2:-4])),
    "bytes between": ("bundle_broken", laid([Item(b"a.xlsx", FORM, behind=b"#" * 40), Item(b"b.xlsx", FORM)])),
    "overlapping": (
        "bundle_broken",
        laid([Item(b"a.xlsx", FORM), Item(b"b.xlsx", FORM, local_name=b"a.xlsx", start=0)]),
    ),
    "a comment that lies": ("bundle_broken", laid([Item(b"a.xlsx", FORM)], comment=b"1", after=b"2")),
    "a folder that holds bytes": ("bundle_broken", laid([Item(b"a.xlsx", FORM), Item(b"b/", FORM)])),
    "another packing": ("bundle_packing", _with(method=14)),
    "one name twice": ("bundle_twice", laid([Item(b"a.xlsx", FORM), Item(b"a.xlsx", FORM)])),
    "one name in two cases": ("bundle_twice", packed("a.xlsx", "A.XLSX")),
    "one name in two compositions": (
        "bundle_twice",
        laid([Item("e\u0301.xlsx".encode(), FORM), Item("\u00e9.xlsx".encode(), FORM)]),
    ),
    "one name in two encodings": (
        "bundle_twice",
        laid([Item("表.xlsx".encode(), FORM, flags=0x800), Item("表.xlsx".encode("gbk"), FORM)]),
    ),
    "a file that is a folder": ("bundle_twice", packed("a.xlsx", "A.xlsx/b.xlsx")),
    "upwards": ("bundle_path", packed("../../a.xlsx")),
    "upwards within": ("bundle_path", packed("a/../../b.xlsx")),
    "upwards with backslashes": ("bundle_path", packed("a\\..\\..\\b.xlsx")),
    "upwards at the end": ("bundle_path", packed("a/..", "b.xlsx")),
    "absolute": ("bundle_path", packed("/etc/a.xlsx")),
    "a share": ("bundle_path", packed("\\\\host\\a.xlsx")),
    "a drive": ("bundle_path", packed("C:\\a.xlsx")),
    "a path that ends early": ("bundle_path", laid([Item(b"a.xlsx\0.pdf", FORM)])),
    "a path of 60,000 folders": ("bundle_path", laid([Item(b"a/" * 30_000 + b"b.xlsx", FORM)])),
    "a link": ("bundle_link", _with(system=3, attributes=0o120777 << 16)),
    "a pipe": ("bundle_link", _with(system=3, attributes=0o010666 << 16)),
    "nothing": ("bundle_empty", zipped({})),
    "nothing but junk": ("bundle_empty", zipped({"__MACOSX/._a": b"1", "Thumbs.db": b"1", "a/": b""})),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_zip_that_is_not_honest_is_refused_whole(case: str) -> None:
    reason, content = WHOLE[case]

    assert refusal(content if isinstance(content, bytes) else content()) == reason


def test_what_is_just_within_the_limits_is_taken() -> None:
    assert refusal(zipped({f"{n}.pdf": b"1" for n in range(200)})) == ""
    assert refusal(zipped({f"{n}/": b"" for n in range(800)} | {f"{n}.pdf": b"1" for n in range(200)})) == ""
    limits = BundleLimits(file=len(packed("a.xlsx")), member=len(FORM), total=len(FORM))
    assert refusal(packed("a.xlsx"), limits) == ""
    for tighter in ({"file": limits.file - 1}, {"member": limits.member - 1}, {"total": limits.total - 1}):
        assert refusal(packed("a.xlsx"), replace(limits, **tighter)) == "bundle_large"


def test_every_refusal_of_a_zip_is_shown_here_and_said_in_both_languages() -> None:
    shown = {reason for reason, _ in WHOLE.values()}

    assert shown == {reason for reason in REASONS if reason.startswith("bundle_")}
    for reason in shown:
        for lang in ("zh", "en"):
            told = tell(unreadable(reason), None, MESSAGES, lang)
            assert REASONS[reason].said(lang) in told
            assert "_" not in told


@given(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6), st.booleans())
def test_a_zip_with_bytes_changed_is_taken_or_refused_by_a_word(share: float, piece: bytes, at_the_end: bool) -> None:
    content = packed("a.xlsx", "合同/b.docx")
    at = int(len(content) * (0.9 + share / 10 if at_the_end else share))

    found = refusal(content[:at] + piece + content[at + len(piece) :])

    assert found == "" or found in REASONS


@given(st.binary(max_size=60), st.integers(0, 0xFFFF), st.sampled_from([0, 3, 10, 11, 19]))
def test_a_member_of_any_name_is_taken_left_out_or_spoils_the_zip(raw: bytes, flags: int, system: int) -> None:
    content = laid([Item(raw, FORM, flags=flags & ~8, system=system)])

    found = refusal(content)

    assert found == "" or found in REASONS


# -- which zips are bundles, where their members go, what is told ------------------------------------------------------


def test_a_zip_is_a_bundle_by_its_name_and_what_is_in_it() -> None:
    assert is_bundle(packed("a.xlsx"), "七月.ZIP")
    assert is_bundle(packed("a.xlsx")[:50], "cut.zip")  # refused as a bundle, not as a form
    assert is_bundle(zipped({}), "empty.zip")
    assert not is_bundle(packed("a.xlsx"), "a.xlsx")
    assert not is_bundle(FORM, "really-a-workbook.zip")
    assert not is_bundle(laid(items(workbook())[::-1]), "really-a-workbook.zip")
    assert not is_bundle(zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "odt.zip")
    assert not is_bundle(b"Rar!\x1a\x07\0", "a.zip")
    assert not is_bundle(b"", "a.zip")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("七月报价.zip", "七月报价_zip"),
        ("a.b.ZIP", "a.b_zip"),
        ("CON.zip", "_CON_zip"),
        (".zip", "zip_zip"),
        ("表" * 90 + ".zip", "表" * 40 + "_zip"),
    ],
)
def test_members_go_into_a_folder_named_for_their_zip(name: str, folder: str) -> None:
    assert folder_of(name) == folder


def test_the_receipt_names_every_member_and_every_refusal() -> None:
    found = taken(packed("成本核算表.xlsx", "合同/纪要.docx", "说明.txt", "内.zip"))

    findings = unpacked(found, "收件箱/七月_zip")

    assert [finding.severity for finding in findings] == [Severity.INFO] * 3 + [Severity.WARNING] * 2
    told = [tell(finding, None, MESSAGES, "zh") for finding in findings]
    assert told[:3] == [
        "压缩包中的 2 个文件已放入 收件箱/七月_zip/,逐个处理,各有回执或检查结果。",
        "“成本核算表.xlsx”",
        "“合同/纪要.docx”",
    ]
    assert told[3].startswith("压缩包中的“说明.txt”未接收:既不是表单,也不是扫描件")
    assert told[4].startswith("压缩包中的“内.zip”未接收:压缩包中不能再有压缩包。请解压后")


def test_a_zip_of_which_nothing_is_taken_is_an_error() -> None:
    findings = unpacked(taken(zipped({"说明.txt": b"1"})), "inbox/a_zip")

    assert [(finding.code, finding.severity) for finding in findings] == [("M-MEMBER", Severity.ERROR)]


def test_a_zip_made_by_hand_is_read_as_zipfile_reads_it() -> None:
    content = packed("a.xlsx", "b/c.docx")

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        expected = {name: archive.read(name) for name in archive.namelist()}
    assert {member.name: member.content() for member in taken(content).members} == expected
    assert struct.unpack_from("<H", content, len(content) - 2)[0] == 0
