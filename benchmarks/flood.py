"""Ten thousand forms dropped at once: every one answered once, memory, time, and what the folder costs afterwards.

    python -m benchmarks.flood [--forms N] [--workers N]

A form: a lead registry with one customer of its own; each opens a deal and lays out its needs analysis. One is dropped
again under an urgent name when the flood has begun.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import click

from tests.golden import STEPS
from tests.journey.way import Way, day, on_the_way
from toolkit.disk import Disk, using
from toolkit.house import House
from toolkit.intake.answer import Answered
from toolkit.intake.log import Log
from toolkit.intake.watch import watch
from toolkit.intake.workers.pool import Workers

if sys.platform != "win32":
    import resource

IDLE_SECONDS: Final = 10.0
RESCAN_SECONDS: Final = 1.0
QUIET_SECONDS: Final = 1.0
_NAME, _SHORT, _PHONE, _MAIL = "苏州一号机械制造有限公司", "苏州一号", "13900000001", "one@flood.example.com"


class Counting(Disk):
    """Counts the folders that are listed."""

    def __init__(self) -> None:
        self.listed: Counter[Path] = Counter()

    def names(self, folder: Path) -> list[os.DirEntry[str]]:
        """What lies in a folder, the look counted."""
        self.listed[folder] += 1
        return super().names(folder)


@click.command()
@click.option("--forms", default=10_000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def main(forms: int, workers: int) -> None:
    """Drop, watch, and say what it took."""
    with TemporaryDirectory() as made, on_the_way(Path(made) / "house", "06-15") as way:
        content = _one_lead(way)
        for n in range(forms):
            (way.house.places.inbox / f"登记{n:05}.xlsx").write_bytes(_of_customer(content, n))
        late = [_of_customer(content, forms + n) for n in range(1, 6)]
        for line in _watched(way.house, forms, _of_customer(content, forms), workers, late):
            click.echo(line)


def _one_lead(way: Way) -> bytes:
    """A registry with one customer, whose name, phone and mail are to be replaced."""
    leads = next(step for step in STEPS if step.form == "F02")
    own = {"customer_name": _NAME, "customer_short": _SHORT, "contact_phone": _PHONE, "contact_email": _MAIL}
    row = {key: value for key, value in {**leads.tables["rows"][0], **own}.items() if key != "uscc"}
    return way.filled(replace(leads, tables={**leads.tables, "rows": (row,)}), blank=way.plain("F02"))


def _of_customer(content: bytes, n: int) -> bytes:
    """The registry of another customer: its texts replaced in the packed parts."""
    signs = "".join(chr(0x4E10 + digit * 7) for digit in (n % 97, n // 97 % 97, n * 31 % 89))
    own = (
        (_NAME, f"苏州{signs}机械制造有限公司"),
        (_SHORT, signs),
        (_PHONE, f"139{n:08}"),
        (_MAIL, f"m{n}@x.example.com"),
    )
    made = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for part in source.namelist():
            text = source.read(part)
            for old, new in own:
                text = text.replace(_written(old), _written(new))
            target.writestr(part, text)
    return made.getvalue()


def _written(text: str) -> bytes:
    """The text as openpyxl writes it."""
    return text.encode("ascii", "xmlcharrefreplace")


def _latency(house: House, content: bytes, answers: Counter[str]) -> float:
    """Seconds from the drop of one form to its blank in the deal's folder."""
    before, name = len(answers), f"later {len(answers)}.xlsx"
    laid = {path.name for path in house.places.deals.iterdir()}
    (house.places.inbox / name).write_bytes(content)
    dropped = time.perf_counter()
    while len(answers) == before:
        time.sleep(0.005)
    took = time.perf_counter() - dropped
    assert answers[name], "another file was answered"
    (opened,) = {path.name for path in house.places.deals.iterdir()} - laid
    assert list((house.places.deals / opened).rglob("*.docx"))
    return took


def _watched(house: House, forms: int, urgent: bytes, workers: int, late: Sequence[bytes]) -> Iterator[str]:
    answers: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    came: dict[str, float] = {}
    stop, counted = threading.Event(), Counting()
    began = time.perf_counter()

    def tell(answered: Answered) -> None:
        answers[answered.name] += 1
        outcomes[answered.outcome] += 1
        came[answered.name] = time.perf_counter() - began

    def serve() -> None:
        with using(counted), Workers(workers) as readers:
            watch(
                house,
                lambda: day("06-16"),
                rescan_seconds=RESCAN_SECONDS,
                quiet_seconds=QUIET_SECONDS,
                log=Log("json", house.root.parent / "flood.log"),
                tell=tell,
                stop=stop,
                readers=readers,
            )

    service = threading.Thread(target=serve)
    service.start()
    while len(answers) < forms // 20:
        time.sleep(0.05)
    dropped = time.perf_counter() - began
    (house.places.inbox / "急 登记.xlsx").write_bytes(urgent)
    while len(answers) <= forms and service.is_alive():
        time.sleep(0.05)
    seconds = max(came.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"{len(answers)} forms, {dict(outcomes)}, each answered {sorted(set(answers.values()))} times"
    yield f"{seconds:.0f} s, {len(answers) / seconds:.0f} forms/s, {workers} workers; memory {memory:.0f} MB"
    yield f"the urgent one waited {came['急 登记.xlsx'] - dropped:.1f} s"
    time.sleep(2 * RESCAN_SECONDS)
    counted.listed.clear()
    used = time.process_time()
    time.sleep(IDLE_SECONDS)
    idle = (time.process_time() - used) / IDLE_SECONDS
    listed = {house.places.below(folder): times for folder, times in counted.listed.items()}
    waits = sorted(_latency(house, content, answers) for content in late)
    stop.set()
    service.join()
    yield f"at idle, from drop to the blank laid out: {waits[0]:.2f} to {waits[-1]:.2f} s; quiet time {QUIET_SECONDS} s"
    yield f"idle with {forms} filed, a rescan each {RESCAN_SECONDS:g} s: {idle:.1%} of a core; folders listed: {listed}"


if __name__ == "__main__":
    main()
