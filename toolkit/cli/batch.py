"""Many documents told as they are made: a bar on a terminal, else a line each; the tally at the end."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Session
from toolkit.model.text import Lang

if TYPE_CHECKING:
    from toolkit.desk.batch import Made

    Groups = Generator[tuple[Made, ...], None, None]


def show_batch(session: Session, lang: Lang, groups: Groups, total: int) -> int:
    """Tell what became of each document while they are made; the exit code.

    After Ctrl-C the tally of what was made is told, too.
    """
    from toolkit.desk.batch import exit_code, summary, tallied, tally

    done: list[Made] = []
    try:
        with closing(groups):
            for group in _told(session, lang, groups, total):
                done += group
    except KeyboardInterrupt:
        raise click.Abort from None
    finally:
        counted = tally(done)
        session.print(summary(done), (tallied(counted, lang),))
    return exit_code(counted)


def _told(session: Session, lang: Lang, groups: Groups, total: int) -> Iterator[tuple[Made, ...]]:
    from toolkit.desk.batch import told

    if sys.stderr.isatty():
        unmade = []
        with click.progressbar(groups, length=total, file=sys.stderr) as bar:
            for group in bar:
                unmade += [one for one in group if one.fate in ("refused", "failed") or one.note]
                yield group
        for one in unmade:
            click.echo(told(one, lang), err=session.shape == "json")
        return
    for group in groups:
        if session.shape == "text":
            for one in group:
                click.echo(told(one, lang))
        yield group
