"""Lock files as Excel, Word, WPS and LibreOffice lay them down. Sizes and places: intake.md 3, LibreOffice's svl."""

from __future__ import annotations

from pathlib import Path


def _office(name: str, *, size: int, second: int, filler: bytes) -> bytes:
    there = name.encode("gb18030")
    head = bytes([len(there)]) + there
    return (head.ljust(second, filler) + len(name).to_bytes(2, "little") + name.encode("utf-16-le")).ljust(size, filler)


def excel(name: str) -> bytes:
    """Of 165 bytes, filled up with spaces."""
    return _office(name, size=165, second=55, filler=b" ")


def word(name: str) -> bytes:
    """Of 162 bytes, filled up with zeros."""
    return _office(name, size=162, second=54, filler=b"\0")


def libre(name: str, account: str = "zhangwei", machine: str = "pc-07") -> bytes:
    """Fields with commas between, those within a field marked."""
    fields = (name, account, machine, "23.11.2026 18:40", "file:///home/zhangwei/.config/libreoffice/4")
    return (",".join(field.replace(",", "\\,") for field in fields) + ";").encode()


def beside(path: Path, content: bytes, *, prefix: str = "~$", left_out: int = 0) -> Path:
    """The lock file laid beside a file, its name without the first characters."""
    lock = path.with_name(prefix + path.name[left_out:])
    lock.write_bytes(content)
    return lock
