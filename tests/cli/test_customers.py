"""salesdocs customer: duplicates found, decided, remembered; forms dropped afterwards heed the decision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.rules.submissions import submission
from tests.rules.test_leads_rules import ROW
from toolkit.catalogue.forms.f02_lead_registry import FORM
from toolkit.cli import salesdocs
from toolkit.desk.founding import found_house
from toolkit.errors import NothingNamed, SurelyTheSame
from toolkit.house import open_house
from toolkit.intake.journey import judge
from toolkit.model.deal import Event
from toolkit.model.finding import Finding, Severity
from toolkit.model.known import Known

DAY = date(2026, 6, 16)
QIMING, TWIN, THIRD = "上海启明精密制造有限公司", "启明精密制造(上海)有限责任公司", "上海启明精密设备制造有限公司"
CODE = "91310115MA1K456788"


def run(house: Path, *words: str) -> Result:
    return CliRunner().invoke(salesdocs, ["-C", str(house), *words])


def asked(house: Path, *words: str) -> Any:
    result = run(house, "--format", "json", "customer", *words)
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.output)


def register(house: Path, number: str, name: str, **values: str) -> None:
    said: Mapping[str, object] = {"customer_name": name, **values}
    with open_house(house) as opened, opened.ledger.deciding(DAY) as entry:
        entry.record([Event("customer registered", number, {"values": said, "owner": "李娜"})])


def judged(house: Path, **change: str | None) -> tuple[tuple[Finding, ...], Known]:
    """What is said of a lead row dropped now, and what was known."""
    row = submission(FORM, {**ROW, "uscc": None, "contact_phone": "13700000000", **change}, today=DAY)
    with open_house(house) as opened, opened.ledger.reading() as questions:
        _, findings, known = judge(questions, opened, FORM, row, DAY)
    return tuple(f for f in findings if f.code in ("R-03", "F02-06", "F02-08")), known


@pytest.fixture
def house(tmp_path: Path) -> Path:
    found_house(tmp_path, folders="en", lang="zh")
    register(tmp_path, "KH-2026-0001", QIMING, uscc=CODE, contact_phone="13812345678")
    register(tmp_path, "KH-2026-0002", TWIN)
    register(tmp_path, "KH-2026-0003", "昆仑物流有限公司")
    return tmp_path


def test_likely_customers_are_listed_with_score_and_reasons(house: Path) -> None:
    (pair,) = asked(house, "likely")

    assert (pair["customer"], pair["other"], pair["score"]) == ("KH-2026-0001", "KH-2026-0002", 85)
    assert "相似度 85 (名称主体相同)" in run(house, "customer", "likely").output


@pytest.mark.parametrize("word", ["same", "different"])
def test_a_decided_pair_is_no_longer_asked_about_and_both_show_it(house: Path, word: str) -> None:
    decided = run(house, "customer", word, "KH-2026-0001", "KH-2026-0002", "--reason", "电话核实", "--by", "李强")

    verdict = "同一客户" if word == "same" else "不是同一客户"
    assert decided.exit_code == 0, decided.output
    assert asked(house, "likely") == []
    for number, other in (("KH-2026-0001", TWIN), ("KH-2026-0002", QIMING)):
        (shown,) = asked(house, "show", number)["decided"]
        assert (shown["name"], shown["is_same"], shown["reason"]) == (other, word == "same", "电话核实")
        assert f"{other}: {verdict}" in run(house, "customer", "show", number).output


def test_a_customer_shows_whom_it_is_like(house: Path) -> None:
    shown = asked(house, "show", QIMING)

    assert (shown["customer"], shown["uscc"], shown["decided"]) == ("KH-2026-0001", CODE, [])
    assert [one["customer"] for one in shown["likely"]] == ["KH-2026-0002"]


def test_every_customer_is_listed(house: Path) -> None:
    assert [row["customer"] for row in asked(house, "list")] == ["KH-2026-0001", "KH-2026-0002", "KH-2026-0003"]


def test_one_credit_code_is_one_customer(house: Path) -> None:
    register(house, "KH-2026-0004", "启明机床厂", uscc=CODE)

    refused = run(house, "customer", "different", "KH-2026-0001", "KH-2026-0004", "--reason", "两家")

    assert isinstance(refused.exception, SurelyTheSame)
    assert CODE in str(refused.exception)
    assert asked(house, "show", "KH-2026-0001")["decided"] == []


@pytest.mark.parametrize(("one", "other"), [("KH-2099-0001", "没有的公司"), ("KH-2026-0001", "KH-2026-0001")])
def test_two_customers_are_named_or_nothing_is_written(house: Path, one: str, other: str) -> None:
    refused = run(house, "customer", "same", one, other, "--reason", "x")

    assert isinstance(refused.exception, NothingNamed)


def test_a_lead_of_a_close_name_is_asked_about_until_it_is_decided(house: Path) -> None:
    before, _ = judged(house, customer_name=THIRD)
    for number in ("KH-2026-0001", "KH-2026-0002"):
        run(house, "customer", "different", number, THIRD, "--reason", "另一家")
    after, _ = judged(house, customer_name=THIRD)

    assert [(f.code, f.severity) for f in before] == [("F02-06", Severity.WARNING)] * 2
    assert after == ()


def test_a_lead_of_the_very_name_is_let_in_once_it_is_another_customer(house: Path) -> None:
    before, _ = judged(house, customer_name="昆仑物流有限公司")
    run(house, "customer", "different", "KH-2026-0003", "昆仑物流有限公司", "--reason", "同名的另一家")
    for owner in ("王芳", "李娜"):
        after, known = judged(house, customer_name="昆仑物流有限公司", owner=owner)

        assert after == ()
        assert known.customer is None
    assert [f.code for f in before] == ["R-03"]


def test_a_lead_that_was_found_to_be_a_customer_is_returned_with_its_number(house: Path) -> None:
    run(house, "customer", "same", "KH-2026-0003", "泰山供应链有限公司", "--reason", "更名")

    (finding,), _ = judged(house, customer_name="泰山供应链有限公司")

    assert (finding.code, finding.severity, finding.facts["no"]) == ("F02-08", Severity.ERROR, "KH-2026-0003")


def test_decisions_outlive_a_rebuild_of_the_ledger(house: Path) -> None:
    run(house, "customer", "different", "KH-2026-0001", "KH-2026-0002", "--reason", "两家")
    before = asked(house, "show", "KH-2026-0001")

    assert run(house, "ledger", "rebuild").exit_code == 0

    assert asked(house, "show", "KH-2026-0001") == before
    assert asked(house, "likely") == []
