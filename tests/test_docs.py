"""What the documents promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import toolkit
from tests.make_process import DOCS, made
from toolkit.catalogue import CATALOGUE, FORMS
from toolkit.cli import salesdocs
from toolkit.desk.process_map import arrows

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
GLOBAL = re.compile(r"^salesdocs(?: (?:-C|--house|--lang|--format) \S+)*((?: [a-z]+)+)", re.MULTILINE)


@pytest.mark.parametrize("readme", READMES)
def test_the_first_screen_holds_the_two_commands(readme: str) -> None:
    first_screen = "\n".join((ROOT / readme).read_text(encoding="utf-8").splitlines()[:30])

    assert "\npip install . && salesdocs demo\n" in first_screen
    assert "\npip install '.[test]' && pytest\n" in first_screen


@pytest.mark.parametrize("readme", READMES)
def test_every_command_shown_exists(readme: str) -> None:
    shown = GLOBAL.findall((ROOT / readme).read_text(encoding="utf-8"))

    assert len(shown) > 8
    for words in shown:
        command: click.Command = salesdocs
        for word in words.split():
            if isinstance(command, click.Group):
                assert word in command.commands, words
                command = command.commands[word]


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (GLOBAL.findall((ROOT / readme).read_text(encoding="utf-8")) for readme in READMES)

    assert {words.split()[0] for words in english} == {words.split()[0] for words in chinese}


def test_every_link_of_the_readme_leads_somewhere() -> None:
    for readme in READMES:
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / readme).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", ["process.md", "process.svg"])
def test_the_process_is_told_as_it_is_declared(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == made()[name], "run: python -m tests.make_process"


def test_the_process_page_tells_every_form_document_transition_and_stage() -> None:
    told = made()["process.md"]
    tables, diagram = told.split("```mermaid")

    process = CATALOGUE.process
    named = [*CATALOGUE.forms, *CATALOGUE.documents, *(t.id for t in process.transitions)]
    assert [name for name in named if not re.search(rf"^\| (\*\*)?{name}\b", tables, re.MULTILINE)] == []
    assert [stage.name for stage in process.stages if f'"{stage.name}<br>' not in diagram] == []


def test_the_map_has_one_arrow_for_every_change_of_stage_and_none_besides() -> None:
    process = CATALOGUE.process
    declared = {(source, t.target, t.form) for t in process.transitions for source in t.source or ("",) if t.target}
    declared |= {(source, c.target, f"deal {c.word}") for c in process.commands for source in c.source}

    drawn = [
        (source, arrow.target, by)
        for arrow in arrows(process)
        if not arrow.is_new_deal
        for source in arrow.sources
        for by in arrow.by
    ]

    assert set(drawn) == {(source, target, by) for source, target, by in declared if source != target}
    assert len(drawn) == len(set(drawn))


def test_the_picture_shows_every_stage_form_and_document_and_every_arrow_has_a_place() -> None:
    shown = re.findall(r">([^<]+)</text>", made()["process.svg"])

    assert {stage.name for stage in CATALOGUE.process.stages} <= set(shown)
    listed = " ".join(shown)
    assert [f.title.zh for f in FORMS if f.stage and f.title.zh not in listed] == []
    assert [k.title.zh for k in CATALOGUE.documents.values() if k.title.zh not in listed] == []
    labels = {word for words in shown if not re.search("[\u4e00-\u9fff]", words) for word in words.split(" · ")}
    labels |= {word for words in labels for word in words.split()}
    assert {by for arrow in arrows(CATALOGUE.process) for by in arrow.by} <= labels


def test_every_form_and_document_has_its_word() -> None:
    words = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")

    named = [(form.id, form.title.zh) for form in FORMS]
    named += [(kind.id, kind.title.zh) for kind in CATALOGUE.documents.values()]
    for code, title in named:
        row = next((line for line in words.splitlines() if re.search(rf"\b{code}\b", line)), "")
        assert title in row, code


def test_the_architecture_page_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    package = Path(toolkit.__file__).parent

    rooms = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert {room for room in rooms - {"__init__"} if not re.search(rf"\b{room}\b", page)} == set()
