"""What units of systemd have in common: how words are quoted in them, and what a program of ours may not do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

CONFINED: Final = """\
CapabilityBoundingSet={capabilities}
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={writable}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes"""
"""Of a unit of the system; those of a user have no right to confine themselves further."""


def unspecial(text: str) -> str:
    """A text in a unit: `%` begins a specifier there."""
    return text.replace("%", "%%")


def quoted(word: str) -> str:
    """One word of a unit's list, whatever is in it."""
    escaped = unspecial(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def paths_in(paths: Iterable[Path]) -> str:
    """A unit's list of paths."""
    return " ".join(quoted(str(path)) for path in paths)


def command_in(command: Sequence[str]) -> str:
    """A unit's command line: `$` begins a variable there."""
    return " ".join(quoted(word).replace("$", "$$") for word in command)
