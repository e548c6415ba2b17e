"""F09 合同签署登记: the signed contract and its scan; the order comes from it. Source: domain.md 2.9."""

from __future__ import annotations

from toolkit.catalogue.forms.fields import choice, contract_no
from toolkit.model.form import Field, Form, Prefill, Table, When
from toolkit.model.kinds import Choice, Day, Version, Whole, Words, YesNo
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import signing

PERSON = Words(most=20, is_name=True)
TITLE = Words(most=30, one_line=True)


def _seal() -> Choice:
    return choice(
        ("公章", "企业公章"),
        ("合同专用章", "合同章"),
        ("电子签章", "电子章"),
        "财务专用章",
        ("部门章", "项目章"),
        ("无", "未盖章"),
    )


SIGNINGS = Table(
    key="signings",
    title=Text("合同签署登记", "signed contracts"),
    columns=(
        contract_no(locked=False),
        Field(key="version", label=Text("合同版本", "version"), kind=Version(), aliases=("版本",), example="V1.0"),
        Field(
            key="sign_mode",
            label=Text("签署方式", "way of signing"),
            kind=choice((signing.PAPER, "纸质合同", "纸质签署"), (signing.ELECTRONIC, "电子合同", "电子签署")),
            example="纸质",
        ),
        Field(
            key="sign_date",
            label=Text("签署日期", "signed on"),
            kind=Day("past"),
            aliases=("签订日期",),
            example="2026-07-20",
            not_after="today",
        ),
        Field(
            key="sign_place",
            label=Text("签署地点", "signed at"),
            kind=Words(most=60, one_line=True),
            need=When("sign_mode", (signing.PAPER,)),
            aliases=("签订地点",),
            example="苏州市工业园区",
        ),
        Field(
            key="copies_total",
            label=Text("合同份数", "copies"),
            kind=Whole(low=1, high=20),
            need=When("sign_mode", (signing.PAPER,)),
            aliases=("份数",),
            example="2",
        ),
        Field(key="our_signatory", label=Text("我方签署人", "signed for us by"), kind=PERSON, example="陈立"),
        Field(
            key="our_signatory_title",
            label=Text("我方签署人职务", "our signatory's title"),
            kind=TITLE,
            example="法定代表人",
        ),
        Field(
            key="customer_signatory",
            label=Text("客户签署人", "signed for the customer by"),
            kind=PERSON,
            example="刘明",
        ),
        Field(
            key="customer_signatory_title",
            label=Text("客户签署人职务", "customer signatory's title"),
            kind=TITLE,
            example="法定代表人",
        ),
        Field(
            key="customer_authorized",
            label=Text("授权委托书", "letter of authority"),
            kind=YesNo(),
            need=False,
            aliases=("客户授权委托书",),
            example="否",
            hint=Text("签署人不是法定代表人时必备", "needed where the signatory is not the legal representative"),
        ),
        Field(
            key="our_seal",
            label=Text("我方用印", "our seal"),
            kind=_seal(),
            aliases=("我方盖章",),
            example="合同专用章",
        ),
        Field(
            key="customer_seal",
            label=Text("客户用印", "customer's seal"),
            kind=_seal(),
            aliases=("客户盖章",),
            example="公章",
        ),
        Field(
            key="cross_page_seal",
            label=Text("骑缝章", "seal across the pages"),
            kind=YesNo(),
            need=False,
            example="是",
        ),
        Field(
            key="esign_platform",
            label=Text("电子签署平台", "signing platform"),
            kind=Words(most=60, one_line=True),
            need=When("sign_mode", (signing.ELECTRONIC,)),
            example="示例电子签平台",
        ),
        Field(
            key="esign_file_hash",
            label=Text("电子文件哈希值", "SHA-256 of the signed file"),
            kind=Words(most=64, one_line=True),
            need=When("sign_mode", (signing.ELECTRONIC,)),
            aliases=("哈希值", "SHA-256"),
            example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
        Field(
            key="scan_file",
            label=Text("扫描件文件名", "scan"),
            kind=Words(most=120, one_line=True),
            aliases=("扫描件", "附件"),
            example="scan.pdf",
            hint=Text(
                "与本表一起放入收件箱的 PDF、JPG 或 PNG 的文件名", "name of the PDF, JPG or PNG dropped with this form"
            ),
        ),
        Field(
            key="archive_no",
            label=Text("归档号", "archive number"),
            kind=Words(most=40, one_line=True),
            aliases=("档案号", "归档编号"),
            example="DA-2026-031",
        ),
        Field(key="archived_by", label=Text("归档人", "archived by"), kind=PERSON, example="王芳"),
        Field(
            key="archived_date",
            label=Text("归档日期", "archived on"),
            kind=Day("past"),
            example="2026-07-21",
            not_before="sign_date",
            not_after="today",
        ),
        Field(
            key="effective_date",
            label=Text("生效日期", "in force from"),
            kind=Day("neutral"),
            need=False,
            example="2026-07-20",
            hint=Text("不填即为签署日期", "the day of signature where left blank"),
            not_before="sign_date",
        ),
        Field(key="remark", label=Text("备注", "remark"), kind=Words(most=500), need=False, example="双方当面签署"),
    ),
    least=1,
    missing="M-EMPTY",
)


def prefill(known: Known) -> Prefill:
    """The approved contract, and how we usually sign."""
    paper = known.deal.paper("G03") if known.deal else None
    if paper is None:
        return Prefill()
    contract = known.rulebook.contract
    row: dict[str, Value] = {
        "contract_no": paper.number,
        "version": paper.version,
        "sign_mode": signing.ELECTRONIC if contract.esign else signing.PAPER,
    }
    if not contract.esign:
        row |= {"sign_place": contract.sign_place, "copies_total": known.rulebook.policy.contract_copies}
    return Prefill(tables={"signings": (row,)})


FORM = Form(
    id="F09",
    word="signing-register",
    version="1.0",
    title=Text("合同签署登记", "signing register"),
    medium="xlsx",
    parts=(SIGNINGS,),
    stage=5,
    own_number="contract_no",
    register="signings",
    rules=signing.RULES,
    prefill=prefill,
    attachments=("scan_file",),
)

MESSAGES: dict[str, Text] = {
    "F09-01": Text(
        "合同{no}尚未审批通过(当前状态:{status}),不得签署。",
        "Contract {no} is not approved (status: {status}) and may not be signed.",
    ),
    "R-50": Text(
        "签署日期{d}早于总经理审批日期{a},不得签署。",
        "Signed on {d}, before the general manager approved on {a}: this may not be.",
    ),
    "F09-02": Text(
        "纸质合同应一式{due}份、双方各执{each}份,登记为{n}份。",
        "A paper contract has {due} copies, {each} for each side; {n} are registered.",
    ),
    "F09-03": Text(
        "客户签署人“{name}”非法定代表人,缺少授权委托书。",
        "{name} signed for the customer without being its legal representative; the letter of authority is missing.",
    ),
    "F09-04": Text("{side}未盖章。", "There is no seal of {side}."),
    "F09-05": Text(
        "{side}所盖为“{seal}”,应为公章或合同专用章,请确认。",
        "The seal of {side} is “{seal}”; it should be the company's or the contract seal.",
    ),
    "F09-06": Text("多页合同未盖骑缝章。", "The contract has several pages but no seal across them."),
    "F09-07": Text("合同扫描件缺失:{path}。", "The scan of the contract is missing: {path}."),
    "F09-09": Text(
        "签署日期{d}晚于合同约定的交付日期{due},请先商定新的交付日期并重新出具合同。",
        "Signed on {d}, after the delivery day {due} of the contract: agree another day and issue the contract anew.",
    ),
    "F09-08": Text(
        "登记的哈希值与附件“{file}”不符,请核对是否为所签署的文件。",
        "The hash registered is not that of “{file}”; check whether it is the file that was signed.",
    ),
}
