from __future__ import annotations

from typing import Any

import pytest

from tests.rules.submissions import Typed, codes, judged, known, only, person, product, sentence, staff, submission
from toolkit.catalogue.forms import m01_customer_file, m02_staff_list, m03_product_catalogue
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer

CUSTOMER = Customer(
    number="KH-2026-0001",
    name="上海启明精密制造有限公司",
    lead={"uscc": "91310115MA1K456788", "contact_name": "张伟", "contact_email": "zhangwei@example.com"},
    owner="王芳",
)
FILE: Typed = {
    "customer_no": "KH-2026-0001",
    "customer_name": "上海启明精密制造有限公司",
    "uscc": "91310115MA1K456788",
    "address": "上海市浦东新区示例路88号",
    "phone": "021-58880000",
    "legal_rep": "刘建国",
    "invoice_type": "数电票(增值税专用发票)",
    "bank_name": "示例银行上海浦东支行",
    "bank_account": "31050161393600000123",
    "contact_name": "张伟",
    "contact_phone": "13812345678",
}
PERSON: Typed = {"name": "王芳", "department": "销售部门", "role": "销售代表"}
MACHINE: Typed = {
    "code": "HT-200",
    "name": "自动上料机",
    "spec": "单臂",
    "unit": "台",
    "list_price": "113000",
    "tax_rate": "13%",
    "cost": "65000",
}


def customer_file(change: Typed | None = None, **facts: Any) -> tuple[Finding, ...]:
    filled = submission(m01_customer_file.FORM, {**FILE, **(change or {})})
    return judged(m01_customer_file.FORM, filled, known(**{"customer": CUSTOMER, **facts}))


def staff_row(change: Typed | None = None, **facts: Any) -> tuple[Finding, ...]:
    filled = submission(m02_staff_list.FORM, {**PERSON, **(change or {})})
    return judged(m02_staff_list.FORM, filled, known(**facts))


def product_row(change: Typed | None = None, **facts: Any) -> tuple[Finding, ...]:
    filled = submission(m03_product_catalogue.FORM, {**MACHINE, **(change or {})})
    return judged(m03_product_catalogue.FORM, filled, known(**facts))


def test_a_whole_customer_file_raises_nothing() -> None:
    assert codes(customer_file(), least=Severity.INFO) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "key", "words"),
    [
        ({"customer_name": "苏州昆仑机械有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "不一致"),
        ({"uscc": "91320594MA1ABCDE8Y"}, "M01-02", Severity.WARNING, "uscc", "以本表为准"),
        ({"uscc": None}, "M-REQ", Severity.ERROR, "uscc", "必填"),
        ({"bank_account": "1234567890"}, "M01-03", Severity.WARNING, "bank_account", "12–22位"),
        ({"bank_account": "12345"}, "M-ACCOUNT", Severity.ERROR, "bank_account", "银行账号"),
        ({"cnaps": "1052900360"}, "M01-04", Severity.ERROR, "cnaps", "12位数字"),
    ],
)
def test_one_mistake_in_the_customer_file_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, key: str, words: str
) -> None:
    finding = only(customer_file(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, key)
    assert finding.raw == str(change[key] or "")
    assert finding.place.startswith("表单!C")
    assert words in sentence(finding, m01_customer_file.FORM, m01_customer_file.MESSAGES)


@pytest.mark.parametrize(
    ("kind", "severity"), [("增值税专用发票(纸质)", Severity.ERROR), ("数电票(增值税专用发票)", Severity.WARNING)]
)
def test_a_special_invoice_names_what_it_lacks(kind: str, severity: Severity) -> None:
    finding = only(customer_file({"invoice_type": kind, "phone": None, "bank_account": None}))

    assert (finding.code, finding.severity, finding.key) == ("M01-01", severity, "invoice_type")
    said = sentence(finding, m01_customer_file.FORM, m01_customer_file.MESSAGES)
    assert said.endswith("开具增值税专用发票需提供:电话、账号。")


def test_an_ordinary_invoice_needs_name_and_tax_number_only() -> None:
    change = {"invoice_type": "普票", "phone": None, "bank_account": None, "bank_name": None}

    assert codes(customer_file(change)) == []


def test_a_customer_file_without_a_registered_customer_refers_to_nothing() -> None:
    finding = only(customer_file({"customer_no": None}, customer=None))

    assert (finding.code, finding.severity, finding.key) == ("M-REF", Severity.ERROR, "customer_name")


def test_an_unknown_customer_number_refers_to_nothing() -> None:
    finding = only(customer_file({"customer_no": "KH-2026-0009"}, customer=None, references={}))

    assert (finding.code, finding.severity, finding.key) == ("M-REF", Severity.ERROR, "customer_no")


def test_a_likely_duplicate_is_told_until_somebody_has_decided_it() -> None:
    twin = Customer(number="KH-2026-0002", name="启明精密制造(上海)有限责任公司")

    finding = only(customer_file(look_alikes=(twin,)))
    decided = customer_file(look_alikes=(twin,), comparisons={"KH-2026-0002": False})

    assert (finding.code, finding.severity) == ("M01-05", Severity.WARNING)
    said = sentence(finding, m01_customer_file.FORM, m01_customer_file.MESSAGES)
    assert "KH-2026-0002 启明精密制造(上海)有限责任公司疑似重复(依据:名称主体相同;相似度85)" in said
    assert codes(decided) == []


def test_two_customers_may_not_share_a_credit_code() -> None:
    other = Customer(number="KH-2026-0005", name="启明机床厂", lead={"uscc": "91310115MA1K456788"})

    finding = only(customer_file(look_alikes=(other,)))

    assert (finding.code, finding.severity, finding.key) == ("M-DUP", Severity.ERROR, "uscc")
    assert "已存在于KH-2026-0005 启明机床厂" in sentence(finding, m01_customer_file.FORM, m01_customer_file.MESSAGES)


def test_a_blank_customer_file_holds_what_the_registry_knows() -> None:
    values = m01_customer_file.prefill(known(customer=CUSTOMER)).values

    assert values == {
        "customer_no": "KH-2026-0001",
        "customer_name": "上海启明精密制造有限公司",
        "uscc": "91310115MA1K456788",
        "email": "zhangwei@example.com",
        "contact_name": "张伟",
    }


def test_a_person_of_the_right_department_raises_nothing() -> None:
    away = {"deputy": "李强", "deputy_from": "2026-07-13", "deputy_until": "2026-07-24"}

    findings = staff_row(away, staff=staff(person("李强", role="销售负责人")))

    assert codes(findings, least=Severity.INFO) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "key", "words"),
    [
        ({"role": "法务"}, "M02-01", Severity.WARNING, "role", "通常属于法务部门,表中为销售部门"),
        ({"role": "部长"}, "M-ENUM", Severity.ERROR, "role", "部长"),
        ({"deputy": "李强", "deputy_until": "2026-07-24"}, "M-COND", Severity.ERROR, "deputy_from", "代理人"),
    ],
)
def test_one_mistake_in_the_staff_list_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, key: str, words: str
) -> None:
    finding = only(staff_row(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, f"rows.{key}")
    assert finding.raw == str(change.get(key) or "")
    assert words in sentence(finding, m02_staff_list.FORM, m02_staff_list.MESSAGES)


def test_nobody_is_their_own_deputy() -> None:
    away = {"deputy": "王芳", "deputy_from": "2026-07-13", "deputy_until": "2026-07-24"}

    finding = only(staff_row(away))

    assert (finding.code, finding.severity, finding.raw) == ("M02-02", Severity.ERROR, "王芳")


def test_a_deputy_who_is_not_listed_yet_is_only_told() -> None:
    away = {"deputy": "李强", "deputy_from": "2026-07-13", "deputy_until": "2026-07-24"}

    finding = only(staff_row(away, staff=staff(person("王芳"))), least=Severity.INFO)

    assert (finding.code, finding.severity) == ("M02-03", Severity.INFO)
    assert "“李强”尚未列入" in sentence(finding, m02_staff_list.FORM, m02_staff_list.MESSAGES)


def test_a_product_with_its_margin_raises_nothing() -> None:
    known_one = {"HT-200": product("HT-200", "自动上料机", "110000", spec="单臂")}

    assert codes(product_row(products=known_one), least=Severity.INFO) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "key", "words"),
    [
        ({"cost": "70000.01"}, "M03-01", Severity.WARNING, "list_price", "毛利率 29.999990% 低于公司标准 30%"),
        ({"tax_rate": "17%"}, "M-RATE-OLD", Severity.ERROR, "tax_rate", "17%"),
        ({"list_price": "面议"}, "M-AMT", Severity.ERROR, "list_price", "面议"),
    ],
)
def test_one_mistake_in_the_catalogue_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, key: str, words: str
) -> None:
    finding = only(product_row(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, f"rows.{key}")
    assert finding.raw == str({**MACHINE, **change}[key])
    assert words in sentence(finding, m03_product_catalogue.FORM, m03_product_catalogue.MESSAGES)


def test_the_same_product_under_another_code_is_told() -> None:
    finding = only(
        product_row({"code": "HT-201"}, products={"HT-200": product("HT-200", "自动上料机", "1", spec="单臂")})
    )

    assert (finding.code, finding.severity, finding.raw) == ("M03-02", Severity.WARNING, "自动上料机")
    assert "与产品HT-200" in sentence(finding, m03_product_catalogue.FORM, m03_product_catalogue.MESSAGES)
