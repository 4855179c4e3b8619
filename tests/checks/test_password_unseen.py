import pytest

from checks._contract import Finding, Unseen, WhyUnseen
from tests.checks.made import account, facts, login, measured, only, outcomes, told


@pytest.mark.parametrize("why", WhyUnseen)
def test_whatever_hides_a_password_is_a_finding_with_its_reason(why):
    finding = only("password-unseen", facts(measurements=[measured("x-koho", Unseen(why))]))
    assert told(finding) == f"unverified/{why.value}"
    assert isinstance(finding, Finding)
    assert why.text.ja in finding.message.ja
    assert why.text.en in finding.message.en


def test_a_login_that_was_never_measured_is_unseen():
    assert told(only("password-unseen", facts(measurements=[]))) == "unverified/no-entry"


def test_a_password_that_was_seen_conforms():
    assert told(only("password-unseen", facts())) == "conforming"


def test_a_missing_entry_is_remedied_by_the_section_and_a_refusal_by_it():
    missing, refused = (
        only("password-unseen", facts(measurements=[measured("x-koho", Unseen(why))]))
        for why in (WhyUnseen.NO_ENTRY, WhyUnseen.REFUSED)
    )
    assert isinstance(missing, Finding)
    assert isinstance(refused, Finding)
    assert "金庫に登録" in missing.remedy.ja
    assert "auditor doctor" in refused.remedy.ja


def test_a_login_of_closed_accounts_only_is_not_judged():
    closed = facts(accounts=[account(closed=facts().day)], logins=[login()], measurements=[])
    assert outcomes("password-unseen", closed) == {}


@pytest.mark.parametrize(
    "check",
    [
        "password-guessable",
        "password-personal",
        "password-runs",
        "password-reuse",
        "password-similar",
        "password-age",
    ],
)
def test_the_other_password_checks_say_not_seen_and_nothing_else(check):
    unseen = facts(measurements=[measured("x-koho", Unseen(WhyUnseen.REFUSED))])
    assert told(only(check, unseen)) == "not seen"
