"""Every engine in a process of its own, asked for renders in turn; the folder from which they take their work."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import click

from benchmarks.engines import ENGINES
from benchmarks.grammars import carbone, mustache
from benchmarks.plain import plain
from benchmarks.quotes import TEMPLATE, quotes

ROOT: Final = Path(__file__).parents[1]
PINNED: Final = {"carbone": "3.8.2", "docxtemplater": "3.71.0", "easy-template-x": "7.2.8", "pizzip": "3.3.0"}
PACKING: Final = {"docxtemplater": "pako 6", "easy-template-x": "pako 6", "carbone": "zlib 6"}
"""The JavaScript engines and with what they deflate."""


class Took(NamedTuple):
    """Seconds of some renders."""

    wall: float
    cpu: float

    def each(self, count: int) -> Took:
        """Of one of so many."""
        return Took(self.wall / count, self.cpu / count)


@dataclass(frozen=True, slots=True)
class Contestant:
    """One engine in its process."""

    name: str
    folder: Path
    process: subprocess.Popen[str]

    def send(self, words: str) -> None:
        """Say one line of the protocol (benchmarks.worker)."""
        assert self.process.stdin is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        """What it says to that. Raises ClickException if it died of it."""
        assert self.process.stdout is not None
        said = self.process.stdout.readline().strip()
        if not said:
            raise click.ClickException(f"{self.name} ended with {self.process.wait()}")
        return said

    def took(self) -> Took:
        """The answer to renders that were asked for."""
        wall, cpu = self.answer().split()
        return Took(int(wall) / 1e9, int(cpu) / 1e9)

    def renders(self, lines: int, count: int) -> Took:
        """Seconds of so many renders of quotes of so many lines."""
        self.send(f"{lines} {count}")
        return self.took()

    def document(self, lines: int) -> bytes:
        """The first quote of so many lines."""
        self.send(f"show {lines}")
        self.answer()
        return (self.folder / "shown.docx").read_bytes()

    def memory(self, lines: int, count: int) -> tuple[int, ...]:
        """Resident bytes after a twentieth of so many renders, then after each tenth (Python on Linux)."""
        self.send(f"memory {lines} {count}")
        return tuple(map(int, self.answer().split()))


def prepare(folder: Path, sizes: Iterable[int]) -> None:
    """Write the template in every grammar and the quotes as strings. Raises NotTranslatable."""
    template = TEMPLATE.read_bytes()
    named, names = plain(template)
    written = {"quote": template, "plain": named, "mustache": mustache(named), "carbone": carbone(named)}
    for name, content in written.items():
        (folder / f"{name}.docx").write_bytes(content)
    for lines in sizes:
        said = [names.said(quote.values) for quote in quotes(lines)]
        (folder / f"strings-{lines}.json").write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def install(folder: Path) -> None:
    """Put the pinned JavaScript engines into that folder, from npm; nothing where they are there already."""
    wanted = json.dumps({"private": True, "dependencies": PINNED}, indent=2)
    package = folder / "package.json"
    if package.is_file() and package.read_text("utf-8") == wanted and (folder / "node_modules").is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    package.write_text(wanted, "utf-8")
    subprocess.run(["npm", "install", "--silent"], cwd=folder, check=True)


def node_version() -> str:
    """Of the Node that runs the JavaScript engines."""
    return subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def running(
    folder: Path, modules: Path | None, *, each: int = 1, only: Collection[str] = ()
) -> Iterator[Mapping[str, tuple[Contestant, ...]]]:
    """Every engine, or only those, in so many processes each; JavaScript's where their modules lie somewhere."""
    commands = {name: [sys.executable, "-m", "benchmarks.worker", name, str(folder)] for name in ENGINES}
    if modules:
        worker = Path(__file__).with_name("worker.cjs")
        commands |= {name: ["node", str(worker), name, str(folder), str(modules)] for name in PACKING}
    with ExitStack() as stack:
        yield {
            name: tuple(stack.enter_context(_started(name, folder, command)) for _ in range(each))
            for name, command in commands.items()
            if name in only or not only
        }


@contextmanager
def _started(name: str, folder: Path, command: list[str]) -> Iterator[Contestant]:
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as process:
        try:
            yield Contestant(name, folder, process)
        finally:
            process.kill()
