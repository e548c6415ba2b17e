"""Partial copies of real forms: cut short, with zeros in place of their end, with holes. None may be taken.

`python -m tests.intake.partial --copies 5000` from the checkout; the shared corpus is used where it is there.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path

from toolkit.intake.scan import survey
from toolkit.intake.settle import Settling

HERE = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("SALESDOCS_CASES", HERE.parent / "shared"))
ENDINGS = (".xlsx", ".docx")
DEADLINE = 600.0
BATCH = 500
LOOKS = (0.0, 3.0, 30.0, DEADLINE - 1)
"""Seconds at which nothing may have happened yet."""


@dataclass
class Tally:
    """What became of partial copies; only `waited` and `given_up` may be more than nought, and both are all."""

    copies: int = 0
    waited: int = 0
    given_up: int = 0
    """After the deadline."""
    ready: int = 0
    """At any look: faults."""
    early: int = 0
    """Given up before the deadline: faults."""

    def add(self, other: Tally) -> None:
        """Another batch."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def is_right(self) -> bool:
        """Whether every copy waited until the deadline and was given up then."""
        return not self.ready and not self.early and self.waited == self.given_up == self.copies


def forms() -> list[Path]:
    """Real forms: the samples, the blanks, the shared corpus where it is there."""
    folders = (HERE / "inbox", HERE / "workbooks", CASES / "corpus")
    return sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir() if path.suffix in ENDINGS)


def whole(paths: Iterable[Path]) -> list[tuple[Path, bytes]]:
    """Those that settle at once when they are copied in full; parsers' test files are not all whole."""
    with tempfile.TemporaryDirectory() as folder:
        laid = {Path(folder) / f"{n}{path.suffix}": path for n, path in enumerate(paths)}
        for copy, path in laid.items():
            copy.write_bytes(path.read_bytes())
        ready = Settling(0.0, probe=lambda _: False).look(survey(Path(folder)), 0.0).ready
        return sorted((laid[found.path], found.path.read_bytes()) for found in ready)


def partial_copies(originals: list[tuple[Path, bytes]], seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of copies in which something is missing, without end, each original in its turn."""
    chance = random.Random(seed)
    n = 0
    while True:
        for path, content in originals:
            how, copied = _spoilt(content, chance)
            if copied != content:  # a hole where there were zeros is none
                n += 1
                yield f"{n:05d}_{how}{path.suffix}", copied


def _spoilt(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """The bytes without some of them: anywhere, at the edges of blocks, or close to either end."""
    size = len(content)
    at = chance.choice((chance.randrange(size), chance.randrange(size) & ~511, size - chance.randint(1, min(size, 70))))
    at = max(at, 0)
    match chance.choice(("cut", "zero tail", "hole", "hole to block")):
        case "cut":
            return "cut", content[:at]
        case "zero tail":
            return "zero-tail", content[:at] + bytes(size - at)
        case "hole":
            length = min(chance.choice((64, 512, 4096, 65536)), size - at)
            return "hole", content[:at] + bytes(length) + content[at + length :]
        case _:
            at &= ~4095
            length = min(4096 * chance.randint(1, 4), size - at)
            return "hole-in-blocks", content[:at] + bytes(length) + content[at + length :]


def tried(copies: Iterable[tuple[str, bytes]]) -> tuple[Tally, list[str]]:
    """What becomes of these copies up to the deadline and after it, and the names of those that were taken."""
    with tempfile.TemporaryDirectory() as name:
        inbox = Path(name)
        for copy, content in copies:
            (inbox / copy).write_bytes(content)
        seen = survey(inbox)
        settling, tally, wrong = Settling(3.0, DEADLINE), Tally(copies=len(seen.files)), set[str]()
        for now in LOOKS:
            looked = settling.look(seen, now)
            tally.ready, tally.early = tally.ready + len(looked.ready), tally.early + len(looked.given_up)
            wrong |= {found.path.name for found in (*looked.ready, *looked.given_up)}
        tally.waited = len(looked.waiting)
        last = settling.look(seen, DEADLINE + 1)
        tally.ready += len(last.ready)
        tally.given_up = len(last.given_up)
        return tally, sorted(wrong | {found.path.name for found in last.ready})


def main() -> int:
    """Try so many copies, say what became of them; 1 where one was taken, or given up too early or never."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--copies", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=6)
    asked = parser.parse_args()
    originals = whole(forms())
    copies = islice(partial_copies(originals, asked.seed), asked.copies)
    total, began = Tally(), time.monotonic()
    while batch := list(islice(copies, BATCH)):
        tally, wrong = tried(batch)
        total.add(tally)
        for name in wrong:
            print(f"taken: {name}")  # noqa: T201
    seconds = time.monotonic() - began
    print(f"{total.copies} partial copies of {len(originals)} forms in {seconds:.0f} s")  # noqa: T201
    print(f"ready {total.ready}, given up early {total.early}, given up after the deadline {total.given_up}")  # noqa: T201
    return 0 if total.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
