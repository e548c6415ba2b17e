"""One kind of document for many deals: told one by one, gone on with, never half there."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

import toolkit
from toolkit.cli import salesdocs
from toolkit.desk.batch import processes
from toolkit.errors import FiguresMissing, UnreadableFile
from toolkit.office.libreoffice import office_program
from toolkit.simulate.year import play_year

DAY = ("--today", "2026-04-01")


def run(*words: str) -> Result:
    return CliRunner().invoke(salesdocs, list(words))


def told(house: Path, *words: str, day: str = "2026-04-01") -> dict[str, list[str]]:
    """The result of a batch: what was asked for, by what became of it."""
    made = run("-C", str(house), "--today", day, "--format", "json", "generate", *words)
    assert made.exception is None or isinstance(made.exception, SystemExit), made.exception
    found: dict[str, list[str]] = {"exit code": [str(made.exit_code)]}
    for one in json.loads(made.output)["files"]:
        found.setdefault(one["fate"], []).append(one["asked"])
    return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with some deals, some of them quoted."""
    root = tmp_path_factory.mktemp("many") / "house"
    for _ in play_year(root, months=2, seed=1, deals=12, folders="en", lang="zh"):
        pass
    return root


@pytest.fixture(scope="module")
def quoted(house: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The deals that a quote can be written of."""
    found = told(house, "quote", "--all", "-o", str(tmp_path_factory.mktemp("quoted")))
    assert found["written"] and found["refused"]
    return found["written"]


def test_every_deal_is_told_and_what_is_missing_is_named(house: Path, tmp_path: Path) -> None:
    made = run("-C", str(house), *DAY, "generate", "quote", "--all", "-o", str(tmp_path))

    assert made.exit_code == 1
    lines = made.output.splitlines()
    assert any("已生成" in line and ".docx" in line for line in lines)
    assert any("成本核算表" in line and "未生成" in line for line in lines)
    assert lines[-1].startswith("共 ")


def test_a_second_run_makes_nothing_again_even_on_another_day(house: Path, quoted: list[str], tmp_path: Path) -> None:
    told(house, "quote", "--all", "-o", str(tmp_path))
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    again = told(house, "quote", "--all", "-o", str(tmp_path))
    tomorrow = told(house, "quote", "--all", "-o", str(tmp_path), day="2026-04-02")

    assert again["there"] == tomorrow["there"] == quoted
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_run_goes_on_where_another_stopped(house: Path, quoted: list[str], tmp_path: Path) -> None:
    told(house, "quote", "--all", "-o", str(tmp_path))
    lost = sorted(tmp_path.iterdir())[0]
    lost.unlink()
    (tmp_path / ".~pub-half.tmp").write_bytes(b"PK")

    again = told(house, "quote", "--all", "-o", str(tmp_path))

    assert len(again["written"]) == 1
    assert len(again.get("there", [])) == len(quoted) - 1
    assert lost.is_file()


def test_a_file_that_says_something_else_is_kept_and_ours_lies_beside_it(
    house: Path, quoted: list[str], tmp_path: Path
) -> None:
    told(house, "quote", "--all", "-o", str(tmp_path))
    mine = sorted(tmp_path.iterdir())[0]
    mine.write_bytes(b"notes of my own")

    again = told(house, "quote", "--all", "-o", str(tmp_path))

    assert len(again["written"]) == 1
    assert mine.read_bytes() == b"notes of my own"
    assert mine.with_stem(f"{mine.stem}~1").is_file()


def test_a_form_of_ours_is_told_to_lie_there_by_its_bytes(house: Path, tmp_path: Path) -> None:
    first = told(house, "visit-record", "--all", "-o", str(tmp_path))

    again = told(house, "visit-record", "--all", "-o", str(tmp_path))

    assert first["written"] == again["there"]


def test_workers_make_the_same_files_as_one_process(house: Path, quoted: list[str], tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"

    alone = told(house, "quote", "--all", "-o", str(one), "--jobs", "1")
    together = told(house, "quote", "--all", "-o", str(two), "--jobs", "2")

    assert alone == together
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}


@pytest.mark.parametrize("ending", [".txt", ".csv", ".xlsx"])
def test_a_list_names_deals_by_any_number_and_unknown_ones_are_told_with_their_line(
    house: Path, quoted: list[str], tmp_path: Path, ending: str
) -> None:
    listed = tmp_path / f"deals{ending}"
    rows = ["商机编号", quoted[0].lower(), "SJ-2099-0001", f"{quoted[0]}"]
    if ending == ".xlsx":
        with xlsxwriter.Workbook(str(listed)) as book:
            sheet = book.add_worksheet("清单")
            for n, number in enumerate(rows):
                sheet.write_row(n, 0, [n, number] if n else ["序号", number])
    else:
        listed.write_text("\n".join(rows if ending == ".txt" else [f"x,{row}" for row in rows]), encoding="gb18030")

    found = told(house, "quote", "--deals", str(listed), "-o", str(tmp_path / "out"))

    line = "清单!{}" if ending == ".xlsx" else "第{}行"
    assert found["written"] == [f"{line.format(2)} {quoted[0]}"]
    assert found["refused"] == [f"{line.format(3)} SJ-2099-0001"]
    assert found["exit code"] == ["1"]


def test_a_stage_is_named_in_either_language(house: Path, tmp_path: Path) -> None:
    status = json.loads(run("-C", str(house), "--format", "json", "status").output)
    stage = next(iter(status["deals"]))

    found = told(house, "quote", "--stage", stage, "-o", str(tmp_path))
    wrong = run("-C", str(house), *DAY, "generate", "quote", "--stage", "nowhere", "-o", str(tmp_path))

    assert sum(len(asked) for fate, asked in found.items() if fate != "exit code") == status["deals"][stage]
    assert getattr(wrong.exception, "exit_code", None) == 2
    assert "已报价" in str(wrong.exception)


@pytest.mark.parametrize(
    "words",
    [
        ("quote",),
        ("quote", "SJ-2026-0001", "--all", "-o", "."),
        ("quote", "--all", "--stage", "已报价", "-o", "."),
        ("quote", "--all"),
    ],
)
def test_what_is_meant_has_to_be_plain(house: Path, words: tuple[str, ...]) -> None:
    asked = run("-C", str(house), *DAY, "generate", *words)

    assert asked.exit_code == 2


def test_an_unknown_kind_makes_nothing(house: Path, tmp_path: Path) -> None:
    asked = run("-C", str(house), *DAY, "generate", "leaflet", "--all", "-o", str(tmp_path / "out"))

    assert getattr(asked.exception, "exit_code", None) == 2
    assert not (tmp_path / "out").exists()


def test_a_fault_of_a_template_is_our_own_and_leaves_no_file(house: Path, tmp_path: Path) -> None:
    own = house / "templates" / "quote.docx"
    whole = own.read_bytes()
    own.write_bytes(b"PK is no document")
    try:
        found = told(house, "quote", "--all", "-o", str(tmp_path / "out"))
    finally:
        own.write_bytes(whole)

    assert found["exit code"] == ["3"]
    assert found["failed"]
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(office_program() is None, reason="needs LibreOffice")
def test_pdfs_lie_beside_and_a_lost_one_is_made_again(house: Path, quoted: list[str], tmp_path: Path) -> None:
    words = ("quote", "--all", "--pdf", "-o", str(tmp_path))
    told(house, *words)
    lost = sorted(tmp_path.glob("*.pdf"))[0]
    lost.unlink()

    again = told(house, *words)

    assert again["there"] == quoted
    assert lost.read_bytes().startswith(b"%PDF-")
    assert len(list(tmp_path.glob("*.pdf"))) == len(list(tmp_path.glob("*.docx")))


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to a group of processes")
def test_ctrl_c_ends_cleanly_and_tells_what_was_made(house: Path, tmp_path: Path) -> None:
    listed = tmp_path / "many.txt"
    listed.write_text("\n".join(f"SJ-2099-{n:04d}" for n in range(1, 8000)), encoding="utf-8")
    command = ["-C", str(house), *DAY, "generate", "quote", "--deals", str(listed), "-o", str(tmp_path / "out")]
    with subprocess.Popen(
        [sys.executable, "-c", "from toolkit.cli import main; main()", *command, "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=Path(toolkit.__file__).parents[1],
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        began = time.monotonic()
        output, errors = process.communicate(timeout=60)

    assert process.returncode == 130
    assert output.splitlines()[-1].startswith("共 ")
    assert "Traceback" not in errors
    assert time.monotonic() - began < 20


def test_few_documents_are_made_by_one_process_and_never_by_more_than_there_are() -> None:
    assert processes(None, 19) == 1
    assert processes(8, 3) == 3
    assert processes(None, 1000) >= 1


@pytest.mark.parametrize("trouble", [FiguresMissing("报价单", "客户"), UnreadableFile("a.xlsx", "macros")])
def test_a_trouble_comes_whole_out_of_a_worker(trouble: Exception) -> None:
    again = pickle.loads(pickle.dumps(trouble))

    assert (str(again), vars(again), type(again)) == (str(trouble), vars(trouble), type(trouble))
