from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.company_name import Core, core_of
from toolkit.model.house import Customer
from toolkit.model.likeness import (
    ALIKE_CORE,
    CLOSE_CORE,
    OTHER_CODE,
    SAME_ADDRESS,
    SAME_CODE,
    SAME_CORE,
    SAME_CORE_ELSEWHERE,
    SAME_DOMAIN,
    SAME_NAME,
    SAME_PHONE,
    THRESHOLD,
    WEIGHTS,
    Likeness,
    likely_pairs,
    likeness,
)
from toolkit.model.text import Text

QIMING = "上海启明精密制造有限公司"
CODE, OTHER = "91310115MA1K456788", "91320594MA1ABCDE8Y"
VALUES: Mapping[str, tuple[str, ...]] = {
    "uscc": (CODE, OTHER),
    "contact_phone": ("13812345678", "021-66668888"),
    "contact_email": ("a@qiming.cn", "b@qiming.cn", "c@qq.com"),
    "address": ("上海市浦东新区示例路1号", "上海"),
}
NAMES = st.sampled_from(
    (QIMING, "启明精密制造(上海)公司", "上海启铭精密制造有限公司", "苏州启明精密制造有限公司", "昆仑物流集团", "启明")
)


def customer(name: str, number: str = "", **lead: str) -> Customer:
    return Customer(number=number, name=name, lead=lead)


CUSTOMERS = st.builds(
    lambda name, lead: Customer(number="", name=name, lead=lead),
    NAMES,
    st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in VALUES.items()}),
)


@pytest.mark.parametrize(
    ("name", "words", "regions"),
    [
        ("上海启明精密制造有限公司", "启明精密制造", {"上海"}),
        ("启明精密制造（上海）有限责任公司", "启明精密制造", {"上海"}),
        ("启明精密制造【上海市】股份有限公司", "启明精密制造", {"上海"}),
        ("上海市浦东新区启明精密制造厂", "启明精密制造厂", {"上海"}),
        ("江苏省苏州市工业园区恒拓智能装备股份有限公司", "恒拓智能装备", {"江苏", "苏州"}),
        ("诸暨市恒拓(集团)有限公司", "恒拓", {"诸暨"}),
        ("ＡＢＣ Tools Co., Ltd.", "ABCTOOLS", set()),
        ("永辉超市连锁有限公司", "永辉超市连锁", set()),
        ("上海集团", "上海", set()),
        ("有限公司", "有限公司", set()),
        ("", "", set()),
    ],
)
def test_the_core_of_a_name_is_without_region_and_company_form(name: str, words: str, regions: set[str]) -> None:
    assert core_of(name) == Core(words, frozenset(regions))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("上海启明 精密制造（有限公司）", SAME_NAME),
        ("启明精密制造(上海)有限责任公司", SAME_CORE),
        ("启明精密制造有限公司", SAME_CORE),
        ("苏州启明精密制造有限公司", SAME_CORE_ELSEWHERE),
        ("上海启明精密设备制造有限公司", CLOSE_CORE),
        ("上海启铭精密制造有限公司", ALIKE_CORE),
        ("上海昆仑精密制造有限公司", None),
        ("苏州启明精密设备制造有限公司", None),
    ],
)
def test_what_two_names_share_is_said_with_its_weight(name: str, reason: Text | None) -> None:
    expected = Likeness(WEIGHTS[reason], (reason,)) if reason else Likeness(0)

    assert likeness(customer(QIMING), customer(name)) == expected


def test_an_equal_credit_code_is_certain() -> None:
    found = likeness(customer(QIMING, uscc=CODE), customer("启明机床厂", tax_no=CODE))

    assert (found.score, found.reasons[0]) == (100, SAME_CODE)


def test_another_credit_code_is_another_company() -> None:
    found = likeness(customer(QIMING, uscc=CODE), customer("启明精密制造(上海)公司", uscc=OTHER))

    assert found.reasons == (SAME_CORE, OTHER_CODE)
    assert not found.is_likely


def test_several_reasons_leave_less_doubt_than_one() -> None:
    qiming = customer(QIMING, contact_phone="13812345678", contact_email="zhang@qiming.cn")
    other = Customer(number="", name="上海启铭精密制造厂", billing={"phone": "13812345678", "email": "cw@qiming.cn"})

    found = likeness(qiming, other)

    assert found.reasons == (SAME_PHONE, SAME_DOMAIN)
    assert found.score == 74


def test_the_weightiest_reason_is_said_first() -> None:
    facts = {"contact_phone": "13812345678", "address": "上海市浦东新区示例路1号"}

    found = likeness(customer(QIMING, **facts), customer("上海启铭精密制造有限公司", **facts))

    assert found.reasons == (SAME_PHONE, ALIKE_CORE, SAME_ADDRESS)
    assert found.is_likely


@pytest.mark.parametrize("mail", ["li@qq.com", "li@163.com", "li@VIP.163.com", "li@gmail.com"])
def test_a_free_mailer_says_nothing_of_the_company(mail: str) -> None:
    assert likeness(customer("昆仑", contact_email=mail), customer("泰山", contact_email=mail)) == Likeness(0)


def test_a_town_is_no_address() -> None:
    assert likeness(customer("昆仑", address="上海"), customer("泰山", address="上海")) == Likeness(0)


@given(CUSTOMERS, CUSTOMERS)
def test_the_order_of_the_two_makes_no_difference(one: Customer, other: Customer) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(CUSTOMERS, CUSTOMERS)
def test_a_score_is_explained_by_reasons_whose_weights_are_declared(one: Customer, other: Customer) -> None:
    found = likeness(one, other)

    assert 0 <= found.score <= 100
    assert (found.score > 0) is bool(found.reasons)
    told = [WEIGHTS[reason] for reason in found.reasons if reason != OTHER_CODE]
    assert told == sorted(told, reverse=True)
    if OTHER_CODE not in found.reasons:
        assert found.score >= max(told, default=0)


@given(CUSTOMERS)
def test_everybody_with_a_name_is_like_themselves(one: Customer) -> None:
    assert likeness(one, one).score >= WEIGHTS[SAME_NAME]


@given(st.lists(CUSTOMERS, max_size=8))
def test_no_likely_pair_is_passed_over(customers: list[Customer]) -> None:
    numbered = [Customer(number=f"KH-{n}", name=one.name, lead=one.lead) for n, one in enumerate(customers)]

    found = {(one.number, other.number): how for one, other, how in likely_pairs(numbered)}

    every = {(one.number, other.number): likeness(one, other) for one, other in combinations(numbered, 2)}
    assert found == {pair: how for pair, how in every.items() if how.score >= THRESHOLD}


def test_five_thousand_customers_are_compared_in_seconds() -> None:
    characters = [chr(0x4E00 + 7 * n) for n in range(300)]
    trades = ("精密制造", "智能装备", "机械设备", "电子科技", "物流", "新能源科技")
    customers = [
        customer(f"{characters[n % 300]}{characters[n // 17 % 300]}{trades[n % 6]}有限公司", f"KH-2026-{n:04}")
        for n in range(5000)
    ]

    started = perf_counter()
    found = tuple(likely_pairs(customers))

    assert perf_counter() - started < 20
    assert all(how.is_likely for _, _, how in found)
