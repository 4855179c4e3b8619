import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from auditor.errors import UsageError
from auditor.measuring.second_factor import matches as matches_secret
from auditor.measuring.second_factor import require_codes_by_time
from auditor.vault.secret import Secret

# RFC 6238, appendix B: 20, 32 and 64 bytes of 1234567890…, eight digits.
SEEDS = {"SHA1": 20, "SHA256": 32, "SHA512": 64}
VECTORS = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
SHORT = Secret("GEZDGNBVGY3TQOJQ")  # 80 bits, as platforms hand out


def matches(stored: Secret, code: str, at: datetime) -> int | None:
    return matches_secret(stored, Secret(code), at)


def _address(algorithm: str, digits: int = 8) -> Secret:
    seed = base64.b32encode((b"1234567890" * 7)[: SEEDS[algorithm]]).decode()
    return Secret(f"otpauth://totp/x?secret={seed}&algorithm={algorithm}&digits={digits}&period=30")


@pytest.mark.parametrize(
    ("algorithm", "seconds", "code"),
    [
        (algorithm, seconds, code)
        for seconds, *codes in VECTORS
        for algorithm, code in zip(SEEDS, codes, strict=True)
    ],
)
def test_the_vectors_of_the_rfc_match(algorithm: str, seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert matches(_address(algorithm), code, at) == seconds // 30
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert matches(_address(algorithm), wrong, at) is None


AT_59 = datetime.fromtimestamp(59, UTC)  # the last second of step 1, whose code is 287082
AT = datetime.fromtimestamp(1111111109, UTC)  # the last second of a step whose code is 081804
STEP = 1111111109 // 30


@pytest.mark.parametrize(
    ("later", "step"), [(0, STEP), (30, STEP), (31, None), (-30, STEP), (-59, STEP), (-60, None)]
)
def test_one_step_of_drift_is_taken(later: int, step: int | None) -> None:
    assert matches(_address("SHA1", digits=6), "081804", AT + timedelta(seconds=later)) == step


@pytest.mark.parametrize("code", ["287 082", "２８７０８２", " 287-082 "])
def test_codes_are_taken_as_people_type_them(code: str) -> None:
    assert matches(_address("SHA1", digits=6), code, AT_59) == 1


@pytest.mark.parametrize("code", ["", "28708", "2870820", "94287082", "abcdef", "\ud800", "２８７０８"])
def test_anything_else_is_wrong(code: str) -> None:
    assert matches(_address("SHA1", digits=6), code, AT_59) is None


def test_a_seed_shorter_than_pyotp_wants_still_makes_codes() -> None:
    assert matches(SHORT, "000000", AT_59) is None
    assert any(matches(SHORT, f"{code:06}", AT_59) for code in _codes_of_short_seed())


def _codes_of_short_seed() -> list[int]:
    # HOTP of RFC 4226 for step 1, made here without pyotp
    digest = hmac.new(b"1234567890", (1).to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return [(int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF) % 10**6]


def test_the_first_seconds_of_the_epoch_have_no_step_before_them() -> None:
    assert matches(SHORT, "000000", datetime.fromtimestamp(0, UTC)) is None


def test_the_zone_of_the_time_does_not_matter_but_it_must_have_one() -> None:
    japan = AT_59.astimezone(timezone(timedelta(hours=9)))
    assert matches(_address("SHA1", digits=6), "287082", japan) == 1
    with pytest.raises(ValueError, match="zone"):
        matches(SHORT, "287082", datetime(2026, 4, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "stored",
    [
        "not base32!",
        "otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=1",
        "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&algorithm=MD5",
        "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=60",
        "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=six",
        "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=0",
    ],
)
def test_a_seed_that_cannot_make_codes_by_time_is_told(stored: str) -> None:
    with pytest.raises(UsageError) as told:
        matches(Secret(stored), "123456", AT_59)
    assert stored not in str(told.value)
    assert told.value.__cause__ is None
    with pytest.raises(UsageError, match=re.escape(told.value.what.text)):
        require_codes_by_time(Secret(stored))


def test_a_seed_that_can_make_codes_is_told_before_there_is_a_code() -> None:
    for algorithm in SEEDS:
        require_codes_by_time(_address(algorithm))
    require_codes_by_time(SHORT)
