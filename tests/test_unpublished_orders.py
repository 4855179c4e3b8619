"""Personnel's orders are confidential until their day: from the list to the report, nothing tells whom one is about."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from reports import html, json_v1
from reports.audit import Audit
from reports.messages import Language
from reports.report import Report
from tests.acceptance.small import small_tables
from tests.offices import TODAY, SmallOffice

TOMORROW = TODAY + timedelta(days=1)
DAY = TODAY + timedelta(days=21)
NUMBER, NAME, TO_SECTION = "00104", "極秘 四郎", "未公表課"


@pytest.fixture
def told(office: SmallOffice) -> SmallOffice:
    """An office in whose second night somebody's order lies three weeks ahead. They hold a login and administer nothing."""
    tables = small_tables()
    tables["staff"].append({"staff_number": NUMBER, "name": NAME, "section": "試験課"})
    tables["logins"][1]["holder"] = NUMBER
    office.write(tables)
    office.night()
    tables["transfers"].append(
        {
            "staff_number": NUMBER,
            "name": NAME,
            "effective": DAY,
            "kind": "secondment",
            "from_section": "試験課",
            "to_section": TO_SECTION,
        }
    )
    office.write(tables)
    return office


def revealed(audit: Audit) -> set[str]:
    """What of the order the report tells, in either language."""
    pages = [html.render(Report(audit), language) for language in Language]
    return {word for word in (NUMBER, NAME, TO_SECTION) if any(word in page for page in pages)}


def test_until_its_day_the_report_tells_the_tasks_and_nobody(told: SmallOffice) -> None:
    audit = told.night(TOMORROW)
    assert [review.staff_number for review in audit.reviews] == [NUMBER]
    assert revealed(audit) == set()
    page = html.render(Report(audit), Language.JA)
    assert "（発令前）" in page
    assert DAY.isoformat() in page  # when the tasks are due
    assert "login-b" in page
    findings = [finding for finding in audit.findings if finding.check == "transfer-review"]
    assert [(one.subject.id, one.due) for one in findings] == [("ac-b", DAY)]
    (review,) = json.loads(json_v1.render(audit, Language.JA))["reviews"]
    assert review["staff_number"] == NUMBER  # for programs that may know, as the contract says


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), DAY])
def test_a_look_ahead_tells_no_more(told: SmallOffice, day: date) -> None:
    told.night(TOMORROW)
    assert revealed(told.night(TOMORROW, day=day)) == set()


def test_from_its_day_on_the_report_tells_who_it_is(told: SmallOffice) -> None:
    told.night(TOMORROW)
    assert revealed(told.night(DAY - timedelta(days=1))) == set()
    assert revealed(told.night(DAY)) == {NUMBER, NAME}


def test_a_manager_s_order_is_told_from_its_day_on(office: SmallOffice) -> None:
    """An account has one manager: that another one is to be named tells whose order it is."""
    tables = small_tables()
    tables["staff"].append({"staff_number": NUMBER, "name": NAME, "section": "試験課"})
    for account in tables["accounts"]:
        account["manager"] = NUMBER
    office.write(tables)
    office.night()
    tables["transfers"].append(
        {
            "staff_number": NUMBER,
            "name": NAME,
            "effective": DAY,
            "kind": "retirement",
            "from_section": "試験課",
        }
    )
    office.write(tables)
    before = office.night(TOMORROW)
    assert [task.kind.value for review in before.reviews for task in review.tasks] == ["name-manager"] * 2
    page = html.render(Report(before), Language.JA)
    assert "後任の管理者" not in page.replace("後任の管理者を置く作業は発令日から示します", "")
    assert "（発令前）" not in page
    assert before.deadlines == ()
    assert "後任の管理者" in html.render(Report(office.night(DAY)), Language.JA)
