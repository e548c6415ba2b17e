"""What is done outside the ledger once a decision stands: publish, move, retire. Each twice-safe."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from toolkit.errors import ShareTrouble
from toolkit.folders import move, publish, read_whole
from toolkit.house import House
from toolkit.model.effect import Effect, EffectKind


def written(kind: EffectKind, file: str, digest: str) -> Effect:
    """Publish a kept capture under a path below the house."""
    return Effect(kind, {"file": file, "digest": digest})


def finish(house: House) -> int:
    """Take every effect that waits, oldest first; how many were done.

    One that fails stays in the ledger with its error and is tried again by the next journey.
    """
    done = 0
    for planned in house.ledger.open_effects():
        try:
            _take(house, planned.effect)
        except ShareTrouble as trouble:
            house.ledger.effect_failed(planned.id, str(trouble))
            continue
        house.ledger.effect_done(planned.id)
        done += 1
    return done


def _take(house: House, effect: Effect) -> None:
    facts = {key: str(value) for key, value in effect.facts.items()}
    match effect.kind:
        case "move original":
            _move(house.root / facts["file"], house.root / facts["folder"], facts["digest"])
        case "retire blank":
            _retire(house, house.root / facts["file"], facts["digest"])
        case _:
            publish(house.kept(facts["digest"]), house.root / facts["file"])


def _is_still(path: Path, digest: str) -> bool:
    """Whether the file is there and unchanged: people move and edit what lies on their share."""
    return path.is_file() and sha256(read_whole(path)).hexdigest() == digest


def _move(source: Path, folder: Path, digest: str) -> None:
    if _is_still(source, digest):
        move(source, folder)


def _retire(house: House, blank: Path, digest: str) -> None:
    """A blank that nobody touched goes to `superseded`; a touched one stays where it is. decisions.md 24."""
    if _is_still(blank, digest):
        move(blank, blank.parent / house.places.names.superseded)
