"""Any template, any table: one document a row, as strict as our own documents are."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import chain, count
from pathlib import Path
from typing import Final

from jinja2 import Environment, Template, TemplateSyntaxError, meta

from toolkit.desk.batch import Made, Work, processes, worked_off
from toolkit.desk.batch_files import Papers
from toolkit.desk.merge_table import Cell, Row, Table, clean_name
from toolkit.documents.compile import compiled
from toolkit.documents.compile.patched import patched_parts
from toolkit.documents.compile.place import RAISED
from toolkit.documents.nearest import nearest
from toolkit.documents.pdf import printer
from toolkit.documents.properties import Properties
from toolkit.documents.prove import prove
from toolkit.documents.strict import environment, refuse_unprintable
from toolkit.errors import TemplateFault, TemplateUnfit
from toolkit.files import read_whole
from toolkit.model.names import safe_name
from toolkit.model.stamped import HASH, KIND, TEMPLATE
from toolkit.model.text import Lang

MERGED: Final = "merge"
"""What the passport of such a document gives as its kind."""


@dataclass(frozen=True, slots=True)
class Merging:
    """What rows are merged into, and how the documents are called."""

    template: bytes
    template_name: str
    file_name: str
    """Jinja, strict: `{{ 合同编号 }}_{{ 客户 }}`; '' for the template's name and a count."""
    folder: Path
    lang: Lang
    today: date
    is_printed: bool
    """A PDF beside each document."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A row and the file it becomes; without a file where it cannot become one."""

    row: Row
    file: str
    fault: str = ""
    note: str = ""


def table_in(path: Path, sheet: str = "") -> Table:
    """The table in that file. Raises TableUnfit, UnreadableFile, ShareTrouble."""
    return Table(read_whole(path), path.name, sheet)


def template_in(path: Path) -> bytes:
    """The template in that file. Raises ShareTrouble."""
    return read_whole(path)


def merge(merging: Merging, table: Table, jobs: int | None) -> Generator[tuple[Made, ...], None, None]:
    """What became of each row, in their order; a faulty one stops no other.

    Raises TemplateUnfit before anything is written, when the template or the file name asks for what the table lacks
    or is no template; NoPdfProgram where a PDF is wanted.
    """
    _refuse_unfit(merging, table)
    if merging.is_printed:
        printer()
    return worked_off(_named(merging, table), partial(_merger, merging), processes(jobs, table.count))


def names_offered(table: Table) -> list[dict[str, str]]:
    """The columns: heading, and the name under which templates know it."""
    return [{"header": column.header, "name": column.name} for column in table.columns]


def _refuse_unfit(merging: Merging, table: Table) -> None:
    asked = environment(autoescape=True, lang=merging.lang)
    try:
        compiled(merging.template, merging.template_name, lang=merging.lang)
        parts = patched_parts(merging.template, merging.template_name)
    except TemplateFault as fault:
        raise TemplateUnfit(
            fault.template, fault.fault, part=fault.part, paragraph=fault.paragraph, tag=fault.tag
        ) from fault
    tags = [tag.text for part in parts for tag in part.tags]
    _refuse_unknown(chain.from_iterable(_asked_for(part.source, asked) for part in parts), table, merging, tags)
    try:
        _refuse_unknown(_asked_for(merging.file_name, asked), table, merging, [f"--name {merging.file_name}"])
    except TemplateSyntaxError as fault:
        raise TemplateUnfit(f"--name {merging.file_name}", str(fault)) from fault


def _asked_for(source: str, asked: Environment) -> set[str]:
    return meta.find_undeclared_variables(asked.parse(source)) - set(asked.globals)


def _refuse_unknown(named: Iterable[str], table: Table, merging: Merging, tags: Sequence[str]) -> None:
    """Raise TemplateUnfit, with what may have been meant, for names that are no columns."""
    if lacking := sorted(set(named) - set(table.names)):
        told = "; ".join(_told(name, table.names, tags) for name in lacking)
        raise TemplateUnfit(merging.template_name, f"{told}. Columns: {', '.join(table.names)}")


def _told(name: str, names: Collection[str], tags: Sequence[str]) -> str:
    where = next((tag for tag in tags if name in tag), name)
    meant = nearest(clean_name(name), names)
    return f"{where}: {name!r} is no column" + (f", did you mean {meant!r}?" if meant else "")


def _named(merging: Merging, table: Table) -> Iterator[_Named]:
    """The rows, each with its file: of two that have one name, the second becomes `name~2`."""
    template = environment(autoescape=False, lang=merging.lang).from_string(merging.file_name)
    taken: dict[str, str] = {}
    for n, row in enumerate(table.rows(), start=1):
        stem, fault = _stem(merging, template, row, n)
        if fault:
            yield _Named(row, "", fault)
            continue
        tries = (f"{stem}~{times}" if times > 1 else stem for times in count(1))
        free = next(one for one in tries if one.casefold() not in taken)
        note = f"named like the document of {taken[stem.casefold()]}" if free != stem else ""
        taken[free.casefold()] = row.place
        yield _Named(row, f"{free}.docx", note=note)


def _stem(merging: Merging, template: Template, row: Row, n: int) -> tuple[str, str]:
    """The name of a row's file without its ending; else why it has none."""
    if row.faults:
        return "", "; ".join(row.faults)
    if not merging.file_name:
        return safe_name(f"{Path(merging.template_name).stem}_{n:04d}"), ""
    try:
        said = template.render(row.values).strip()
    except RAISED as fault:
        return "", f"its file name: {fault}"
    return (safe_name(f"{said}.docx").removesuffix(".docx"), "") if said else ("", "its file name is blank")


@contextmanager
def _merger(merging: Merging) -> Iterator[Work[_Named]]:
    """What makes one row's document, the template compiled once."""
    program = compiled(merging.template, merging.template_name, lang=merging.lang)
    made_from = sha256(merging.template).hexdigest()

    def document(values: Mapping[str, Cell], title: str, passport: Mapping[str, str]) -> bytes:
        refuse_unprintable(values, merging.template_name)
        properties = Properties(
            title=title, subject="", keywords="", author="", written_on=merging.today, passport=passport
        )
        content = program.filled(values, properties)
        prove(content, values, merging.template_name, program=program)
        return content

    def made(task: _Named) -> Sequence[Made]:
        row = task.row
        if task.fault:
            return (Made(row.place, "refused", note=task.fault),)
        passport = {KIND: MERGED, HASH: _digest(row.values), TEMPLATE: made_from}
        content = partial(document, row.values, task.file.removesuffix(".docx"), passport)
        try:
            return (papers.made(row.place, task.file, passport, content, note=task.note),)
        except TemplateFault as fault:
            return (Made(row.place, "refused", note=f"{fault.tag}: {fault.fault}" if fault.tag else fault.fault),)

    with Papers.opened(merging.folder, is_printed=merging.is_printed) as papers:
        yield made


def _digest(values: Mapping[str, Cell]) -> str:
    """SHA-256 over what a row says: two documents of one digest and template say the same."""
    said = [(name, type(value).__name__, str(value)) for name, value in values.items()]
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
