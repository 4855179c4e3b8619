import pytest

from checks._contract import Finding, PersonalKind, PersonalMatch, Unseen, WhyUnseen
from tests.checks.made import facts, measured, only, password, told

NUMBER, BIRTH, PHONE = PersonalKind


def judge(*matches: PersonalMatch):
    known = password(personal=matches)
    return only("password-personal", facts(measurements=[measured("x-koho", known)]))


@pytest.mark.parametrize(
    ("matches", "expected"),
    [
        ((), "conforming"),
        ((PersonalMatch(BIRTH, tied=True, length=4),), "nonconforming/tied"),
        ((PersonalMatch(NUMBER, tied=True, length=1),), "nonconforming/tied"),
        ((PersonalMatch(PHONE, tied=False, length=6),), "nonconforming/directory"),
        ((PersonalMatch(PHONE, tied=False, length=5),), "conforming"),
        (
            (PersonalMatch(PHONE, tied=False, length=10), PersonalMatch(BIRTH, tied=True, length=6)),
            "nonconforming/tied",
        ),
    ],
)
def test_tied_people_count_in_every_form_and_others_from_six_digits_on(matches, expected):
    assert told(judge(*matches)) == expected


def test_the_finding_names_the_kinds_each_once():
    finding = judge(
        PersonalMatch(PHONE, tied=True, length=4),
        PersonalMatch(BIRTH, tied=True, length=6),
        PersonalMatch(BIRTH, tied=True, length=8),
    )
    assert isinstance(finding, Finding)
    assert "生年月日、電話番号にあたる" in finding.message.ja
    assert "a birth date, a phone number of somebody tied" in finding.message.en


@pytest.mark.parametrize("why", [WhyUnseen.NO_KEY, WhyUnseen.FORMS_OF_ANOTHER_KEY])
def test_without_the_directory_s_forms_nothing_passes(why):
    known = password(personal=Unseen(why))
    outcome = only("password-personal", facts(measurements=[measured("x-koho", known)]))
    assert told(outcome) == "not seen"
    assert outcome.why == why.text
