"""check, form: filled forms looked at, empty ones made."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from toolkit.cli.session import Session, pass_session
from toolkit.model.text import Lang

Medium = Literal["docx", "html"]

FINDINGS = 1  # decisions.md 8


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--annotate", is_flag=True, help="Write a copy beside each file, with the faulty cells marked.")
@pass_session
@click.pass_context
def check(context: click.Context, session: Session, files: tuple[Path, ...], annotate: bool) -> None:
    """Examine filled forms without taking them in; inside a house, against its deals."""
    from toolkit.desk.check import check_files, check_lines

    found = check_files(files, house=session.house.resolve(), lang=session.lang, today=session.day(), annotate=annotate)
    session.print(found, check_lines(found, session.lang or "zh"))
    context.exit(FINDINGS if any(one["errors"] for one in found) else 0)


@click.group()
def form() -> None:
    """Blank forms and their filling guides."""


@form.command("list")
@pass_session
def list_forms(session: Session) -> None:
    """List every form: id, word, version, title."""
    from toolkit.catalogue import FORMS

    lang = session.lang or "zh"
    rows = [
        {"id": f.id, "word": f.word, "version": f.version, "medium": f.medium, "title": f.title.said(lang)}
        for f in FORMS
    ]
    session.print(rows, (f"{r['id']}  {r['word']:<22} {r['medium']}  v{r['version']}  {r['title']}" for r in rows))


@form.command()
@click.argument("name")
@click.option("--deal", "number", help="Prefill from this deal (any number of it).")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write (default: WORD.xlsx or .docx).")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of the blank (default: zh, or the one asked for)."
)
@pass_session
def new(session: Session, name: str, number: str | None, output: Path | None, lang: Lang | None) -> None:
    """Write a blank of form NAME (id or word), prefilled when a deal is named."""
    from toolkit.desk.blanks import blank_for_deal, blank_of, form_named

    wanted = form_named(name)
    target = output or Path(f"{wanted.word}.{wanted.medium}")
    spoken = lang or session.lang or "zh"
    if number:
        with session.open() as house:
            target.write_bytes(blank_for_deal(house, wanted, number, session.day(), lang=spoken))
    else:
        target.write_bytes(blank_of(wanted, lang=spoken))
    click.echo(str(target))


@form.command()
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write (default: here).")
@click.option("--format", "medium", type=click.Choice(["docx", "html"]), help="Word file or web page (default: docx).")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of the guide (default: zh, or the one asked for)."
)
@pass_session
def guide(session: Session, name: str, output: Path | None, medium: Medium | None, lang: Lang | None) -> None:
    """Write the filling guide of form NAME (id or word): who, when, every answer, what comes back."""
    from toolkit.desk.blanks import form_named
    from toolkit.desk.guides import write_guide

    by_name: Medium = "html" if output and output.suffix.lower() in (".html", ".htm") else "docx"
    written = write_guide(form_named(name), medium or by_name, lang or session.lang or "zh", output)
    session.print(str(written), (str(written),))


@form.command()
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write the files into.")
@click.option("--list", "is_list", is_flag=True, help="Print code, form, change and outcome; write nothing.")
@pass_session
def fixtures(session: Session, name: str | None, out: Path | None, is_list: bool) -> None:
    """Write a right and a wrong submission for every code of form NAME (id or word), or of all forms."""
    from toolkit.catalogue import FORMS
    from toolkit.desk.blanks import form_named
    from toolkit.desk.fixtures import fixture_lines, listed, write

    if is_list == (out is not None):
        raise click.UsageError("either --list or --out FOLDER")
    lang, wanted = session.lang or "zh", (form_named(name),) if name else FORMS
    rows = write(out, wanted, lang=lang) if out else listed(wanted, lang=lang)
    session.print(rows, fixture_lines(rows))
