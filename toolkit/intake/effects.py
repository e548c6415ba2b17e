"""What is done outside the ledger once a decision stands: publish, move, retire. Each once, whatever is cut short.

What is to be published lies finished in `staged` before the decision is taken. There it is the witness: a staged file
that is gone was published, and never is again, wherever people have put it since. Source: intake.md 6.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

from toolkit.disk import disk
from toolkit.errors import ShareTrouble
from toolkit.files import HALF, lay, move, publish, reaching, read_whole, sync, syncing_once
from toolkit.house import House
from toolkit.intake.capture import Capture
from toolkit.intake.claims import claim_called, close, hand_back
from toolkit.ledger.entry import Entry
from toolkit.model.effect import Effect, EffectKind, PlannedEffect
from toolkit.office.bundle import UNPACKED


def written(kind: EffectKind, file: str, digest: str) -> Effect:
    """Publish a kept capture under a path below the house."""
    return Effect(kind, {"file": file, "digest": digest})


def moved(captured: Capture, folder: str, name: str) -> Effect:
    """Move a claimed file to its folder, and end the claim."""
    facts: dict[str, object] = {"file": captured.dropped, "folder": folder, "name": name, "digest": captured.digest}
    return Effect(
        "move original", {**facts, "claim": captured.claim.id, "size": captured.size, "mtime_ns": captured.mtime_ns}
    )


def plan(house: House, entry: Entry, effects: Iterable[Effect]) -> None:
    """Write effects down with the decision they follow from; what they publish is staged before.

    Staged files outlast a power cut before the decision does: without its witness nothing is published. Raises
    ShareTrouble.
    """
    staged = [_staged(house, effect) if effect.kind.startswith("write ") else effect for effect in effects]
    if any("staged" in effect.facts for effect in staged):
        sync(house.places.staged)
    entry.plan(staged)


def sweep(house: House) -> None:
    """Remove what a crash left half done: staged files whose decision was never taken, halves of captures.

    Under the ledger's lock, so that none is removed whose decision is just being taken. Raises ShareTrouble.
    """
    staged, captures = house.places.staged, house.places.captures
    with reaching(staged):
        halves = [Path(one.path) for one in disk().names(captures) if one.name.startswith(HALF)]
        if disk().names(staged):
            with house.ledger.deciding(date.min) as entry:
                named = {str(planned.effect.facts.get("staged", "")) for planned in entry.open_effects()}
                _remove(Path(one.path) for one in disk().names(staged) if one.name not in named)
        _remove(halves)


def _remove(strays: Iterable[Path]) -> None:
    for stray in strays:
        with suppress(FileNotFoundError):
            disk().remove(stray)


def finish(house: House) -> int:
    """Take every effect that waits, oldest first; how many were done.

    One that fails stays in the ledger with its error, and with it what follows from the same arrival: a file is moved
    on only when its answer lies there. Raises ShareTrouble for trouble of the place, which no effect is to blame for.
    """
    done: list[int] = []
    failed: dict[int, str] = {}
    held: set[str] = set()
    try:
        with syncing_once():
            for planned in house.ledger.open_effects():
                if planned.arrival and planned.arrival in held:
                    continue
                try:
                    _take(house, planned.effect)
                except ShareTrouble as trouble:
                    if trouble.sort == "away":
                        raise
                    failed[planned.id] = str(trouble)
                    held.add(planned.arrival)
                else:
                    done.append(planned.id)
    finally:
        _record(house, done, failed)
    return len(done)


def claims_of(effects: Iterable[PlannedEffect]) -> frozenset[str]:
    """The claims that effects will end."""
    return frozenset(str(planned.effect.facts.get("claim", "")) for planned in effects)


def _record(house: House, done: list[int], failed: dict[int, str]) -> None:
    if done or failed:
        with house.ledger.deciding(date.min) as entry:
            entry.effects_done(done)
            for id, error in failed.items():
                entry.effect_failed(id, error)


def _staged(house: House, effect: Effect) -> Effect:
    name = uuid.uuid4().hex
    staged = house.places.staged / name
    with reaching(staged):
        lay(staged, house.kept(str(effect.facts["digest"])))
    return Effect(effect.kind, {**effect.facts, "staged": name})


def _take(house: House, effect: Effect) -> None:
    facts = {key: str(value) for key, value in effect.facts.items()}
    match effect.kind:
        case "move original" if "claim" in facts:
            _move_payload(house, facts)
        case "move original":  # planned by an earlier salesdocs, which left originals in the inbox until then
            _move_unclaimed(house, facts)
        case "retire blank":
            _retire(house, house.root / facts["file"], facts["digest"])
        case _ if "staged" in facts:
            target = house.root / facts["file"]
            move(house.places.staged / facts["staged"], target.parent, name=target.name)
        case _:
            publish(house.kept(facts["digest"]), house.root / facts["file"])


def _move_payload(house: House, facts: dict[str, str]) -> None:
    """Move a claimed file on; one that was written to since it was captured goes back, its captured bytes on."""
    claim = claim_called(house.places, facts["claim"], facts["file"])
    folder = house.root / facts["folder"]
    with reaching(claim.payload):
        found = disk().look(claim.payload)
    if found is not None and (found.st_size, found.st_mtime_ns) != (int(facts["size"]), int(facts["mtime_ns"])):
        publish(house.kept(facts["digest"]), folder / facts["name"])
        hand_back(house.places, claim)
    else:
        move(claim.payload, folder, name=facts["name"])
        close(claim)
    _tidy(house, house.root / claim.origin)


def _tidy(house: House, lay: Path) -> None:
    """Remove the folder into which we unpacked a zip once its last file is gone."""
    below = lay.relative_to(house.root).parents
    if not any(folder.name.endswith(UNPACKED) for folder in below):
        return
    with suppress(OSError):  # not empty yet, or gone
        for folder in below:
            disk().remove_folder(house.root / folder)
            if folder.name.endswith(UNPACKED):
                return


def _move_unclaimed(house: House, facts: dict[str, str]) -> None:
    source = house.root / facts["file"]
    if _is_still(source, facts["digest"]):
        move(source, house.root / facts["folder"], name=facts.get("name", ""))


def _is_still(path: Path, digest: str) -> bool:
    """Whether the file is there and unchanged: people move and edit what lies on their share."""
    return path.is_file() and sha256(read_whole(path)).hexdigest() == digest


def _retire(house: House, blank: Path, digest: str) -> None:
    """A blank that nobody touched goes to `superseded`; a touched one stays where it is. decisions.md 24."""
    if _is_still(blank, digest):
        move(blank, blank.parent / house.places.names.superseded)
