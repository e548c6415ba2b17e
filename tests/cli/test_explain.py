"""explain CODE and form fixtures, as people type them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from toolkit.catalogue import FORMS, MESSAGES
from toolkit.catalogue.fixtures.chosen import PROVEN, named
from toolkit.cli import salesdocs
from toolkit.desk.explain import rule_of, sentences
from toolkit.forms.read import read


def run(*words: str) -> Result:
    return CliRunner().invoke(salesdocs, list(words))


def told(code: str, lang: str = "zh") -> dict[str, Any]:
    shown = run("--lang", lang, "--format", "json", "explain", code)
    assert shown.exit_code == 0, shown.output
    answer = json.loads(shown.output)
    assert isinstance(answer, dict)
    return answer


def test_a_code_is_explained_by_cause_rule_source_example_and_fix() -> None:
    answer = told("R-65")

    assert answer["severity"] == ["error"]
    assert answer["forms"] == [{"id": "F13", "title": "验收确认单"}]
    assert answer["cause"] == "该订单已验收合格。"
    assert answer["rule"] == "nothing is accepted twice"
    assert "domain.md 2.13" in answer["source"]
    assert answer["example"]["finding"] == "【验收确认单】该订单已验收合格。"
    assert answer["fix"] == "不必再次验收。"


def test_a_code_is_explained_in_english_too() -> None:
    answer = told("M-REQ", "en")

    assert answer["rule"] == "what the declaration asks for is filled in"
    assert answer["example"]["changed"][0].endswith("→ (blank)")
    assert answer["fix"].startswith("Fill in the cell")


def test_for_people_every_part_has_its_word() -> None:
    shown = run("explain", "f11-05")

    assert shown.output.splitlines()[0] == "F11-05"
    for word in ("级别", "表单", "原因", "规则", "出处", "示例", "处理"):
        assert f"  {word}: " in shown.output


@pytest.mark.parametrize("code", ["M-AMT", "F04-01", "F02-05", "M-DEAL", "M-COPY", "F17B-01", "R-64"])
def test_codes_of_kinds_declarations_and_the_process_have_rule_and_source_too(code: str) -> None:
    answer = told(code)

    assert answer["rule"]
    assert answer["source"]
    assert answer["fix"]


def test_a_rule_that_is_proven_otherwise_is_told_with_its_source() -> None:
    answer = told("R-53")

    assert answer["rule"] == PROVEN["R-53"].zh
    assert "decisions.md 34" in answer["source"]


def test_an_unknown_code_names_those_that_come_close() -> None:
    wrong = subprocess.run(
        [sys.executable, "-c", "from toolkit.cli import main; main()", "explain", "F13-50"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert wrong.returncode == 2
    assert "F13-05" in wrong.stderr


def test_every_rule_says_in_its_first_line_which_codes_it_gives_and_why() -> None:
    for rule in (rule for form in FORMS for rule in form.rules):
        assert all(sentences(rule).values()), rule.__doc__
        assert set(named(rule)) <= set(MESSAGES), rule.__doc__


def test_every_code_has_a_rule_and_a_source() -> None:
    from toolkit.catalogue.fixtures.chosen import cases
    from toolkit.desk.fixtures import sample

    by_code: dict[str, list[Any]] = {code: [] for code in MESSAGES}
    for case in cases(sample()):
        by_code[case.fixture.code].append(case)

    told_of = {code: rule_of(code, tuple(found)) for code, found in by_code.items()}
    without = [code for code, (rule, source) in told_of.items() if not (rule.zh and rule.en and source)]

    assert without == []


def test_the_list_of_fixtures_ends_with_the_count_of_rules() -> None:
    shown = run("form", "fixtures", "F13", "--list")

    *rows, count = shown.output.splitlines()
    assert any(row.startswith("F13  R-65") for row in rows)
    assert count == f"{len(rows)} fixtures, {len(rows)} codes, 1 forms"


def test_the_fixtures_of_a_form_are_files_with_an_index(tmp_path: Path) -> None:
    written = run("form", "fixtures", "quote-feedback", "--out", str(tmp_path / "fixtures"))

    assert written.exit_code == 0, written.output
    with (tmp_path / "fixtures" / "index.csv").open(encoding="utf-8-sig", newline="") as opened:
        index = {row["code"]: row for row in csv.DictReader(opened)}
    row = index["F06-04"]
    assert (row["form"], row["severity"], row["outcome"]) == ("F06", "warning", "存档并提醒")
    assert row["day"] == "2026-07-03"
    assert row["changed"] == "「记录人」王芳 → 钱多"
    assert "“钱多”不在员工名册中" in row["finding"]
    for which in ("ok", "wrong"):
        file = tmp_path / "fixtures" / row[which]
        assert read(file.read_bytes(), file.name, FORMS, today=date(2026, 7, 3)).form == "F06"


def test_fixtures_are_either_listed_or_written() -> None:
    assert run("form", "fixtures").exit_code == 2
    assert run("form", "fixtures", "--list", "--out", "x").exit_code == 2
