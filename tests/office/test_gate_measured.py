"""The gate's time and memory: each file in a process of its own. Source: intake.md 5.3 (26); the issue's bar."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.office.hostile import SAMPLES, Sample, heavy
from tests.office.test_gate import BY_READERS, CASES, QUIRKS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and wait4")

SECONDS, MEBIBYTES = 1.0, 200

CHILD = """
import json, os, sys
from toolkit.errors import UnreadableFile
from toolkit.office.gate import admit

for line in sys.stdin:
    path, name = json.loads(line)
    ours, theirs = os.pipe()
    if not (pid := os.fork()):
        code = ""
        try:
            with open(path, "rb") as file:
                content = file.read()
            admit(content, name)
        except UnreadableFile as trouble:
            code = trouble.code
        os.write(theirs, code.encode())
        os._exit(0)
    os.close(theirs)
    _, status, used = os.wait4(pid, 0)
    code = os.read(ours, 100).decode() if not status else "died"
    os.close(ours)
    print(json.dumps([code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]), flush=True)
"""
"""Reads paths and names, says the reason word, the seconds of the processor and the most mebibytes of each."""


def measured(files: Iterable[tuple[Path, str]]) -> list[list[Any]]:
    """Reason, seconds and mebibytes of each file."""
    said = "".join(json.dumps([str(path), name]) + "\n" for path, name in files)
    ran = subprocess.run([sys.executable, "-c", CHILD], input=said, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def within_bars(expected: dict[str, str], found: list[list[Any]]) -> list[str]:
    """What is not as expected, in words."""
    scale = 1 if sys.platform != "darwin" else 1024  # ru_maxrss is in bytes there
    return [
        f"{name}: {code or 'let in'} (not {reason or 'let in'}), {seconds:.2f} s, {size / scale:.0f} MiB"
        for (name, reason), (code, seconds, size) in zip(expected.items(), found, strict=True)
        if code != reason or seconds > SECONDS or size / scale > MEBIBYTES
    ]


def written(samples: Iterable[Sample], folder: Path) -> list[tuple[Path, str]]:
    files = []
    for number, sample in enumerate(samples):
        content, name = sample.made()
        path = folder / f"{number}"
        path.write_bytes(content)
        files.append((path, name))
    return files


def test_each_hostile_file_is_refused_within_a_second_and_200_mebibytes(tmp_path: Path) -> None:
    files = written(SAMPLES, tmp_path)

    found = measured(files)

    assert within_bars({sample.says: sample.reason for sample in SAMPLES}, found) == []


def test_files_at_the_very_limits_are_refused_within_a_second_and_200_mebibytes(tmp_path: Path) -> None:
    samples = heavy()

    found = measured(written(samples, tmp_path))

    assert within_bars({sample.says: sample.reason for sample in samples}, found) == []


@pytest.mark.skipif(not QUIRKS, reason="the shared cases are not beside this checkout (SALESDOCS_CASES)")
def test_each_shared_quirk_takes_less_than_a_second_and_200_mebibytes() -> None:
    reasons = {case["file"]: case.get("reason", "") for case in QUIRKS}
    expected = {file: "" if reason in BY_READERS else reason for file, reason in reasons.items()}

    found = measured((CASES / "quirks" / file, file) for file in expected)

    assert within_bars(expected, found) == []
