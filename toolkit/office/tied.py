"""A program that lives no longer than whoever started it: the end of our stdin is the end of it.

    python -m toolkit.office.tied PROGRAM ARGUMENT...

A starter that is killed cannot clean up; its end of the pipe closes all the same.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading


def main() -> int:
    """What the program ended with."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_the_starter, args=(child.pid,), daemon=True).start()
    return child.wait()


def _end_with_the_starter(program: int) -> None:
    """Wait until nobody holds the other end of stdin, then end the program with all it started."""
    while os.read(0, 1):  # not sys.stdin: its lock, held by a thread, aborts Python at the end
        pass
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(program)], check=False, capture_output=True)
    else:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
