import pickle
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.catalogue import load_pack, shipped_packs
from auditor.errors import VaultError
from auditor.measuring import measure as measuring
from auditor.measuring.measure import Request
from auditor.measuring.personal import PersonalIndex, forms_of
from auditor.measuring.words import MOST_WORDS, ranked
from auditor.vault.secret import Secret
from checks._contract import (
    LoginMeasurement,
    PasswordMeasurement,
    PersonalKind,
    SeedMeasurement,
    Unseen,
    WhyUnseen,
)
from reports.messages import message
from tests.measuring.keys import KEY, FakeVault

NOBODY = PersonalIndex([], KEY)


def measure(*arguments, **options) -> dict[str, LoginMeasurement]:  # type: ignore[no-untyped-def]
    return measuring.measure(*arguments, **options).by_login


def _measured(password: str, **options) -> PasswordMeasurement:  # type: ignore[no-untyped-def]
    request = Request("x-koho", **options)
    people = PersonalIndex([forms_of("001234", date(1985, 4, 12), "", KEY)], KEY)
    found = measure([request], FakeVault({"x-koho": password}), KEY, people)["x-koho"].password
    assert isinstance(found, PasswordMeasurement)
    return found


def test_a_login_is_measured_in_every_respect() -> None:
    measured = _measured("Tokiwa0412aaa", words=("ときわ公園",), tied=frozenset({"001234"}))
    assert measured.fingerprint == KEY.password("Tokiwa0412aaa")
    assert measured.length == 13
    assert "account-word" in {weakness.kind for weakness in measured.weaknesses}
    assert (measured.longest_run, measured.longest_sequence) == (3, 2)
    assert not isinstance(measured.personal, Unseen)
    assert [(match.kind, match.tied) for match in measured.personal] == [(PersonalKind.BIRTH_DATE, True)]
    assert measured.near.stems


def test_words_of_account_and_city_lower_the_guesses() -> None:
    vault = FakeVault({"a": "tokiwakouen", "b": "tokiwakouen"})
    requests = [Request("a", words=("ときわこうえん",)), Request("b")]
    plain = measure(requests, vault, KEY, NOBODY)
    city = measure(requests, vault, KEY, NOBODY, ["ときわこうえん"])
    assert _guesses(plain["a"]) < 4 < _guesses(plain["b"])
    assert _guesses(city["b"]) < 4


def test_with_the_words_of_its_pack_a_city_s_passwords_are_quickly_guessed() -> None:
    weak = ["ubeshi2025!", "Ubeshi2025!", "UbeCity2025!", "tokiwakoen2024", "biennale#2024", "ときわ公園2025"]
    strong = "k8Vq-2mZx7Lr!tWd"
    passwords = {password: password for password in (*weak, strong)}
    requests = [Request(login_id) for login_id in passwords]
    words = load_pack("ube", {}).words
    known = measure(requests, FakeVault(passwords), KEY, NOBODY, words)
    assert all(_guesses(known[password]) < 8 for password in weak)
    assert _guesses(known[strong]) > 10
    unknown = measure(requests, FakeVault(passwords), KEY, NOBODY)
    assert all(_guesses(known[password]) <= _guesses(unknown[password]) for password in weak)
    assert _guesses(known["tokiwakoen2024"]) < _guesses(unknown["tokiwakoen2024"])


@pytest.mark.parametrize("pack", shipped_packs())
def test_all_words_of_a_pack_are_tried(pack: str) -> None:
    assert len(ranked(load_pack(pack, {}).words)) < MOST_WORDS


def _guesses(measured: LoginMeasurement) -> float:
    assert isinstance(measured.password, PasswordMeasurement)
    return measured.password.guesses_log10


def test_a_missing_and_an_empty_entry_are_not_seen() -> None:
    measured = measure([Request("none"), Request("empty")], FakeVault({"empty": ""}), KEY, NOBODY)
    assert measured["none"] == LoginMeasurement("none", Unseen(WhyUnseen.NO_ENTRY), None)
    assert measured["empty"].password == Unseen(WhyUnseen.EMPTY)


def test_without_the_key_nothing_is_compared_and_the_vaults_own_reason_stays() -> None:
    vault = FakeVault({"a": "sakura"}, {"a": "GEZDGNBVGY3TQOJQ"})
    measured = measure([Request("a"), Request("none")], vault, None, Unseen(WhyUnseen.NO_KEY))
    assert measured["a"] == LoginMeasurement("a", Unseen(WhyUnseen.NO_KEY), Unseen(WhyUnseen.NO_KEY))
    assert measured["none"].password == Unseen(WhyUnseen.NO_ENTRY)


def test_unseen_people_are_carried_into_each_measurement() -> None:
    unseen = Unseen(WhyUnseen.FORMS_OF_ANOTHER_KEY)
    measured = measure([Request("a")], FakeVault({"a": "sakura"}), KEY, unseen)["a"].password
    assert isinstance(measured, PasswordMeasurement)
    assert measured.personal == unseen


def test_a_seed_is_measured_beside_the_password() -> None:
    measured = measure([Request("a")], FakeVault({"a": "x"}, {"a": "GEZD GNBV GY3T QOJQ"}), KEY, NOBODY)[
        "a"
    ].seed
    assert measured == SeedMeasurement(KEY.seed(b"1234567890"), is_base32=True, bits=80)


class BreakingVault(FakeVault):
    """Breaks on one login, refuses on another, and has a secret in its exception's text."""

    def password(self, login_id: str) -> Secret | Unseen:
        if login_id == "broken":
            raise RuntimeError("kept secret: hunter2")
        if login_id == "refused":
            raise VaultError(message("refused"))
        return super().password(login_id)

    def seed(self, login_id: str) -> Secret | Unseen | None:
        if login_id == "broken":
            raise RuntimeError("kept secret: hunter2")
        if login_id == "refused":
            raise VaultError(message("refused"))
        return super().seed(login_id)


def test_what_breaks_on_one_login_stops_no_other_and_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    requests = [Request("broken"), Request("refused"), Request("a")]
    measured = measure(requests, BreakingVault({"a": "sakura"}), KEY, NOBODY)
    assert measured["broken"] == LoginMeasurement(
        "broken", Unseen(WhyUnseen.MEASURING_BROKE), Unseen(WhyUnseen.MEASURING_BROKE)
    )
    assert measured["refused"] == LoginMeasurement(
        "refused", Unseen(WhyUnseen.REFUSED), Unseen(WhyUnseen.REFUSED)
    )
    assert isinstance(measured["a"].password, PasswordMeasurement)
    assert "hunter2" not in repr(measured) + caplog.text


def test_an_interruption_is_not_taken_for_a_broken_login() -> None:
    class InterruptedVault(FakeVault):
        def password(self, login_id: str) -> Secret | Unseen:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure([Request("a")], InterruptedVault({}), KEY, NOBODY)


def test_progress_is_told_login_by_login() -> None:
    told: list[tuple[int, int]] = []
    measure(
        [Request("a"), Request("b")],
        FakeVault({"a": "x"}),
        KEY,
        NOBODY,
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(0, 2), (1, 2), (2, 2)]


@given(st.text(st.characters(codec=None, exclude_categories=()), min_size=6))
@settings(max_examples=60, deadline=None)
def test_no_measurement_holds_the_password(password: str) -> None:
    # A sign that cannot stand in any repr or pickle of a measurement by itself
    password = "密" + password
    measured = _measured(password, words=(password,), tied=frozenset({"001234"}))
    assert "密" not in repr(measured)
    assert "密".encode() not in pickle.dumps(measured)
    assert pickle.loads(pickle.dumps(measured)) == measured


ODD = [
    "",
    "x",
    "密" * 4000,
    "\0" * 4000,
    "a" * 4000,
    "\ud800",
    "\u202e" * 50,
    "🏯" * 100,
    "é" * 300,
    " " * 10,
    "12" * 2000,
]


@pytest.mark.parametrize("password", ODD, ids=range(len(ODD)))
def test_odd_passwords_are_measured(password: str) -> None:
    measured = measure([Request("a")], FakeVault({"a": password}, {"a": password}), KEY, NOBODY)["a"]
    assert measured.password == Unseen(WhyUnseen.EMPTY) or isinstance(measured.password, PasswordMeasurement)
    assert isinstance(measured.seed, SeedMeasurement)
