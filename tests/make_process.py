"""Make docs/process.md and docs/process.svg from the catalogue.

    python -m tests.make_process

tests/test_docs.py fails when they are not what the declarations say.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.catalogue import CATALOGUE, MESSAGES_OF
from toolkit.desk.process_page import page
from toolkit.desk.process_picture import picture

DOCS = Path(__file__).parents[1] / "docs"


def made() -> dict[str, str]:
    """The content of each file, by name."""
    return {"process.md": page(CATALOGUE, MESSAGES_OF), "process.svg": picture(CATALOGUE)}


def main() -> None:
    """Write them."""
    for name, content in made().items():
        (DOCS / name).write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
