from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from toolkit.catalogue.forms.f07_negotiation_minutes import DELIVERY, PLAN
from toolkit.errors import NotAHouse, SettingsWrong
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.house import PAYMENT_TRIGGERS, Company, ContractTerms, DiscountStep, PlannedShare, Policy, Rulebook
from toolkit.model.places import CHINESE, ENGLISH, FolderNames
from toolkit.model.text import Lang
from toolkit.settings import Settings, read
from toolkit.settings.listed import COMPANY, CONTRACT, FOLDERS, POLICY, TARGETS, Setting
from toolkit.settings.shapes import Money, Words
from toolkit.settings.written import write_default

HENGTUO = Company(
    name='苏州恒拓"智能"装备有限公司',
    uscc="91320594MA1ABCDE8Y",
    address="江苏省苏州市工业园区\\星湖街328号",
    phone="0512-66668888",
    legal_rep="陈立",
    email="sales@hengtuo.example.com",
    bank_name="中国工商银行",
    bank_account="1102020409000123456",
    is_sme=False,
)


def house(folder: Path, toml: str) -> Path:
    (folder / "salesdocs.toml").write_text(toml, encoding="utf-8")
    return folder


def refused(folder: Path, toml: str) -> SettingsWrong:
    with pytest.raises(SettingsWrong) as trouble:
        read(house(folder, toml))
    return trouble.value


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("folders", "names"), [("en", ENGLISH), ("zh", CHINESE)])
def test_the_file_as_first_written_says_the_defaults(
    tmp_path: Path, lang: Lang, folders: Lang, names: FolderNames
) -> None:
    path = write_default(tmp_path / "house", company=HENGTUO, folders=folders, lang=lang, is_demo=True)

    assert path == tmp_path / "house" / "salesdocs.toml"
    assert read(path.parent) == Settings(company=HENGTUO, folders=names, lang=lang, is_demo=True)


def test_every_default_is_visible_in_the_file(tmp_path: Path) -> None:
    written = tomllib.loads(write_default(tmp_path).read_text(encoding="utf-8"))

    assert set(written["policy"]) == {f.name for f in fields(Policy)}
    assert set(written["contract"]) == {f.name for f in fields(ContractTerms)}
    assert written["policy"]["min_gross_margin"] == "30%"


@pytest.mark.parametrize(
    ("record", "listed"),
    [(Company, COMPANY), (Policy, POLICY), (ContractTerms, CONTRACT), (FolderNames, FOLDERS)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_field_of_a_record_is_a_setting(record: type[Any], listed: Mapping[str, Setting]) -> None:
    assert list(listed) == [f.name for f in fields(record)]
    assert all(setting.says.zh and setting.says.en for setting in listed.values())


def test_a_house_without_a_word_has_all_defaults(tmp_path: Path) -> None:
    assert read(house(tmp_path, "")) == Settings()


def test_what_is_set_stands_over_the_default(tmp_path: Path) -> None:
    settings = read(
        house(
            tmp_path,
            """
            lang = "en"
            [company]
            name = "苏州恒拓"
            [policy]
            min_gross_margin = 0.25
            late_fee_per_day = "0.03%"
            deposit_cap = "15 ％"
            target_revenue = [1_000_000, 2_000_000.50]
            visit_window_days = [5, 5]
            payment_plan = [{ name = "全款", share = 1, trigger = "发货前", count = 3, unit = "天" }]
            discounts = [{ most = "3%", prepaid = "0.3" }, { most = 0.08, prepaid = 1.0 }]
            win_rates = [0, "5%", "10%", 0.3, "30%", "80%", 1, 1, 1]
            stage_limit_workdays = [3, 3, 0, 30, 30, 10, 0, 0, 5]
            [contract]
            dispute = "仲裁"
            commission = "苏州仲裁委员会"
            """,
        )
    )

    policy = settings.policy
    assert (settings.lang, settings.company.name) == ("en", "苏州恒拓")
    assert (policy.min_gross_margin, policy.late_fee_per_day) == (Decimal("0.25"), Decimal("0.0003"))
    assert policy.deposit_cap == Decimal("0.15")
    assert policy.target_revenue == (Decimal(1_000_000), Decimal("2000000.50"))
    assert policy.visit_window_days == (5, 5)
    assert policy.payment_plan == (PlannedShare("全款", Decimal(1), "发货前", 3, "天"),)
    assert policy.discounts[1] == DiscountStep(Decimal("0.08"), Decimal(1))
    assert policy.win_rates == tuple(map(Decimal, ("0", "0.05", "0.1", "0.3", "0.3", "0.8", "1", "1", "1")))
    assert policy.stage_limit_workdays == (3, 3, 0, 30, 30, 10, 0, 0, 5)
    assert policy.contract_copies == Policy().contract_copies
    assert settings.contract.commission == "苏州仲裁委员会"


@pytest.mark.parametrize(
    ("toml", "key", "expected"),
    [
        ("polcy = 1", "polcy", "did you mean policy?"),
        ("[policy]\nmin_gros_margin = 0.3", "policy.min_gros_margin", "did you mean policy.min_gross_margin?"),
        ("[company]\nfax = '1'", "company.fax", "one of the keys name, uscc"),
        ("[folders]\ninbx = 'a'", "folders.inbx", "did you mean folders.inbox?"),
        ("policy = 3", "policy", "[policy] on a line of its own"),
        ("lang = 'de'", "lang", "one of zh, en"),
        ("is_demo = 'no'", "is_demo", "true or false"),
        ("[company]\nphone = 51266668888", "company.phone", "text in quotes"),
        ("[company]\nuscc = '91320594MA1ABCDE8X'", "company.uscc", "checking the others"),
        ("[contract]\nsign_place = ' '", "contract.sign_place", "not blank"),
        ("[policy]\nquote_validity_days = '30'", "policy.quote_validity_days", "a whole number from 1 to 3650"),
        ("[policy]\nquote_validity_days = 0", "policy.quote_validity_days", "a whole number from 1 to 3650"),
        ("[policy]\nquote_validity_days = true", "policy.quote_validity_days", "a whole number"),
        ("[policy]\nmin_gross_margin = 30", "policy.min_gross_margin", "a share from 0 to 1"),
        ("[policy]\nmin_gross_margin = 'a third'", "policy.min_gross_margin", "a share from 0 to 1"),
        ("[policy]\nmin_gross_margin = true", "policy.min_gross_margin", "a share from 0 to 1"),
        ("[policy]\nmin_gross_margin = nan", "policy.min_gross_margin", "a share from 0 to 1"),
        ("[policy]\nmin_gross_margin = 'inf%'", "policy.min_gross_margin", "a share from 0 to 1"),
        ("[policy]\nlate_fee_per_day = '50%'", "policy.late_fee_per_day", "a share from 0 to 0.1"),
        ("[policy]\ntarget_revenue = 5", "policy.target_revenue", "[from, to]"),
        ("[policy]\ntarget_revenue = [2, 1]", "policy.target_revenue", "the lower value first"),
        ("[policy]\ntarget_revenue = [-1, 1]", "policy.target_revenue[1]", "an amount in 元"),
        ("[policy]\ntarget_revenue = [1, '2']", "policy.target_revenue[2]", "without quotes"),
        ("[policy]\napproval_chain = []", "policy.approval_chain", "a list of 1 to 100 texts"),
        ("[policy]\napproval_chain = ['法务', '法务']", "policy.approval_chain", "every text once"),
        ("[policy]\napproval_chain = [1]", "policy.approval_chain[1]", "text in quotes"),
        ("[policy]\ndiscounts = [1]", "policy.discounts", "a list of { most = …, prepaid = … }"),
        ("[policy]\ndiscounts = [{ most = 0.05 }]", "policy.discounts[1].prepaid", "this row lacks it"),
        ("[policy]\ndiscounts = [{ mots = 1 }]", "policy.discounts[1].mots", "did you mean policy.discounts[1].most?"),
        ("[contract]\ndispute = '仲裁'", "contract.commission", "the arbitration commission"),
        ("[contract]\ntransport_payer = '丙方'", "contract.transport_payer", "one of 甲方, 乙方"),
        ("[policy]\ndiscounts = [{ most = 0, prepaid = 1 }]", "policy.discounts[1].most", "above 0, up to 1"),
        ("[policy]\nmin_gross_margin = 1", "policy.min_gross_margin", "a share below 100%"),
        ("[policy]\ndeposit_cap = '21%'", "policy.deposit_cap", "a share from 0 to 0.2"),
        ("[policy]\nlate_fee_cap = '0.04%'", "policy.late_fee_cap", "at least the fee of one day, 0.05%"),
        ("[policy]\nvisit_window_days = [7, 3]", "policy.visit_window_days", "the lower value first"),
        (
            "[policy]\ncontract_copies_each = 2",
            "policy.contract_copies_each",
            "at most half of policy.contract_copies, 1",
        ),
        ("[policy]\nnumber_year_source = 'order'", "policy.number_year_source", "one of draft, sign"),
        ("[policy]\nwin_rates = ['50%', 1]", "policy.win_rates", "a list of 9 values, one a step"),
        ("[policy]\nwin_rates = [0, 0, 0, 0, 0, 0, 0, 1, 50]", "policy.win_rates[9]", "a share from 0 to 1"),
        ("[policy]\nstage_limit_workdays = 5", "policy.stage_limit_workdays", "a list of 9 values"),
        (
            "[policy]\nstage_limit_workdays = [5, 5, 5, 5, 5, 5, 5, 5, '5']",
            "policy.stage_limit_workdays[9]",
            "a whole number from 0 to 3650",
        ),
        ("[contract]\ndelivery_start = '验收'", "contract.delivery_start", "one of 合同签订, 预付款到账"),
        ("[contract]\nonsite_hours = 12", "contract.onsite_hours", "no less than contract.response_hours, 24"),
        (
            "[contract]\nforce_majeure_end_days = 5",
            "contract.force_majeure_end_days",
            "no less than contract.force_majeure_proof_days, 15",
        ),
        ("[targets]\nsinged = 1", "targets.singed", "did you mean targets.signed?"),
        ("[targets]\nsigned = 1", "targets.signed", "[targets.signed] on a line of its own"),
        ("[targets.signed]\naugust = 1", "targets.signed.august", 'a month such as "2026-08"'),
        ("[targets.signed]\n'2026-13' = 1", "targets.signed.2026-13", 'a month such as "2026-08"'),
        ("[targets.received]\nmonth = '3万'", "targets.received.month", "an amount in 元"),
        ("[calendar]\nnext = 1", "calendar.next", "[calendar.2027]"),
        ("[calendar.2027]\nrset = ['10-01']", "calendar.2027.rset", "did you mean calendar.2027.rest?"),
        ("[calendar.2027]\nrest = []", "calendar.2027.rest", 'such as "2027-01-01" or "10-01..10-07"'),
        ("[calendar.2027]\nrest = '10-01'", "calendar.2027.rest", "a list of days of 2027"),
        ("[calendar.2027]\nrest = ['10-01', 'Monday']", "calendar.2027.rest[2]", "days of 2027"),
        ("[calendar.2027]\nrest = ['02-30']", "calendar.2027.rest[1]", "days of 2027"),
        ("[calendar.2027]\nrest = [2026-10-01]", "calendar.2027.rest[1]", "days of 2027"),
        ("[calendar.2027]\nrest = ['10-07..10-01']", "calendar.2027.rest[1]", "days of 2027"),
        ("[calendar.2027]\nrest = ['12-31..2028-01-02']", "calendar.2027.rest[1]", "days of 2027"),
        ("[calendar.2027]\nrest = ['10-02']\nworking = ['10-02']", "calendar.2027.working", "not among the rest days"),
        ("[calendar.2027]\nrest = ['10-01']\nworking = ['10-08']", "calendar.2027.working", "a Saturday or Sunday"),
        ("[folders]\nnames = 'fr'", "folders.names", "one of en, zh"),
        ("[folders]\ninbox = 'a/b'", "folders.inbox", "one folder name"),
        ("[folders]\ninbox = 'CON'", "folders.inbox", "such as '_CON'"),
        ("[folders]\ninbox = 'Deals'", "folders", "a name of its own for every folder"),
        ("[folders]\nstages = ['1']", "folders.stages", "a list of 7 texts"),
        ("[folders]\nlocal = 1", "folders.local", "text in quotes"),
        ("lang = ", "salesdocs.toml", "TOML"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(tmp_path: Path, toml: str, key: str, expected: str) -> None:
    trouble = refused(tmp_path, toml)

    assert trouble.key == key
    assert expected in trouble.expected


def test_a_payment_plan_comes_to_the_whole(tmp_path: Path) -> None:
    row = "{ name = '预付款', share = '40%', trigger = '合同签订', count = 5, unit = '天' }"

    trouble = refused(tmp_path, f"[policy]\npayment_plan = [{row}, {row}]")

    assert (trouble.key, trouble.value, trouble.expected) == (
        "policy.payment_plan",
        "80%",
        "shares that come to 100%",
    )


def test_an_instalment_starts_with_what_the_minutes_of_a_negotiation_offer() -> None:
    columns = {column.key: column.kind.options for column in PLAN.columns}
    starts = {field.key: field.kind.options for field in DELIVERY.fields}

    assert tuple(columns["trigger"]) == PAYMENT_TRIGGERS
    shape = CONTRACT["delivery_start"].shape
    assert isinstance(shape, Words)
    assert tuple(starts["delivery_start"]) == shape.options


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    trouble = refused(
        tmp_path,
        """
[policy]
min_gros_margin = 0.3
visit_window_days = [7, 3]
payment_plan = [
  { name = "预付款", share = "30%", trigger = "合同签订", count = 5, unit = "工作日" },
  { name = "验收款", share = 70, trigger = "验收", count = 10, unit = "周" },
]
late_fee_cap = "0.01%"

[contract]
dispute = "调解"

[calendar.2027]
rest = ["10-01..10-08", "13-01"]

[targets.signed]
"2026-8" = 1
""",
    )

    assert [(fault.line, fault.key) for fault in trouble.faults] == [
        (3, "policy.min_gros_margin"),
        (4, "policy.visit_window_days"),
        (5, "policy.payment_plan[2].share"),
        (5, "policy.payment_plan[2].trigger"),
        (5, "policy.payment_plan[2].unit"),
        (9, "policy.late_fee_cap"),
        (12, "contract.dispute"),
        (15, "calendar.2027.rest[2]"),
        (18, "targets.signed.2026-8"),
    ]
    assert "line 4: policy.visit_window_days = [7, 3]; expected the lower value first" in str(trouble)


def test_one_fault_is_told_on_one_line(tmp_path: Path) -> None:
    trouble = refused(tmp_path, "[policy]\nmin_gross_margin = 30.5")

    expected = 'a share from 0 to 1, as 0.05 or "5%"'
    file = tmp_path / "salesdocs.toml"
    assert str(trouble) == f"{file}: line 2: policy.min_gross_margin = 30.5; expected {expected}"


def test_what_follows_from_a_fault_is_not_told_beside_it(tmp_path: Path) -> None:
    trouble = refused(tmp_path, "[contract]\ndispute = '仲裁'\ncommission = 5")

    assert [fault.key for fault in trouble.faults] == ["contract.commission"]


def test_a_prepayment_does_not_fall_while_the_discount_rises(tmp_path: Path) -> None:
    steps = "{ most = '3%', prepaid = '60%' }, { most = '5%', prepaid = '50%' }"

    trouble = refused(tmp_path, f"[policy]\ndiscounts = [{steps}]")

    assert (trouble.value, trouble.expected) == (
        ["60%", "50%"],
        "a prepayment that does not fall while the discount rises",
    )


def test_the_house_writes_down_the_rest_days_of_a_year(tmp_path: Path) -> None:
    calendar = read(
        house(
            tmp_path,
            """
            [calendar]
            2027.rest = [2027-01-01, "02-05..02-07", "2027-10-01 至 2027-10-02", "2027-12-31"]
            2027.working = ["2027-01-09"]
            2028.rest = ["01-01"]
            """,
        )
    ).calendar

    days = ("01-01", "02-05", "02-06", "02-07", "10-01", "10-02", "12-31")
    assert calendar.rest_days == {date.fromisoformat(f"2027-{day}") for day in days} | {date(2028, 1, 1)}
    assert calendar.working_weekends == {date(2027, 1, 9)}
    assert calendar.years == {2027, 2028}


def test_the_examples_in_a_new_file_are_settings_that_can_be_used(tmp_path: Path) -> None:
    path = write_default(tmp_path)
    uncommented = [line.removeprefix("# ") for line in path.read_text("utf-8").splitlines()]
    examples = ("month = ", '"2026-08" = ', "2027.")

    path.write_text("\n".join(line for line in uncommented if line.startswith(("[", *examples))), "utf-8")

    settings = read(tmp_path)
    assert set(settings.targets) == set(TARGETS)
    assert settings.calendar.years == {2027}


def test_discount_steps_rise(tmp_path: Path) -> None:
    steps = "{ most = '8%', prepaid = '60%' }, { most = '5%', prepaid = '50%' }"

    assert refused(tmp_path, f"[policy]\ndiscounts = [{steps}]").expected == "rising steps"


def test_a_folder_without_settings_is_no_house(tmp_path: Path) -> None:
    with pytest.raises(NotAHouse):
        read(tmp_path)
    with pytest.raises(NotAHouse):
        read(tmp_path / "nowhere")


def test_settings_of_people_are_never_overwritten(tmp_path: Path) -> None:
    mine = house(tmp_path, 'lang = "en"')

    with pytest.raises(SettingsWrong, match="never overwritten"):
        write_default(mine)

    assert read(mine).lang == "en"


def test_what_notepad_does_to_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "salesdocs.toml").write_bytes('\ufefflang = "en"\r\n[company]\r\nname = "恒拓"\r\n'.encode())

    assert read(tmp_path).company.name == "恒拓"


def test_a_file_in_gbk_is_trouble_with_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "salesdocs.toml").write_bytes('[company]\nname = "恒拓"'.encode("gbk"))

    with pytest.raises(SettingsWrong, match="UTF-8"):
        read(tmp_path)


def test_a_folder_may_have_a_name_of_its_own(tmp_path: Path) -> None:
    settings = read(house(tmp_path, "[folders]\nnames = 'zh'\ninbox = '投递'"))

    assert settings.folders.inbox == "投递"
    assert settings.folders.deals == "商机"


def test_ledger_and_captures_may_lie_elsewhere(tmp_path: Path) -> None:
    elsewhere = read(house(tmp_path, "[folders]\nlocal = '/var/lib/salesdocs'")).local
    beside = read(house(tmp_path, "[folders]\nlocal = '../local'")).local

    assert elsewhere == Path("/var/lib/salesdocs")
    assert beside == tmp_path / "../local"
    assert read(house(tmp_path, "")).local is None


def test_a_month_has_its_own_target_or_the_common_one(tmp_path: Path) -> None:
    signed = "[targets.signed]\nmonth = 3_000_000\n'2026-08' = 3_500_000.5"
    settings = read(house(tmp_path, f"{signed}\n[targets.received]\nmonth = 2_000_000"))

    assert settings.target(date(2026, 8, 31)) == Decimal("3500000.5")
    assert settings.target(date(2026, 9, 1)) == Decimal(3_000_000)
    assert settings.target(date(2026, 8, 31), "received") == Decimal(2_000_000)
    assert Settings().target(date(2026, 9, 1)) is None


def test_rules_and_documents_read_the_rulebook() -> None:
    calendar = WorkingCalendar(years=frozenset({2026}))

    rulebook = Settings(company=HENGTUO).rulebook(calendar)

    assert rulebook == Rulebook(company=HENGTUO, calendar=calendar, policy=Policy(), contract=ContractTerms())


@pytest.mark.parametrize("text", ['"', "\\", "\n\t\x00\x7f", "报价", "''"])
def test_any_text_can_be_written_and_read(text: str) -> None:
    assert tomllib.loads(f"key = {Words().write(text)}")["key"] == text


@pytest.mark.parametrize("amount", ["0", "0.5", "50000000", "271700.00"])
def test_any_amount_can_be_written_and_read(amount: str) -> None:
    written = tomllib.loads(f"key = {Money().write(Decimal(amount))}", parse_float=Decimal)

    assert Money().read("key", written["key"]) == Decimal(amount)
