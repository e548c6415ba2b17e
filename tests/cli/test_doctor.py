from __future__ import annotations

from datetime import date
from pathlib import Path

from docx import Document

from toolkit.desk.doctor import examine_house
from toolkit.desk.founding import found_house
from toolkit.house import shipped


def checks(house: Path, name: str, today: date = date(2026, 7, 1)) -> list[tuple[bool, str]]:
    return [(check.is_fit, check.says) for check in examine_house(house, today) if check.name == name]


def test_doctor_names_every_wrong_setting_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "salesdocs.toml").write_text("[policy]\nmin_gross_margin = 30\nvisit_window = [3, 7]\n", "utf-8")

    found = checks(tmp_path, "settings")

    assert found == [
        (False, 'line 2: policy.min_gross_margin = 30; expected a share from 0 to 1, as 0.05 or "5%"'),
        (
            False,
            "line 3: policy.visit_window = [3, 7]; expected a known key; did you mean policy.visit_window_days?",
        ),
    ]


def test_doctor_asks_for_the_rest_days_of_the_next_year_once_they_are_published(tmp_path: Path) -> None:
    found_house(tmp_path, folders="en", lang="zh")

    in_october, in_november = (checks(tmp_path, "calendar", date(2026, month, 30)) for month in (10, 11))

    assert in_october == [(True, "rest days known of 2025, 2026")]
    assert not in_november[0][0]
    assert "write those of 2027 into [calendar]" in in_november[0][1]


def test_a_year_written_into_the_settings_is_counted_by(tmp_path: Path) -> None:
    found_house(tmp_path, folders="en", lang="zh")
    toml = tmp_path / "salesdocs.toml"
    toml.write_text(toml.read_text("utf-8").replace("# 2027.", "2027."), "utf-8")

    assert checks(tmp_path, "calendar", date(2026, 11, 30)) == [(True, "rest days known of 2025, 2026, 2027")]


def test_doctor_looks_for_faults_in_templates_that_a_house_changed(tmp_path: Path) -> None:
    found_house(tmp_path, folders="en", lang="zh")
    quote = tmp_path / "templates" / "quote.docx"
    document = Document(str(quote))
    document.paragraphs[0].add_run("{{ nmber }}")
    document.save(str(quote))

    found = checks(tmp_path, "template quote.docx")

    assert found == [(False, f"{quote}: 1 faults; salesdocs templates lint {quote}")]
    assert checks(tmp_path, "templates") == [
        (True, f"{len(list(shipped('templates').rglob('*.docx'))) - 1} as delivered")
    ]
