"""Where a notice goes, by the settings and the staff list of that day."""

from __future__ import annotations

from datetime import date
from typing import Any

from toolkit.model.house import Person
from toolkit.model.notice import Notices, Recipient
from toolkit.notices.recipients import destinations

DAY = date(2026, 7, 1)
GROUP, OWN = Recipient(("group",)), Recipient(("mail:a@x.cn", "chat"), "en")


def person(name: str, role: str, department: str = "销售部门", **away: Any) -> Person:
    return Person(name=name, department=department, role=role, **away)


def staff(*people: Person) -> dict[str, Person]:
    return {one.name: one for one in people}


def reached(to: str, settings: Notices, people: dict[str, Person], on: date = DAY) -> list[tuple[str, str, str]]:
    found = destinations(to, settings, people, on=on, lang="zh")
    return [(one.name, one.channel, one.lang) for one in found]


def test_a_person_is_told_over_every_channel_of_their_own() -> None:
    settings = Notices(people={"王芳": OWN}, roles={"销售代表": GROUP})

    found = reached("王芳", settings, staff(person("王芳", "销售代表")))

    assert found == [("王芳", "mail:a@x.cn", "en"), ("王芳", "chat", "en")]


def test_a_person_without_a_channel_is_told_over_that_of_the_role_else_the_department() -> None:
    people = staff(person("王芳", "销售代表、组长"), person("赵敏", "财务", "财务部门"))

    assert reached("王芳", Notices(roles={"组长": GROUP}), people) == [("王芳", "group", "zh")]
    assert reached("赵敏", Notices(roles={"财务部": GROUP}), people) == [("赵敏", "group", "zh")]
    assert reached("王芳", Notices(roles={"财务部": GROUP}), people) == []


def test_a_role_is_its_holders_and_a_department_its_people() -> None:
    settings = Notices(people={"周律": OWN, "孙律": GROUP})
    people = staff(person("周律", "法务", "法务部门"), person("孙律", "法务", "法务部门"), person("王芳", "销售代表"))

    for to in ("法务", "法务部门", "法务部"):
        assert reached(to, settings, people) == [
            ("周律", "mail:a@x.cn", "en"),
            ("周律", "chat", "en"),
            ("孙律", "group", "zh"),
        ]


def test_a_group_serves_a_role_none_of_whose_people_has_a_channel_and_is_told_once() -> None:
    people = staff(person("周律", "法务"), person("孙律", "法务"))

    assert reached("法务", Notices(roles={"法务": GROUP}), people) == [("法务", "group", "zh")]


def test_a_group_also_serves_the_people_of_a_role_who_have_none() -> None:
    people = staff(person("周律", "法务"), person("孙律", "法务"))
    settings = Notices(people={"周律": Recipient(("chat",))}, roles={"法务": GROUP})

    assert reached("法务", settings, people) == [("周律", "chat", "zh"), ("法务", "group", "zh")]


def test_the_deputy_stands_in_on_the_days_named() -> None:
    away: dict[str, Any] = {"deputy": "钱会", "deputy_from": DAY, "deputy_until": DAY}
    people = staff(person("赵敏", "财务", **away), person("钱会", "会计"))
    settings = Notices(people={"赵敏": Recipient(("a",)), "钱会": Recipient(("b",))})

    assert reached("财务", settings, people) == [("钱会", "b", "zh")]
    assert reached("财务", settings, people, date(2026, 7, 2)) == [("赵敏", "a", "zh")]


def test_nobody_is_reached_under_a_name_that_is_not_listed() -> None:
    settings = Notices(people={"王芳": OWN}, roles={"法务": GROUP})

    assert reached("", settings, {}) == []
    assert reached("李强", settings, {}) == []
    assert reached("法务", settings, {}) == [("法务", "group", "zh")]


def test_the_ledger_knows_a_destination_by_a_word_that_tells_no_address() -> None:
    settings = Notices(people={"王芳": OWN})

    one, other = destinations("王芳", settings, {}, on=DAY, lang="zh")

    assert one.id != other.id
    assert "a@x" not in one.id
