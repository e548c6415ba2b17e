"""[notices] of salesdocs.toml: what it says, and all that is wrong with it at once, without its secrets."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from toolkit.errors import SettingsWrong
from toolkit.model.notice import Hours, Notices, Recipient
from toolkit.settings import read
from toolkit.settings.notices import EXAMPLE
from toolkit.settings.written import write_default

CHANNELS = '[notices.channels]\nmail = "mailtos://u:S3CRET@mail?to={to}"\ngroup = "file:wecom.txt"\n'


def house(folder: Path, toml: str) -> Path:
    (folder / "salesdocs.toml").write_text(toml, encoding="utf-8")
    return folder


def refused(folder: Path, toml: str) -> SettingsWrong:
    with pytest.raises(SettingsWrong) as trouble:
        read(house(folder, toml))
    return trouble.value


def test_a_house_that_says_nothing_tells_nothing(tmp_path: Path) -> None:
    found = read(house(tmp_path, "")).notices

    assert found == Notices()
    assert not found.is_on


def test_the_section_is_read(tmp_path: Path) -> None:
    people = (
        '[notices.people]\n"王芳" = ["mail:wf@x.cn"]\n"John" = { channels = ["mail:j@x.cn", "group"], lang = "en" }\n'
    )
    roles = '[notices.roles]\n"销售负责人" = ["group"]\n'
    kinds = '[notices.kinds]\nreturned = ["dropper", "owner", "John"]\ndigest = []\n'
    times = (
        '[notices]\nquiet_hours = "20:00-8:00"\nquiet_rest_days = true\ngather_at = "08:30"\ngathered = ["digest"]\n'
    )

    found = read(house(tmp_path, times + CHANNELS + people + roles + kinds)).notices

    assert found.quiet_hours == Hours(time(20), time(8))
    assert (found.quiet_rest_days, found.gather_at, found.gathered) == (True, time(8, 30), ("digest",))
    assert found.people["John"] == Recipient(("mail:j@x.cn", "group"), "en")
    assert found.roles == {"销售负责人": Recipient(("group",))}
    assert found.kinds["returned"] == ("dropper", "owner", "John")
    assert found.kinds["digest"] == ()
    assert found.kinds["ready"] == ("owner",)
    assert found.is_on


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_in_the_written_file_can_be_used_as_it_stands(lang: str, tmp_path: Path) -> None:
    path = write_default(tmp_path / "house", lang=lang)  # type: ignore[arg-type]
    text = path.read_text(encoding="utf-8")
    assert all(line in text for line in EXAMPLE)

    path.write_text(text.replace("\n".join(EXAMPLE), "\n".join(line[2:] for line in EXAMPLE)), encoding="utf-8")
    found = read(path.parent).notices

    assert set(found.channels) == {"mail", "sales_group"}
    assert found.people["John"].lang == "en"
    assert found.kinds == Notices().kinds
    assert found.give_up_days == Notices().give_up_days


def test_the_settings_that_our_page_shows_are_right(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/notices.md").read_text(encoding="utf-8")

    found = read(house(tmp_path, page.split("```toml\n")[1].split("```")[0])).notices

    assert set(found.channels) == {"mail", "sales_group"}
    assert set(found.people) == {"王芳", "John"}
    assert found.gathered == ("ready", "digest", "summary")


@pytest.mark.parametrize(
    ("toml", "key", "expected"),
    [
        ("[notices]\nquite_hours = '1'", "notices.quite_hours", "did you mean notices.quiet_hours?"),
        ("[notices]\nquiet_hours = '20-8'", "notices.quiet_hours", "08:30"),
        ("[notices]\nquiet_hours = '08:00-08:00'", "notices.quiet_hours", "two different times"),
        ("[notices]\nquiet_hours = 20", "notices.quiet_hours", "20:00-08:00"),
        ("[notices]\ngather_at = '25:00'", "notices.gather_at", "08:30"),
        ("[notices]\ngather_at = '23:00'\nquiet_hours = '20:00-08:00'", "notices.gather_at", "outside of quiet_hours"),
        ("[notices]\ngathered = ['letter']", "notices.gathered[1]", "returned, ready, approval, digest, summary"),
        ("[notices]\ngive_up_days = 0", "notices.give_up_days", "from 1 to 30"),
        ("[notices]\nchannels = 'S3CRET'", "notices.channels", "a section"),
        ("[notices.channels]\nmail = 'S3CRET'", "notices.channels.mail", "env:NAME"),
        ("[notices.channels]\nmail = 25", "notices.channels.mail", "an address"),
        ("[notices.channels]\n'a b' = 'json://S3CRET'", "notices.channels.a b", "letters, digits"),
        (CHANNELS + "[notices.people]\n'王芳' = ['mial:a@b.cn']", "notices.people.王芳", "did you mean mail?"),
        (CHANNELS + "[notices.people]\n'王芳' = ['mail']", "notices.people.王芳", '"mail:address"'),
        (CHANNELS + "[notices.people]\n'王芳' = []", "notices.people.王芳", "list of 1"),
        (CHANNELS + "[notices.people]\n'A' = {channels=['group'], lang='fr'}", "notices.people.A.lang", "zh, en"),
        (CHANNELS + "[notices.kinds]\nreturned = ['droper']", "notices.kinds.returned", "dropper, owner"),
        (CHANNELS + "[notices.kinds]\ndigest = ['approver']", "notices.kinds.digest", "owner, a name of"),
        (CHANNELS + "[notices.kinds]\nletter = ['owner']", "notices.kinds.letter", "one of the keys"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_expected(toml: str, key: str, expected: str, tmp_path: Path) -> None:
    trouble = refused(tmp_path, toml)

    assert [fault.key for fault in trouble.faults] == [key]
    assert expected in trouble.expected
    assert "S3CRET" not in str(trouble)


def test_everything_that_is_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    people = '[notices.people]\n"王芳" = ["mial"]\n[notices.kinds]\nready = ["nobody"]\n'

    trouble = refused(tmp_path, "[notices]\ngather_at = 8\n" + CHANNELS.replace("file:", "fil") + people)

    assert [(fault.line, fault.key) for fault in trouble.faults] == [
        (2, "notices.gather_at"),
        (5, "notices.channels.group"),
        (7, "notices.people.王芳"),
        (9, "notices.kinds.ready"),
    ]
    assert "S3CRET" not in str(trouble)
