"""The protocol with one rule taken out, one at a time: the rig is worth something when it sees each of them.

A mutant is a change of the program made in the process that is about to run it. Not among them is the claim's arbiter,
the folder named after the source: on a disk of this machine a rename has one winner anyway, over SMB it has several.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.rig import faults, poison, two
from tests.rig.child import Life, live
from tests.rig.drops import Drops, Prepared
from tests.rig.faulty import COMMIT, KillAt, RefuseIn
from tests.rig.power import PowerCut
from tests.rig.sweep import Change, Run, carry_out, copied, instead, many, telling, unaimed
from toolkit import files
from toolkit.disk import Disk, disk
from toolkit.files import move, publish
from toolkit.folders import Places
from toolkit.house import House
from toolkit.intake import batches, capture, claims, effects, rounds
from toolkit.intake.capture import Capture
from toolkit.intake.claims import Claim
from toolkit.intake.journey import MOST_ATTEMPTS
from toolkit.ledger.entry import Entry
from toolkit.ledger.questions import Questions
from toolkit.ledger.store import Ledger
from toolkit.model.effect import Effect

_Runs = tuple[Callable[[Any], Run], Iterable[Any]]
"""What is run, and on what."""
Suite = Callable[[Prepared, Life, Change], _Runs]
"""Runs that are to find something."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One rule less, and the runs that must notice."""

    rule: str
    change: Change
    suite: Suite
    drops: Drops = "small"


def gone_before_decided() -> None:
    """The original is removed once its bytes are kept, before anything is decided."""
    kept = capture.capture

    def captured(house: House, claim: Claim) -> Capture | None:
        found = kept(house, claim)
        if found is not None:
            disk().remove(claim.payload)
        return found

    instead(batches, "capture", captured)


def replacing() -> None:
    """A rename takes the place of whatever lies there."""
    instead(Disk, "rename", Disk.replace)


def uncounted() -> None:
    """Attempts are not counted before work."""
    begin = capture.begin

    def begun(entry: Entry, captured: Capture) -> Capture | None:
        found = begin(entry, captured)
        if found is None:
            return None
        entry.forgive(found.arrival)
        return replace(found, attempts=1)

    instead(batches, "begin", begun)


def unforgiven() -> None:
    """Attempts that trouble of the place cut short stay counted."""
    instead(rounds.Rounds, "forgive", lambda *_: None)


def orphans_left() -> None:
    """Claims that a crash left are not taken up."""
    instead(rounds.Rounds, "_left", lambda _: ())


def unwitnessed() -> None:
    """What is not staged any more is published again, from its capture."""
    take = effects._take

    def taking(house: House, effect: Effect) -> None:
        staged = effect.facts.get("staged")
        if staged and not (house.places.staged / str(staged)).exists():
            publish(house.kept(str(effect.facts["digest"])), house.root / str(effect.facts["file"]))
        take(house, effect)

    instead(effects, "_take", taking)


def planned_apart() -> None:
    """Effects are written down in a transaction of their own, after the deciding one."""
    planned: list[tuple[str, list[Effect]]] = []
    deciding = Ledger.deciding

    def plan(self: Entry, effects: Iterable[Effect]) -> None:
        planned.append((self._arrival or "", list(effects)))

    write = Entry.plan

    @contextmanager
    def apart(self: Ledger, day: date, *, arrival: str = "") -> Iterator[Entry]:
        with deciding(self, day, arrival=arrival) as entry:
            yield entry
        if planned:
            with deciding(self, day) as later:
                for about, wanted in planned:
                    with later.about(about):
                        write(later, wanted)
            planned.clear()

    instead(Entry, "plan", plan)
    instead(Ledger, "deciding", apart)


def done_before_doing() -> None:
    """Effects are struck off before they are carried out."""
    take = effects._take

    def taking(house: House, effect: Effect) -> None:
        with house.ledger.deciding(date.min) as entry:
            entry.effects_done(one.id for one in entry.open_effects() if one.effect == effect)
        take(house, effect)

    instead(effects, "_take", taking)


def copies_unknown() -> None:
    """Bytes that were accepted before are taken for new ones."""
    instead(Questions, "was_accepted", lambda *_: None)


def described_late() -> None:
    """A claim says where its file lay only once it holds it."""
    named = claims._named

    def naming(places: Places, taking: Path, origin: str) -> Claim | None:
        disk().lay(taking / "origin.json", json.dumps({"origin": origin}).encode())
        return named(places, taking, origin)

    instead(claims, "lay", lambda *_: None)
    instead(claims, "_named", naming)


def unsynced() -> None:
    """Folders are never synced."""
    for room in (files, claims, effects):
        instead(room, "sync", lambda _: None)


def swept_blindly() -> None:
    """Staged files are swept without asking the ledger which of them a decision names."""

    def sweep(house: House) -> None:
        for one in disk().names(house.places.staged):
            disk().remove(Path(one.path))

    instead(effects, "sweep", sweep)


def handed_back_over() -> None:
    """A file that goes back takes the place of one that was dropped under its name meanwhile."""

    def back(source: Path, folder: Path, *, name: str = "") -> Path:
        disk().replace(source, folder / name)
        return folder / name

    instead(claims, "move", back)


def another_arrival() -> None:
    """Work that was cut short does not go on with the arrival it began."""
    instead(capture, "_goes_on", lambda *_: False)


def written_on_unseen() -> None:
    """A claimed file that was written on since it was captured is moved on as if it were the captured one."""

    def moved(house: House, facts: dict[str, str]) -> None:
        claim = Claim(house.places.claims / facts["claim"], facts["file"])
        move(claim.payload, house.root / facts["folder"], name=facts["name"])
        claims.close(claim)

    instead(effects, "_move_payload", moved)


def _killed_at(*where: str) -> Suite:
    """Kills at the telling points of these calls, or of calls in folders of these names."""

    def suite(prepared: Prepared, life: Life, change: Change) -> _Runs:
        return partial(carry_out, prepared, change=change), ((KillAt(number),) for number in _numbers(life, where))

    return suite


def _cut_at(*where: str) -> Suite:
    def suite(prepared: Prepared, life: Life, change: Change) -> _Runs:
        return partial(carry_out, prepared, change=change), ((PowerCut(number),) for number in _numbers(life, where))

    return suite


def _overtaken_at(*where: str) -> Suite:
    def suite(prepared: Prepared, life: Life, change: Change) -> _Runs:
        return partial(two.overtaken, prepared, change=change), _numbers(life, where)

    return suite


def _numbers(life: Life, where: Collection[str]) -> list[int]:
    return [
        p.number for p in telling(life.points) if p.call in where or any(set(where) & {*path.parts} for path in p.paths)
    ]


def _squatters(prepared: Prepared, life: Life, change: Change) -> _Runs:
    return partial(carry_out, unaimed(prepared), change=change), faults.squatters(life)


def _unseen(prepared: Prepared, life: Life, change: Change) -> _Runs:
    return partial(carry_out, unaimed(prepared), change=change), faults.taken_unseen(life)


def _writers(prepared: Prepared, life: Life, change: Change) -> _Runs:
    return partial(carry_out, unaimed(prepared), change=change), faults.people(life, ("appends",))


def _disk_full(prepared: Prepared, life: Life, change: Change) -> _Runs:
    nights = (RefuseIn("staged", "write", errno.ENOSPC),) * (MOST_ATTEMPTS + 1)
    return partial(carry_out, prepared, change=change), (nights,)


def _poisoned(prepared: Prepared, life: Life, change: Change) -> _Runs:
    return partial(poison.poisoned, prepared, "kills", change=change), (1,)


MUTANTS: Final = (
    Mutant("the original stays until the decision stands", gone_before_decided, _killed_at("claims")),
    Mutant("a rename never replaces", replacing, _squatters),
    Mutant("attempts are counted before work", uncounted, _poisoned),
    Mutant("a full disk costs no file an attempt", unforgiven, _disk_full),
    Mutant("claims that were left are taken up", orphans_left, _killed_at("claims")),
    Mutant("a staged file that is gone was published", unwitnessed, _unseen),
    Mutant("effects stand with their decision", planned_apart, _killed_at(COMMIT)),
    Mutant("an effect is struck off once it is done", done_before_doing, _killed_at(COMMIT)),
    Mutant("the same bytes are accepted once", copies_unknown, _killed_at(COMMIT), "full"),
    Mutant("a claim says where its file lay before it holds it", described_late, _killed_at("claims")),
    Mutant("folders are synced in order", unsynced, _cut_at(COMMIT)),
    Mutant("the ledger says what is staged in vain", swept_blindly, _overtaken_at("staged")),
    Mutant("what goes back replaces nothing", handed_back_over, _squatters, "waiting"),
    Mutant("work that was cut short goes on", another_arrival, _killed_at("staged")),
    Mutant("what was written on goes back", written_on_unseen, _writers),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which violations gave a mutant away, and after how many runs; none for one that got through."""

    rule: str
    violations: tuple[str, ...]
    runs: int

    def told(self) -> str:
        """One line of the table: the invariants, and the last violation in words."""
        broken = " ".join(sorted({said.split()[0] for said in self.violations}))
        said = f"{broken:<12} {self.violations[-1]}" if broken else "NOT NOTICED"
        return f"{self.rule:<52}{self.runs:>4} runs  {said}"


def tried(mutant: Mutant, prepared: Prepared) -> Verdict:
    """Run the mutant until something is noticed."""
    with copied(prepared) as root:
        life = live(root, prepared.day, change=mutant.change)
    runs = 0
    run, asked = mutant.suite(prepared, life, mutant.change)
    for runs, done in enumerate(many(run, asked), start=1):
        if done.violations:
            return Verdict(mutant.rule, done.violations, runs)
    return Verdict(mutant.rule, (), runs)
