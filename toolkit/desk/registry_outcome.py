"""What became of the rows of several lead registries, and how it is told."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from toolkit.catalogue import CATALOGUE
from toolkit.model.submission import Value
from toolkit.model.text import Lang, Text
from toolkit.rules.lead_merging import Conflict, Kept, Merged

_SPECIAL: Final = re.compile(r'["$`\\!]')
"""What a shell reads as its own between double quotes."""
_FIELDS: Final = {column.key: column for column in CATALOGUE.forms["F02"].table("rows").columns}


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or row that was not taken over, and why."""

    file: str
    place: str
    """Cell or row, '' for the whole file."""
    raw: str
    """What stands there."""
    why: str
    row: str = ""
    """Place of the row; '' for a file."""
    is_remark: bool = False
    """Told of a file whose rows were read."""


@dataclass(frozen=True, slots=True)
class Joined:
    """One customer: the rows that speak of it, and what joined them."""

    name: str
    rows: tuple[Kept, ...]
    reasons: tuple[str, ...]
    merged: Merged
    number: str = ""
    """Of a customer that the ledger knows already."""
    differs: tuple[tuple[Text, str, str], ...] = ()
    """Of a known one: label, what the ledger says, what the newest row says."""

    @property
    def owners(self) -> tuple[str, ...]:
        """Where rows, or a row and the ledger, give it to different people: who they are, the ledger's first."""
        owner = _FIELDS["owner"].label
        by_ledger = (name for label, held, said in self.differs if held and label == owner for name in (held, said))
        rows = (value for conflict in self.merged.conflicts if conflict.is_of_owner for value, _ in conflict.said)
        return tuple(dict.fromkeys((*by_ledger, *(shown(value, "owner") for value in rows))))


@dataclass(frozen=True, slots=True)
class Question:
    """Two customers that may be one: people have to say."""

    name: str
    rows: tuple[Kept, ...]
    other: str
    other_number: str
    other_rows: tuple[Kept, ...]
    reasons: tuple[str, ...]
    score: int
    is_after_intake: bool
    """Whether the other has to be taken in before the command finds it."""

    @property
    def command(self) -> str:
        """What settles it; `different` instead of `same` where they are two."""
        one = self.other_number or _word(self.other)
        return f'salesdocs customer same {one} {_word(self.name)} --reason "…" --by "…"'


def _word(name: str) -> str:
    """A name as one word of a command that people copy: whoever made the registry may have written anything."""
    if sys.platform == "win32":
        return '"{}"'.format(name.replace('"', '""'))
    return shlex.quote(name) if _SPECIAL.search(name) else f'"{name}"'


@dataclass(slots=True)
class Outcome:
    """Where every row has gone: it stands in exactly one of the four."""

    lang: Lang = "zh"
    """Of the words in it."""
    merged: list[Joined] = field(default_factory=list)
    known: list[Joined] = field(default_factory=list)
    waiting: list[Joined] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    """Written."""

    @property
    def needs_a_person(self) -> bool:
        """Whether something waits for a decision or was not read."""
        return bool(self.waiting or any(self.with_owners())) or any(not one.is_remark for one in self.unread)

    def with_owners(self) -> Iterator[Joined]:
        """The customers whose owner people have to decide."""
        return (one for one in (*self.merged, *self.known) if one.owners)


def shown(value: Value, key: str) -> str:
    """An answer as people read it."""
    if value is None:
        return ""
    return str(_FIELDS[key].kind.show(value))


def conflict_words(conflict: Conflict, lang: Lang) -> str:
    """`负责人: 王芳 (a.xlsx 客户明细!7) / 李娜 (b.xlsx …) -> 王芳`."""
    key = conflict.field.key
    said = " / ".join(f"{shown(value, key)} ({', '.join(names)})" for value, names in conflict.said)
    return f"{conflict.field.label.said(lang)}: {said} → {shown(conflict.chosen, key) or '-'}"


def told(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON tells it."""
    lang = outcome.lang
    return {
        "files": [str(path) for path in outcome.files],
        "merged": [_told(one, lang) for one in outcome.merged],
        "known": [_told(one, lang) for one in outcome.known],
        "waiting": [_told(one, lang) for one in outcome.waiting],
        "questions": [
            {
                "name": one.name,
                "rows": [kept.name for kept in one.rows],
                "other": one.other_number or one.other,
                "other_name": one.other,
                "other_rows": [kept.name for kept in one.other_rows],
                "score": one.score,
                "reasons": list(one.reasons),
                "command": one.command,
                "after_intake": one.is_after_intake,
            }
            for one in outcome.questions
        ],
        "unread": [
            {"file": one.file, "row": one.row, "place": one.place, "raw": one.raw, "why": one.why}
            for one in outcome.unread
            if not one.is_remark
        ],
        "remarks": [{"file": one.file, "text": one.why} for one in outcome.unread if one.is_remark],
    }


def _told(one: Joined, lang: Lang) -> Mapping[str, Any]:
    return {
        "customer": one.number,
        "name": one.name,
        "rows": [kept.name for kept in one.rows],
        "reasons": list(one.reasons),
        "conflicts": [conflict_words(conflict, lang) for conflict in one.merged.conflicts],
    }


_COUNTS: Final = Text(
    "新客户 {0} 个({1} 行);已登记 {2} 个({3} 行);待确认 {4} 个({5} 行);未读入 {6} 处",
    "{0} new customers ({1} rows); {2} known ({3} rows); {4} waiting ({5} rows); {6} faults not read",
)

_OWNERS: Final = Text("负责人待确认", "owner to be decided")


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """The outcome as people read it on the terminal: counts, questions, what was not read, files."""
    lang = outcome.lang
    counts = (n for listed in (outcome.merged, outcome.known, outcome.waiting) for n in (len(listed), _count(listed)))
    yield _COUNTS.said(lang).format(*counts, sum(not one.is_remark for one in outcome.unread))
    for joined in outcome.with_owners():
        yield f"  ? {joined.name}: {_OWNERS.said(lang)}: {' / '.join(joined.owners)}"
    for question in outcome.questions:
        other = f"{question.other_number} {question.other}".strip()
        yield f"  ? {question.name} = {other}: {'、'.join(question.reasons)}"
    for one in outcome.unread:
        yield f"  {'-' if one.is_remark else '!'} {one.file} {one.place}: {one.why}"
    yield from (f"-> {path}" for path in outcome.files)


def _count(listed: Iterable[Joined]) -> int:
    return sum(len(one.rows) for one in listed)
