import pytest

from checks._contract import Finding, Unseen, WhyUnseen
from tests.checks.made import facts, login, measured, only, outcomes, seed, told


def judge(seed_):
    return only("second-factor-seed", facts(measurements=[measured("x-koho", seed_=seed_)]))


@pytest.mark.parametrize(
    ("seed_", "expected"),
    [
        (None, "not applicable"),
        (seed(bits=0, is_base32=False), "nonconforming/not-base32"),
        (seed(bits=72), "nonconforming/too-short"),
        (seed(bits=79), "nonconforming/too-short"),
        (seed(bits=80), "advice/short"),
        (seed(bits=127), "advice/short"),
        (seed(bits=128), "conforming"),
        (Unseen(WhyUnseen.REFUSED), "not seen"),
    ],
)
def test_form_and_length_of_one_seed(seed_, expected):
    assert told(judge(seed_)) == expected


def test_a_login_that_was_not_measured_passes_nothing():
    assert told(only("second-factor-seed", facts(measurements=[]))) == "not seen"


def shared(**changed):
    return outcomes(
        "second-factor-seed",
        facts(
            logins=[login(login_id) for login_id in "cabd"],
            measurements=[
                *(measured(login_id, seed_=seed("one", **changed)) for login_id in "cab"),
                measured("d", seed_=seed("another")),
            ],
        ),
    )


def test_a_shared_seed_is_found_on_every_login_with_the_others():
    found = shared()
    assert {key: told(outcome) for key, outcome in found.items()} == {
        "a": "nonconforming/shared",
        "b": "nonconforming/shared",
        "c": "nonconforming/shared",
        "d": "conforming",
    }
    assert found["c"].related == ("a", "b")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"bits": 72}, "72ビットで、80ビットに足りません"),
        ({"bits": 80}, "80ビットで、128ビットに足りません"),
        ({"is_base32": False, "bits": 0}, "Base32として読み取れません"),
    ],
)
def test_all_that_is_wrong_with_a_seed_stands_in_one_finding_graded_by_the_gravest(changed, sentence):
    finding = shared(**changed)["a"]
    assert isinstance(finding, Finding)
    assert told(finding) == "nonconforming/shared"
    assert "ほかの2件のログインと同じシード" in finding.message.ja
    assert sentence in finding.message.ja
