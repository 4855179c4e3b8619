import pytest

from checks._contract import EvidenceKind, Policy
from tests.checks.made import days, evidence, facts, only, told

FIELDS = ("遵守事項", "知的財産権", "免責事項")
WHOLE = dict.fromkeys(FIELDS, "定めたとおり")
TERMS = EvidenceKind.TERMS_OF_USE


def judge(written=None, *records, **parameters):
    policies = {} if written is None else {"koho-x": Policy("koho-x", written)}
    return only("terms-of-use", facts(policies=policies, evidence=records), **parameters)


def test_terms_with_every_field_conform():
    assert told(judge(WHOLE)) == "conforming"


@pytest.mark.parametrize("missing", FIELDS)
def test_one_field_that_is_missing_is_nonconforming_and_named(missing):
    finding = judge({**WHOLE, missing: ""})
    assert told(finding) == "nonconforming/fields-missing"
    assert finding.message.ja == f"利用規約に記載のない項目があります（{missing}）。"
    assert finding.message.en == f"Fields of the terms of use are missing: {missing}."


def test_no_terms_at_all_are_unverified_for_they_may_stand_elsewhere():
    assert told(judge()) == "unverified/no-record"
    assert told(judge({"目的": "広報"})) == "unverified/no-record"  # a field of the operation policy


def test_a_record_that_they_were_set_does_not_show_what_they_hold():
    assert told(judge(None, evidence(TERMS, account_id="koho-x"))) == "unverified/fields-unseen"
    assert told(judge(None, evidence(TERMS, days(-9), until=days(-1)))) == "unverified/lapsed"
    assert told(judge(None, evidence(TERMS, days(1)))) == "unverified/no-record"
    assert told(judge(None, evidence(EvidenceKind.OPERATING_RULES))) == "unverified/no-record"
