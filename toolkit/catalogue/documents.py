"""The documents we write. Source: domain.md 3, decisions.md 2 and 32."""

from __future__ import annotations

from toolkit.catalogue import mail_drafts
from toolkit.documents.figures.contract import contract_figures
from toolkit.documents.figures.delay import delay_figures
from toolkit.documents.figures.letter import letter_figures
from toolkit.documents.figures.notice import notice_figures
from toolkit.documents.figures.payment import payment_figures
from toolkit.documents.figures.proposal import proposal_figures
from toolkit.documents.figures.quote import quote_figures
from toolkit.documents.figures.rectification import rectification_figures
from toolkit.documents.figures.supplement import supplement_figures
from toolkit.documents.proofs import agreements, letters, notices, payment, proposal, quote
from toolkit.model.document import DocumentKind
from toolkit.model.text import Text

DOCUMENTS: tuple[DocumentKind, ...] = (
    DocumentKind(
        id="G01",
        word="proposal",
        title=Text("产品/服务方案", "proposal"),
        stage=3,
        series="FA",
        template="proposal.docx",
        figures=proposal_figures,
        proof=proposal.PROOF,
        versions="V1",
        is_external=True,
    ),
    DocumentKind(
        id="G02",
        word="quote",
        title=Text("报价单", "quote"),
        stage=3,
        series="BJ",
        template="quote.docx",
        figures=quote_figures,
        proof=quote.PROOF,
        drafts=mail_drafts.QUOTE,
        versions="V1",
        per_variant_number=True,
        is_external=True,
    ),
    DocumentKind(
        id="G03",
        word="contract",
        title=Text("销售合同", "sales contract"),
        stage=4,
        series="XS",
        template="contract.docx",
        figures=contract_figures,
        proof=agreements.CONTRACT,
        versions="V1.0",
        is_external=True,
    ),
    DocumentKind(
        id="G04",
        word="approval-form",
        title=Text("合同审批表", "contract approval form"),
        stage=4,
        series="SP",
        form="F08",
    ),
    DocumentKind(
        id="G05",
        word="order",
        title=Text("销售订单", "sales order"),
        stage=5,
        series="DD",
        form="F10",
        medium="xlsx",
    ),
    DocumentKind(
        id="G06",
        word="order-notice",
        title=Text("订单执行通知单", "order notice"),
        stage=5,
        series="TZ",
        template="order-notice.docx",
        figures=notice_figures,
        proof=notices.ORDER,
        variants=("生产部门", "物流部门", "客服部门"),
    ),
    DocumentKind(
        id="G07",
        word="progress-letter",
        title=Text("客户进度函", "progress letter"),
        stage=6,
        series="JZ",
        template="progress-letter.docx",
        figures=letter_figures,
        proof=letters.PROGRESS,
        drafts=mail_drafts.PROGRESS,
        per_deal_number=False,
        is_external=True,
    ),
    DocumentKind(
        id="G08",
        word="delay-letter",
        title=Text("异常沟通函", "letter on a delay"),
        stage=6,
        series="JZ",
        template="delay-letter.docx",
        figures=delay_figures,
        proof=letters.DELAY,
        drafts=mail_drafts.DELAY,
        per_deal_number=False,
        is_external=True,
    ),
    DocumentKind(
        id="G09",
        word="acceptance-certificate",
        title=Text("验收确认单", "acceptance certificate"),
        stage=6,
        series="YS",
        form="F13",
        versions="第1次",
        is_external=True,
    ),
    DocumentKind(
        id="G10",
        word="rectification-notice",
        title=Text("整改通知单", "rectification notice"),
        stage=6,
        series="ZG",
        template="rectification-notice.docx",
        figures=rectification_figures,
        proof=notices.RECTIFICATION,
        per_deal_number=False,
    ),
    DocumentKind(
        id="G11",
        word="visit-record",
        title=Text("客户回访记录表", "visit record"),
        stage=7,
        series="HF",
        form="F15",
    ),
    DocumentKind(
        id="G12",
        word="payment-notice",
        title=Text("付款通知单", "payment notice"),
        stage=7,
        series="FK",
        template="payment-notice.docx",
        figures=payment_figures,
        proof=payment.PROOF,
        drafts=mail_drafts.PAYMENT,
        per_deal_number=False,
        is_external=True,
    ),
    DocumentKind(
        id="G14",
        word="supplement",
        title=Text("补充协议", "supplement"),
        stage=6,
        series="BC",
        template="supplement.docx",
        figures=supplement_figures,
        proof=agreements.SUPPLEMENT,
        per_deal_number=False,
        is_external=True,
    ),
)
