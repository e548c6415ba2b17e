"""templates: what they may use, what is wrong with them, how they look, how two of them differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Session, pass_session
from toolkit.model.text import Lang

if TYPE_CHECKING:
    from toolkit.folders import Places
    from toolkit.model.house import Rulebook

FINDINGS = 1  # decisions.md 8

_lang_option = click.option("--lang", "spoken", type=click.Choice(["zh", "en"]), help="Language of the template.")
_folder_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder (default: here)."
)


@click.group()
def templates() -> None:
    """Templates: lint, vars, preview, diff."""


@templates.command()
@click.argument("names", nargs=-1)
@click.option("--annotate", is_flag=True, help="Write a copy of each faulty one with Word comments at the places.")
@click.option("--kind", default="", help="Document kind of a template file whose name does not say it.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Table for which the template is made (salesdocs merge): its headings are the names.",
)
@_lang_option
@_folder_option
@pass_session
def lint(
    session: Session,
    names: tuple[str, ...],
    annotate: bool,
    kind: str,
    data: Path | None,
    spoken: Lang | None,
    output: Path,
) -> None:
    """Tell every fault of the templates NAMES (kinds or files), of all in use where none is named."""
    from toolkit.desk.templates import chosen, lint_lines, lint_rows, linted, written_with_comments

    if data is not None and not names:
        raise click.UsageError("--data needs the template FILE that is made for it")
    with _house(session) as (places, _, lang):
        found = [linted(one) for one in chosen(names, places, data=data, kind=kind, lang=spoken)]
    copies = [copy for one in found if annotate and (copy := written_with_comments(one, output, lang))]
    session.print(lint_rows(found, lang), (*lint_lines(found, lang), *map(str, copies)))
    if any(one.errors for one in found):
        click.get_current_context().exit(FINDINGS)


@templates.command("vars")
@click.argument("kind")
@_lang_option
@pass_session
def variables(session: Session, kind: str, spoken: Lang | None) -> None:
    """List what a template of KIND may use: tag, type, meaning, example."""
    from dataclasses import asdict

    from toolkit.desk.template_vars import variable_lines
    from toolkit.desk.template_vars import variables as listed_of
    from toolkit.desk.templates import template_kind

    with _house(session) as (_, rulebook, lang):
        listed = listed_of(template_kind(kind), spoken or lang, rulebook)
    session.print([asdict(one) for one in listed], variable_lines(listed, spoken or lang))


@templates.command()
@click.argument("kind")
@click.option(
    "--template",
    "file",
    type=click.Path(exists=True, dir_okay=False),
    help="This file instead of the one in use.",
)
@click.option("--pdf", "is_printed", is_flag=True, help="A PDF, too.")
@click.option("--png", "is_pictured", is_flag=True, help="A picture of each page, too.")
@_lang_option
@_folder_option
@pass_session
def preview(
    session: Session,
    kind: str,
    file: str | None,
    is_printed: bool,
    is_pictured: bool,
    spoken: Lang | None,
    output: Path,
) -> None:
    """Write a document of KIND with the figures of the sample deal."""
    from toolkit.desk.template_preview import preview as previewed
    from toolkit.desk.templates import chosen

    with _house(session) as (places, rulebook, lang):
        template = chosen([file or kind], places, kind=kind, lang=spoken or (None if file else "zh"))[0]
        written = list(previewed(template, output, rulebook, lang=lang, is_printed=is_printed, is_pictured=is_pictured))
    session.print([str(path) for path in written], map(str, written))


@templates.command()
@click.argument("before")
@click.argument("after", required=False)
@_lang_option
@pass_session
def diff(session: Session, before: str, after: str | None, spoken: Lang | None) -> None:
    """Compare templates BEFORE and AFTER (files or kinds); one KIND alone: the shipped one with the house's own."""
    from toolkit.desk.template_diff import differences
    from toolkit.desk.templates import content_of

    with _house(session) as (places, _, lang):
        old = content_of(before, places if after else None, spoken or "zh")
        new = content_of(after or before, places, spoken or "zh")
        told = list(differences(old, new, lang))
    session.print(told, told)


@contextmanager
def _house(session: Session) -> Iterator[tuple[Places | None, Rulebook, Lang]]:
    """Folders, rules and language of the house, where the folder is one; else the sample company's."""
    from dataclasses import replace

    from toolkit.demo import SELLER
    from toolkit.house import standard_rulebook

    if (session.house / "salesdocs.toml").is_file():
        with session.open() as house:
            yield house.places, house.rulebook, house.lang
        return
    yield None, replace(standard_rulebook(), company=SELLER), session.lang or "zh"
