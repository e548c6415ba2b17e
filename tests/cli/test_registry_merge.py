"""salesdocs registry merge: registries that people kept by themselves become one that the inbox takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from tests.journey.conftest import drop
from tests.rules.test_leads_rules import ROW
from toolkit.catalogue import FORMS
from toolkit.catalogue.forms.f02_lead_registry import FORM
from toolkit.cli import salesdocs
from toolkit.desk.founding import found_house
from toolkit.desk.registries import merge_registries
from toolkit.desk.registry_outcome import Question, told
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.read import read
from toolkit.house import open_house
from toolkit.intake.rounds import ingest
from toolkit.model.deal import Event

DAY = date(2026, 6, 30)
QIMING, TWIN, HENGDA = "上海启明精密制造有限公司", "启明精密制造(上海)有限责任公司", "苏州恒达自动化设备有限公司"
CODE = "91310115MA1K456788"
BARE = {key: str(typed) for key, typed in ROW.items() if key not in ("uscc", "customer_short")}
_PHONES = count(13900000001)


def row(name: str, **change: str | None) -> dict[str, str | None]:
    """A right row; the phone is its own."""
    return {**BARE, "customer_name": name, "contact_phone": str(next(_PHONES)), **change}


def registry(path: Path, *rows: Mapping[str, str | None]) -> Path:
    """Our own blank, filled."""
    path.write_bytes(fill(make(FORM), FORM, {}, {"rows": rows}))
    return path


def own_layout(path: Path, rows: Sequence[Mapping[str, str | None]]) -> Path:
    """A list that somebody made: other headings, other order, no stamp."""
    headings = {
        "owner": "跟进人", "customer_name": "公司名称", "contact_name": "联系人", "contact_phone": "手机",
        "contact_title": "职位", "industry": "行业", "annual_revenue": "年营业额", "region": "区域",
        "source": "获客渠道",
        "profile_match": "是否符合客户画像", "register_date": "登记日期",
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("我的客户")
        sheet.write(0, 0, "潜在客户信息登记表")
        sheet.write_row(2, 0, headings.values())
        for n, one in enumerate(rows, start=3):
            sheet.write_row(n, 0, [one[key] or "" for key in headings])
    return path


def run(house: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(salesdocs, ["-C", str(house), "--format", "json", *map(str, words)])


def merge(house: Path, *files: Path, to: Path) -> dict[str, Any]:
    done = merge_registries(files, house=house, lang="zh", today=DAY, to=to)
    return {**told(done), "is_done": not done.needs_a_person}


def names(listed: Sequence[Mapping[str, Any]]) -> list[str]:
    return [one["name"] for one in listed]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    root = tmp_path / "house"
    found_house(root, folders="en", lang="zh")
    with open_house(root) as opened, opened.ledger.deciding(date(2026, 6, 16)) as entry:
        said = {"customer_name": QIMING, "uscc": CODE, "contact_phone": "13812345678"}
        entry.record([Event("customer registered", "KH-2026-0001", {"values": said, "owner": "李娜"})])
    return root


def test_rows_of_one_customer_become_one_and_the_newest_word_counts(tmp_path: Path) -> None:
    old = row(HENGDA, contact_title="采购员", register_date="2026-06-10", owner="王芳")
    new = row("苏州恒达自动化设备有限公司 ", contact_title="采购经理", register_date="2026-06-15", owner="王芳")
    files = registry(tmp_path / "新.xlsx", new), own_layout(tmp_path / "旧.xlsx", [old])

    made = merge(tmp_path, *files, to=tmp_path / "out")

    (one,) = made["merged"]
    assert one["rows"] == ["新.xlsx 潜在客户信息登记表!4", "旧.xlsx 我的客户!4"] and "名称相同" in one["reasons"]
    (title,) = [text for text in one["conflicts"] if text.startswith("职务")]
    assert title == "职务: 采购员 (旧.xlsx 我的客户!4) / 采购经理 (新.xlsx 潜在客户信息登记表!4) → 采购经理"
    (line,) = read(Path(made["files"][0]).read_bytes(), "a.xlsx", FORMS, today=DAY).lines("rows")
    assert (line.words("contact_title"), line.day("register_date")) == ("采购经理", date(2026, 6, 10))
    assert made["is_done"]


def test_two_owners_of_one_customer_are_told_and_never_decided(tmp_path: Path) -> None:
    first = row(HENGDA, uscc=CODE, owner="王芳", register_date="2026-06-10")
    second = row("恒达设备", uscc=CODE, owner="李娜", register_date="2026-06-15")

    made = merge(
        tmp_path, registry(tmp_path / "b.xlsx", second), registry(tmp_path / "a.xlsx", first), to=tmp_path / "out"
    )

    (line,) = read(Path(made["files"][0]).read_bytes(), "a.xlsx", FORMS, today=DAY).lines("rows")
    assert line.words("owner") == "王芳" and line.words("remark").startswith("负责人待确认:王芳、李娜")
    assert not made["is_done"] and made["merged"][0]["reasons"][0] == "信用代码相同"


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "负责人待确认: 王芳 / 李娜"), ("en", "owner to be decided: 王芳 / 李娜")]
)
def test_the_terminal_says_whose_owner_is_to_be_decided(lang: str, words: str, tmp_path: Path) -> None:
    files = (registry(tmp_path / f"{owner}.xlsx", row(HENGDA, uscc=CODE, owner=owner)) for owner in ("李娜", "王芳"))

    told = CliRunner().invoke(
        salesdocs, ["--lang", lang, "registry", "merge", *map(str, files), "-o", str(tmp_path / "out")]
    )

    assert told.exit_code == 1
    (line,) = [line for line in told.output.splitlines() if line.startswith("  ?")]
    assert line.startswith(f"  ? {HENGDA}: ") and set(words.split()) == set(line.partition(": ")[2].split())


def test_an_owner_other_than_the_ledgers_is_said_on_the_terminal(tmp_path: Path, house: Path) -> None:
    kept = registry(tmp_path / "a.xlsx", row("启明精密", uscc=CODE))

    told = CliRunner().invoke(salesdocs, ["-C", str(house), "registry", "merge", str(kept), "-o", str(tmp_path / "o")])

    assert told.exit_code == 1 and f"  ? {QIMING}: 负责人待确认: 李娜 / 王芳" in told.output


def test_the_lock_of_a_file_that_somebody_has_open_is_passed_over_and_told(tmp_path: Path) -> None:
    lock = tmp_path / "~$a.xlsx"
    lock.write_bytes(b"\x06wangfa" + b" " * 158)

    made = merge(tmp_path, registry(tmp_path / "a.xlsx", row(HENGDA)), lock, to=tmp_path / "out")

    (remark,) = made["remarks"]
    assert remark["file"] == "~$a.xlsx" and "有人正打开" in remark["text"]
    assert names(made["merged"]) == [HENGDA] and made["is_done"]


@pytest.mark.skipif(sys.platform == "win32", reason="another shell")
@pytest.mark.parametrize("name", ["启明 & 恒达", '$(touch x)"; `y` #', "it's 100% \\ !ours"])
def test_a_command_to_be_copied_runs_nothing_that_stands_in_a_name(tmp_path: Path, name: str) -> None:
    asked = Question(name, (), name, "", (), (), 70, is_after_intake=True)

    script = f"salesdocs() {{ printf '%s\\n' \"$@\"; }}; {asked.command}"
    said = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, check=False)

    assert said.stdout.decode().splitlines()[:4] == ["customer", "same", name, name]


def test_rows_on_a_second_sheet_are_told_as_not_read(tmp_path: Path) -> None:
    file = own_layout(tmp_path / "a.xlsx", [row(HENGDA)])
    book = openpyxl.load_workbook(file)
    sheet = book.copy_worksheet(book["我的客户"])
    sheet["B4"] = QIMING
    book.save(file)

    made = merge(tmp_path, file, to=tmp_path / "out")

    (one,) = made["unread"]
    assert one["file"] == "a.xlsx" and "有两处" in one["why"]
    assert names(made["merged"]) == [HENGDA] and not made["is_done"]


def test_a_row_far_below_the_others_is_told_as_not_read(tmp_path: Path) -> None:
    file = registry(tmp_path / "a.xlsx", row(HENGDA), row(QIMING))
    book = openpyxl.load_workbook(file)
    sheet = book["潜在客户信息登记表"]
    for n, cell in enumerate(sheet[5], start=1):
        sheet.cell(120, n).value = cell.value
    book.save(file)

    made = merge(tmp_path, file, to=tmp_path / "out")

    (one,) = made["unread"]
    assert "潜在客户信息登记表!120" in one["why"] and not made["is_done"]


def test_what_may_be_one_waits_and_a_decision_settles_it(tmp_path: Path, house: Path) -> None:
    kept = registry(tmp_path / "a.xlsx", row(TWIN), row(HENGDA), row("恒达自动化设备(苏州)公司"))

    before = merge(house, kept, to=tmp_path / "out")
    run(house, "customer", "different", "KH-2026-0001", TWIN, "--reason", "电话核实", "--by", "李强")
    after = merge(house, kept, to=tmp_path / "later")
    run(house, "customer", "same", "KH-2026-0001", TWIN, "--reason", "看错了", "--by", "李强")
    last = merge(house, kept, to=tmp_path / "last")

    assert (len(before["merged"]), len(before["waiting"])) == (1, 2)
    assert TWIN in names(before["waiting"]) and not before["is_done"]
    (asked,) = [one for one in before["questions"] if one["name"] == TWIN]
    assert asked["command"].startswith(f'salesdocs customer same KH-2026-0001 "{TWIN}"') and not asked["after_intake"]
    assert TWIN in names(after["merged"]) and TWIN not in names(after["waiting"])
    assert asked["reasons"] == ["名称主体相同: 启明精密制造"]
    (known,) = last["known"]
    assert (known["customer"], known["rows"]) == ("KH-2026-0001", ["a.xlsx 潜在客户信息登记表!4"])


def test_a_customer_of_the_ledger_is_left_out_and_listed(tmp_path: Path, house: Path) -> None:
    made = merge(house, registry(tmp_path / "a.xlsx", row("启明精密", uscc=CODE)), to=tmp_path / "out")

    assert (names(made["known"]), made["merged"]) == ([QIMING], [])
    assert not made["is_done"]  # 王芳 keeps a customer of 李娜
    assert [Path(path).name for path in made["files"]] == ["潜在客户合并说明_20260630.xlsx"]
    sheet = openpyxl.load_workbook(made["files"][0])["合并说明"]
    assert sheet["B5"].value == "已登记 KH-2026-0001,未写入合并表"
    assert "负责人: 台账 李娜 / 登记表 王芳" in sheet["F5"].value


def test_one_name_with_two_credit_codes_is_asked_about(tmp_path: Path) -> None:
    files = registry(tmp_path / "a.xlsx", row(HENGDA, uscc=CODE), row(HENGDA, uscc="91320594MA1XQ5QT5K"))

    made = merge(tmp_path, files, to=tmp_path / "out")

    assert (len(made["merged"]), len(made["waiting"])) == (1, 1)
    assert "但信用代码不同" in made["questions"][0]["reasons"] and made["questions"][0]["after_intake"]


def test_what_cannot_be_read_is_told_with_its_cell(tmp_path: Path) -> None:
    files = (
        registry(tmp_path / "a.xlsx", row(HENGDA, contact_phone="12"), row(QIMING, profile_match="否")),
        tmp_path / "b.csv",
        tmp_path / "c.xlsx",
        registry(tmp_path / "d.xlsx"),
    )
    files[1].write_text("公司名称\n甲公司\n", encoding="utf-8")
    files[2].write_bytes(make(next(form for form in FORMS if form.id == "F05")))

    made = merge(tmp_path, *files, to=tmp_path / "out")

    faults = {(one["file"], one["row"]): one for one in made["unread"]}
    assert set(faults) == {
        ("a.xlsx", "潜在客户信息登记表!4"), ("a.xlsx", "潜在客户信息登记表!5"),
        ("b.csv", ""), ("c.xlsx", ""), ("d.xlsx", "")
    }  # fmt: skip
    phone = faults["a.xlsx", "潜在客户信息登记表!4"]
    assert phone["place"] != phone["row"] and phone["raw"] == "12" and "联系电话" in phone["why"]
    assert "F05" in faults["c.xlsx", ""]["why"] and "客户画像" in faults["a.xlsx", "潜在客户信息登记表!5"]["why"]
    assert not made["is_done"]


def test_a_row_without_a_name_is_told_and_keeps_no_other(tmp_path: Path) -> None:
    nameless = {**row(""), "customer_name": None}

    made = merge(tmp_path, registry(tmp_path / "a.xlsx", nameless, row(HENGDA)), to=tmp_path / "out")

    (one,) = made["unread"]
    assert one["place"] == "潜在客户信息登记表!C4" and "客户名称" in one["why"]
    assert names(made["merged"]) == [HENGDA]


def test_a_number_that_nobody_registered_is_left_out_and_told(tmp_path: Path, house: Path) -> None:
    kept = registry(tmp_path / "a.xlsx", row(HENGDA, lead_no="KH-2020-0009"), row("启明精密", lead_no="KH-2026-0001"))

    made = merge(house, kept, to=tmp_path / "out")

    assert [one["text"] for one in made["remarks"]] == ["客户编号 KH-2020-0009 未登记,合并表中不填"]
    assert (names(made["merged"]), names(made["known"])) == ([HENGDA], [QIMING])


def test_the_merged_registry_is_taken_whole_by_a_house(tmp_path: Path, house: Path) -> None:
    several = [
        row(f"{place}{word}自动化设备有限公司") for place in ("上海", "苏州") for word in ("宏远", "盛泰", "川海")
    ]
    one = own_layout(tmp_path / "a.xlsx", [row("杭州百佳物流有限公司"), *several[:3]])
    other = registry(tmp_path / "b.xlsx", *several)

    made = merge(house, one, other, to=tmp_path / "out")
    with open_house(house) as opened:
        drop(opened, Path(made["files"][0]), "潜在客户合并.xlsx")
        (answered,) = ingest(opened, DAY)
    again = merge(house, one, other, to=tmp_path / "again")

    assert answered.outcome == "accepted", answered.all_findings()
    assert len(made["merged"]) == len(answered.decisions) == len(again["known"]) > 3
    assert again["merged"] == []


def test_the_same_files_give_the_same_bytes_under_the_name_asked_for(tmp_path: Path) -> None:
    files = registry(tmp_path / "a.xlsx", row(HENGDA)), registry(tmp_path / "b.xlsx", row(QIMING))

    first = merge(tmp_path, *files, to=tmp_path / "one" / "登记.xlsx")
    second = merge(tmp_path, *files, to=tmp_path / "two" / "登记.xlsx")

    assert [Path(path).name for path in first["files"]] == ["登记.xlsx", "登记_说明.xlsx"]
    for one, other in zip(first["files"], second["files"], strict=True):
        assert Path(one).read_bytes() == Path(other).read_bytes()


def test_more_than_a_part_takes_come_in_parts_that_the_inbox_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.desk.registries.MOST_ROWS", 2)
    several = [row(name) for name in (QIMING, HENGDA, "杭州百佳物流有限公司")]

    made = merge(tmp_path, registry(tmp_path / "a.xlsx", *several), to=tmp_path / "out")

    *parts, explanation = map(Path, made["files"])
    assert [path.name for path in parts] == ["潜在客户合并_20260630.xlsx", "潜在客户合并_20260630_2.xlsx"]
    counts = [len(read(path.read_bytes(), path.name, FORMS, today=DAY).lines("rows")) for path in parts]
    assert (counts, explanation.name) == ([2, 1], "潜在客户合并说明_20260630.xlsx")


def test_the_command_ends_with_one_where_something_waits(tmp_path: Path, house: Path) -> None:
    right = run(house, "registry", "merge", registry(tmp_path / "a.xlsx", row(HENGDA)), "-o", tmp_path / "out")
    waits = run(house, "registry", "merge", registry(tmp_path / "b.xlsx", row(TWIN)), "-o", tmp_path / "b")

    assert (right.exit_code, waits.exit_code) == (0, 1), (right.output, waits.output)
    assert names(json.loads(right.stdout)["merged"]) == [HENGDA]
