"""What holds after every run, whatever happened in it: nothing lost, nothing twice, nobody unanswered.

The ledger is asked by plain SQL, the folders by plain reading: the judge shares no code with what it judges.
Source: intake.md 4.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from toolkit.folders import Places
from toolkit.intake.journey import MOST_ATTEMPTS
from toolkit.ledger.store import open_ledger

HIDDEN: Final = ".salesdocs"
_TEMPORARY: Final = re.compile(r"\.~pub-|^taking-|\.tmp$|\.part$")
_UNDECIDED: Final = ("captured", "waiting", "failed")
_NUMBER: Final = re.compile(r"\b([A-Z]{2})-(\d{4})-(\d{4,})\b")

Tree = Mapping[str, str]
"""Path below the house -> SHA-256, of everything people see."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a run comes to, leaving open which of two equal files came first."""

    outcomes: Counter[tuple[str, str]]
    """(bytes, outcome) of everything that came in."""
    events: Counter[str]
    numbers: Mapping[str, int]
    attempts: int | None = None
    """Attempts counted for all files; None where they do not matter."""


@dataclass(frozen=True, slots=True)
class Before:
    """The house at rest, and what was put into it since."""

    tree: Tree
    last_effect: int
    dropped: Counter[str] = field(default_factory=Counter)
    """Bytes laid into the inbox."""
    deeds: Mapping[str, int] = field(default_factory=dict)
    """What people did to files of the house since, as `faulty` counts it."""
    aim: Outline | None = None
    """What the undisturbed run came to."""
    attempts: int = 0
    """How often work on one file may have been begun and cut short; from three on it may be put aside."""

    def with_drops(self, paths: Iterable[Path]) -> Before:
        """The same house, these files put into it."""
        return replace(self, dropped=self.dropped + Counter(_digest(path) for path in paths))

    def lying(self, digest: str, planned: int, *, is_original: bool = False) -> range:
        """How many such files there may be, given how many there were to be, after what people did."""
        least = most = planned
        for key, more in self.deeds.items():
            if key.strip("?").removeprefix("deals/") == digest and not (is_original and key.startswith("deals/")):
                least, most = least + more, most + (0 if key.endswith("?") else more)
        return range(least, most + 1)

    def touched(self) -> set[str]:
        """Bytes of files that people touched."""
        return {key.strip("?").removeprefix("deals/") for key in self.deeds}


def look_before(root: Path) -> Before:
    """The house as it is now."""
    with closing(_ledger(root)) as ledger:
        (last,) = ledger.execute("SELECT coalesce(max(id), 0) FROM effect").fetchone()
    return Before(_tree(root), last)


def outline(root: Path) -> Outline:
    """What the ledger says a run came to."""
    with closing(_ledger(root)) as ledger:
        outcomes = Counter(ledger.execute("SELECT digest, outcome FROM arrival").fetchall())
        events = Counter(kind for (kind,) in ledger.execute("SELECT kind FROM event"))
        numbers = {f"{prefix}-{year}": last for prefix, year, last in ledger.execute("SELECT * FROM series")}
        return Outline(outcomes, events, numbers, _attempts(ledger))


def conserved(before: Before, house_root: Path) -> list[str]:
    """Violations of I1 alone, which holds at every moment, in the middle of a run too."""
    with closing(_ledger(house_root)) as ledger:
        return list(_conserved(_Seen(before, house_root, ledger, _tree(house_root))))


def check(before: Before, house_root: Path) -> list[str]:
    """Every violation of I1-I7 in a house that came to rest; empty when all hold."""
    with closing(_ledger(house_root)) as ledger:
        seen = _Seen(before, house_root, ledger, _tree(house_root))
        told = [
            *_conserved(seen),
            *_as_decided(seen),
            *_once(seen),
            *_at_rest(seen),
            *_numbered(seen),
            *_not_overwritten(seen),
            *_answered(seen),
            *_as_aimed(seen),
            *_sound(seen),
        ]
    return told + list(_rebuilt(house_root))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A house as it is after the run."""

    before: Before
    root: Path
    ledger: sqlite3.Connection
    tree: Tree

    def effects(self, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Arrival and facts of the effects planned since, of these kinds."""
        asked = "SELECT arrival, kind, payload FROM effect WHERE id > ? ORDER BY id"
        for arrival, kind, payload in self.ledger.execute(asked, (self.before.last_effect,)):
            if kind.startswith(kinds):
                yield arrival or "", json.loads(payload)

    def lying(self, *places: str) -> Counter[str]:
        """Bytes in these folders."""
        return Counter(digest for path, digest in self.tree.items() if path.startswith(places))


def _conserved(seen: _Seen) -> Iterator[str]:
    """I1: every original lies in exactly one place, whole."""
    names = Places(root=seen.root).names
    places = (names.inbox, names.filed, names.returned, names.duplicates, names.quarantine)
    folders = [f"{folder}/" for folder in places]
    lying = seen.lying(*folders) + Counter(_tree(seen.root / HIDDEN / "claims").values())
    earlier = Counter(digest for path, digest in seen.before.tree.items() if path.startswith(tuple(folders)))
    for digest, times in seen.before.dropped.items():
        if lying[digest] not in seen.before.lying(digest, times + earlier[digest], is_original=True):
            yield f"I1 {_named(seen, digest)}: dropped {times} times, lies {lying[digest]} times"


def _as_decided(seen: _Seen) -> Iterator[str]:
    """I1: the very bytes that were decided about lie where people look, unless people took them."""
    taken = {key for key in seen.before.deeds if not key.endswith("?")}
    lying = set(seen.tree.values())
    for name, digest, outcome in seen.ledger.execute("SELECT name, digest, outcome FROM arrival WHERE digest != ''"):
        if outcome not in _UNDECIDED and digest not in lying and digest not in taken:
            yield f"I1 {name} ({outcome}): the bytes it was decided on lie nowhere"


def _once(seen: _Seen) -> Iterator[str]:
    """I2: every planned file was published exactly once, and nothing else."""
    before = seen.before
    planned = Counter(str(facts["digest"]) for _, facts in seen.effects("write"))
    wanted = Counter(before.tree.values()) + before.dropped + planned
    lying = Counter(seen.tree.values())
    for digest in wanted.keys() | lying.keys() | before.touched():
        right = before.lying(digest, wanted[digest])
        if lying[digest] in right:
            continue
        rule = "I5" if digest in before.tree.values() else "I2"
        yield f"{rule} {_named(seen, digest)}: {lying[digest]} files instead of {right.start}"
    asked = "SELECT digest, form, count(*) FROM arrival WHERE outcome = 'accepted' GROUP BY 1, 2 HAVING count(*) > 1"
    for digest, form, times in seen.ledger.execute(asked):
        yield f"I2 {_named(seen, digest)}: accepted {times} times as {form}"


def _at_rest(seen: _Seen) -> Iterator[str]:
    """I3: nothing is left to be done, and nothing of ours lies about."""
    asked = "SELECT kind, payload, last_error FROM effect WHERE state != 'done'"
    for kind, payload, error in seen.ledger.execute(asked):
        yield f"I3 open effect: {kind} {payload} {error}"
    aim = seen.before.aim
    for name, digest, outcome in seen.ledger.execute("SELECT name, digest, outcome FROM arrival"):
        is_right = (digest, outcome) in aim.outcomes if aim else outcome == "waiting"
        if outcome in _UNDECIDED and not is_right:
            yield f"I3 {name} is {outcome}"
    hidden = seen.root / HIDDEN
    for path in seen.root.rglob("*"):
        if _TEMPORARY.search(path.name) or path.parent in (hidden / "claims", hidden / "staged"):
            yield f"I3 left over: {path.relative_to(seen.root)}"
    for path in (hidden / "captures").rglob("*"):
        if path.is_file() and _digest(path) != path.name:
            yield f"I3 a capture that is not what its name says: {path.name}"


def _numbered(seen: _Seen) -> Iterator[str]:
    """I4: numbers without gaps, and no document that no event speaks of."""
    events = seen.ledger.execute("SELECT subject, facts FROM event")
    happened = "\n".join(f"{subject} {facts}" for subject, facts in events)
    used = {(prefix, int(year), int(number)) for prefix, year, number in _NUMBER.findall(happened)}
    for prefix, year, last in seen.ledger.execute("SELECT prefix, year, last FROM series"):
        missing = [n for n in range(1, last + 1) if (prefix, year, n) not in used]
        if missing:
            yield f"I4 {prefix}-{year}: drawn up to {last}, nothing happened under {missing}"
    for _, facts in seen.effects("write document", "write blank"):
        if str(facts["digest"]) not in happened:
            yield f"I4 {facts['file']} is in no event"


def _not_overwritten(seen: _Seen) -> Iterator[str]:
    """I5: what lay there lies there, unless it was a blank that was retired."""
    retired, touched = {str(facts["file"]) for _, facts in seen.effects("retire")}, seen.before.touched()
    for path, digest in seen.before.tree.items():
        now = seen.tree.get(path)
        if now != digest and not (now is None and path in retired) and digest not in touched:
            yield f"I5 {path} was {'replaced' if now else 'removed'}"


def _answered(seen: _Seen) -> Iterator[str]:
    """I6: whoever dropped a file finds beside it what became of it, every cause named."""
    told: dict[str, str] = {}
    for arrival, facts in seen.effects("write re", "write copy"):
        told[arrival] = told.get(arrival, "") + _words(seen, facts)
    asked = "SELECT id, name, detail FROM arrival WHERE id IN (SELECT arrival FROM effect WHERE id > ?)"
    for arrival, name, detail in seen.ledger.execute(asked, (seen.before.last_effect,)):
        missing = [code for code in json.loads(detail).get("findings", ()) if code not in told.get(arrival, "")]
        if arrival not in told:
            yield f"I6 {name}: no answer"
        elif missing:
            yield f"I6 {name}: the answer does not tell {missing}"


def _as_aimed(seen: _Seen) -> Iterator[str]:
    """I2, I7: the same outcomes, events and numbers as without disturbance; no attempt is counted for our troubles."""
    aim, came = seen.before.aim, outline(seen.root)
    is_put_aside = any(outcome == "quarantined" for _, outcome in came.outcomes - (aim or came).outcomes)
    if aim is None or (is_put_aside and seen.before.attempts >= MOST_ATTEMPTS):
        return
    outcomes = [
        f"I7 {_named(seen, digest)}: {outcome} {more:+d}"
        for (digest, outcome), more in _differing(came.outcomes, aim.outcomes)
    ]
    yield from outcomes or (f"I2 event {kind} {more:+d}" for kind, more in _differing(came.events, aim.events))
    if not outcomes and came.numbers != aim.numbers:
        yield f"I4 numbers {came.numbers} instead of {aim.numbers}"
    if aim.attempts is not None and came.attempts != aim.attempts:
        yield f"I7 attempts {came.attempts} instead of {aim.attempts}"


def _differing(one: Counter[Any], other: Counter[Any]) -> Iterator[tuple[Any, int]]:
    return ((key, one[key] - other[key]) for key in one.keys() | other.keys() if one[key] != other[key])


def _sound(seen: _Seen) -> Iterator[str]:
    """The ledger's file is whole."""
    said = [row[0] for row in seen.ledger.execute("PRAGMA quick_check")]
    if said != ["ok"]:
        yield f"ledger: {said}"
    for row in seen.ledger.execute("PRAGMA foreign_key_check"):
        yield f"ledger: foreign key {row}"


def _rebuilt(root: Path) -> Iterator[str]:
    """Projections made anew are the ones that are there."""
    with open_ledger(_ledger_file(root)) as ledger:
        there = ledger.projections()
        ledger.rebuild()
        if ledger.projections() != there:
            yield "ledger: the projections are not what the events make of them"


def _named(seen: _Seen, digest: str) -> str:
    """Names under which such bytes lie, lay or were to lie; the digest's head when there are none."""
    planned = {str(facts["file"]) for _, facts in seen.effects("write") if facts.get("digest") == digest}
    moved = {str(facts["file"]) for _, facts in seen.effects("move") if facts.get("digest") == digest}
    names = {path for tree in (seen.tree, seen.before.tree) for path, one in tree.items() if one == digest}
    return " = ".join(sorted(planned | moved | names)) or digest[:12]


def _words(seen: _Seen, facts: Mapping[str, Any]) -> str:
    """What the answer says, taken from the file people see; '' when there is none and nobody took it."""
    digest = str(facts["digest"])
    path = next((seen.root / path for path, one in seen.tree.items() if one == digest), None)
    if path is None and digest in seen.before.touched():
        path = Places(root=seen.root).capture(digest)
    if path is None:
        return ""
    content = path.read_bytes()
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with ZipFile(BytesIO(content)) as package:
        return "".join(package.read(name).decode("utf-8", "ignore") for name in package.namelist())


def _attempts(ledger: sqlite3.Connection) -> int:
    """Attempts of all arrivals, where the ledger counts them."""
    columns = [row[1] for row in ledger.execute("PRAGMA table_info(arrival)")]
    return int(ledger.execute("SELECT sum(attempts) FROM arrival").fetchone()[0] or 0) if "attempts" in columns else 0


def _tree(root: Path) -> Tree:
    files = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    seen = ((path.relative_to(root), path) for path in files)
    return {below.as_posix(): _digest(path) for below, path in seen if below.parts[0] != HIDDEN}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _ledger_file(root: Path) -> Path:
    return Places(root=root).ledger


def _ledger(root: Path) -> sqlite3.Connection:
    return sqlite3.connect(_ledger_file(root))
