"""Who is told what: whom the settings name, and managers who are at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from auditor.mailing.readers import Reader, readers
from auditor.settings import MailChoice
from auditor.working_days import WorkingDays
from checks._contract import Account, Facts, Person, Presence
from reports.report import Edition

DAY = date(2026, 11, 20)
HEAD = Person("00101", mail="kacho@city.example.jp", section="広報課")
ACCOUNT = Account("koho-x", "x", section="広報課", manager="00101")


def facts(*accounts: Account, people: tuple[Person, ...] = (HEAD,)) -> Facts:
    return Facts(
        day=DAY,
        calendar=WorkingDays(),
        accounts={account.account_id: account for account in accounts},
        people={person.staff_number: person for person in people},
    )


def of(known: Facts, **choice: Any) -> tuple[Reader, ...]:
    return readers(MailChoice(**choice), known).all


def test_readers_of_the_whole_city_are_those_of_the_settings_each_once() -> None:
    assert of(facts(), pr=["p@b.jp"], it=["i@b.jp", "i@b.jp"], personnel=["p@b.jp"]) == (
        Reader(Edition.IT, "", "i@b.jp"),
        Reader(Edition.PERSONNEL, "", "p@b.jp"),
        Reader(Edition.PR, "", "p@b.jp"),
    )


def test_a_section_s_readers_are_named_in_the_settings_however_its_name_is_written() -> None:
    assert of(facts(ACCOUNT), sections={" ＳＮＳ　広報課 ": ["a@b.jp"]}) == (
        Reader(Edition.SECTION, "SNS 広報課", "a@b.jp"),
    )


def test_managers_are_written_to_only_where_the_settings_say_so() -> None:
    known = facts(ACCOUNT)
    assert of(known, it=["i@b.jp"]) == (Reader(Edition.IT, "", "i@b.jp"),)
    assert of(known, section_heads=True) == (Reader(Edition.SECTION, "広報課", HEAD.mail),)
    assert of(known, section_heads=True, sections={"広報課": [HEAD.mail, "a@b.jp"]}) == (
        Reader(Edition.SECTION, "広報課", "a@b.jp"),
        Reader(Edition.SECTION, "広報課", HEAD.mail),
    )


@pytest.mark.parametrize(
    ("account", "person"),
    [
        (ACCOUNT, replace(HEAD, presence=Presence.LEFT)),
        (ACCOUNT, replace(HEAD, presence=Presence.LEAVE)),
        (ACCOUNT, replace(HEAD, staff_number="00102")),
        (ACCOUNT, replace(HEAD, mail="")),
        (ACCOUNT, replace(HEAD, mail="課長 <kacho@city.example.jp>")),
        (ACCOUNT, replace(HEAD, mail="kacho@city.example.jp\r\nBcc: a@b.jp")),
        (replace(ACCOUNT, manager=None), HEAD),
        (replace(ACCOUNT, closed=DAY), HEAD),
        (replace(ACCOUNT, section=""), HEAD),
        (ACCOUNT, replace(HEAD, section="観光課")),
        (ACCOUNT, replace(HEAD, section="")),
    ],
    ids=[
        "left",
        "on leave",
        "unknown",
        "no address",
        "no plain address",
        "two lines",
        "no manager",
        "closed",
        "no section",
        "of another section",
        "section unknown",
    ],
)
def test_nobody_else_is_written_to(account: Account, person: Person) -> None:
    assert of(facts(account, people=(person,)), section_heads=True) == ()


def test_sections_with_an_open_account_of_which_nobody_can_be_told_are_named() -> None:
    known = facts(
        ACCOUNT,
        replace(ACCOUNT, account_id="b", section="観光課", manager=None),
        replace(ACCOUNT, account_id="c", section="税務課", manager=None, closed=DAY - timedelta(days=1)),
    )
    assert readers(MailChoice(section_heads=True), known).without == ("観光課",)
    assert readers(MailChoice(sections={"観光課": ["a@b.jp"]}), known).without == ("広報課",)
    assert readers(MailChoice(it=["a@b.jp"]), known).without == ()


def test_sections_of_the_settings_that_no_account_has_are_told() -> None:
    choice = MailChoice(
        sections={"広報課": ("a@b.jp",), " 広 報課": ("a@b.jp",), "広聴課": (), "広　報課": ()}
    )
    closed = replace(ACCOUNT, account_id="old", section="広聴課", closed=DAY)
    assert readers(choice, facts(ACCOUNT, closed)).unknown == ("広 報課", "広　報課")
