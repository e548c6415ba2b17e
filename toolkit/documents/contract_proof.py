"""A rendered contract, Chinese or English, read back and held against its figures: what may never leave the house.

R-40 its clauses are all there, R-41 price, payment and delivery are those agreed, R-42 words and figures are one
amount, R-45 nothing is left to fill in but dates and signatures. Source: domain.md 3.3, guards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from toolkit.documents.clauses import NumberedClause, heading
from toolkit.documents.figures.contract import ContractFigures
from toolkit.documents.parts import HEAD, SIGNATURES, Contract, Part, bare, contract_in
from toolkit.documents.revisions import CELL_ENDS, Block, Package, read
from toolkit.documents.wording import english_capitals, money, percent, price, quantity
from toolkit.model import money as exact
from toolkit.model.contract_words import (
    NOT_EARNEST_MONEY,
    earnest_money_in,
    goes_to_arbitration,
    goes_to_court,
    misnamed_earnest_money_in,
    missing_exceptions,
    placeholder,
)
from toolkit.model.text import Lang

BOTH_WAYS: Final = "诉讼与仲裁不能同时约定。"


@dataclass(frozen=True, slots=True)
class _Words:
    """What the parts of a contract are called in a language."""

    annexes: tuple[str, str, str]
    buyer: str
    seller: str
    deposit_title: str
    total_in_words: str
    """How the row begins that says the total in words."""
    in_words: re.Pattern[str]
    """An amount in figures, and the same in words behind it."""


_WORDS: Final[Mapping[Lang, _Words]] = {
    "zh": _Words(
        ("附件一", "附件二", "附件三"),
        "甲方",
        "乙方",
        "定金",
        "合计(大写)|",
        re.compile(r"人民币([\d,]+\.\d\d)元[（(]大写[：:]([^）)]+)[）)]"),
    ),
    "en": _Words(
        ("Annex 1", "Annex 2", "Annex 3"),
        "Party A",
        "Party B",
        "Earnest Money",
        "Total(inwords)|",
        re.compile(r"RMB ([\d,]+\.\d\d) \(in words: ([^)]+)\)"),
    ),
}


def contract_faults(document: bytes, figures: ContractFigures) -> Iterator[str]:
    """What is wrong with the contract as it would leave the house, one sentence each; nothing for a right one."""
    package = Package(document, "")
    contract = contract_in(read(document).now)
    seen = _Seen(contract, tuple(package.headings()), figures)
    yield from seen.clauses()
    yield from seen.parties()
    yield from seen.lines()
    yield from seen.payments()
    yield from seen.amounts_in_words()
    yield from seen.words()
    yield from seen.placeholders()


@dataclass(frozen=True, slots=True)
class _Seen:
    contract: Contract
    headers: tuple[str, ...]
    figures: ContractFigures

    @property
    def lang(self) -> Lang:
        """The language of the contract, as its clauses are called."""
        return "en" if [clause.heading for clause in self.figures.clauses][:1] == [heading(1, "en")] else "zh"

    @property
    def called(self) -> _Words:
        """What its parts are called."""
        return _WORDS[self.lang]

    def clauses(self) -> Iterator[str]:
        """R-40: every clause stands there once, in order, numbered without a gap; so do signatures and annexes."""
        wanted = [(clause.heading, bare(clause.title)) for clause in self.figures.clauses]
        found = [(part.heading, bare(part.title)) for part in self.contract.parts if part.number]
        if found != wanted:
            missing = [" ".join(each) for each in wanted if each not in found]
            yield f"R-40: its clauses are not those resolved; missing: {'、'.join(missing) or 'none, yet not the same'}"
        if [part.number for part in self.contract.parts if part.number] != list(range(1, len(wanted) + 1)):
            yield f"R-40: its clauses are not numbered from {heading(1, self.lang)} without a gap"
        headings = [part.heading for part in self.contract.parts]
        yield from (f"R-40: lacks {name}" for name in (HEAD, SIGNATURES, *self.called.annexes) if name not in headings)
        yield from (f"R-40: {clause.heading} says nothing" for clause in self.figures.clauses if not clause.paragraphs)

    def parties(self) -> Iterator[str]:
        """Names and number are the same in head, header, signature page and annex three."""
        buyer, seller, number = self.figures.buyer.name, self.figures.seller.name, self.figures.number
        head, signed = _text(self._part(HEAD)), _text(self._part(SIGNATURES))
        annex = self.called.annexes[2]
        invoices = _text(self._part(annex))
        for name, side in ((buyer, self.called.buyer), (seller, self.called.seller)):
            for where, shown in (("head", head), ("signature page", signed), (annex, invoices)):
                if bare(name) not in bare(shown):
                    yield f"its {where} does not name {side} {name}"
        for where, shown in (("head", head), ("signature page", signed), ("header", "\n".join(self.headers))):
            if number not in shown:
                yield f"its {where} does not show the number {number}"

    def lines(self) -> Iterator[str]:
        """R-41: the goods and prices agreed, each line with one tax rate; they sum to the total."""
        for line in self.figures.lines:
            amounts = (quantity(line.quantity), price(line.unit_price), line.tax_rate, money(line.gross))
            row = (str(line.number), line.name, line.spec, line.unit, *amounts, line.note)
            if _row(row) not in self._rows():
                yield f"R-41: its list of goods and prices lacks line {line.number} as agreed"
            if not _is_rate(line.tax_rate):
                yield f"R-41: line {line.number} has no single tax rate"
        if sum((line.gross for line in self.figures.lines), Decimal(0)) != self.figures.total:
            yield "R-41: its lines do not sum to the total"

    def payments(self) -> Iterator[str]:
        """R-41: the instalments agreed, which sum to the total; each says what starts it and how long it takes."""
        plan = self.figures.payments
        for part in plan:
            row = (str(part.number), part.name, percent(part.share), money(part.amount), part.condition, part.period)
            if _row(row) not in self._rows():
                yield f"R-41: its payment plan lacks instalment {part.number} as agreed"
            if not (part.condition and part.period):
                yield f"R-41: instalment {part.number} names no trigger or no period"
            if word := earnest_money_in(part.name) or ("deposit" if "deposit" in part.name.casefold() else ""):
                title = self.called.deposit_title
                yield f"instalment {part.number} speaks of {word}, which only the clause {title} may"
        if sum((part.amount for part in plan), Decimal(0)) != self.figures.total or sum(p.share for p in plan) != 1:
            yield "R-41: its instalments do not sum to the total"

    def amounts_in_words(self) -> Iterator[str]:
        """R-42: every amount in words is the amount in figures beside it; the total is said so twice."""
        pattern, start = self.called.in_words, self.called.total_in_words
        said = [(found[1], found[2]) for block in self._blocks() for found in pattern.finditer(block.text)]
        ends = (row.removeprefix(start) for row in self._rows() if row.startswith(start))
        said += [(money(self.figures.total), words) for words in ends]
        if len(said) < 2:
            yield "R-42: does not say its total in words twice"
        yield from (
            f"R-42: {figure} is not {words}" for figure, words in said if not _is_said(figure, words, self.lang)
        )

    def words(self) -> Iterator[str]:
        """No limit of damages without its exceptions, one way of settling disputes, 定金 in its own clause only."""
        for clause in self.figures.clauses:
            text = _said(clause)
            if lacking := missing_exceptions(text):
                yield f"{clause.heading} limits damages without excepting {'、'.join(lacking)} (民法典506)"
            title = self.called.deposit_title
            if (word := earnest_money_in(text)) and bare(clause.title) != bare(title):
                yield f"{clause.heading} speaks of {word}, which only the clause {title} may"
            if self.lang == "en" and (word := misnamed_earnest_money_in(text)):
                yield f"{clause.heading} speaks of {word}, which may or may not secure anything"
        whole = "\n".join(block.text for block in self._blocks())
        if NOT_EARNEST_MONEY in whole:
            yield f"speaks of {NOT_EARNEST_MONEY}, which secures nothing"
        if goes_to_court(whole) and goes_to_arbitration(whole):
            yield BOTH_WAYS

    def placeholders(self) -> Iterator[str]:
        """R-45: nothing is left to fill in, but on the signature page."""
        for part in self.contract.parts:
            for block in part.blocks if part.heading != SIGNATURES else ():
                if mark := placeholder(block.text):
                    yield f"R-45: leaves {mark} to be filled in: {block.text[:40]}"

    def _part(self, heading: str) -> Part:
        return next((part for part in self.contract.parts if part.heading == heading), Part(heading, ""))

    def _blocks(self) -> Iterator[Block]:
        return (block for part in self.contract.parts for block in part.blocks)

    def _rows(self) -> tuple[str, ...]:
        """The rows of the tables within clauses."""
        blocks = (block for part in self.contract.parts if part.number for block in part.blocks)
        return tuple(_row((block.text,)) for block in blocks if block.is_row)


def _row(cells: Sequence[str]) -> str:
    """A row as it can be compared: no spaces, no empty cells at its end."""
    return bare(CELL_ENDS.join(cells)).rstrip(CELL_ENDS)


def _text(part: Part) -> str:
    return "\n".join(block.text for block in part.blocks)


def _said(clause: NumberedClause) -> str:
    return "\n".join("".join(passage.text for passage in paragraph.passages) for paragraph in clause.paragraphs)


def _is_rate(text: str) -> bool:
    try:
        exact.rate(text)
    except ValueError:
        return False
    return True


def _is_said(figure: str, words: str, lang: Lang) -> bool:
    """Whether these words are that amount: Chinese ones parse back to it, English ones are made of it anew."""
    try:
        if lang == "zh":
            return money(exact.parse_capitals(words)) == figure
        return bare(words) == bare(english_capitals(Decimal(figure.replace(",", ""))))
    except ValueError:
        return False
