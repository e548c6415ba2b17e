"""Alone at a thing: one process has the lock, and children that it makes by fork do not keep it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from toolkit.running import alone


def test_the_second_is_told_who_has_it(tmp_path: Path) -> None:
    with alone(tmp_path / "a" / "lock") as first, alone(tmp_path / "a" / "lock") as second:
        assert first is None
        assert second is not None and second.startswith(f"process {os.getpid()} on ")

    with alone(tmp_path / "a" / "lock") as later:
        assert later is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_a_child_does_not_keep_the_lock_of_its_parent(tmp_path: Path) -> None:
    with alone(tmp_path / "lock"):
        child = os.fork()
        if not child:
            time.sleep(30)
            os._exit(0)
    try:
        with alone(tmp_path / "lock", wait_seconds=5.0) as other:  # until the child has begun
            assert other is None
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
