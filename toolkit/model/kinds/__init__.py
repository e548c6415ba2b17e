"""Kinds of answers: what a raw cell means, how a value is shown and typed. Source: domain.md 4."""

from toolkit.model.kinds.amount import Amount, Capitals
from toolkit.model.kinds.choice import Choice, Choices, Option
from toolkit.model.kinds.cleaning import is_blank, is_ditto, is_pending
from toolkit.model.kinds.code import Account, CreditCode, Number, Version
from toolkit.model.kinds.contact import Email, Phone, phone_sort
from toolkit.model.kinds.count import Quantity, Score, Whole
from toolkit.model.kinds.day import Day, Moment
from toolkit.model.kinds.percent import Percent, TaxRate
from toolkit.model.kinds.period import Period
from toolkit.model.kinds.reading import Content, Fault, Kind, Note, Raw, Reading, Span, Term
from toolkit.model.kinds.span import AmountRange, WholeRange
from toolkit.model.kinds.words import Listing, Words
from toolkit.model.kinds.yes_no import Tick, YesNo

__all__ = [
    "Account",
    "Amount",
    "AmountRange",
    "Capitals",
    "Choice",
    "Choices",
    "Content",
    "CreditCode",
    "Day",
    "Email",
    "Fault",
    "Kind",
    "Listing",
    "Moment",
    "Note",
    "Number",
    "Option",
    "Percent",
    "Period",
    "Phone",
    "Quantity",
    "Raw",
    "Reading",
    "Score",
    "Span",
    "TaxRate",
    "Term",
    "Tick",
    "Version",
    "Whole",
    "WholeRange",
    "Words",
    "YesNo",
    "is_blank",
    "is_ditto",
    "is_pending",
    "phone_sort",
]
