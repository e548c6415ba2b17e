"""Numbers that a submission names must be ours, and all of one deal."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.known import Known
from toolkit.model.names import plain_number
from toolkit.model.submission import Answer, Submission
from toolkit.model.text import Text
from toolkit.rules.say import ERROR, say

NUMBER = Text("编号", "number")
STAMP = Text("表单标识", "form's stamp")


def named_numbers(form: Form, submission: Submission) -> Iterator[Answer]:
    """The answers that name a number of ours, the form's own apart (one without a series has none)."""
    own = form.own_number if form.series else ""
    for field in form.answers:
        if field.kind.name == "number" and field.key != own:
            answer = submission.answer(field.key)
            if answer.value is not None:
                yield answer


def references(form: Form, submission: Submission, known: Known) -> Iterator[Finding]:
    """M-REF for a number we do not know, M-MATCH for one of another deal than the submission's."""
    if known.references is None:
        return
    for answer in named_numbers(form, submission):
        number = plain_number(str(answer.value))
        if number not in known.references:
            yield say("M-REF", ERROR, answer, target=NUMBER)
            continue
        deal = known.references[number]
        if deal and known.deal is not None and deal != known.deal.number:
            yield say("M-MATCH", ERROR, answer, target=STAMP, other=known.deal.number)
