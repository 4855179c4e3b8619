from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks._contract import EvidenceKind, Finding, Status
from tests.checks.made import DAY, account, days, evidence, facts, only, outcomes, told

LISTING = EvidenceKind.SITE_LISTING
LONG_AGO, LAST_MONTH = days(-400), days(-30)


def judge(*records, closed=LAST_MONTH, day=DAY, **parameters):
    known = facts(accounts=[account(closed=closed)], evidence=records, day=day)
    return only("closed-but-listed", known, **parameters)


def listed(dated=LONG_AGO, until=None, **changed):
    return evidence(LISTING, dated, until=until, **{"account_id": "koho-x", **changed})


def test_open_accounts_are_not_judged_and_closed_ones_are():
    accounts = [account("open"), account("closes-tomorrow", closed=days(1)), account("closed", closed=DAY)]
    assert set(outcomes("closed-but-listed", facts(accounts=accounts))) == {"closed"}


def test_other_checks_do_not_see_closed_accounts():
    known = facts(accounts=[account("open"), account("closed", closed=DAY)])
    assert set(outcomes("site-listing", known)) == {"open"}


def test_a_listing_without_an_end_is_nonconforming():
    assert told(judge(listed())) == "nonconforming/still-listed"
    assert told(judge(listed(until=days(9)))) == "nonconforming/still-listed"


def test_a_listing_that_ended_is_in_order():
    assert told(judge(listed(until=days(-1)))) == "conforming"
    assert told(judge(listed(until=days(0)))) == "conforming"
    assert told(judge(listed(until=days(1)))) == "nonconforming/still-listed"


def test_a_record_of_one_day_says_that_it_was_taken_off_or_was_never_listed():
    for taken_off in (listed(days(0), until=days(0)), listed(days(-9), until=days(-9))):
        assert told(judge(taken_off)) == told(judge(listed(), taken_off)) == "conforming"


def test_without_any_record_nobody_knows():
    assert told(judge()) == "unverified/no-record"
    for other in (
        listed(account_id=None),  # the whole city
        listed(account_id="kanko-fb"),
        listed(days(1)),
        evidence(EvidenceKind.PROFILE_BACKLINK, account_id="koho-x"),
    ):
        assert told(judge(other)) == "unverified/no-record"


def test_the_newest_record_tells():
    ended, seen_again = listed(until=days(-20)), listed(days(-3))
    assert told(judge(ended, seen_again)) == "nonconforming/still-listed"
    assert told(judge(seen_again, listed(days(-2), until=days(-1)))) == "conforming"
    same_day = listed(days(-3), until=days(-2))
    assert told(judge(seen_again, same_day)) == "nonconforming/still-listed"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 3, 31), "pending/still-listed"),
        (date(2027, 4, 7), "pending/still-listed"),
        (date(2027, 4, 8), "nonconforming/still-listed"),
    ],
)
def test_there_is_time_until_five_working_days_after_it_closed(day, expected):
    finding = judge(listed(), closed=date(2027, 3, 31), day=day)
    assert told(finding) == expected
    assert finding.due == date(2027, 4, 7)
    assert "令和9年3月31日に閉鎖" in finding.message.ja
    assert "令和9年4月7日" in finding.message.ja
    assert "2027-04-07" in finding.message.en


def test_the_remedy_names_the_word_that_the_inventory_takes():
    for finding in (judge(), judge(listed())):
        assert "種別「公式サイト掲載」" in finding.remedy.ja
        assert finding.remedy.en.endswith("(site-listing).")


@settings(deadline=None)
@given(closed=st.integers(-400, 0), later=st.integers(0, 60), removal_days=st.integers(0, 20))
def test_what_stays_listed_never_gets_better_by_waiting(closed, later, removal_days):
    rank = {Status.PENDING: 1, Status.NONCONFORMING: 2}
    now, then = (
        judge(listed(days(-500)), closed=days(closed), day=day, removal_days=removal_days)
        for day in (DAY, days(later))
    )
    assert isinstance(now, Finding)
    assert isinstance(then, Finding)
    assert rank[then.status] >= rank[now.status]
