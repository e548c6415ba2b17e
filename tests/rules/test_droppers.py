from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.rules import golden_deal
from tests.rules.submissions import codes, filed, known, only, person, rulebook, sentence, staff, submission
from toolkit.catalogue.forms import f05_cost_sheet, f06_quote_feedback, m02_staff_list
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.rules.examine import examine

FINANCE = replace(rulebook(), droppers={"F05": ("财务部门",), "F06": ("销售代表", "总经理")})
PEOPLE = staff(
    person("赵敏", "财务部门", "财务", account="HENGTUO\\zhaomin"),
    person("王芳", "销售部门", "销售代表", account="wangfang"),
    person("李强", "销售部门", "销售负责人", account="liqiang"),
    person(
        "陈立", "总经理办公室", "总经理", deputy="李强", deputy_from=date(2026, 6, 25), deputy_until=date(2026, 7, 3)
    ),
    person("孙工", "生产部门", "生产"),
)


def told(form: Form = f05_cost_sheet.FORM, **dropped: Any) -> list[Finding]:
    around = known(book=FINANCE, staff=PEOPLE, **{"files": {}, **dropped})
    return [finding for finding in examine(form, submission(form), around) if finding.code == "M-ROLE"]


def test_a_form_that_is_not_restricted_may_be_dropped_by_anyone() -> None:
    around = known(staff=PEOPLE)

    found = examine(f05_cost_sheet.FORM, submission(f05_cost_sheet.FORM), around)

    assert "M-ROLE" not in codes(found)


@pytest.mark.parametrize("folder", ["财务部门", "财务部", "财务", "财务部门/七月", "财务部门\\七月"])
def test_a_restricted_form_is_taken_from_the_folder_of_its_department(folder: str) -> None:
    assert told(dropped_in=folder) == []


@pytest.mark.parametrize("folder", ["", "销售部门", "七月/财务部门", "财务部门2"])
def test_another_folder_does_not_entitle(folder: str) -> None:
    finding = only(told(dropped_in=folder, dropped_by="sunqi"))

    assert (finding.code, finding.severity) == ("M-ROLE", Severity.ERROR)
    said = sentence(finding, f05_cost_sheet.FORM, f05_cost_sheet.MESSAGES)
    assert said.startswith("【成本核算表】本表只能由财务部门提交(文件所有者:sunqi)。")


@pytest.mark.parametrize("account", ["HENGTUO\\zhaomin", "hengtuo\\ZhaoMin"])
def test_a_restricted_form_is_taken_from_the_account_of_one_of_its_department(account: str) -> None:
    assert told(dropped_by=account) == []


@pytest.mark.parametrize("account", ["", "wangfang", "zhaomin", "ANDERE\\zhaomin", "HENGTUO\\zhao"])
def test_another_account_does_not_entitle(account: str) -> None:
    assert codes(told(dropped_by=account)) == ["M-ROLE"]


@pytest.mark.parametrize(
    ("account", "today", "is_entitled"),
    [
        ("wangfang", date(2026, 7, 1), True),
        ("HENGTUO\\wangfang", date(2026, 7, 1), True),
        ("wangfang@hengtuo.example", date(2026, 7, 1), True),
        ("liqiang", date(2026, 7, 1), True),  # deputy of the general manager until 07-03
        ("liqiang", date(2026, 7, 4), False),
    ],
)
def test_a_role_entitles_its_holder_and_the_deputy_of_that_day(account: str, today: date, is_entitled: bool) -> None:
    form = f06_quote_feedback.FORM
    around = known(today=today, book=FINANCE, staff=PEOPLE, files={}, dropped_by=account)

    found = examine(form, submission(form), around)

    assert ("M-ROLE" not in codes(found)) is is_entitled


def test_a_file_whose_owner_is_unknown_says_so() -> None:
    finding = only(told())

    assert "(文件所有者:未知)" in sentence(finding, f05_cost_sheet.FORM, f05_cost_sheet.MESSAGES)


def test_a_person_without_an_account_entitles_nobody() -> None:
    book = replace(rulebook(), droppers={"F05": ("生产部门",)})
    around = known(book=book, staff=PEOPLE, files={})

    assert "M-ROLE" in codes(examine(f05_cost_sheet.FORM, submission(f05_cost_sheet.FORM), around))


def test_a_filing_that_is_judged_again_is_not_asked_who_dropped_it() -> None:
    form = submission(f05_cost_sheet.FORM)
    deal = filed(golden_deal.quoted(), form, "CB-2026-0002", date(2026, 7, 7))
    around = known(book=FINANCE, staff=PEOPLE, deal=deal)

    assert "M-ROLE" not in codes(examine(f05_cost_sheet.FORM, form, around))


def listed(**changes: str) -> list[Finding]:
    form = m02_staff_list.FORM
    typed = {"name": "沈岳", "department": "总经理办公室", "role": "总经理", **changes}
    book = rulebook(approval_chain=("销售负责人", "董事长"))
    return [f for f in examine(form, submission(form, typed), known(book=book, staff=PEOPLE)) if f.code != "N-READ"]


@pytest.mark.parametrize("role", ["董事长", "总经理、董事长", "总经理/销售负责人"])
def test_a_role_may_be_one_that_only_an_approval_chain_names(role: str) -> None:
    assert "M-ENUM" not in codes(listed(role=role))


def test_a_role_that_nobody_asks_for_is_returned() -> None:
    finding = next(f for f in listed(role="总经理、部长") if f.code == "M-ENUM")

    assert (finding.severity, finding.key, finding.raw) == (Severity.ERROR, "rows.role", "总经理、部长")


def test_two_people_do_not_share_an_account() -> None:
    finding = only(listed(account="WangFang"))

    assert (finding.code, finding.severity, finding.key) == ("M02-04", Severity.ERROR, "rows.account")
    assert "已登记在王芳名下" in sentence(finding, m02_staff_list.FORM, m02_staff_list.MESSAGES)
