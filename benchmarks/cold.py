"""What one quote costs a fresh process: `salesdocs generate quote DEAL` in a demo house."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.quotes import DEAL

_ROOT: Final = Path(__file__).parents[1]
_SALESDOCS: Final = "from toolkit.cli import main; main()"


def cold_table(folder: Path, rounds: int) -> Iterator[str]:
    """Processor seconds of a bare Python, of the first quote ever, and the median of later ones (not on Windows)."""
    house = folder / "house"
    subprocess.run([sys.executable, "-c", _SALESDOCS, "demo", str(house)], cwd=_ROOT, check=True, capture_output=True)
    generate = [_SALESDOCS, "-C", str(house), "generate", "quote", DEAL, "-o", str(folder / "cold.docx")]
    yield "| | CPU s |"
    yield "| --- | ---: |"
    yield f"| Python alone | {median(_seconds('pass') for _ in range(rounds)):.3f} |"
    yield f"| salesdocs --help | {median(_seconds(_SALESDOCS, '--help') for _ in range(rounds)):.3f} |"
    yield f"| generate quote, template not compiled yet | {_seconds(*generate):.3f} |"
    yield f"| generate quote | {median(_seconds(*generate) for _ in range(rounds)):.3f} |"


def _seconds(code: str, *arguments: str) -> float:
    """Processor seconds of one run of a fresh interpreter."""
    with subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=_ROOT, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, [code, *arguments])
    return used.ru_utime + used.ru_stime
