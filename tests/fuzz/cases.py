"""Broken files, each the same whenever its seed and number are: a real file and the steps that break it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.fuzz import parts, zips
from toolkit.house import shipped

SHARED = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).resolve().parents[3] / "shared"))
_LARGEST = 400_000
"""Bytes of a real file that is broken; larger ones only cost time."""
_MOST_STEPS = 3


@dataclass(frozen=True)
class Case:
    """One broken file: which file, and what is done to it, one step after another."""

    seed: int
    number: int
    source: Path
    steps: tuple[str, ...]

    def content(self, only: Sequence[int] | None = None) -> bytes:
        """The broken file; of its steps only those with these places in `steps`."""
        content = self.source.read_bytes()
        for place, step in enumerate(self.steps):
            if only is None or place in only:
                content = BREAKERS[step](Random(f"{self.seed}:{self.number}:{place}"), content)
        return content

    def told(self, only: Sequence[int] | None = None) -> str:
        """`seed 1 case 12: F02.xlsx, tag_dropped, bits_flipped`."""
        steps = [step for place, step in enumerate(self.steps) if only is None or place in only]
        return f"seed {self.seed} case {self.number}: {self.source.name}, {', '.join(steps) or 'unbroken'}"


BREAKERS = {**zips.BREAKERS, **parts.BREAKERS}
"""Every step by its name: bytes of a file in, other bytes out."""
_WEIGHED = [*zips.BREAKERS, *list(parts.BREAKERS) * 3, *("attribute_changed", "text_changed", "attribute_swapped") * 5]


def case(seed: int, number: int) -> Case:
    """The case of that seed and number."""
    chance = Random(f"{seed}:{number}")
    steps = tuple(chance.choice(_WEIGHED) for _ in range(chance.randint(1, _MOST_STEPS)))
    return Case(seed, number, chance.choice(chance.choice([files for files in sources() if files])), steps)


@cache
def sources() -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The real files: our own blanks and filled samples; the shared cases, where they lie beside the checkout."""
    ours = shipped("workbooks"), shipped("inbox"), shipped("inbox") / "wrong"
    return _files(ours), _files((SHARED / "corpus", SHARED / "quirks"))


def _files(folders: Iterable[Path]) -> tuple[Path, ...]:
    found = (path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()))
    return tuple(p for p in found if p.suffix in (".xlsx", ".xlsm", ".docx") and 0 < p.stat().st_size <= _LARGEST)
