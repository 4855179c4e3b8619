import pytest

from checks._contract import EvidenceKind, Finding, Grade, SecondFactor
from tests.checks.made import account, days, evidence, facts, login, only, outcomes, told

SET = EvidenceKind.SECOND_FACTOR_SET


def judge(method: SecondFactor | None = SecondFactor.TOTP, *records, **parameters):
    return only("second-factor", facts(logins=[login(second_factor=method)], evidence=records), **parameters)


def test_none_is_nonconforming_whatever_is_recorded():
    assert told(judge(SecondFactor.NONE)) == "nonconforming/none"
    assert told(judge(SecondFactor.NONE, evidence(SET, login_id="x-koho"))) == "nonconforming/none"


def test_not_known_is_unverified_whatever_is_recorded():
    assert told(judge(None)) == "unverified/not-known"
    assert told(judge(None, evidence(SET, login_id="x-koho"))) == "unverified/not-known"


@pytest.mark.parametrize("method", set(SecondFactor) - {SecondFactor.NONE})
def test_a_method_that_is_only_stated_is_grade_d(method):
    finding = judge(method)
    assert told(finding) == "unverified/stated-only"
    assert isinstance(finding, Finding)
    assert "区分D" in finding.message.ja
    assert "区分C" in finding.remedy.ja  # what would raise it


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (evidence(SET, login_id="x-koho"), "conforming"),
        (evidence(SET, account_id="koho-x"), "conforming"),
        (evidence(SET, account_id="koho-x", login_id="x-koho"), "conforming"),
        (evidence(SET), "conforming"),  # for the whole city
        (evidence(SET, login_id="fb-kanko"), "unverified/stated-only"),
        (evidence(SET, account_id="kanko-fb"), "unverified/stated-only"),
        (evidence(EvidenceKind.USE_APPROVED, login_id="x-koho"), "unverified/stated-only"),
        (evidence(SET, login_id="x-koho", document=""), "unverified/no-document"),
        (evidence(SET, login_id="x-koho", by=""), "unverified/no-document"),
        (evidence(SET, days(1), login_id="x-koho"), "unverified/stated-only"),  # a day to come
        (evidence(SET, days(-365), login_id="x-koho"), "conforming"),
        (evidence(SET, days(-366), login_id="x-koho"), "unverified/proof-too-old"),
        (evidence(SET, days(-366), login_id="x-koho", until=days(0)), "conforming"),
        (evidence(SET, days(-10), login_id="x-koho", until=days(-1)), "unverified/proof-too-old"),
    ],
)
def test_a_person_s_record_with_a_document_is_grade_c_while_it_holds(record, expected):
    assert told(judge(SecondFactor.TOTP, record)) == expected


def test_one_good_record_among_bad_ones_is_enough():
    records = (
        evidence(SET, days(-900), login_id="x-koho"),
        evidence(SET, login_id="x-koho", document=""),
        evidence(SET, login_id="x-koho"),
    )
    assert told(judge(SecondFactor.TOTP, *records)) == "conforming"


def test_a_record_about_one_of_the_accounts_holds_for_the_login_that_serves_both():
    known = facts(
        accounts=[account("koho-x"), account("bosai-x")],
        logins=[
            login("x-koho", "koho-x", "bosai-x", second_factor=SecondFactor.TOTP),
            login("x-other", "koho-x", second_factor=SecondFactor.TOTP),
        ],
        evidence=(evidence(SET, account_id="bosai-x"),),
    )
    assert {key: told(outcome) for key, outcome in outcomes("second-factor", known).items()} == {
        "x-koho": "conforming",
        "x-other": "unverified/stated-only",
    }


@pytest.mark.parametrize(
    ("least", "stated", "recorded"),
    [
        (Grade.D, "conforming", "conforming"),
        (Grade.C, "unverified/stated-only", "conforming"),
        (Grade.B, "unverified/stated-only", "unverified/grade-too-low"),
        (Grade.A, "unverified/stated-only", "unverified/grade-too-low"),
    ],
)
def test_the_pack_sets_the_least_grade(least, stated, recorded):
    record = evidence(SET, login_id="x-koho")
    assert told(judge(SecondFactor.TOTP, least_grade=least)) == stated
    assert told(judge(SecondFactor.TOTP, record, least_grade=least)) == recorded


def test_where_a_record_is_not_enough_the_remedy_names_the_grade_that_is():
    finding = judge(SecondFactor.TOTP, evidence(SET, login_id="x-koho"), least_grade=Grade.B)
    assert isinstance(finding, Finding)
    assert "区分C" in finding.message.ja
    assert "区分B" in finding.remedy.ja
