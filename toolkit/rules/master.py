"""Rules of the master forms: customer file (M01), staff list (M02), product catalogue (M03).

Source: domain.md 2.19.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from toolkit.model import money
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.kinds import Percent
from toolkit.model.known import Known
from toolkit.model.likeness import SAME_CODE, likeness
from toolkit.model.names import name_key
from toolkit.model.submission import Answer, Submission
from toolkit.model.text import Text
from toolkit.rules.leads import BY_CREDIT_CODE, as_customer, shared_with
from toolkit.rules.matching import CUSTOMER, agrees
from toolkit.rules.say import ERROR, INFO, WARNING, say

PAPER_SPECIAL: Final = "增值税专用发票(纸质)"
SPECIAL: Final = (PAPER_SPECIAL, "数电票(增值税专用发票)")
PRINTED_ON_SPECIAL: Final[Mapping[str, Text]] = {
    "address": Text("地址", "address"),
    "phone": Text("电话", "phone"),
    "bank_name": Text("开户行", "bank"),
    "bank_account": Text("账号", "account"),
}
USUAL_ACCOUNT: Final = range(12, 23)  # domain.md 2.19
CNAPS_DIGITS: Final = 12

DEPARTMENT_OF: Final[Mapping[str, str]] = {
    "销售代表": "销售部门",
    "销售负责人": "销售部门",
    "产品技术": "产品技术团队",
    "财务": "财务部门",
    "法务": "法务部门",
    "总经理": "总经理办公室",
    "生产": "生产部门",
    "物流": "物流部门",
    "客服": "客服部门",
}


def customer_is_ours(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-REF: a customer file belongs to a registered customer; M-MATCH: under its registered name."""
    number, name = submission.answer("customer_no"), submission.answer("customer_name")
    if known.customer is not None:
        yield from agrees(name, known.customer.name, CUSTOMER)
    elif number.value is not None and known.references is None:
        yield say("M-REF", ERROR, number, target=CUSTOMER)
    elif number.value is None and name.value is not None:
        yield say("M-REF", ERROR, name, target=CUSTOMER)


def credit_code_is_its_own(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DUP: no other customer has the credit code; M01-02: another code than registered is told."""
    answer = submission.answer("uscc")
    for other in known.look_alikes:
        if shared_with(submission, other) is BY_CREDIT_CODE:
            yield say("M-DUP", ERROR, answer, where=f"{other.number} {other.name}")
    registered = known.customer.lead.get("uscc") if known.customer else None
    if answer.value is not None and registered not in (None, answer.value):
        yield say("M01-02", WARNING, answer, other=registered)


def is_like_no_other(submission: Submission, known: Known) -> Iterator[Finding]:
    """M01-05: another customer that is likely the same is told with its score, until somebody has decided it."""
    answer, ours = submission.answer("customer_name"), as_customer(submission)
    for other in known.look_alikes:
        found = likeness(ours, other)
        if found.is_likely and SAME_CODE not in found.reasons and other.number not in known.comparisons:
            where = f"{other.number} {other.name}"
            yield say("M01-05", WARNING, answer, where=where, basis=found.reasons, score=found.score)


def invoice_can_be_written(submission: Submission, known: Known) -> Iterator[Finding]:
    """M01-01: what a special VAT invoice prints; needed on paper, recommended for the digital one."""
    answer = submission.answer("invoice_type")
    if answer.value not in SPECIAL:
        return
    missing = tuple(name for key, name in PRINTED_ON_SPECIAL.items() if _is_blank(submission.answer(key)))
    if missing:
        yield say("M01-01", ERROR if answer.value == PAPER_SPECIAL else WARNING, answer, missing=missing)


def _is_blank(answer: Answer) -> bool:
    return answer.value is None and answer.fault is None


def numbers_have_their_length(submission: Submission, known: Known) -> Iterator[Finding]:
    """M01-03: an account outside 12-22 digits is asked about; M01-04: a CNAPS code has 12."""
    account, cnaps = submission.answer("bank_account"), submission.answer("cnaps")
    if isinstance(account.value, str) and len(account.value) not in USUAL_ACCOUNT:
        yield say("M01-03", WARNING, account)
    if isinstance(cnaps.value, str) and len(cnaps.value) != CNAPS_DIGITS:
        yield say("M01-04", ERROR, cnaps)


def role_fits_department(submission: Submission, known: Known) -> Iterator[Finding]:
    """M02-01: each role has its department."""
    answer, department = submission.answer("role"), submission.words("department")
    expected = DEPARTMENT_OF.get(submission.words("role"))
    if expected and department and department != expected:
        yield say("M02-01", WARNING, answer, department=department, expected=expected)


def deputy_is_another(submission: Submission, known: Known) -> Iterator[Finding]:
    """M02-02: nobody stands in for themselves; M02-03: a deputy not yet listed is told."""
    answer = submission.answer("deputy")
    if answer.value is None:
        return
    if answer.value == submission.value("name"):
        yield say("M02-02", ERROR, answer)
    elif known.staff and answer.value not in known.staff:
        yield say("M02-03", INFO, answer)


def price_bears_its_cost(submission: Submission, known: Known) -> Iterator[Finding]:
    """M03-01: a list price below the company's margin is told."""
    price, cost, tax_rate = submission.amount("list_price"), submission.amount("cost"), submission.words("tax_rate")
    if price is None or cost is None or not tax_rate:
        return
    net, floor = money.round_half_up(price / (1 + money.rate(tax_rate))), known.rulebook.policy.min_gross_margin
    if not money.margin_passes(net, cost, floor):
        margin = money.margin_text(money.margin(net, cost), floor)
        yield say("M03-01", WARNING, submission.answer("list_price"), margin=margin, std=Percent().show(floor))


def product_is_listed_once(submission: Submission, known: Known) -> Iterator[Finding]:
    """M03-02: the same name and specification under another code is told."""
    code, key = submission.words("code"), name_key(submission.words("name") + submission.words("spec"))
    for other in known.products.values():
        if key and other.code != code and name_key(other.name + other.spec) == key:
            yield say("M03-02", WARNING, submission.answer("name"), other=other.code)


CUSTOMER_FILE: Final[tuple[Rule, ...]] = (
    customer_is_ours,
    credit_code_is_its_own,
    is_like_no_other,
    invoice_can_be_written,
    numbers_have_their_length,
)
STAFF: Final[tuple[Rule, ...]] = (role_fits_department, deputy_is_another)
PRODUCTS: Final[tuple[Rule, ...]] = (price_bears_its_cost, product_is_listed_once)
