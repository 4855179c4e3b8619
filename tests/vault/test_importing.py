"""A city's list of passwords is taken exactly, or refused as a whole with every fault and none of its cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import AuditorError, SourceError, SourceFaults, UsageError
from auditor.vault.importing import read_secrets
from auditor.vault.seeds import parse_seed
from auditor.vault.vault import LoginSecrets
from reports.messages import Language, say

PLAIN = "Mihon-no-himitsu-7"
SEED = "JBSWY3DPEHPK3PXP"
HEAD = "login_id,password,totp\n"


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def written(text: str | bytes) -> Path:
        path = tmp_path / "secrets.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return written


def opened(secrets: LoginSecrets) -> tuple[str, str | None, str | None]:
    return (
        secrets.login_id,
        None if secrets.password is None else secrets.password.reveal(),
        None if secrets.seed is None else secrets.seed.reveal(),
    )


def read(path: Path) -> list[tuple[str, str | None, str | None]]:
    return [opened(secrets) for secrets in read_secrets(path).secrets]


def faults(path: Path) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(SourceFaults) as caught:
        read_secrets(path)
    found = [(fault.row, fault.column, fault.what.text) for fault in caught.value.faults]
    assert all(fault.value is None and fault.file == "secrets.csv" for fault in caught.value.faults)
    told = f"{caught.value!r} {caught.value.faults!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert PLAIN not in told
    assert SEED not in told
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_encodings_and_line_ends_of_a_city_hall_are_read(write, encoding: str, line_end: str) -> None:  # type: ignore[no-untyped-def]
    text = f"{HEAD}koho-x,見本の秘密ー①,{SEED}\nkanko-ig,{PLAIN},\n"
    assert read(write(text.replace("\n", line_end).encode(encoding))) == [
        ("koho-x", "見本の秘密ー①", SEED),
        ("kanko-ig", PLAIN, None),
    ]


@pytest.mark.parametrize(
    ("cell", "password"),
    [
        (" spaces around ", " spaces around "),
        ("ＡＢ１２　ｶﾅ", "ＡＢ１２　ｶﾅ"),
        ('"with, comma"', "with, comma"),
        ('"with ""quotes"""', 'with "quotes"'),
        ('"two\nlines"', "two\nlines"),
        ('mid"quote', 'mid"quote'),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("'0123", "'0123"),
        ("\u3000", "\u3000"),
        ("a\x00b", "a\x00b"),
        ("x" * 4000, "x" * 4000),
        ("0012", "0012"),
    ],
)
def test_a_password_is_taken_exactly_as_it_stands(write, cell: str, password: str) -> None:  # type: ignore[no-untyped-def]
    assert read(write(f"{HEAD}koho-x,{cell},\n")) == [("koho-x", password, None)]


def test_tabs_of_unicode_text_are_read(write) -> None:  # type: ignore[no-untyped-def]
    text = f"{HEAD.replace(',', chr(9))}koho-x\twith, comma\t{SEED}\n"
    assert read(write(text.encode("utf-16"))) == [("koho-x", "with, comma", SEED)]


def test_ids_and_headings_are_folded_as_in_the_inventory(write) -> None:  # type: ignore[no-untyped-def]
    text = f"ＴＯＴＰ, Login_ID ,PASSWORD\n,　ｋｏｈｏ－ｘ ,{PLAIN}\n"
    assert read(write(text)) == [("koho-x", PLAIN, None)]


@pytest.mark.parametrize("headings", ["ログインID,パスワード,シード", "ﾛｸﾞｲﾝＩＤ, パスワード ,totp"])
def test_headings_are_known_by_their_japanese_names_too(write, headings: str) -> None:  # type: ignore[no-untyped-def]
    assert read(write(f"{headings}\nkoho-x,{PLAIN},{SEED}\n")) == [("koho-x", PLAIN, SEED)]


def test_a_login_named_twice_is_a_fault_also_where_a_row_sets_nothing(write) -> None:  # type: ignore[no-untyped-def]
    assert [row for row, _, _ in faults(write(f"{HEAD}a,,\na,{PLAIN},\n"))] == [3]


def test_an_empty_cell_leaves_what_the_vault_has(write) -> None:  # type: ignore[no-untyped-def]
    assert read(write(f"{HEAD}a,,{SEED}\nb,{PLAIN},\nc,{PLAIN}\n")) == [
        ("a", None, SEED),
        ("b", PLAIN, None),
        ("c", PLAIN, None),
    ]


def test_a_row_that_names_nothing_sets_nothing_and_is_told(write) -> None:  # type: ignore[no-untyped-def]
    reading = read_secrets(write(f"{HEAD}a,,\n\n,,\nb,{PLAIN},\n"))
    assert [opened(secrets) for secrets in reading.secrets] == [("b", PLAIN, None)]
    assert [warning.values["row"] for warning in reading.warnings] == [2]


def test_unknown_columns_are_left_out_and_told_by_number_only(write) -> None:  # type: ignore[no-untyped-def]
    reading = read_secrets(write(f"login_id,{PLAIN},password,totp,\na,memo,p,\n"))
    assert [opened(secrets) for secrets in reading.secrets] == [("a", "p", None)]
    assert [warning.values["number"] for warning in reading.warnings] == [2, 5]
    assert PLAIN not in str(reading.warnings)


def test_every_fault_is_told_at_once_with_its_row(write) -> None:  # type: ignore[no-untyped-def]
    text = (
        f"{HEAD}"
        f'a,"{PLAIN}\nsecond line",\n'  # rows 2 and 3
        f"a,{PLAIN},\n"
        f",{PLAIN},{SEED}\n"
        f"\n"
        f"b\x07,{PLAIN},\n"
        f"c\u202e,{PLAIN},\n"
        f"a/totp,{PLAIN},\n"
        f"d,{PLAIN},otpauth://totp/x?issuer=y\n"
        f"e,{PLAIN},x,{SEED}\n"
    )
    assert faults(write(text)) == [
        (4, "login_id", "This login stands in row {row} too."),
        (5, "login_id", "The login id is missing."),
        (7, "login_id", "The login id holds a control character; type it anew."),
        (8, "login_id", "The login id holds a control character; type it anew."),
        (9, "login_id", "A login id must not end in /totp; rename the login."),
        (10, "totp", "The otpauth address must hold one secret."),
        (11, None, "The row has more cells than the first one; quote cells with commas."),
    ]


def test_one_id_in_two_widths_is_one_login(write) -> None:  # type: ignore[no-untyped-def]
    assert [row for row, _, _ in faults(write(f"{HEAD}koho-x,a,\nｋｏｈｏ－ｘ,b,\n"))] == [3]


@pytest.mark.parametrize(
    "head",
    [
        "login_id,password\n",
        "id,pass,otp\n",
        "login_id,password,totp,password\n",
        "login_id,password,totp,パスワード\n",
        f"koho-x,{PLAIN},{SEED}\n",
        "\n",
        "login_id;password;totp\n",
    ],
)
def test_headings_that_do_not_fit_are_one_fault_that_names_those_needed(write, head: str) -> None:  # type: ignore[no-untyped-def]
    ((row, column, what),) = faults(write(f'{head}koho-x,{PLAIN},{SEED}\nx,"' if head.strip() else head))
    assert (row, column) == (1, None)
    for heading in ("login_id", "ログインID", "password", "パスワード", "totp", "シード"):
        assert heading in what


def test_a_file_that_is_not_there_is_said_to_be_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_secrets(tmp_path / "none.csv")
    assert say(caught.value.what, Language.EN) == "There is no none.csv."


@pytest.mark.parametrize("row", [f'a,"{PLAIN}', f'a,"{PLAIN}"x,', f"a,{'x' * 140_000},"])
@pytest.mark.parametrize("place", [1, 2])
def test_quotation_marks_that_do_not_fit_are_a_fault_of_their_row(write, row: str, place: int) -> None:  # type: ignore[no-untyped-def]
    found = faults(write(f"{HEAD if place == 2 else ''}{row}\n"))
    assert [(line, column) for line, column, _ in found] == [(place, None)]


def test_a_file_that_cannot_be_read_is_one_clear_error(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "empty.csv").touch()
    damaged = write(HEAD.encode() + f"a,{PLAIN}".encode() + b"\xff\xff\x80\x81,\n")
    for path in (tmp_path / "none.csv", tmp_path / "empty.csv", tmp_path, damaged):
        with pytest.raises(SourceError) as caught:
            read_secrets(path)
        assert caught.value.exit_code == 2
        assert caught.value.todo is not None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
        assert PLAIN not in f"{caught.value.what} {caught.value.todo}"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: (HEAD + text).encode("utf-8", "replace")),
    )
)
def test_any_bytes_at_all_are_read_or_refused_by_us(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    try:
        read_secrets(path)
    except AuditorError as error:
        assert error.said(Language.EN)


# --- seeds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seed"),
    [
        (SEED, SEED),
        (" jbsw y3dp ehpk 3pxp ", SEED),
        ("JBSWY3DPEHPK3PXP====", "JBSWY3DPEHPK3PXP===="),
        ("not base32 0189!", "NOTBASE320189!"),
        ("種", "種"),
        (f"otpauth://totp/見本市:koho?secret={SEED}&issuer=別の発行者", SEED),
        (f"otpauth://totp/X?secret={SEED.lower()}&algorithm=sha1&digits=6&period=30", SEED),
        (f"OTPAUTH://TOTP/X?SECRET={SEED}", SEED),
        (f"otpauth://totp/a b c?secret={SEED}", SEED),
        (f"otpauth://totp/X?secret={SEED[:4]}%20{SEED[4:]}", SEED),
    ],
)
def test_seeds_are_taken_as_platforms_show_them(text: str, seed: str) -> None:
    parsed = parse_seed(text)
    assert parsed is not None
    assert parsed.reveal() == seed


@pytest.mark.parametrize("text", ["", "  ", "\u3000\n"])
def test_no_text_is_no_seed(text: str) -> None:
    assert parse_seed(text) is None


@pytest.mark.parametrize("more", ["algorithm=SHA256", "digits=8", "period=60"])
def test_an_address_with_unusual_codes_is_kept_whole(more: str) -> None:
    parsed = parse_seed(f"otpauth://totp/X?secret={SEED}&{more}")
    assert parsed is not None
    assert parsed.reveal() == f"otpauth://totp/X?secret={SEED}&{more}"


@pytest.mark.parametrize(
    "address",
    [
        "otpauth://totp/X",
        "otpauth://totp/X?secret=",
        "otpauth://totp/X?secret=%20",
        f"otpauth://totp/X?secret={SEED}&secret={SEED}",
        f"otpauth://hotp/X?secret={SEED}&counter=1",
        f"otpauth:totp/X?secret={SEED}",
        f"otpauth://[totp/X?secret={SEED}",
        f"otpauth-migration://offline?data={SEED}",
    ],
)
def test_an_address_without_a_usable_seed_is_refused_without_its_text(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_seed(address)
    assert SEED not in f"{caught.value!r} {caught.value.what} {caught.value.__cause__}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
