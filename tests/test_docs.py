"""What the documents promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import toolkit
from toolkit.catalogue import CATALOGUE, FORMS
from toolkit.cli import salesdocs

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
