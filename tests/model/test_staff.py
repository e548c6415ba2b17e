"""Who acts in a role on a day, by the staff list."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.model.house import Person
from toolkit.model.staff import acting, holders, is_one_of, members

JULY, AUGUST = date(2026, 7, 31), date(2026, 8, 1)


def person(name: str, role: str, department: str = "", *, deputy: str = "") -> Person:
    since, until = (date(2026, 7, 1), JULY) if deputy else (None, None)
    return Person(name=name, department=department, role=role, deputy=deputy, deputy_from=since, deputy_until=until)


@pytest.mark.parametrize("written", ["财务", "财务部", "财务部门", " 财务 部 "])
def test_a_role_is_held_however_it_is_written(written: str) -> None:
    people = [person("赵敏", f"会计、{written}", "财务部"), person("周律", "法务", "法务部门")]

    for asked in ("财务", "财务部", "财务部门"):
        assert [one.name for one in holders(asked, people)] == ["赵敏"]
        assert [one.name for one in members(asked, people)] == ["赵敏"]


def test_a_blank_name_is_no_role_and_no_department() -> None:
    people = [person("赵敏", ""), person("钱会", "部门", "部门")]

    assert not any(is_one_of(asked, ("", " ", "部门", "部")) for asked in ("", " ", "部门"))
    assert holders("", people) == members("", people) == []


def test_who_is_there_acts_by_name_and_then_the_deputies_of_who_is_away() -> None:
    people = [person("丙", "法务"), person("甲", "法务", deputy="丁"), person("乙", "法务")]
    by_name = tuple(sorted(("甲", "乙", "丙")))

    assert acting(people, AUGUST) == by_name
    assert acting(people, JULY) == (*(name for name in by_name if name != "甲"), "丁")


def test_a_deputy_who_holds_the_role_too_acts_once() -> None:
    people = [person("乙", "法务"), person("甲", "法务", deputy="乙")]

    assert acting(people, JULY) == ("乙",)
