from dataclasses import replace

import pytest

from checks._contract import Employment, EvidenceKind, Finding, Presence
from checks.administrators_are_staff import Outsider
from tests.checks.made import HANAKO, TARO, administrator, days, evidence, facts, only, told

PERMITTED = EvidenceKind.NON_STAFF_PERMITTED


def judge(person, row=None, records=(), **parameters):
    known = facts(
        people=(TARO, person) if person else (TARO,),
        administrators=(administrator("10001"), row or administrator("10002")),
        evidence=tuple(records),
    )
    return only("administrators-are-staff", known, **parameters)


OUTSIDERS = {
    "unknown": None,
    "left": replace(HANAKO, presence=Presence.LEFT),
    "contractor": replace(HANAKO, employment=Employment.CONTRACTOR),
    "elected": replace(HANAKO, employment=Employment.ELECTED),
    "contractor on leave": replace(HANAKO, employment=Employment.CONTRACTOR, presence=Presence.LEAVE),
    "contractor who left": replace(HANAKO, employment=Employment.CONTRACTOR, presence=Presence.LEFT),
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


MADE_OF = {
    "unknown": {"unlisted"},
    "left": {"left"},
    "contractor": {"contractor"},
    "elected": {"elected"},
    "contractor on leave": {"contractor"},
    "contractor who left": {"contractor", "left"},
}


@pytest.mark.parametrize("who", MADE_OF)
@pytest.mark.parametrize(
    "permittable", [set(), {"contractor"}, {"left"}, {"contractor", "left"}, set(Outsider)]
)
def test_a_permission_allows_whom_the_pack_says_and_nobody_else(who, permittable):
    permission = evidence(PERMITTED, account_id="koho-x", until=days(0))
    person = OUTSIDERS[who]
    parameters = {"permittable": tuple(Outsider(word) for word in sorted(permittable))}
    may = MADE_OF[who] <= permittable
    allowed = judge(person, records=[permission], **parameters)
    assert told(allowed) == ("conforming" if may else "nonconforming/not-staff")
    finding = judge(person, **parameters)
    assert told(finding) == "nonconforming/not-staff"
    assert (
        "種別「職員以外の許可」" in finding.remedy.ja
    ) is may  # no permission is offered that would not help


@pytest.mark.parametrize("permittable", [None, (), tuple(Outsider)])
def test_staff_need_no_permission_whoever_else_may_be_permitted(permittable):
    assert told(judge(HANAKO, permittable=permittable)) == "conforming"


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


@pytest.mark.parametrize("rows", [(), (administrator("10002", until=days(-1)),)])
def test_where_no_administrator_is_on_record_nothing_was_seen_and_nothing_conforms(rows):
    known = facts(people=(TARO, OUTSIDERS["left"]), administrators=rows)
    assert told(only("administrators-are-staff", known)) == "not applicable"


def test_the_finding_names_who_and_why():
    finding = judge(OUTSIDERS["left"])
    assert isinstance(finding, Finding)
    assert "見本 花子（10002）：退職" in finding.message.ja
    assert "見本 太郎" not in finding.message.ja
