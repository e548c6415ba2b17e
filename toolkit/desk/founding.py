"""A new house: its folders, settings, templates and blank forms."""

from __future__ import annotations

from pathlib import Path

from toolkit.catalogue import FORMS
from toolkit.desk.standing import plain_blank
from toolkit.files import publish
from toolkit.forms.blank import make
from toolkit.house import open_house, shipped
from toolkit.intake.share import found
from toolkit.model.house import Company
from toolkit.model.text import Lang
from toolkit.settings.written import write_default


def found_house(
    root: Path, *, folders: Lang, lang: Lang, company: Company | None = None, is_demo: bool = False
) -> None:
    """Make a house in that folder; one that is there already keeps its settings and gets what it lacks."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / "salesdocs.toml").exists():
        write_default(root, company=company, folders=folders, lang=lang, is_demo=is_demo)
    with open_house(root.resolve()) as house:
        found(house.places)
        for source in sorted(shipped("templates").rglob("*")):
            target = house.places.templates / source.relative_to(shipped("templates"))
            if source.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                publish(source.read_bytes(), target)
        for form in FORMS:
            target = plain_blank(house, form)
            if not target.exists():
                publish(make(form, company=house.rulebook.company.name), target)
