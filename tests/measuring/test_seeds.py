import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.measuring.seeds import measure_seed
from auditor.vault.secret import Secret
from tests.measuring.keys import KEY
from tests.measuring.test_fingerprints import ANY_TEXT

SEED = "GEZDGNBVGY3TQOJQ"  # 1234567890


@pytest.mark.parametrize(
    "written",
    [
        SEED,
        SEED.lower(),
        "GEZD GNBV GY3T QOJQ",
        "gezd-gnbv-gy3t-qojq",
        "  GEZDGNBVGY3TQOJQ\n",
        "ＧＥＺＤＧＮＢＶＧＹ３ＴＱＯＪＱ",
        f"otpauth://totp/Sample:koho?secret={SEED}&issuer=Sample",
        f"otpauth://totp/Sample:koho?secret={SEED}&issuer=Another&algorithm=sha1",
        f"OTPAUTH://TOTP/x?SECRET={SEED.lower()}",
    ],
)
def test_every_way_to_write_a_seed_is_the_same_seed(written: str) -> None:
    assert measure_seed(Secret(written), KEY) == measure_seed(Secret(SEED), KEY)
    assert measure_seed(Secret(written), KEY).bits == 80


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "GEZDGNB1",
        "not base32!",
        "A",
        "ABC",
        "otpauth://totp/x",
        "otpauth://[",
        "otpauth-migration://offline?data=x",
        "シード",
    ],
)
def test_what_is_no_base32_is_said_to_be_none(written: str) -> None:
    measured = measure_seed(Secret(written), KEY)
    assert (measured.is_base32, measured.bits) == (False, 0)


@given(st.binary(min_size=1, max_size=64))
def test_length_and_sameness_are_those_of_the_bytes(seed: bytes) -> None:
    padded = base64.b32encode(seed).decode()
    measured = measure_seed(Secret(padded), KEY)
    assert measured.bits == 8 * len(seed)
    assert measured == measure_seed(Secret(padded.rstrip("=").lower()), KEY)
    assert (
        measured.fingerprint != measure_seed(Secret(base64.b32encode(seed + b"x").decode()), KEY).fingerprint
    )


@given(ANY_TEXT)
def test_any_text_is_measured(written: str) -> None:
    assert measure_seed(Secret(written), KEY).bits >= 0
