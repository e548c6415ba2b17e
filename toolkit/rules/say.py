"""How a rule speaks: a finding about an answer, a line or the whole form."""

from __future__ import annotations

from toolkit.model.finding import Finding, Severity
from toolkit.model.submission import Answer, Line

INFO, WARNING, HOLD, ERROR = Severity.INFO, Severity.WARNING, Severity.HOLD, Severity.ERROR


def say(code: str, severity: Severity, about: Answer | Line | None = None, /, **facts: object) -> Finding:
    """A finding; `facts` fill the message's placeholders. The label is added from the declaration."""
    match about:
        case Answer():
            return Finding(code, severity, facts, raw=about.raw, place=about.place, key=about.key)
        case Line():
            return Finding(code, severity, {"n": about.number, **facts}, place=about.place, line=about.number)
        case None:
            return Finding(code, severity, facts)
