import pytest

from checks._contract import Finding
from tests.checks.made import facts, measured, only, password, told


def judge(run: int, sequence: int, **parameters):
    known = password(longest_run=run, longest_sequence=sequence)
    return only("password-runs", facts(measurements=[measured("x-koho", known)]), **parameters)


@pytest.mark.parametrize(
    ("run", "sequence", "expected"),
    [
        (1, 1, "conforming"),
        (2, 3, "conforming"),
        (3, 3, "nonconforming/run"),
        (2, 4, "nonconforming/sequence"),
        (3, 4, "nonconforming/run-and-sequence"),
    ],
)
def test_runs_and_sequences_longer_than_allowed_are_told(run, sequence, expected):
    assert told(judge(run, sequence)) == expected


def test_the_pack_sets_what_is_allowed():
    assert told(judge(3, 5, longest_run=3, longest_sequence=5)) == "conforming"


def test_both_faults_stand_in_one_finding_with_their_lengths():
    finding = judge(4, 6)
    assert isinstance(finding, Finding)
    assert "同じ文字が4個続いています（2個まで）" in finding.message.ja
    assert "英字が6個並んでいます（3個まで）" in finding.message.ja
    assert finding.message.en.startswith("In the password: One same character stands 4 times")
