"""Names of ours that forms mention, held against the staff list."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.rules.say import WARNING, say


def in_staff_list(key: str, code: str) -> Rule:
    """The rule that warns with `code` of a name under `key` that is not in the staff list.

    Silent as long as no staff list was handed in. Source: domain.md 2.0, filled_by.
    """

    def rule(submission: Submission, known: Known) -> Iterator[Finding]:
        answer = submission.answer(key)
        named = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        if known.staff:
            strangers = tuple(name for name in named if isinstance(name, str) and _plain(name) not in known.staff)
            if strangers:
                yield say(code, WARNING, answer, name=strangers)

    rule.__doc__ = f"{code}: whoever is named is in the staff list.\n\nSource: domain.md 2.0, filled_by."
    return rule


def _plain(name: str) -> str:
    """The name without the duty that people write behind it: `王芳(销售)` -> `王芳`."""
    return name.replace("（", "(").partition("(")[0].strip()
