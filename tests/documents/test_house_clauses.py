"""The clauses of a house: its own count, wrong ones are named."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.documents.golden_deal import figures_of, known_on
from tests.journey.conftest import drop, played, sample
from toolkit.demo import SELLER
from toolkit.desk.founding import found_house
from toolkit.documents.clauses import load, shipped
from toolkit.errors import TemplateFault
from toolkit.house import open_house, standard_rulebook
from toolkit.intake.rounds import ingest
from toolkit.model.clause import APPROVAL_LEVELS
from toolkit.model.document import Issue
from toolkit.model.house import Policy

DRAFT = Issue("XS-2026-0001", "V1.0", "草案")
RIGHT = {
    "id": '"c26_x"',
    "version": '"1.0"',
    "title": '"其他"',
    "owner": '"法务部门"',
    "approval_level": '"总经理"',
    "when": '"true"',
    "text": '["甲", "乙"]',
}


def written_clause(folder: Path, *, name: str = "c26_x", without: str = "", **entries: str) -> Path:
    """A clause file, right but for these entries (TOML)."""
    said = {**RIGHT, **entries}
    path = folder / f"{name}.toml"
    path.write_text("\n".join(f"{key} = {value}" for key, value in said.items() if key != without), "utf-8")
    return path


def paragraphs(document: bytes) -> list[str]:
    return [p.text for p in Document(BytesIO(document)).paragraphs]


def contract_of(root: Path) -> list[str]:
    (path,) = root.glob("deals/*/4_contract/XS-2026-0001*草案.docx")
    return paragraphs(path.read_bytes())


@pytest.fixture
def quoted(tmp_path: Path) -> Path:
    """The golden house before its contract is drawn up."""
    with played(tmp_path / "house", date(2026, 7, 6)):
        pass
    return tmp_path / "house"


def test_a_clause_edited_in_the_house_changes_the_next_contract_and_nothing_else(tmp_path: Path, quoted: Path) -> None:
    with played(tmp_path / "unedited", date(2026, 7, 10)):
        pass
    clause = quoted / "templates" / "clauses" / "c17_confidential.toml"
    clause.write_text(clause.read_text("utf-8").replace("已公开的信息", "依法公开的信息"), "utf-8-sig")
    quote = {path: path.read_bytes() for path in quoted.glob("deals/*/3_quote/*.docx")}

    with open_house(quoted.resolve()) as house:
        drop(house, sample("谈判纪要(终版)"))
        ingest(house, date(2026, 7, 10))

    before, after = contract_of(tmp_path / "unedited"), contract_of(quoted)
    assert len(before) == len(after)
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [(a.replace("已公开的信息", "依法公开的信息"), b) for a, b in changed] == [(changed[0][1], changed[0][1])]
    assert {path: path.read_bytes() for path in quote} == quote


def test_what_was_approved_is_what_is_signed_whatever_became_of_the_clauses(tmp_path: Path) -> None:
    root = tmp_path / "house"
    with played(root, date(2026, 7, 10)):
        pass
    clause = root / "templates" / "clauses" / "c17_confidential.toml"
    clause.write_text(clause.read_text("utf-8").replace("已公开的信息", "依法公开的信息"), "utf-8")

    with open_house(root.resolve()) as house:
        for n, day in enumerate((14, 15, 16, 17), start=1):
            drop(house, sample(f"合同审批表{n}"))
            ingest(house, date(2026, 7, day))

    (approved,) = root.glob("deals/*/4_contract/XS-2026-0001*V1.0.docx")
    assert paragraphs(approved.read_bytes()) == contract_of(root)


def test_a_clause_added_in_the_house_is_numbered_with_the_others(tmp_path: Path) -> None:
    root = tmp_path / "house"
    found_house(root, folders="zh", lang="zh", company=SELLER)
    lines = """["见{{ ref('c09_acceptance') }}。", "{% if batches > 1 %}乙{% endif %}"]"""
    written_clause(root / "模板" / "clauses", text=lines)

    with open_house(root.resolve()) as house:
        clauses = house.rulebook.clauses

    figures = figures_of("G03", DRAFT, known_on(date(2026, 7, 10), clauses=clauses))
    assert (figures.clauses[-1].heading, figures.clauses[-1].paragraphs[0].passages[0].text) == (
        "第二十三条",
        "见第九条。",
    )


def test_a_house_without_own_clauses_has_those_delivered(tmp_path: Path) -> None:
    root = tmp_path / "house"
    found_house(root, folders="en", lang="zh", company=SELLER)
    for path in (root / "templates" / "clauses").iterdir():
        path.unlink()

    with open_house(root.resolve()) as house:
        assert house.rulebook.clauses == shipped() == standard_rulebook().clauses


def test_a_contract_without_a_clause_on_acceptance_is_none() -> None:
    without = tuple(clause for clause in shipped() if clause.id != "c09_acceptance")

    with pytest.raises(TemplateFault, match=r"c09_acceptance\.toml: is not in this contract"):
        figures_of("G03", DRAFT, known_on(date(2026, 7, 10), clauses=without))


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"title": "其他"}, "Invalid value"),
        ({"without": "when"}, "lacks the entry 'when'"),
        ({"without": "text"}, "lacks the entry 'text'"),
        ({"colour": '"red"'}, "has the entry 'colour'"),
        ({"version": "1.0"}, "version is no text in quotes"),
        ({"text": '"甲"'}, "text is no list of lines"),
        ({"text": "[]"}, "text is no list of lines"),
        ({"id": '"c27_y"'}, "says it is c27_y"),
        ({"when": '"has_god"'}, "'has_god' is not offered"),
        ({"when": '"terms.colour"'}, "ContractTerms offers no 'colour'"),
        ({"when": '"has_goods and"'}, "unexpected"),
        ({"text": '["{{ totl|money }}"]'}, "'totl' is not offered"),
        ({"text": '["{{ total|monney }}"]'}, "monney"),
        ({"text": '["{% if total %}甲"]'}, "end of template"),
        ({"text": "[\"{{ ref('c99_none') }}\"]"}, "refers to c99_none, which is no clause"),
        ({"text": '["@table prices"]'}, "no such table"),
        ({"text": '["乙方的赔偿总额以合同总价为限。"]'}, "limits damages without excepting 故意或重大过失、人身损害"),
        ({"without": "owner"}, "lacks the entry 'owner'"),
        ({"without": "approval_level"}, "lacks the entry 'approval_level'"),
        ({"owner": '"法务"'}, "owner = '法务'; expected one of 销售负责人, 产品技术团队, 财务部门, 法务部门"),
        (
            {"approval_level": '"经理"'},
            "approval_level = '经理'; expected one of 销售负责人, 法务部门, 财务部门, 总经理",
        ),
        ({"approval_level": "3"}, "approval_level is no text in quotes"),
    ],
)
def test_a_wrong_clause_file_is_named_when_the_house_is_opened(
    tmp_path: Path, wrong: dict[str, str], fault: str
) -> None:
    root = tmp_path / "house"
    found_house(root, folders="en", lang="zh", company=SELLER)
    written_clause(root / "templates" / "clauses", **wrong)

    with pytest.raises(TemplateFault, match=r"c26_x\.toml") as raised, open_house(root.resolve()):
        pass

    assert fault in str(raised.value)


def test_every_clause_delivered_is_right() -> None:
    assert load(Path(__file__).parents[2] / "templates" / "clauses") == shipped()
    assert all(clause.id.startswith("c") for clause in shipped())


def test_every_clause_delivered_has_an_owner_and_somebody_who_approves_departures() -> None:
    said = {clause.id: (clause.owner, clause.approval_level) for clause in shipped()}

    assert len(said) == 25
    assert said["c02_price"] == ("财务部门", "总经理")
    assert said["c09_acceptance"] == ("产品技术团队", "法务部门")
    assert said["c20_liability"] == ("法务部门", "总经理")
    assert {level for _, level in said.values()} == set(APPROVAL_LEVELS) == set(Policy().approval_chain)
