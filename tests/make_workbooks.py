"""Make the blank forms of workbooks/ from the catalogue.

    python -m tests.make_workbooks

tests/catalogue/test_workbooks.py fails when they are not what the declarations say.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.catalogue import FORMS
from toolkit.forms.blank import make
from toolkit.house import shipped
from toolkit.model.form import Form


def file_of(form: Form) -> Path:
    """Where the blank of a form lies."""
    return shipped("workbooks") / f"{form.id}_{form.title.zh}.{form.medium}"


def main() -> None:
    """Write every blank, remove what is none."""
    for old in shipped("workbooks").glob("*_*.*"):
        old.unlink()
    for form in FORMS:
        file_of(form).write_bytes(make(form))


if __name__ == "__main__":
    main()
