"""The declaration of a form: everything that is derived (blank, reader, checks, guide) comes from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from toolkit.model.finding import Finding, Severity
from toolkit.model.kinds.reading import Kind
from toolkit.model.submission import Line, Submission, Value
from toolkit.model.text import Text

if TYPE_CHECKING:
    from toolkit.model.known import Known

Rule = Callable[[Submission, "Known"], Iterable[Finding]]
"""One pure check of a submission against what is known."""


@dataclass(frozen=True, slots=True)
class When:
    """A field is needed when another has one of these values (any value when `values` is empty)."""

    key: str
    values: tuple[Value, ...] = ()
    unless: bool = False
    """Needed when the other is filled with anything but these values."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """A value that follows from others: live in the sheet, recomputed on reading, compared."""

    formula: str
    """A1 formula with `{key}` for a cell of the same row or form and `{table.key}` for a column."""
    compute: Callable[[Submission, Line | None], Value]
    """The same, exactly; None when what it needs is missing."""
    explained: Text
    """`{formula}` of M-CALC, `{what}` of M-SUM."""
    tolerance: Decimal = Decimal("0.01")
    per_line_of: str = ""
    """Table whose number of rows multiplies the tolerance (decisions.md 9)."""
    code: Literal["M-CALC", "M-SUM"] = "M-CALC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing asked for."""

    key: str
    label: Text
    kind: Kind
    need: bool | When = True
    aliases: tuple[str, ...] = ()
    """Other labels that people write for it."""
    example: str = ""
    """As a person would type it."""
    hint: Text | None = None
    """The cell's input prompt."""
    severity: Severity = Severity.ERROR
    """Of faults in this very cell."""
    not_before: str = ""
    """Key of a day this one may not precede, or `today`."""
    not_after: str = ""
    calculation: Calculation | None = None
    drawn: bool = False
    """Our number, drawn on acceptance: the blank says 收件后自动编号."""
    locked: bool = False
    """Filled in by us in a prefilled blank; not for typing."""
    wide: bool = False
    """Takes a whole row of the layout (long text)."""
    missing: str = ""
    """Code of the message when it is needed and blank; '' for M-REQ or M-COND."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Repeated lines."""

    key: str
    title: Text
    columns: tuple[Field, ...]
    least: int = 0
    """Filled rows needed."""
    missing: str = ""
    """Code of the message when there are fewer."""
    ready_rows: int = 30
    """Blank rows made ready in a workbook (a Word blank shows `word_rows`)."""
    word_rows: int = 6
    fixed_rows: bool = False
    """The rows come prefilled; none are to be added (approval steps, items to accept)."""
    handwriting_cm: float = 0.0
    """Height of a row of a Word form that is written into by hand; 0 for the usual height."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Fixed words printed on the form."""

    text: Text


@dataclass(frozen=True, slots=True)
class Signatures:
    """A block to sign: one column a party."""

    parties: tuple[Text, ...]


Part = Group | Table | Prose | Signatures


@dataclass(frozen=True, slots=True)
class Prefill:
    """What is known already when a blank is made: values by key, rows by table."""

    values: Mapping[str, Value] = field(default_factory=dict)
    tables: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)


def _nothing_known(known: Known) -> Prefill:
    return Prefill()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form, whole."""

    id: str
    """`F05`"""
    word: str
    """Command-line word and file stem: `cost-sheet`"""
    version: str
    title: Text
    medium: Literal["xlsx", "docx"]
    parts: tuple[Part, ...]
    stage: int
    """Stage folder it belongs to, 1-7; 0 for master forms."""
    series: str = ""
    """Prefix of its own numbers, '' for none."""
    own_number: str = ""
    """Key of the field that holds its own number."""
    counted: str = ""
    """Key of the number that the title of a Word form shows, 验收确认单(第2次); '' for none."""
    numbered: Literal["acceptance", "issue"] = "acceptance"
    register: str = ""
    """Key of the table whose rows are decided one by one; '' for a single record."""
    rules: tuple[Rule, ...] = ()
    prefill: Callable[[Known], Prefill] = _nothing_known
    filled_by: Text = Text("销售代表", "sales representative")
    """Who fills it, as `deal show` and the guide say."""
    records: Literal["filing", "lead", "customer file", "person", "product", "research"] = "filing"
    """What an accepted one becomes: a filing of a deal, or a master record."""
    attachments: tuple[str, ...] = ()
    """Keys of answers that name files to be dropped with the form (decisions.md 17)."""
    earlier: tuple[Form, ...] = ()
    """Former versions, whole: blanks of theirs that are still about are read by them. A key means the same in all."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """All single fields, in the order of the form."""
        return tuple(f for part in self.parts if isinstance(part, Group) for f in part.fields)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in the order of the form."""
        return tuple(part for part in self.parts if isinstance(part, Table))

    @property
    def answers(self) -> tuple[Field, ...]:
        """The fields of one submission: those of a register's row count as fields of the form."""
        row = next((t.columns for t in self.tables if t.key == self.register), ())
        return (*self.fields, *row)

    def field(self, key: str) -> Field:
        """The field of that key, `table.column` for a column. Raises KeyError."""
        table, _, column = key.rpartition(".")
        if table:
            return {f.key: f for f in self.table(table).columns}[column]
        return {f.key: f for f in self.answers}[key]

    def table(self, key: str) -> Table:
        """The table of that key. Raises KeyError."""
        return {t.key: t for t in self.tables}[key]
