"""merge: any template and any table, one document a row."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.session import Session, pass_session
from toolkit.model.text import Lang

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("template", type=_FILE)
@click.argument("table", type=_FILE)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
@click.option("--name", "file_name", default="", help="What each is called: '{{ 合同编号 }}_{{ 客户 }}'.")
@click.option(
    "--names", "is_names", is_flag=True, help="List the columns and their names for templates; write nothing."
)
@click.option("--sheet", default="", help="Sheet of the workbook (default: the first).")
@click.option("--pdf", "is_printed", is_flag=True, help="Write the PDF beside each document, too.")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default: 1 for a few rows, else all cores).")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language that filters write in.")
@pass_session
@click.pass_context
def merge(
    context: click.Context,
    session: Session,
    template: Path,
    table: Path,
    output: Path | None,
    file_name: str,
    is_names: bool,
    sheet: str,
    is_printed: bool,
    jobs: int | None,
    lang: Lang,
) -> None:
    """Write one document a row of TABLE (.xlsx, .csv) from TEMPLATE (.docx).

    Columns are named in it as in the table: {{ 客户 }}, {{ 金额|money }}, {{ 签订日期|day }}, {% if 备注 %}.

    It is as strict as our own documents: a name that is no column stops it before anything is written; a faulty row is
    told and left out. Rows whose document lies in the folder already are not made again.
    """
    from toolkit.cli.batch import show_batch
    from toolkit.desk.merge import Merging, names_offered, table_in, template_in
    from toolkit.desk.merge import merge as merged

    if is_names == (output is not None):
        raise click.UsageError("either --names, or a folder for the documents: -o FOLDER")
    rows = table_in(table, sheet)
    if output is None:
        found = names_offered(rows)
        session.print(found, (f"{{{{ {one['name']} }}}}  {one['header']}" for one in found))
        return
    merging = Merging(template_in(template), template.name, file_name, output, lang, session.day(), is_printed)
    for letters in rows.unnamed:
        click.echo(f"{table.name}: column {letters} has no heading and is not used", err=True)
    context.exit(show_batch(session, session.lang or "zh", merged(merging, rows, jobs), rows.count))
