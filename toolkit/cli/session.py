"""What every command shares: the house asked for, language, shape of the output, the day."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.model.text import Lang, shown_safely

if TYPE_CHECKING:
    from toolkit.house import House

_LONGEST_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command's name."""

    house: Path
    lang: Lang | None
    shape: str
    today: datetime | None

    @contextmanager
    def open(self) -> Iterator[House]:
        """The house, open; its language replaced by --lang."""
        from toolkit.house import open_house

        with open_house(self.house.resolve(), lang=self.lang) as house:
            if self.today and not house.settings.is_demo:
                raise click.UsageError("--today works in demo houses only")
            yield house

    def day(self) -> date:
        """The day of the journey: today, or what a demo house was told."""
        return self.today.date() if self.today else datetime.now().astimezone().date()

    def again(self, *words: str) -> list[str]:
        """The words that start this program again for the same house and day, with another command."""
        from toolkit.running import program

        today = ["--today", f"{self.today:%Y-%m-%d}"] if self.today else []
        return [*program(), "-C", str(self.house.resolve()), *today, *words]

    def print(self, found: object, lines: Iterable[str]) -> None:
        """The result: its JSON when asked for, else the lines; no name or value of anybody's moves the cursor."""
        if self.shape == "json":
            click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
            return
        for line in lines:
            click.echo(shown_safely(line, longest=_LONGEST_LINE))


pass_session = click.make_pass_decorator(Session)
as_of_option = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="What was known at the end of that day."
)


class Clock(click.ParamType[time]):
    """A time of day, `00:30`."""

    name = "HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """The hour and minute."""
        if isinstance(value, time):
            return value
        try:
            return datetime.strptime(str(value), "%H:%M").time()
        except ValueError:
            self.fail(f"{value!r} is no time of day such as 00:30", param, ctx)


def forgiving_output() -> None:
    """Chinese text must reach the terminal whatever code page it has; what it lacks is replaced, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
