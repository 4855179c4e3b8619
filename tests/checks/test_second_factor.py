from datetime import date

import pytest

from checks._contract import EvidenceKind, Finding, Grade, Proof, SecondFactor, Unseen, WhyUnseen
from tests.checks.made import account, days, evidence, facts, login, measured, only, outcomes, seed, told

SET = EvidenceKind.SECOND_FACTOR_SET
PRESENT = [method for method in SecondFactor if method is not SecondFactor.NONE]


def judge(method: SecondFactor | None = SecondFactor.TOTP, *records, **parameters):
    return only("second-factor", facts(logins=[login(second_factor=method)], evidence=records), **parameters)


def test_none_is_nonconforming_whatever_is_recorded():
    assert told(judge(SecondFactor.NONE)) == "nonconforming/none"
    assert told(judge(SecondFactor.NONE, evidence(SET, login_id="x-koho"))) == "nonconforming/none"


def test_not_known_is_unverified_whatever_is_recorded():
    assert told(judge(None)) == "unverified/not-known"
    assert told(judge(None, evidence(SET, login_id="x-koho"))) == "unverified/not-known"


def test_where_only_the_method_is_missing_the_finding_says_that_the_record_is_there():
    finding = judge(
        None, evidence(SET, days(-30), login_id="x-koho"), evidence(SET, days(-9), account_id="koho-x")
    )
    assert told(finding) == "unverified/not-known"
    assert isinstance(finding, Finding)
    assert finding.message.ja == (
        "令和8年11月11日付けの種別「二要素認証の設定」の記録はありますが、方式は台帳に記入されていません。"
    )
    assert "a record of kind second-factor-set of 2026-11-11" in finding.message.en
    assert "方式を台帳に記入" in finding.remedy.ja
    assert "記録者" not in finding.remedy.ja, "no second record is asked for"


@pytest.mark.parametrize(
    "record",
    [
        evidence(SET, days(-1000), login_id="x-koho"),
        evidence(SET, days(1), login_id="x-koho"),
        evidence(SET, login_id="x-koho", document=""),
        evidence(SET, login_id="x-other"),
    ],
    ids=["lapsed", "ahead", "no document", "another login"],
)
def test_a_record_that_does_not_count_is_not_told_of_where_the_method_is_missing(record):
    finding = judge(None, record)
    assert isinstance(finding, Finding)
    assert "記録" not in finding.message.ja
    assert "記録者" in finding.remedy.ja


@pytest.mark.parametrize("method", PRESENT)
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


def proof(from_: int = 0, until: int | None = None) -> Proof:
    return Proof(day=days(from_), until=days(from_ + 365 if until is None else until), by="10001")


SEED = seed()


def judge_code(method: SecondFactor | None, proven: Proof | None, *records, seed_=SEED, **parameters):
    known = facts(
        logins=[login(second_factor=method)],
        evidence=records,
        proofs={"x-koho": proven} if proven else {},
        measurements=[measured("x-koho", seed_=seed_)],
    )
    return only("second-factor", known, **parameters)


@pytest.mark.parametrize(
    ("proven", "expected"),
    [
        (proof(), "conforming"),
        (proof(-365), "conforming"),
        (proof(-366), "unverified/proof-too-old"),
        (proof(-10, until=0), "conforming"),
        (proof(-10, until=-1), "unverified/proof-too-old"),
        (None, "unverified/stated-only"),
    ],
)
def test_a_code_that_matched_is_grade_b_while_the_proof_holds(proven, expected):
    for least in (Grade.C, Grade.B):
        assert told(judge_code(SecondFactor.TOTP, proven, least_grade=least)) == expected


def test_a_code_is_not_what_the_platform_says():
    finding = judge_code(SecondFactor.TOTP, proof(), least_grade=Grade.A)
    assert told(finding) == "unverified/grade-too-low"
    assert "区分B" in finding.message.ja
    assert "区分A" in finding.remedy.ja


def test_a_pack_that_is_stricter_by_now_shortens_a_proof_and_none_makes_it_longer():
    assert told(judge_code(SecondFactor.TOTP, proof(-30), proof_valid_days=30)) == "conforming"
    assert told(judge_code(SecondFactor.TOTP, proof(-31), proof_valid_days=30)) == "unverified/proof-too-old"
    assert (
        told(judge_code(SecondFactor.TOTP, proof(-9, until=-1), proof_valid_days=30))
        == "unverified/proof-too-old"
    )


def test_a_lapsed_proof_says_when_it_was_made_and_when_it_ended():
    finding = judge_code(SecondFactor.TOTP, Proof(date(2025, 4, 1), date(2026, 4, 1), by="10001"))
    assert "令和7年4月1日のコードによる確認は令和8年4月1日まで" in finding.message.ja
    assert "of 2025-04-01 held until 2026-04-01" in finding.message.en


def test_a_record_stands_in_where_the_proof_has_lapsed():
    record = evidence(SET, login_id="x-koho")
    assert told(judge_code(SecondFactor.TOTP, proof(-366), record)) == "conforming"
    finding = judge_code(SecondFactor.TOTP, proof(-366), record, least_grade=Grade.B)
    assert told(finding) == "unverified/grade-too-low"
    assert "区分C" in finding.message.ja
    assert "期限が切れています" in finding.message.ja


def test_what_would_raise_the_grade_is_named_and_only_what_would():
    prove, record, put_in = "`auditor second-factor prove x-koho --by 職員番号`", "区分C", "--totp"
    for method, seed_, least, named in (
        (SecondFactor.TOTP, seed(), Grade.C, {prove, record}),
        (SecondFactor.TOTP, seed(), Grade.B, {prove}),
        (SecondFactor.TOTP, seed(), Grade.A, set()),
        (SecondFactor.TOTP, None, Grade.C, {record}),
        (SecondFactor.TOTP, None, Grade.B, {prove, put_in}),
        (SecondFactor.PASSKEY, seed(), Grade.C, {record}),
        (SecondFactor.PASSKEY, seed(), Grade.B, set()),
    ):
        remedy = judge_code(method, None, seed_=seed_, least_grade=least).remedy.ja
        assert {way for way in (prove, record, put_in) if way in remedy} == named


@pytest.mark.parametrize("method", [method for method in PRESENT if method is not SecondFactor.TOTP])
def test_a_code_is_no_evidence_of_another_method_and_the_finding_says_so(method):
    finding = judge_code(method, proof())
    assert told(finding) == "unverified/stated-only"
    assert "区分D" in finding.message.ja
    assert "端末のコードが金庫のシードと一致しています" in finding.message.ja
    assert "一致" not in judge_code(method, proof(-366)).message.ja.partition("です。")[2]


@pytest.mark.parametrize(
    ("method", "expected"), [(SecondFactor.NONE, "nonconforming/none"), (None, "unverified/not-known")]
)
def test_where_no_method_is_stated_a_code_that_matched_is_told_and_changes_nothing(method, expected):
    finding = judge_code(method, proof())
    assert told(finding) == expected
    assert "一致" in finding.message.ja
    assert "一致" not in judge_code(method, None).message.ja
    assert "一致" not in judge_code(method, proof(-366)).message.ja


def test_where_the_seed_could_not_be_seen_that_is_told_and_a_record_stands():
    unseen = Unseen(WhyUnseen.REFUSED)
    finding = judge_code(SecondFactor.TOTP, None, seed_=unseen)
    assert told(finding) == "unverified/stated-only"
    assert "シードを確認できなかった" in finding.message.ja
    record = evidence(SET, login_id="x-koho")
    assert told(judge_code(SecondFactor.TOTP, None, record, seed_=unseen)) == "conforming"
    assert "シード" not in judge_code(SecondFactor.PASSKEY, None, seed_=unseen).message.ja
