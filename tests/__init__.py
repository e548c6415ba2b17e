"""Tests; `SALESDOCS_LONG=1` plays the long form of those that have one."""

import os

LONG = os.environ.get("SALESDOCS_LONG", "") not in ("", "0")
"""Whether every file and every edit is played; otherwise a chosen share of them."""
