from dataclasses import replace

import pytest

from checks._contract import Employment, EvidenceKind, Finding, Person, Presence
from tests.checks.made import HANAKO, TARO, administrator, days, evidence, facts, only, told

BOTH = (administrator("10001"), administrator("10002"))
CONTRACTOR = Person("30001", "見本 委託", employment=Employment.CONTRACTOR)


def judge(rows, people=(TARO, HANAKO, CONTRACTOR), records=(), **parameters):
    known = facts(people=people, administrators=tuple(rows), evidence=tuple(records))
    return only("administrators-minimum", known, **parameters)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), "nonconforming/too-few"),
        (BOTH[:1], "nonconforming/too-few"),
        (BOTH, "conforming"),
        ((BOTH[0], BOTH[0]), "nonconforming/too-few"),  # one person twice
        ((BOTH[0], administrator("10002", "kanko-fb")), "nonconforming/too-few"),  # of another account
        ((BOTH[0], administrator("10002", since=days(0))), "conforming"),
        ((BOTH[0], administrator("10002", since=days(1))), "nonconforming/too-few"),
        ((BOTH[0], administrator("10002", until=days(0))), "conforming"),  # the last day in force
        ((BOTH[0], administrator("10002", until=days(-1))), "nonconforming/too-few"),
        ((BOTH[0], administrator("10002", gone=days(1))), "conforming"),
        ((BOTH[0], administrator("10002", gone=days(0))), "nonconforming/too-few"),
        ((BOTH[0], administrator("99999")), "nonconforming/too-few"),  # not in the staff list
    ],
)
def test_distinct_people_in_force_on_the_day_and_in_the_staff_list_count(rows, expected):
    assert told(judge(rows)) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"presence": Presence.ACTIVE}, "conforming"),
        ({"presence": Presence.LEAVE}, "nonconforming/too-few"),
        ({"presence": Presence.LEFT}, "nonconforming/too-few"),
        ({"employment": Employment.TEMPORARY}, "conforming"),
        ({"employment": Employment.CONTRACTOR}, "nonconforming/too-few"),
        ({"employment": Employment.ELECTED}, "nonconforming/too-few"),
    ],
)
def test_only_staff_at_work_count(changed, expected):
    assert told(judge(BOTH, people=(TARO, replace(HANAKO, **changed)))) == expected


PERMITTED = EvidenceKind.NON_STAFF_PERMITTED


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (evidence(PERMITTED, account_id="koho-x"), "conforming"),
        (evidence(PERMITTED), "conforming"),
        (evidence(PERMITTED, account_id="koho-x", until=days(0)), "conforming"),
        (evidence(PERMITTED, account_id="koho-x", until=days(-1)), "nonconforming/too-few"),
        (evidence(PERMITTED, days(1), account_id="koho-x"), "nonconforming/too-few"),
        (evidence(PERMITTED, account_id="kanko-fb"), "nonconforming/too-few"),
    ],
)
def test_a_contractor_counts_while_permitted(record, expected):
    assert told(judge((BOTH[0], administrator("30001")), records=[record])) == expected


@pytest.mark.parametrize(
    "person",
    [
        replace(CONTRACTOR, presence=Presence.LEAVE),
        replace(CONTRACTOR, presence=Presence.LEFT),
        replace(CONTRACTOR, staff_number="30002"),  # the one who is named is not in the list
    ],
)
def test_a_permission_brings_nobody_to_work(person):
    rows, records = (BOTH[0], administrator("30001")), [evidence(PERMITTED, account_id="koho-x")]
    assert told(judge(rows, people=(TARO, person), records=records)) == "nonconforming/too-few"


@pytest.mark.parametrize(("number", "expected"), [(4, "conforming"), (5, "advice/too-many")])
def test_more_than_advised_is_advice(number, expected):
    people = [Person(f"2000{n}") for n in range(number)]
    rows = [administrator(person.staff_number) for person in people]
    assert told(judge(rows, people=people)) == expected
    assert told(judge(rows, people=people, advised_maximum=None)) == "conforming"


def test_who_does_not_count_is_named_with_the_reason():
    people = (TARO, replace(HANAKO, presence=Presence.LEAVE))
    finding = judge((*BOTH, administrator("99999")), people=people)
    assert isinstance(finding, Finding)
    assert "在職の担当者が1名で、必要な2名に足りません" in finding.message.ja
    assert "見本 花子（10002）：休職中、職員番号99999：職員名簿にない" in finding.message.ja
    assert "見本 花子 (10002): on leave, staff number 99999: not in the staff list" in finding.message.en


def test_a_name_with_braces_is_told_as_it_is():
    finding = judge(BOTH, people=(TARO, replace(HANAKO, name="{0}{people}", presence=Presence.LEFT)))
    assert isinstance(finding, Finding)
    assert "{0}{people}（10002）：退職" in finding.message.ja
