"""How much faster our readers are than the libraries, side by side in one process; the gate and the binding aside.

python -m tests.bench_readers
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable

from docx import Document

from toolkit.catalogue import CATALOGUE
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.word import story_of
from toolkit.office.package import Package

ROUNDS, EACH = 7, 20


def seconds(read: Callable[[], object]) -> float:
    """What one call takes, in the best of several rounds."""
    rounds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for _ in range(EACH):
            read()
        rounds.append((time.perf_counter() - begun) / EACH)
    return min(rounds)


def word_form() -> bytes:
    """F04 with every field filled and four rows of needs."""
    form = CATALOGUE.forms["F04"]
    values = {f.key: f.example for f in form.fields if not f.calculation and not f.drawn}
    columns = {t.key: {c.key: c.example for c in t.columns if not c.calculation and not c.drawn} for t in form.tables}
    return fill(make(form), form, values, {key: (row,) * 4 for key, row in columns.items()})


def docx(content: bytes) -> tuple[float, float]:
    """Seconds a file, ours and python-docx's: from the bytes to the text of every cell."""

    def theirs() -> list[str]:
        return [c.text for table in Document(io.BytesIO(content)).tables for row in table.rows for c in row.cells]

    return seconds(lambda: story_of(Package(content, "x.docx"))), seconds(theirs)


def main() -> None:
    """Print the ratio of each reader."""
    ours, theirs = docx(word_form())
    print(f"docx: {ours * 1000:.2f} ms, python-docx {theirs * 1000:.2f} ms, {theirs / ours:.1f} x")  # noqa: T201


if __name__ == "__main__":
    main()
