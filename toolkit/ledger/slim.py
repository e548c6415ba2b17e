"""A deal as reports need it: what it is and what was answered, without cells, raw texts, blanks, what documents say.

Its record is kept beside every deal, so that a report need not fold 100,000 deals from their events. Answers are made
only when they are asked for: of most deals a report asks three.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from isal import isal_zlib

from toolkit.ledger.encoding import from_plain, text_of, to_plain
from toolkit.model.deal import Deal, Filing, Hold, Move, Paper
from toolkit.model.submission import Answer, Line, Packed, Submission, Value

_READ: Final[Mapping[str, frozenset[str]]] = {
    "F08": frozenset(("contract_no", "contract_name", "contract_version")),
    "F19": frozenset(),
}
"""Of forms that say at length what others say, too, the answers that reports read besides the tables: an approval comes
back from every node with the whole contract on it, the elements of a proposal are long texts. Held to by
tests/reports/test_equal_naive_houses.py: a report of slim deals is that of full ones."""
_TABLELESS: Final = ("F19",)
_LEVEL: Final = 1
"""A third of the bytes in a hundredth of a millisecond; to pack them better takes longer than to read more of them."""
_day: Final = date.fromisoformat


def slim(deal: Deal) -> Deal:
    """The deal without what no report reads: where answers stood, how they were typed, what documents say."""
    return replace(
        deal,
        filings=tuple(
            replace(f, submission=slim_submission(f.submission), attachments=dict.fromkeys(f.attachments, ""))
            for f in deal.filings
        ),
        papers=tuple(replace(paper, figures={}, digest="") for paper in deal.papers),
        blanks=(),
    )


def slim_submission(submission: Submission) -> Submission:
    """What was answered, where it is read by a report."""
    read = _READ.get(submission.form)
    answers = submission.answers
    if read is not None:
        answers = {key: answer for key, answer in answers.items() if key in read}
    tables = {
        name: tuple(Line(line.number, "", _values(line.answers)) for line in lines)
        for name, lines in submission.tables.items()
        if submission.form not in _TABLELESS
    }
    return Submission(submission.form, submission.version, _values(answers), tables, submission.deal, submission.number)


def _values(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    return {key: Answer(key, answer.value) for key, answer in answers.items() if answer.value is not None}


def freeze(deal: Deal) -> bytes:
    """The slim deal, packed. The law is `thaw(freeze(deal)) == slim(deal)`."""
    text = text_of(
        (
            (deal.number, deal.customer, deal.owner, deal.folder, deal.stage, deal.reason, deal.resumes_at),
            deal.resumes_with,
            (deal.opened_on.isoformat(), deal.moved_on.isoformat()),
            [_filing(filing) for filing in deal.filings],
            [_paper(paper) for paper in deal.papers],
            [(hold.form, hold.number, hold.codes, hold.since.isoformat()) for hold in deal.holds],
            [(move.stage, move.on.isoformat()) for move in deal.trail],
        )
    )
    return packed(text)


def packed(text: str) -> bytes:
    """The text in as few bytes as cost no time."""
    return isal_zlib.compress(text.encode(), _LEVEL)


def unpacked(record: bytes) -> str:
    """The text that was packed."""
    return isal_zlib.decompress(record).decode()


def _filing(filing: Filing) -> tuple[object, ...]:
    said = slim_submission(filing.submission)
    tables = {name: [(line.number, _plain(line.answers)) for line in lines] for name, lines in said.tables.items()}
    about = (filing.form, filing.number, filing.filed_on.isoformat(), filing.file, list(filing.attachments))
    return *about, (said.form, said.version, said.deal, said.number), _plain(said.answers), tables


def _plain(answers: Mapping[str, Answer]) -> dict[str, object]:
    return {key: _short(answer.value) for key, answer in answers.items()}


def _short(value: Value) -> object:
    """The value in as little JSON as tells its type: texts, days and amounts, which are most, by their first letter."""
    if type(value) is str:
        return f"s{value}"
    if type(value) is date:
        return f"d{value.isoformat()}"
    return f"n{value}" if type(value) is Decimal else to_plain(value)


def _long(short: Any) -> Value:
    """The value that `_short` was given."""
    if type(short) is not str:
        return from_plain(short)  # type: ignore[no-any-return]
    sort, text = short[0], short[1:]
    return text if sort == "s" else _day(text) if sort == "d" else Decimal(text)


def _paper(paper: Paper) -> tuple[object, ...]:
    told = (paper.kind, paper.number, paper.version, paper.variant, paper.issued_on.isoformat(), paper.status)
    return *told, paper.basis, paper.file, paper.lang


def thaw(record: bytes) -> Deal:
    """The slim deal that `freeze` wrote."""
    named: list[str]
    named, resumes_with, (opened_on, moved_on), filings, papers, holds, trail = json.loads(unpacked(record))
    number, customer, owner, folder, stage, reason, resumes_at = named
    return Deal(
        number=number,
        customer=customer,
        owner=owner,
        folder=folder,
        stage=stage,
        reason=reason,
        resumes_at=resumes_at,
        resumes_with=tuple(resumes_with),
        opened_on=_day(opened_on),
        moved_on=_day(moved_on),
        filings=tuple([_thawed_filing(*each) for each in filings]),
        papers=tuple([_thawed_paper(*each) for each in papers]),
        holds=tuple([Hold(form, number, tuple(codes), _day(since)) for form, number, codes, since in holds]),
        trail=tuple([Move(stage, _day(on)) for stage, on in trail]),
    )


def _thawed_filing(  # one parameter a place of the array
    form: str,
    number: str,
    filed_on: str,
    file: str,
    attachments: list[str],
    about: tuple[str, str, str, str],
    answers: dict[str, Any],
    tables: dict[str, list[Any]],
) -> Filing:
    said = Submission(about[0], about[1], Packed(answers, _long), _Tables(tables) if tables else {}, about[2], about[3])
    return Filing(form, number, _day(filed_on), said, file, dict.fromkeys(attachments, "") if attachments else {})


def _thawed_paper(
    kind: str, number: str, version: str, variant: str, issued_on: str, status: str, basis: list[str], *more: Any
) -> Paper:
    file, lang = more
    return Paper(kind, number, version, variant, _day(issued_on), status, tuple(basis), file, {}, "", lang)


class _Tables(Mapping[str, tuple[Line, ...]]):
    """Lines by table, made when they are first asked for."""

    __slots__ = ("_made", "_short")

    def __init__(self, short: dict[str, list[Any]]) -> None:
        self._short = short
        self._made: dict[str, tuple[Line, ...]] = {}

    def __getitem__(self, key: str) -> tuple[Line, ...]:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = tuple([Line(number, "", Packed(said, _long)) for number, said in self._short[key]])
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._short)

    def __len__(self) -> int:
        return len(self._short)
