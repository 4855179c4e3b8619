from dataclasses import replace

import pytest

from checks._contract import Employment, EvidenceKind, Finding, Presence
from tests.checks.made import HANAKO, TARO, administrator, days, evidence, facts, only, told

PERMITTED = EvidenceKind.NON_STAFF_PERMITTED


def judge(person, row=None, records=()):
    known = facts(
        people=(TARO, person) if person else (TARO,),
        administrators=(administrator("10001"), row or administrator("10002")),
        evidence=tuple(records),
    )
    return only("administrators-are-staff", known)


OUTSIDERS = {
    "unknown": None,
    "left": replace(HANAKO, presence=Presence.LEFT),
    "contractor": replace(HANAKO, employment=Employment.CONTRACTOR),
    "elected": replace(HANAKO, employment=Employment.ELECTED),
    "contractor on leave": replace(HANAKO, employment=Employment.CONTRACTOR, presence=Presence.LEAVE),
}


@pytest.mark.parametrize("person", OUTSIDERS.values(), ids=OUTSIDERS.keys())
def test_nobody_from_outside_the_staff_administers_unless_permitted(person):
    assert told(judge(person)) == "nonconforming/not-staff"
    permission = evidence(PERMITTED, account_id="koho-x", until=days(0))
    assert told(judge(person, records=[permission])) == "conforming"
    assert told(judge(person, records=[replace(permission, until=days(-1))])) == "nonconforming/not-staff"
    assert told(judge(person, records=[replace(permission, dated=days(1))])) == "nonconforming/not-staff"
    assert told(judge(person, records=[replace(permission, account_id="kanko-fb")])) == (
        "nonconforming/not-staff"
    )


@pytest.mark.parametrize(
    "person",
    [
        HANAKO,
        replace(HANAKO, employment=Employment.TEMPORARY),
        replace(HANAKO, presence=Presence.LEAVE),
    ],
)
def test_staff_may_also_on_leave(person):
    assert told(judge(person)) == "conforming"


def test_who_is_no_administrator_any_more_is_no_matter():
    gone = administrator("10002", until=days(-1))
    assert told(judge(OUTSIDERS["left"], row=gone)) == "conforming"


def test_the_finding_names_who_and_why():
    finding = judge(OUTSIDERS["left"])
    assert isinstance(finding, Finding)
    assert "見本 花子（10002）：退職" in finding.message.ja
    assert "見本 太郎" not in finding.message.ja
