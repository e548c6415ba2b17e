"""The blanks in workbooks/ are what the declarations say today."""

from __future__ import annotations

import pytest

from tests.make_workbooks import file_of
from toolkit.catalogue import FORMS
from toolkit.forms.blank import make
from toolkit.house import shipped
from toolkit.model.form import Form


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_blank_is_current(form: Form) -> None:
    assert file_of(form).read_bytes() == make(form), "run: python -m tests.make_workbooks"


def test_nothing_else_lies_there() -> None:
    assert {path.name for path in shipped("workbooks").iterdir()} == {
        "README.md",
        *(file_of(form).name for form in FORMS),
    }
