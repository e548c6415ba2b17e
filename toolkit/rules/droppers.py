"""Who may drop a form: by the folder it was put into, or by the account that owns the file.

Source: decisions.md 16; docs/approvals.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.house import Person
from toolkit.model.known import Known
from toolkit.model.staff import is_one_of
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.say import ERROR, say

_UNTOLD: Final = Text("未知", "unknown")


def dropper_is_entitled(form: Form, submission: Submission, known: Known) -> Iterator[Finding]:
    """M-ROLE: a restricted form comes out of an entitled department's folder, or from the account of one of its people.

    Nobody is asked where nothing was dropped: a check beforehand, a held filing that is judged again.
    """
    entitled = known.rulebook.droppers.get(form.id, ())
    if not entitled or known.files is None or _by_folder(entitled, known) or _by_account(entitled, known):
        return
    yield say("M-ROLE", ERROR, who=entitled, account=known.dropped_by or _UNTOLD)


def _by_folder(entitled: tuple[str, ...], known: Known) -> bool:
    """Whether the topmost folder below the inbox bears an entitled name."""
    folder = known.dropped_in.replace("\\", "/").strip("/").partition("/")[0]
    return is_one_of(folder, entitled)


def _by_account(entitled: tuple[str, ...], known: Known) -> bool:
    """Whether the account is listed for somebody entitled, or for the dated deputy of such a person."""
    people = [person for person in known.staff.values() if _belongs(person, entitled)]
    names = {person.name for person in people} | {person.deputy for person in people if person.is_away(known.today)}
    return any(is_account(known.dropped_by, person.account) for person in known.staff.values() if person.name in names)


def _belongs(person: Person, entitled: tuple[str, ...]) -> bool:
    return any(is_one_of(one, entitled) for one in (person.department, *person.roles))


def is_account(owner: str, listed: str) -> bool:
    r"""Whether an owner (`zhaomin`, `HENGTUO\zhaomin`, `zhaomin@hengtuo`) is the listed account; case does not count.

    Where the list names a domain, it must be the owner's.
    """
    one, other = owner.strip().casefold(), listed.strip().casefold()
    return bool(one) and bool(other) and other in (one, one.rpartition("\\")[2], one.partition("@")[0])
