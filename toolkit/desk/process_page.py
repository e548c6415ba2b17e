"""The process as a page: every form with its rules, documents and next stage, every transition, every document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.desk.process_map import mermaid
from toolkit.model.document import DocumentKind
from toolkit.model.form import Form
from toolkit.model.process import StatusChange, Transition
from toolkit.model.text import Text
from toolkit.stages.order import REOPEN
from toolkit.stages.walk import Catalogue

NOTHING = "–"
_FROM_NOWHERE = "(新线索 new lead)"
_WITHDRAW = "withdraw"
_HEAD = """# The process

流程总表 · form → rules → documents → next stage. Made from the catalogue by `python -m tests.make_process`, printed by
`salesdocs process`; a test compares it with the declarations, so do not edit it.

Codes: R-xx are the guards of the process, the others belong to one form; the generic ones (M-REQ, M-DATE …) hold for
every form and are not repeated. Guards that a filled form cannot break (R-22, R-42 …) are kept by what we write."""
_KEPT = """Not Word documents, and therefore not in the list: **G13** the nightly workbook (`report nightly`) ·
**G15** the blank forms in [workbooks/](../workbooks/README.md). A document made from a form is that form, issued
prefilled under its number; it comes back filled. A number is kept over versions; "a number each" draws a new one."""


def page(catalogue: Catalogue, messages: Mapping[str, Mapping[str, Text]]) -> str:
    """docs/process.md; `messages` are those of each form, by its id."""
    sections = (
        _HEAD,
        "![the way of a deal](process.svg)",
        "## Forms · 表单",
        _table(
            (
                "form",
                "filled in by",
                "awaited at",
                "guards",
                "rules",
                "documents",
                "blanks laid out next",
                "next stage",
            ),
            (_form_row(form, catalogue, messages[form.id]) for form in catalogue.forms.values()),
        ),
        "## Transitions · 状态转移",
        _table(
            ("", "form", "from", "to", "what has happened", "guards", "statuses", "documents and blanks"),
            (_transition_row(transition, catalogue) for transition in catalogue.process.transitions),
        ),
        "## Documents · 文件",
        _table(
            ("document", "made from", "series", "versions", "goes to", "issued by"),
            (_document_row(kind, catalogue) for kind in catalogue.documents.values()),
        ),
        _KEPT,
        "## Holds · 暂停",
        "A form that is right but lacks something else is filed and held; this blank lifts the hold.",
        _table(
            ("hold", "blank"),
            ((code, _titled(catalogue.forms[form])) for code, form in catalogue.process.hold_blanks),
        ),
        "## Commands · 命令",
        _table(("command", "at", "leads to", "statuses", "what it does"), _command_rows(catalogue)),
        "## Diagram · 状态图",
        f"```mermaid\n{mermaid(catalogue.process)}```",
    )
    return "\n\n".join(sections) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _form_row(form: Form, catalogue: Catalogue, messages: Mapping[str, Text]) -> tuple[str, ...]:
    transitions = [t for t in catalogue.process.transitions if t.form == form.id]
    guards = {*(code for t in transitions for code in t.guards), *(code for code in messages if _is_guard(code))}
    documents = dict.fromkeys(due.document for t in transitions for due in t.documents)
    blanks = dict.fromkeys(blank for t in transitions for blank in (*t.blanks, *_own_blank(t)))
    targets = dict.fromkeys(t.target for t in transitions if t.target)
    opened = dict.fromkeys(t.opens.stage for t in transitions if t.opens)
    return (
        _titled(form),
        _both(form.filled_by),
        _awaited(form, transitions, catalogue),
        " ".join(sorted(guards)) or NOTHING,
        " ".join(ranges(code for code in messages if not _is_guard(code))) or NOTHING,
        ", ".join(f"{one} {catalogue.documents[one].title.zh}" for one in documents) or NOTHING,
        ", ".join(f"{one} {catalogue.forms[one].title.zh}" for one in blanks) or NOTHING,
        ", ".join((*targets, *(f"{stage} (另立商机 a new deal)" for stage in opened))) or NOTHING,
    )


def _awaited(form: Form, transitions: Sequence[Transition], catalogue: Catalogue) -> str:
    if not transitions:
        return f"always; kept as {form.records}"
    opens = f"{_FROM_NOWHERE}, " if any(not t.source for t in transitions) else ""
    return opens + _stages(catalogue.process.awaiting(form.id), catalogue)


def _is_guard(code: str) -> bool:
    return code.startswith("R-")


def _own_blank(transition: Transition) -> tuple[str, ...]:
    return (transition.form,) if transition.is_laid_again else ()


def _titled(form: Form) -> str:
    return f"**{form.id}** {_both(form.title)}"


def _both(text: Text) -> str:
    return f"{text.zh}<br>{text.en}"


def _stages(names: Sequence[str], catalogue: Catalogue) -> str:
    """The stages by name; three or more of the main way that follow each other as first … last."""
    main = [stage.name for stage in catalogue.process.stages if not stage.is_side]
    runs: list[list[str]] = []
    for stage in (stage for stage in catalogue.process.stages if stage.name in names):
        before = runs[-1][-1] if runs else ""
        if before in main[:-1] and main[main.index(before) + 1] == stage.name:
            runs[-1].append(stage.name)
        else:
            runs.append([stage.name])
    told = [f"{run[0]} … {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs]
    return ", ".join(told) or _FROM_NOWHERE


def ranges(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes in order, three or more that follow each other as first…last: F05-01…F05-11."""
    runs: list[list[str]] = []
    for code in sorted(codes):
        before = runs[-1][-1] if runs else ""
        if before and _number(before) + 1 == _number(code) and before[:-2] == code[:-2]:
            runs[-1].append(code)
        else:
            runs.append([code])
    return tuple(one for run in runs for one in ([f"{run[0]}…{run[-1]}"] if len(run) > 2 else run))


def _number(code: str) -> int:
    found = re.search(r"\d+$", code)
    assert found, code
    return int(found[0])


def _transition_row(transition: Transition, catalogue: Catalogue) -> tuple[str, ...]:
    opens = transition.opens
    documents = dict.fromkeys(due.document for due in transition.documents)
    blanks = (*transition.blanks, *_own_blank(transition), *(opens.blanks if opens else ()))
    return (
        transition.id,
        transition.form,
        _stages(transition.source, catalogue),
        transition.target or (f"{opens.stage} (另立商机 a new deal)" if opens else "="),
        _both(transition.says) if transition.says.zh else NOTHING,
        " ".join(transition.guards) or NOTHING,
        _statuses(transition.statuses),
        " ".join((*documents, *blanks)) or NOTHING,
    )


def _statuses(changes: Iterable[StatusChange]) -> str:
    """G02 已作废; a word that follows from the form is told as such."""
    return "<br>".join(map(_status, changes)) or NOTHING


def _status(change: StatusChange) -> str:
    status = change.status if isinstance(change.status, str) else "待下一节点"
    return f"{'其余' if change.besides else ''}{change.document} {status}"


def _document_row(kind: DocumentKind, catalogue: Catalogue) -> tuple[str, ...]:
    issued = (t for t in catalogue.process.transitions for due in t.documents if due.document == kind.id)
    each = "" if kind.per_deal_number else " (a number each)"
    option = " (a number each option)" if kind.per_variant_number else ""
    return (
        f"**{kind.id}** {_both(kind.title)}<br>`generate {kind.word}`",
        f"form {kind.form} ({kind.medium})" if kind.form else f"`templates/{kind.template}`",
        f"{kind.series}{each}{option}",
        f"{kind.versions} …" if kind.versions else NOTHING,
        _goes_to(kind, catalogue),
        " ".join(dict.fromkeys(f"{t.form}/{t.id}" for t in issued)),
    )


def _goes_to(kind: DocumentKind, catalogue: Catalogue) -> str:
    if kind.is_external:
        return _both(Text("客户", "customer"))
    if kind.variants:
        return "、".join(kind.variants)
    return (
        _both(catalogue.forms[kind.form].filled_by) if kind.form else _both(Text("责任部门", "department responsible"))
    )


def _command_rows(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    for command in catalogue.process.commands:
        at, statuses = _stages(command.source, catalogue), _statuses(command.statuses)
        yield f"`salesdocs deal {command.word}`", at, command.target, statuses, _both(command.says)
    aside = tuple(stage.name for stage in catalogue.process.stages if stage.is_side)
    yield (
        f"`salesdocs deal {REOPEN}`",
        _stages(aside, catalogue),
        "原阶段 the stage it left",
        NOTHING,
        _both(
            Text("由销售负责人决定重新启动,原空白表单重新发出", "taken up again; the blanks that waited are laid out")
        ),
    )
    yield (
        f"`salesdocs {_WITHDRAW}`",
        "any",
        "原阶段 the stage before the form",
        "已撤回; earlier ones as before",
        _both(
            Text("撤回一份已受理的表单及其结果", "one filed form is taken back with what followed; numbers stay taken")
        ),
    )
