from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import PEOPLE, typed_over, world
from tests.rules.submissions import Typed, codes, filed, issued, judged, only, person, rulebook, sentence
from toolkit.catalogue.forms.f08_contract_approval import FORM, MESSAGES, prefill
from toolkit.model.approvals import next_node, standing, waiting_status
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import ApprovalLevel, Person, Policy
from toolkit.model.submission import Submission

LAST = golden.APPROVALS[-1]
FOCUS = tuple(str(row["focus"]) for row in LAST.tables["steps"])
AGREED: tuple[Typed, ...] = LAST.tables["steps"]


def steps(*changes: tuple[int, Typed]) -> tuple[Typed, ...]:
    """All four opinions of the golden case, some rows changed (counted from 1)."""
    rows = [dict(row) for row in AGREED]
    for number, change in changes:
        rows[number - 1].update(change)
    return tuple(rows)


def filled(
    change: Typed | None = None, rows: tuple[Typed, ...] = AGREED, *, over: Deal | None = None, on: date = LAST.day
) -> Submission:
    values = {"approval_no": "SP-2026-0001", **LAST.values, **(change or {})}
    return typed_over(FORM, world(over or golden_deal.agreed(), on), values, {"steps": rows})


def told(
    change: Typed | None = None,
    rows: tuple[Typed, ...] = AGREED,
    *,
    over: Deal | None = None,
    people: Mapping[str, Person] = PEOPLE,
) -> tuple[Finding, ...]:
    around = world(over or golden_deal.agreed(), LAST.day, staff=people)
    return judged(FORM, filled(change, rows, over=over), around)


BLANK: Typed = {"approver": None, "opinion": None, "date": None, "signature": None, "focus": None}


@pytest.mark.parametrize("nodes", [0, 1, 2, 3])
def test_each_approval_of_the_golden_case_raises_nothing(nodes: int) -> None:
    before, done = golden_deal.in_approval(nodes), golden.APPROVALS[nodes]
    around = world(before, done.day)

    form = typed_over(FORM, around, {"approval_no": "SP-2026-0001", **done.values}, done.tables)

    assert codes(judged(FORM, form, around)) == []


def test_a_node_that_has_not_ticked_what_it_looks_at_is_told() -> None:
    finding = only(told(rows=steps((2, {"focus": "☑主体资格 □合规性 ☑条款完整"}))))

    assert (finding.code, finding.severity, finding.key) == ("F08-18", Severity.WARNING, "steps.focus")
    assert (finding.line, finding.raw) == (2, "☑主体资格 □合规性 ☑条款完整")
    assert "“法务部门”的审核重点未全部勾选" in sentence(finding, FORM, MESSAGES)


def test_an_opinion_on_file_is_not_asked_for_its_ticks_again() -> None:
    unticked = tuple({**row, "focus": focus.replace("☑", "□")} for row, focus in zip(AGREED, FOCUS, strict=True))

    found = told(rows=(unticked[0], unticked[1], *AGREED[2:]), over=golden_deal.in_approval(1))

    assert [(f.code, f.line) for f in found if f.severity > Severity.INFO] == [("F08-18", 2)]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"contract_version": "V1.1"}, "F08-01", "审批表版本V1.1与合同当前版本V1.0不一致,审批无效。"),
        ({"customer_name": "上海启明机床有限公司"}, "M-MATCH", "客户档案中的“上海启明精密制造有限公司”"),
        ({"uscc": "91110108MA01H2JX7Q"}, "M-MATCH", "客户档案中的“91310115MA1K456788”"),
        ({"is_standard": "否"}, "F08-02", "非标准合同须说明与标准文本的差异条款。"),
        ({"amount_excl": "243773.57"}, "M-CALC", "应为 243,773.58"),
        ({"tax_amount": "27926.43"}, "M-CALC", "应为 27,926.42"),
        ({"amount_upper": "人民币贰拾柒万壹仟元整"}, "F08-08", "271,700.00 与“人民币贰拾柒万壹仟元整”(271,000.00)"),
        ({"gross_margin": "32.70%"}, "M-CALC", "应为 31.7%"),
        ({"discount": "4%"}, "M-CALC", "应为 5%"),
        ({"attachments": "报价单、谈判纪要、客户营业执照"}, "F08-05", "缺少必备附件:成本核算表。"),
        ({"final_result": "审批中"}, "F08-10", "审批结论“审批中”与各节点意见不符,应为“通过”。"),
        ({"final_result": "驳回"}, "F08-10", "应为“通过”"),
    ],
)
def test_one_mistake_in_an_approval_gives_one_error_at_its_cell(change: Typed, code: str, words: str) -> None:
    finding = only(told(change))

    key, raw = next(iter(change.items()))
    at = "nonstandard_clauses" if key == "is_standard" else key
    assert (finding.code, finding.severity, finding.key) == (code, Severity.ERROR, at)
    assert finding.raw == ("" if key == "is_standard" else raw)
    assert words in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("rows", "code", "key", "line", "words"),
    [
        (steps((2, BLANK)), "R-43", "opinion", 2, "缺少“法务部门”审批意见。"),
        (steps((4, BLANK)), "R-43", "opinion", 4, "缺少“总经理”审批意见。"),
        (
            steps((2, {"date": "2026-07-16"}), (3, {"date": "2026-07-15"})),
            "F08-11",
            "date",
            3,
            "“财务部门”审批日期2026-07-15早于上一节点“法务部门”的2026-07-16。",
        ),
        (steps((1, {"date": "2026-07-13"})), "M-DATE-PAST", "date", 1, "不能早于申请日期(2026-07-14)"),
        (steps((4, {"date": "2026-07-18"})), "M-DATE-FUT", "date", 4, "不能晚于今天"),
        (steps((2, {"date": None})), "M-COND", "date", 2, "「日期」必须填写"),
        (
            steps((1, {"approver": "周律"})),
            "F08-14",
            "approver",
            2,
            "审批人周律同时出现在“销售负责人”和“法务部门”节点。",
        ),
        (steps((1, {"approver": "王芳"})), "F08-15", "approver", 1, "申请人王芳不得审批自己的申请"),
        (
            steps((3, {"approver": "钱进"})),
            "F08-16",
            "approver",
            3,
            "“财务部门”审批人钱进不是财务,也不是其在2026-07-16的代理人。",
        ),
    ],
)
def test_one_mistake_in_the_opinions_gives_one_error_at_its_row(
    rows: tuple[Typed, ...], code: str, key: str, line: int, words: str
) -> None:
    people = {} if code in ("F08-14", "F08-15") else PEOPLE

    finding = only(told(rows=rows, people=people))

    assert (finding.code, finding.severity, finding.key) == (code, Severity.ERROR, f"steps.{key}")
    assert (finding.line, finding.place[:6], finding.raw) == (line, "steps!", str(rows[line - 1].get(key) or ""))
    assert words in sentence(finding, FORM, MESSAGES)


AWAY = person("赵敏", "财务部门", "财务", deputy="钱进", deputy_from=date(2026, 7, 10), deputy_until=date(2026, 7, 16))
WITH_DEPUTY = {**PEOPLE, "赵敏": AWAY}


@pytest.mark.parametrize("signed", ["钱进", "赵敏(由钱进代)", "赵敏（由钱进代签）", "钱进(代赵敏)"])
def test_a_deputy_may_approve_within_its_dates_however_it_signs(signed: str) -> None:
    found = told(rows=steps((3, {"approver": signed})), people=WITH_DEPUTY)

    assert codes(found) == []


@pytest.mark.parametrize("signed", ["钱进", "赵敏(由钱进代)"])
def test_a_deputy_outside_its_dates_is_told_which_they_are(signed: str) -> None:
    finding = only(told(rows=steps((3, {"approver": signed, "date": "2026-07-17"})), people=WITH_DEPUTY))

    assert (finding.code, finding.severity, finding.key) == ("F08-19", Severity.ERROR, "steps.approver")
    said = sentence(finding, FORM, MESSAGES)
    assert "“财务部门”审批人钱进是赵敏的代理人,但代理期为2026-07-10至2026-07-16,不含2026-07-17。" in said


@pytest.mark.parametrize(
    ("signed", "code", "words"),
    [
        ("周律(由钱进代)", "F08-16", "审批人周律(由钱进代)不是财务"),
        ("赵敏(由李强代)", "F08-16", "审批人赵敏(由李强代)不是财务"),
        ("赵敏(由王芳代)", "F08-16", "审批人赵敏(由王芳代)不是财务"),
    ],
)
def test_nobody_signs_for_another_without_being_the_deputy(signed: str, code: str, words: str) -> None:
    found = told(rows=steps((3, {"approver": signed})), people=WITH_DEPUTY)

    finding = next(f for f in found if f.code == code)
    assert (finding.severity, finding.line) == (Severity.ERROR, 3)
    assert words in sentence(finding, FORM, MESSAGES)


def test_a_deputy_counts_as_the_person_that_acts() -> None:
    boss = person(
        "陈立", "总经理办公室", "总经理", deputy="李强", deputy_from=date(2026, 7, 10), deputy_until=date(2026, 7, 31)
    )

    finding = only(told(rows=steps((4, {"approver": "陈立(由李强代)"})), people={**PEOPLE, "陈立": boss}))

    assert finding.code == "F08-14"
    assert "审批人李强同时出现在“销售负责人”和“总经理”节点。" in sentence(finding, FORM, MESSAGES)


def by_deputy() -> Deal:
    """Three nodes have agreed, finance by its deputy."""
    before = golden_deal.in_approval(2)
    form = filled(
        {"final_result": "审批中"}, steps((3, {"approver": "钱进"}), (4, BLANK)), over=before, on=date(2026, 7, 16)
    )
    return filed(before, form, "SP-2026-0001", date(2026, 7, 16))


def test_the_next_form_names_the_deputy_and_the_one_stood_in_for() -> None:
    blank = prefill(world(by_deputy(), LAST.day, staff=WITH_DEPUTY))

    assert [row.get("approver") for row in blank.tables["steps"]] == ["李强", "周律", "赵敏(由钱进代)", None]


def test_an_opinion_of_a_deputy_stands_when_the_staff_list_has_gone_on() -> None:
    both: Typed = {"approver": "赵敏(由钱进代)"}

    by_name = told(rows=steps((3, both)), over=by_deputy(), people=PEOPLE)
    changed = told(rows=steps((3, {"approver": "赵敏"})), over=by_deputy(), people=WITH_DEPUTY)

    assert (codes(by_name), codes(changed)) == ([], ["F08-17"])


def test_nobody_speaks_after_a_refusal() -> None:
    rows = steps((2, {"opinion": "驳回", "comment": "付款条款须修改"}))

    finding = only(told({"final_result": "驳回"}, rows))

    assert (finding.code, finding.severity, finding.key, finding.line) == ("F08-12", Severity.ERROR, "steps.opinion", 3)
    assert "“法务部门”已不同意,其后节点不应有审批意见。" in sentence(finding, FORM, MESSAGES)


def test_a_condition_holds_the_approval() -> None:
    rows = steps((2, {"opinion": "有条件同意", "comment": "补充授权书"}), (3, BLANK), (4, BLANK))

    finding = only(told({"final_result": "审批中"}, rows))

    assert (finding.code, finding.severity, finding.key) == ("F08-13", Severity.HOLD, "steps.opinion")
    assert (finding.line, finding.raw) == (2, "有条件同意")
    assert "“法务部门”为有条件同意,条件未关闭:补充授权书。" in sentence(finding, FORM, MESSAGES)


def test_the_nodes_stand_in_the_order_of_the_chain() -> None:
    before = steps()
    swapped = ({**before[0], "node": "法务部门"}, {**before[1], "node": "销售负责人"}, *before[2:])

    found = told(rows=swapped, people={})

    assert "F08-06" in codes(found)
    finding = next(f for f in found if f.code == "F08-06")
    assert (finding.severity, finding.place) == (Severity.ERROR, "steps!2")
    assert "审批节点应依次为销售负责人、法务部门、财务部门、总经理" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("plan", "code", "words"),
    [
        (({"amount": "135850.01"},), "F08-03", "第1行付款与谈判结果不一致,应为预付款 50% 135,850.00元。"),
        (({}, {"share": "40%"}), "F08-03", "第2行付款与谈判结果不一致,应为验收款 50% 135,850.00元。"),
    ],
)
def test_an_instalment_that_was_not_agreed_is_returned(plan: tuple[Typed, ...], code: str, words: str) -> None:
    around = world(golden_deal.agreed(), LAST.day)
    form = typed_over(FORM, around, {"approval_no": "SP-2026-0001", **LAST.values}, {"steps": AGREED, "plan": plan})

    finding = only(judged(FORM, form, around))

    assert (finding.code, finding.severity, finding.line) == (code, Severity.ERROR, len(plan))
    assert words in sentence(finding, FORM, MESSAGES)


def test_an_instalment_too_many_is_returned() -> None:
    around = world(golden_deal.agreed(), LAST.day)
    third: Typed = {
        "number": "3",
        "name": "尾款",
        "share": "0%",
        "amount": "0",
        "due_words": "5日内",
        "condition": "交付",
    }
    plan: tuple[Typed, ...] = ({}, {}, third)
    form = typed_over(FORM, around, {"approval_no": "SP-2026-0001", **LAST.values}, {"steps": AGREED, "plan": plan})

    finding = only(judged(FORM, form, around))

    assert (finding.code, finding.severity) == ("F08-04", Severity.ERROR)
    assert "付款信息有3期,谈判纪要约定2期。" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    "change",
    [{"opinion": "不同意", "comment": "改变主意"}, {"date": "2026-07-15"}, {"approver": "陈立"}, BLANK],
)
def test_an_opinion_on_file_may_not_be_changed(change: Typed) -> None:
    before = golden_deal.in_approval(1)
    rows = steps((1, change), (2, BLANK), (3, BLANK), (4, BLANK))
    result = "驳回" if change.get("opinion") == "不同意" else "审批中"

    found = told({"final_result": result}, rows, over=before, people={})

    finding = next(f for f in found if f.code == "F08-17")
    assert (finding.severity, finding.key, finding.line) == (Severity.ERROR, "steps.opinion", 1)
    assert "“销售负责人”的意见已备案,不得更改:原为“李强 同意 2026-07-14”" in sentence(finding, FORM, MESSAGES)


def on_condition() -> Deal:
    rows = steps((1, {"opinion": "有条件同意", "comment": "补充授权书"}), (2, BLANK), (3, BLANK), (4, BLANK))
    before = golden_deal.agreed()
    return filed(before, filled({"final_result": "审批中"}, rows, over=before), "SP-2026-0001", date(2026, 7, 14))


@pytest.mark.parametrize(("comment", "expected"), [("授权书已补齐", []), (None, ["F08-17"])])
def test_a_condition_is_closed_by_its_approver_with_a_comment(comment: str | None, expected: list[str]) -> None:
    closed = {"opinion": "同意", "comment": comment, "date": "2026-07-15"}
    rows = steps((1, closed), (2, {"date": "2026-07-15"}), (3, BLANK), (4, BLANK))

    found = told({"final_result": "审批中"}, rows, over=on_condition())

    assert codes(found) == expected


def test_a_closing_note_lets_a_conditional_consent_count() -> None:
    noted: Typed = {"opinion": "有条件同意", "comment": "补充授权书", "condition_closed": "授权书已补齐"}
    rows = steps((1, {**noted, "date": "2026-07-14"}), (2, BLANK), (3, BLANK), (4, BLANK))
    around = world(on_condition(), LAST.day)

    form = filled({"final_result": "审批中"}, rows, over=on_condition())

    assert codes(judged(FORM, form, around)) == []
    assert next_node(form, around) == "法务部门"


def test_a_closing_note_on_file_stays() -> None:
    noted: Typed = {"opinion": "有条件同意", "comment": "补充授权书", "condition_closed": "授权书已补齐"}
    before = golden_deal.agreed()
    rows = steps((1, noted), (2, BLANK), (3, BLANK), (4, BLANK))
    standing = filed(before, filled({"final_result": "审批中"}, rows, over=before), "SP-2026-0001", LAST.day)

    found = told(
        {"final_result": "审批中"},
        steps((1, {**noted, "condition_closed": None}), *[(n, BLANK) for n in (2, 3, 4)]),
        over=standing,
    )

    assert "F08-17" in codes(found)


def test_a_refusal_is_not_held_up_by_an_open_condition() -> None:
    rows = steps(
        (1, {"opinion": "有条件同意", "comment": "补充授权书"}),
        (2, {"opinion": "不同意", "comment": "不合规"}),
        (3, BLANK),
        (4, BLANK),
    )

    assert codes(told({"final_result": "驳回"}, rows)) == []


def test_a_new_version_begins_a_new_chain() -> None:
    before = issued(
        golden_deal.in_approval(2), "G03", "XS-2026-0001", date(2026, 7, 16), version="V1.1", status="待销售负责人"
    )

    blank = prefill(world(before, date(2026, 7, 16)))

    assert blank.values["contract_version"] == "V1.1"
    assert [row.get("opinion") for row in blank.tables["steps"]] == [None, None, None, None]


def test_the_next_blank_keeps_the_opinions_on_file() -> None:
    blank = prefill(world(golden_deal.in_approval(2), date(2026, 7, 16)))

    assert [row.get("approver") for row in blank.tables["steps"]] == ["李强", "周律", None, None]
    assert (blank.values["applicant"], blank.values["apply_date"]) == ("王芳", date(2026, 7, 14))
    assert blank.values["final_result"] == "审批中"


def test_the_blank_says_the_contract_as_agreed() -> None:
    blank = prefill(world(golden_deal.agreed(), date(2026, 7, 10)))

    values = blank.values
    assert (values["contract_no"], values["contract_version"]) == ("XS-2026-0001", "V1.0")
    assert (values["amount_excl"], values["tax_amount"]) == (Decimal("243773.58"), Decimal("27926.42"))
    assert (values["gross_margin"], values["discount"]) == (Decimal("0.3170"), Decimal("0.05"))
    assert values["delivery"] == "自合同签订之日起30日内交付至上海市浦东新区示例路88号 客户工厂"
    assert values["policy_result"] == "毛利率达标;降价5%,预付款50%"
    assert values["contract_type"] == "产品+服务"
    assert values["attachments"] == ("报价单", "成本核算表", "谈判纪要")
    assert [row["due_words"] for row in blank.tables["plan"]] == ["5个工作日内", "10个工作日内"]
    assert [row["node"] for row in blank.tables["steps"]] == list(Policy().approval_chain)


@pytest.mark.parametrize(
    ("rows", "stands", "waits_for"),
    [
        (steps((1, BLANK), (2, BLANK), (3, BLANK), (4, BLANK)), "pending", "销售负责人"),
        (steps((2, BLANK), (3, BLANK), (4, BLANK)), "pending", "法务部门"),
        (steps((2, {"opinion": "有条件同意", "comment": "补充"})), "pending", "法务部门"),
        (steps((4, BLANK)), "pending", "总经理"),
        (steps((3, {"opinion": "×", "comment": "付款方式"})), "refused", None),
        (AGREED, "approved", None),
    ],
)
def test_an_approval_stands_where_its_opinions_leave_it(
    rows: tuple[Typed, ...], stands: str, waits_for: str | None
) -> None:
    form = filled(rows=rows)

    around = world(golden_deal.agreed(), LAST.day)
    assert (standing(form, around), next_node(form, around)) == (stands, waits_for)


CHAIRED = (*Policy().approval_chain, "董事长")
LARGE = rulebook(
    approval_levels=(ApprovalLevel(Decimal(200_000), CHAIRED), ApprovalLevel(Decimal(5_000_000), ("董事长",)))
)
CHAIR: Typed = {"node": "董事长", "focus": "☑合同内容", "approver": "沈岳", "opinion": "同意", "date": "2026-07-17"}


@pytest.mark.parametrize(
    ("gross", "chain"),
    [
        ("199999.99", Policy().approval_chain),
        ("200000", CHAIRED),
        ("4999999.99", CHAIRED),
        ("5000000", ("董事长",)),
    ],
)
def test_the_total_decides_who_approves(gross: str, chain: tuple[str, ...]) -> None:
    assert LARGE.policy.chain_for(Decimal(gross)) == chain


def test_the_form_of_a_large_contract_has_a_row_for_every_node_of_its_chain() -> None:
    blank = prefill(replace(world(golden_deal.agreed(), date(2026, 7, 10)), rulebook=LARGE))

    assert [row["node"] for row in blank.tables["steps"]] == list(CHAIRED)
    assert blank.tables["steps"][-1]["focus"] == "□合同内容"


@pytest.mark.parametrize(
    ("rows", "result", "stands", "waits_for", "said"),
    [
        (AGREED, "审批中", "pending", "董事长", []),
        (AGREED, "通过", "pending", "董事长", ["R-43"]),
        ((*AGREED, CHAIR), "通过", "approved", None, []),
        ((*AGREED, {**CHAIR, "approver": "陈立"}), "通过", "approved", None, ["F08-14", "F08-16"]),
    ],
)
def test_a_large_contract_waits_for_every_node_of_its_chain(
    rows: tuple[Typed, ...], result: str, stands: str, waits_for: str | None, said: list[str]
) -> None:
    people = {**PEOPLE, "沈岳": person("沈岳", "总经理办公室", "董事长")}
    around = replace(world(golden_deal.agreed(), LAST.day, staff=people), rulebook=LARGE)
    form = typed_over(
        FORM, around, {"approval_no": "SP-2026-0001", **LAST.values, "final_result": result}, {"steps": rows}
    )

    assert (standing(form, around), next_node(form, around)) == (stands, waits_for)
    assert codes(judged(FORM, form, around)) == said


def test_a_node_that_is_not_in_the_chain_is_returned() -> None:
    finding = only(told(rows=(*AGREED, CHAIR)))

    assert (finding.code, finding.severity) == ("F08-06", Severity.ERROR)
    assert "实际为销售负责人、法务部门、财务部门、总经理、董事长" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("node", "status"),
    [
        ("销售负责人", "待销售负责人"),
        ("法务部门", "待法务"),
        ("财务部门", "待财务"),
        ("总经理", "待总经理"),
        ("董事长", "待董事长"),
    ],
)
def test_a_contract_says_for_whom_it_waits(node: str, status: str) -> None:
    assert waiting_status(node) == status
