"""The commands as people type them: what they print, what they end with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.journey.conftest import sample
from toolkit.catalogue import FORMS
from toolkit.cli import salesdocs
from toolkit.demo import drops


def run(*words: str) -> Result:
    return CliRunner().invoke(salesdocs, list(words))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("cli") / "demo"
    played = run("demo", str(house))
    assert played.exit_code == 0, played.output
    return house


def test_the_demo_names_every_step_and_ends_accepted(demo: Path) -> None:
    shown = run("-C", str(demo), "deal", "show", "SJ-2026-0001")

    assert shown.exit_code == 0
    assert "已验收" in shown.output
    assert "HF-2026-0001_客户回访记录表" in shown.output


def test_a_second_demo_in_the_same_folder_is_refused(demo: Path) -> None:
    again = subprocess.run(
        [sys.executable, "-c", "from toolkit.cli import main; main()", "demo", str(demo)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert again.returncode == 2
    assert "not empty" in again.stderr


@pytest.mark.parametrize("number", ["BJ-2026-0001", "BJ-2026-0001-V1", "XS-2026-0001", "KH-2026-0001", "YS-2026-0001"])
def test_deal_show_takes_any_number_of_the_deal(demo: Path, number: str) -> None:
    shown = run("-C", str(demo), "--format", "json", "deal", "show", number)

    assert json.loads(shown.output)["deal"] == "SJ-2026-0001"


def test_an_unknown_number_is_named(demo: Path) -> None:
    shown = run("-C", str(demo), "deal", "show", "BJ-2099-0001")

    assert "BJ-2099-0001" in str(shown.exception)


def test_status_counts_the_deals_and_nothing_waits(demo: Path) -> None:
    status = json.loads(run("-C", str(demo), "--format", "json", "status").output)

    assert status == {"deals": {"已验收": 1}, "inbox": [], "waiting": [], "failed": [], "undone": []}


def test_doctor_finds_the_demo_house_fit(demo: Path) -> None:
    looked = run("-C", str(demo), "doctor")

    assert looked.exit_code == 0, looked.output
    assert "苏州恒拓智能装备有限公司" in looked.output


def test_an_ingest_with_a_wrong_form_ends_with_1(demo: Path) -> None:
    shutil.copyfile(sample("客户登记(有误)"), demo / "inbox" / "客户登记.xlsx")

    taken = run("-C", str(demo), "--today", "2026-08-25", "ingest")

    assert taken.exit_code == 1
    assert "[M-PHONE]" in taken.output


def test_today_is_refused_outside_a_demo_house(tmp_path: Path) -> None:
    run("init", str(tmp_path / "house"))

    refused = run("-C", str(tmp_path / "house"), "--today", "2026-01-01", "ingest")

    assert refused.exit_code == 2
    assert "demo houses only" in refused.output


def test_a_folder_that_is_no_house_ends_with_2(tmp_path: Path) -> None:
    status = run("-C", str(tmp_path), "status")

    assert getattr(status.exception, "exit_code", None) == 2


def test_init_with_chinese_folders_gives_people_chinese_names(tmp_path: Path) -> None:
    made = run("init", str(tmp_path / "house"), "--folders", "zh")

    assert made.exit_code == 0, made.output
    names = {path.name for path in (tmp_path / "house").iterdir()}
    assert {
        "收件箱",
        "已退回",
        "已处理",
        "重复",
        "待人工",
        "商机",
        "报表",
        "空白表单",
        "模板",
        "salesdocs.toml",
    } <= names
    assert len(list((tmp_path / "house" / "空白表单").iterdir())) == len(FORMS)


def test_doctor_names_what_a_new_house_lacks(tmp_path: Path) -> None:
    run("init", str(tmp_path / "house"))

    looked = run("-C", str(tmp_path / "house"), "doctor")

    assert looked.exit_code == 5
    assert "bank_account" in looked.output


def test_check_speaks_english_when_asked(tmp_path: Path) -> None:
    checked = run("-C", str(tmp_path), "--lang", "en", "check", str(sample("客户登记(有误)")))

    assert checked.exit_code == 1
    assert "is not a valid mobile" in checked.output


def test_check_of_a_right_form_ends_with_0(tmp_path: Path) -> None:
    checked = run("-C", str(tmp_path), "check", str(sample("潜在客户信息登记表")))

    assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize("kind", ["quote", "contract", "approval-form", "order", "progress-letter", "visit-record"])
def test_generate_writes_a_document_of_a_deal(demo: Path, tmp_path: Path, kind: str) -> None:
    made = run("-C", str(demo), "--today", "2026-08-25", "generate", kind, "SJ-2026-0001", "-o", str(tmp_path))

    assert made.exit_code == 0, made.output
    (path,) = tmp_path.iterdir()
    assert path.stat().st_size > 1000
    assert "2026-0001" in path.name or "0003" in path.name


def test_generate_writes_one_notice_a_department(demo: Path, tmp_path: Path) -> None:
    run("-C", str(demo), "--today", "2026-08-25", "generate", "order-notice", "SJ-2026-0001", "-o", str(tmp_path))

    assert len(list(tmp_path.iterdir())) == 3


def test_generate_from_a_filled_form_needs_no_house(tmp_path: Path) -> None:
    target = tmp_path / "quote.docx"

    made = run("-C", str(tmp_path), "generate", "quote", "--from", str(sample("成本核算表-")), "-o", str(target))

    assert made.exit_code == 0, made.output
    from tests.journey.test_golden import text_of

    assert "286,000.00" in text_of(target)
    assert not (tmp_path / ".salesdocs").exists()


def test_form_list_names_every_form(demo: Path) -> None:
    listed = json.loads(run("--format", "json", "form", "list").output)

    assert [form["id"] for form in listed] == [form.id for form in FORMS]


def test_form_new_writes_a_prefilled_blank_of_a_deal(demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "visit.docx"

    run(
        "-C",
        str(demo),
        "--today",
        "2026-08-25",
        "form",
        "new",
        "visit-record",
        "--deal",
        "DD-2026-0001",
        "-o",
        str(target),
    )

    from tests.journey.test_golden import text_of

    assert "上海启明精密制造有限公司" in text_of(target)


def test_the_nightly_report_is_written_and_named(demo: Path) -> None:
    reported = run("-C", str(demo), "report", "nightly", "--date", "2026-08-24")

    assert reported.exit_code == 0, reported.output
    assert "销售日报_20260824.xlsx" in reported.output.splitlines()[0]


def test_help_and_status_start_without_the_heavy_libraries() -> None:
    code = (
        "import sys; import toolkit.cli;"
        "heavy = {'pandas', 'openpyxl', 'docxtpl', 'docx', 'xlsxwriter', 'phonenumbers', 'apprise'} & set(sys.modules);"
        "assert not heavy, heavy"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_sample_says_its_day() -> None:
    assert len(drops()) == 24


def test_generate_writes_a_contract_from_its_forms_alone(tmp_path: Path) -> None:
    named = ("成本核算表-", "谈判纪要(终版)", "上海启明开票资料")
    sources = [word for name in named for word in ("--from", str(sample(name)))]

    made = run("-C", str(tmp_path), "generate", "contract", *sources, "-o", str(tmp_path / "contract.docx"))

    assert made.exit_code == 0, (made.output, made.exception)
    from tests.journey.test_golden import text_of

    assert "271,700.00" in text_of(tmp_path / "contract.docx")
