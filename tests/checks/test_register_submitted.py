from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.working_days import WorkingDays
from checks._contract import EvidenceKind, Finding
from checks.register_submitted import Office, Parameters
from tests.checks.made import DAY, PACKS, account, administrator, days, evidence, facts, only, told

KIND = EvidenceKind.REGISTER_SUBMITTED
CHANGE = date(2027, 4, 1)
DUE = date(2027, 4, 15)  # the tenth working day after it


def submitted(dated: date, **changed):
    return evidence(KIND, dated, **{"account_id": "koho-x", **changed})


def judge(*rows, day: date = DAY, records=(), first_imported=DAY, opened=None, **parameters):
    known = facts(
        day=day,
        accounts=[account(opened=opened)],
        administrators=rows,
        evidence=tuple(records),
        first_imported={"koho-x": first_imported} if first_imported else {},
    )
    return only("register-submitted", known, **parameters)


LEFT = administrator("10001", until=date(2027, 3, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (CHANGE, "pending/changed"),
        (DUE, "pending/changed"),
        (date(2027, 4, 16), "nonconforming/changed"),
    ],
)
def test_a_change_is_due_on_the_tenth_working_day_after_it(day, expected):
    finding = judge(LEFT, day=day)
    assert told(finding) == expected
    assert isinstance(finding, Finding)
    assert finding.due == DUE
    tense = "期限の令和9年4月15日を過ぎています" if day > DUE else "期限は令和9年4月15日です"
    assert tense in finding.message.ja
    assert ("was due" in finding.message.en) is (day > DUE)


def test_the_pack_sets_the_working_days():
    finding = judge(LEFT, day=CHANGE, register_days=1)
    assert isinstance(finding, Finding)
    assert finding.due == date(2027, 4, 2)


@pytest.mark.parametrize(
    "row",
    [
        administrator("10001", since=CHANGE),
        administrator("10001", appeared=CHANGE),
        administrator("10001", until=CHANGE - timedelta(days=1)),
        administrator("10001", gone=CHANGE),
        administrator("10001", since=CHANGE, appeared=date(2027, 5, 1)),  # what is stated goes before
        administrator("10001", until=date(2027, 12, 31), gone=CHANGE),
    ],
)
def test_a_row_that_begins_or_ends_is_a_change(row):
    finding = judge(row, day=CHANGE)
    assert told(finding) == "pending/changed"
    assert isinstance(finding, Finding)
    assert finding.due == DUE


@pytest.mark.parametrize(
    ("dated", "expected"),
    [(CHANGE - timedelta(days=1), "pending/changed"), (CHANGE, "conforming"), (DUE, "conforming")],
)
def test_only_what_was_handed_in_on_the_change_or_later_covers_it(dated, expected):
    assert told(judge(LEFT, day=DUE, records=[submitted(dated)])) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (submitted(CHANGE, account_id=None), "conforming"),  # the whole city's register
        (submitted(CHANGE, account_id="kanko-fb"), "pending/changed"),
        (submitted(DUE + timedelta(days=1)), "pending/changed"),  # a day to come
        (submitted(CHANGE, until=DUE - timedelta(days=1)), "pending/changed"),
        (evidence(EvidenceKind.RECORDS_KEPT, CHANGE, account_id="koho-x"), "pending/changed"),
    ],
)
def test_the_record_is_about_this_account_or_the_city_and_holds(record, expected):
    assert told(judge(LEFT, day=DUE, records=[record])) == expected


def test_a_second_change_keeps_the_first_one_s_due_day():
    second = administrator("10002", since=date(2027, 4, 14))
    for day, expected in ((DUE, "pending/changed"), (date(2027, 4, 16), "nonconforming/changed")):
        finding = judge(LEFT, second, day=day, records=[submitted(date(2027, 3, 1))])
        assert told(finding) == expected
        assert isinstance(finding, Finding)
        assert finding.due == DUE


def test_a_change_after_the_first_was_handed_in_counts_anew():
    second = administrator("10002", since=date(2027, 4, 14))
    finding = judge(LEFT, second, day=date(2027, 4, 20), records=[submitted(date(2027, 4, 13))])
    assert isinstance(finding, Finding)
    assert finding.due == WorkingDays().after(date(2027, 4, 14), 10)


@pytest.mark.parametrize(
    "row",
    [
        administrator("10001", since=days(5)),  # ahead
        administrator("10001", until=days(5)),
        administrator(
            "10001", since=days(-2), appeared=days(-9), gone=days(-5)
        ),  # taken back before it began
        administrator("10001", since=days(-5), appeared=days(-9), gone=days(-5)),  # or on its first day
    ],
)
def test_what_is_no_change_yet_or_never_was_counts_from_the_first_import(row):
    finding = judge(row, first_imported=DAY)
    assert told(finding) == "pending/never"
    assert isinstance(finding, Finding)
    assert finding.due == WorkingDays().after(DAY, 10)
    assert told(judge(row, records=[submitted(days(-900))])) == "conforming"


def test_an_administrator_forever_never_ends():
    assert told(judge(administrator("10001", until=date.max), records=[submitted(days(-1))])) == "conforming"


@pytest.mark.parametrize(
    ("first_imported", "opened", "since"),
    [
        (days(-3), None, days(-3)),
        (days(-3), days(-900), days(-3)),
        (days(-3), days(-1), days(-1)),
        (days(-3), days(7), DAY),  # not open yet: not late yet
        (days(-3), date.max, DAY),
        (None, None, DAY),
    ],
)
@pytest.mark.parametrize("rows", [(), (administrator("10001"),)])
def test_where_no_change_is_known_the_time_counts_from_import_or_opening(rows, first_imported, opened, since):
    finding = judge(*rows, first_imported=first_imported, opened=opened)
    assert told(finding) == "pending/never"
    assert isinstance(finding, Finding)
    assert finding.due == WorkingDays().after(since, 10)


def test_never_handed_in_becomes_late_as_well():
    assert told(judge(first_imported=days(-30))) == "nonconforming/never"


@settings(deadline=None)
@given(changes=st.lists(st.integers(-60, 0), max_size=5), handed_in=st.lists(st.integers(-60, 0), max_size=3))
def test_it_conforms_exactly_when_something_was_handed_in_on_or_after_the_last_change(changes, handed_in):
    rows = [administrator(f"1000{n}", since=days(change)) for n, change in enumerate(changes)]
    outcome = judge(*rows, records=[submitted(days(dated)) for dated in handed_in])
    covered = bool(handed_in) and max(handed_in) >= max(changes, default=-99)
    assert (told(outcome) == "conforming") is covered


def test_without_a_word_of_the_pack_the_register_goes_to_the_pr_section():
    finding = judge(LEFT, day=CHANGE)
    assert "担当者一覧表の提出が記録" in finding.message.ja
    assert finding.remedy.ja.startswith("担当者一覧表を広報担当課へ提出し")
    assert finding.remedy.en.startswith("Hand the register in to the PR section")


@pytest.mark.parametrize(
    ("pack", "office", "in_english"),
    [
        ("niimi", "秘書広報課", "the secretariat and PR section"),
        ("ureshino", "情報発信担当課", "the information section"),
    ],
)
def test_a_guideline_that_has_the_policy_reported_speaks_of_it_and_of_its_own_office(
    pack, office, in_english
):
    (rule,) = (rule for one in PACKS if one.id == pack for rule in one.rules if rule.check == KIND.value)
    asked = {one.name: getattr(rule.parameters, one.name) for one in fields(rule.parameters)}
    for said in (judge(LEFT, day=CHANGE, **asked), judge(**asked)):
        told_ja, told_en = said.message.ja + said.remedy.ja, said.message.en + said.remedy.en
        assert f"運用ポリシーを{office}へ報告し" in told_ja
        assert "種別「担当者一覧表の提出」" in told_ja
        assert "一覧表を" not in told_ja
        assert "広報担当課" not in told_ja
        assert in_english in told_en
        assert "the register " not in told_en.lower()


def test_an_office_has_a_name_in_both_languages():
    with pytest.raises(ValueError, match="office"):
        Parameters(register_days=10, office=Office("秘書広報課", " "))
