"""The round trips by hand: `python -m tests.libreoffice [--all]` prints the table of edits."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.libreoffice.rig import chosen, everything, lines_of, play, uno_python


def main() -> int:
    """Print the table; 1 where something is not as it should be."""
    if not uno_python():
        sys.stdout.write("LibreOffice and its Python bridge (python3-uno) are needed\n")
        return 5
    started = time.monotonic()
    pairs = everything() if "--all" in sys.argv else chosen()
    if len(sys.argv) > 1 and sys.argv[-1] != "--all":
        pairs = [(form, deed) for form, deed in everything() if sys.argv[-1] in (form.id, deed.name)]
    with tempfile.TemporaryDirectory() as folder:
        outcomes = play(pairs, Path(folder))
    sys.stdout.writelines(f"{line}\n" for line in lines_of(outcomes))
    sys.stdout.write(f"{time.monotonic() - started:.0f} s\n")
    return int(any(outcome.complaints for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
