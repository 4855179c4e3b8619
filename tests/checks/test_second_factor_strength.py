import pytest

from checks._contract import Finding, SecondFactor
from tests.checks.made import facts, login, only, told


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (SecondFactor.SMS, "advice/sms"),
        (SecondFactor.EMAIL, "advice/email"),
        (SecondFactor.TOTP, "conforming"),
        (SecondFactor.PASSKEY, "conforming"),
        (SecondFactor.SECURITY_KEY, "conforming"),
        (SecondFactor.APP, "conforming"),
        (SecondFactor.NONE, "not applicable"),
        (None, "not applicable"),  # not known: no pass
    ],
)
def test_codes_by_sms_and_mail_are_advised_against(method, expected):
    assert told(only("second-factor-strength", facts(logins=[login(second_factor=method)]))) == expected


def test_the_sentence_names_the_method():
    finding = only("second-factor-strength", facts(logins=[login(second_factor=SecondFactor.SMS)]))
    assert isinstance(finding, Finding)
    assert "SMS" in finding.message.ja
    assert "SMS" in finding.message.en
