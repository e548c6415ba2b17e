"""What we do, as data: the forms, the documents, the process, the messages."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.catalogue.documents import DOCUMENTS
from toolkit.catalogue.forms import (
    f01_market_research,
    f02_lead_registry,
    f03_follow_up_log,
    f04_needs_analysis,
    f05_cost_sheet,
    f06_quote_feedback,
    f07_negotiation_minutes,
    f08_contract_approval,
    f09_signing_register,
    f10_sales_order,
    f11_progress_report,
    f12_letter_log,
    f13_acceptance,
    f14_rectification_done,
    f15_visit_record,
    f16_complaint,
    f17_receipts,
    f17b_invoices,
    f18_repeat_business,
    f19_scheme_elements,
    f20_margin_exception,
    m01_customer_file,
    m02_staff_list,
    m03_product_catalogue,
)
from toolkit.catalogue.messages import GENERIC
from toolkit.catalogue.process import PROCESS
from toolkit.model.form import Form
from toolkit.model.text import Text
from toolkit.stages.walk import Catalogue

_MODULES = (
    f01_market_research,
    f02_lead_registry,
    f03_follow_up_log,
    f04_needs_analysis,
    f05_cost_sheet,
    f06_quote_feedback,
    f07_negotiation_minutes,
    f08_contract_approval,
    f09_signing_register,
    f10_sales_order,
    f11_progress_report,
    f12_letter_log,
    f13_acceptance,
    f14_rectification_done,
    f15_visit_record,
    f16_complaint,
    f17_receipts,
    f17b_invoices,
    f18_repeat_business,
    f19_scheme_elements,
    f20_margin_exception,
    m01_customer_file,
    m02_staff_list,
    m03_product_catalogue,
)

FORMS: tuple[Form, ...] = tuple(module.FORM for module in _MODULES)

MESSAGES_OF: Mapping[str, Mapping[str, Text]] = {module.FORM.id: module.MESSAGES for module in _MODULES}
"""What is said of each form beyond the generic messages, by its id."""

MESSAGES: dict[str, Text] = dict(GENERIC)
for _messages in MESSAGES_OF.values():
    MESSAGES.update(_messages)

CATALOGUE = Catalogue(
    forms={form.id: form for form in FORMS},
    documents={kind.id: kind for kind in DOCUMENTS},
    process=PROCESS,
)
