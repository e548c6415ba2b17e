from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, with_status, world
from tests.rules.submissions import Typed, codes, judged, only, sentence
from toolkit.catalogue.forms.f09_signing_register import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity

DAY = golden.SIGNING.day
ROW = golden.SIGNING.tables["signings"][0]
SCAN = ROW["scan_file"]
FILES = {SCAN: "ab" * 32}
ELECTRONIC: Typed = {
    "sign_mode": "电子",
    "esign_platform": "示例电子签平台",
    "esign_file_hash": "AB" * 32,
    "our_seal": "电子签章",
    "customer_seal": "电子签章",
    "cross_page_seal": None,
    "copies_total": None,
}


def told(change: Typed | None = None, *, over: Deal | None = None, **facts: Any) -> tuple[Finding, ...]:
    around = world(over or golden_deal.approved(), DAY, **{"files": FILES, **facts})
    return judged(FORM, typed_over(FORM, around, {**ROW, **(change or {})}), around)


def test_the_signature_of_the_golden_case_raises_nothing() -> None:
    assert codes(told()) == []


def test_an_electronic_signature_needs_neither_copies_nor_a_seal_across() -> None:
    assert codes(told(ELECTRONIC)) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        (
            {"sign_date": "2026-07-16"},
            "R-50",
            Severity.ERROR,
            "sign_date",
            "签署日期2026-07-16早于总经理审批日期2026-07-17,不得签署。",
        ),
        ({"version": "V1.1"}, "M-MATCH", Severity.ERROR, "version", "审批通过的合同中的“V1.0”"),
        (
            {"copies_total": "3"},
            "F09-02",
            Severity.WARNING,
            "copies_total",
            "纸质合同应一式两份、双方各执一份,登记为3份。",
        ),
        (
            {"customer_signatory_title": "副总经理"},
            "F09-03",
            Severity.ERROR,
            "customer_authorized",
            "客户签署人“刘明”非法定代表人,缺少授权委托书。",
        ),
        ({"customer_seal": "无"}, "F09-04", Severity.WARNING, "customer_seal", "客户方未盖章。"),
        ({"our_seal": "财务专用章"}, "F09-05", Severity.WARNING, "our_seal", "我方所盖为“财务专用章”"),
        ({"cross_page_seal": "否"}, "F09-06", Severity.WARNING, "cross_page_seal", "多页合同未盖骑缝章。"),
        ({"scan_file": "别的.pdf"}, "F09-07", Severity.ERROR, "scan_file", "合同扫描件缺失:别的.pdf。"),
        ({"sign_place": None}, "M-COND", Severity.ERROR, "sign_place", "「签署方式」为“纸质”"),
        ({"archived_date": "2026-07-19"}, "M-DATE-PAST", Severity.ERROR, "archived_date", "不能早于签署日期"),
    ],
)
def test_one_mistake_in_a_signature_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key, finding.line) == (code, severity, f"signings.{at}", 1)
    assert finding.raw == str({**ROW, **change}.get(at) or "")
    assert finding.place.startswith("登记!C")
    assert words in sentence(finding, FORM, MESSAGES)


def test_a_side_that_neither_sealed_nor_signed_is_an_error() -> None:
    found = told({"customer_seal": "无", "customer_signatory": None})

    seal = next(f for f in found if f.code == "F09-04")
    assert (seal.severity, seal.raw) == (Severity.ERROR, "无")


def test_an_authorised_signatory_may_sign() -> None:
    assert codes(told({"customer_signatory_title": "副总经理", "customer_authorized": "是"})) == []


def test_a_contract_in_approval_may_not_be_signed() -> None:
    finding = only(told(over=with_status(golden_deal.in_approval(3), "G03", "待总经理")))

    assert (finding.code, finding.severity, finding.raw) == ("F09-01", Severity.ERROR, "XS-2026-0001")
    assert "合同XS-2026-0001尚未审批通过(当前状态:待总经理),不得签署。" in sentence(finding, FORM, MESSAGES)


def test_a_signature_may_be_mended_after_it_was_registered() -> None:
    signed = golden_deal.signed()

    assert codes(told({"archive_no": "DA-2026-0002"}, over=signed)) == []


def test_a_hash_of_another_file_is_told() -> None:
    finding = only(told({**ELECTRONIC, "esign_file_hash": "cd" * 32}))

    assert (finding.code, finding.severity, finding.key) == ("F09-08", Severity.WARNING, "signings.esign_file_hash")
    assert f"登记的哈希值与附件“{SCAN}”不符" in sentence(finding, FORM, MESSAGES)


def test_a_refused_approval_after_the_first_is_not_the_day_to_compare_with() -> None:
    before = golden_deal.in_approval(2)

    around = world(with_status(before, "G03", "审批通过"), DAY, files=FILES)
    row = typed_over(FORM, around, {**ROW, "sign_date": "2026-07-01"})

    assert "R-50" not in codes(judged(FORM, row, around))


def test_the_blank_names_the_approved_contract() -> None:
    (row,) = prefill(world(golden_deal.approved(), date(2026, 7, 17))).tables["signings"]

    assert (row["contract_no"], row["version"], row["sign_mode"]) == ("XS-2026-0001", "V1.0", "纸质")
    assert (row["copies_total"], row["sign_place"]) == (2, "苏州市工业园区")
