"""What an earlier night measured is believed of the very same password, in the same context, and of nothing else."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.measuring import measure as measuring
from auditor.measuring import memory as remembering
from auditor.measuring.fingerprints import FingerprintKey
from auditor.measuring.guessing import Guesses
from auditor.measuring.measure import Measured, Past, Request, measure
from auditor.measuring.memory import NO_LEAK, Leak, Memory, Remembered, Versions
from auditor.measuring.personal import PersonalIndex, forms_of
from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.keys import new_key_text
from auditor.vault.secret import Secret
from auditor.vault.vault import LoginSecrets, Stamps, Vault
from checks._contract import (
    BreachCount,
    LoginMeasurement,
    NearForms,
    PasswordMeasurement,
    PersonalKind,
    PersonalMatch,
    SeedMeasurement,
    Unseen,
    Weakness,
    WhyUnseen,
)
from tests.measuring.keys import KEY, OTHER_KEY, FakeVault

VERSIONS = Versions(b"measuring 1", b"judge 1")
PEOPLE = PersonalIndex([forms_of("001234", date(1985, 4, 12), "", KEY)], KEY)
REQUEST = Request("koho-x", ("宇部市", "koho"), frozenset({"001234", "005678"}))


def memory(  # type: ignore[no-untyped-def]
    key: FingerprintKey = KEY, people=PEOPLE, city=("ときわ公園",), versions: Versions = VERSIONS
) -> Memory:
    return Memory(key, people, city, versions)


MEASURED = LoginMeasurement(
    "koho-x",
    PasswordMeasurement(
        fingerprint=KEY.password("himitsu"),
        length=7,
        guesses_log10=3.25,
        weaknesses=(Weakness("word", 7),),
        longest_run=1,
        longest_sequence=2,
        personal=(PersonalMatch(PersonalKind.BIRTH_DATE, tied=True, length=4),),
        near=NearForms(b"s" * 64, b"w" * 8, b"h" * 56, b"x" * 56),
    ),
    SeedMeasurement(KEY.seed(b"1234567890"), is_base32=True, bits=80),
)
KNOWN = Remembered(MEASURED, b"p" * 16 + b"s" * 16, Leak.of("list 1", 70_000_000_000))


def row(known: Remembered = KNOWN) -> bytes:
    made = memory().row(REQUEST, known)
    assert made is not None
    return made


# --- one row --------------------------------------------------------------------------------------------------------


def test_a_row_gives_back_what_was_measured() -> None:
    assert memory().recall(REQUEST, row()) == KNOWN


NUMBERS = st.integers(0, 2**31)
FINGERPRINTS = st.binary(min_size=16, max_size=16).map(bytes.hex)
FORMS = st.binary(max_size=100)
PASSWORDS = st.builds(
    PasswordMeasurement,
    fingerprint=FINGERPRINTS,
    length=NUMBERS,
    guesses_log10=st.floats(0, 5000),
    weaknesses=st.lists(st.builds(Weakness, st.sampled_from(["word", "date"]), NUMBERS)).map(tuple),
    longest_run=NUMBERS,
    longest_sequence=NUMBERS,
    personal=st.lists(
        st.builds(PersonalMatch, st.sampled_from(PersonalKind), st.booleans(), NUMBERS), max_size=6
    ).map(tuple),
    near=st.builds(NearForms, FORMS, FORMS, FORMS, FORMS),
)
SEEDS = st.none() | st.builds(SeedMeasurement, FINGERPRINTS, st.booleans(), NUMBERS)
ALL_KNOWN = st.builds(
    Remembered,
    st.builds(LoginMeasurement, st.just("koho-x"), PASSWORDS, SEEDS),
    st.sampled_from([b"", b"p" * 16, b"p" * 32]),
    st.builds(Leak, st.just(b"l" * 16), st.integers(0, 2**63)),
    st.just(True),
    st.just(True),
)


@given(ALL_KNOWN)
def test_any_measurement_comes_back_as_it_was(known: Remembered) -> None:
    assert memory().recall(REQUEST, row(known)) == known


@given(st.data())
@settings(max_examples=200)
def test_a_damaged_row_is_not_believed(data: st.DataObject) -> None:
    whole = row()
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    assert memory().recall(REQUEST, damaged) is None
    assert memory().recall(REQUEST, whole[:place]) is None


@given(st.binary(max_size=400))
def test_what_somebody_else_wrote_is_not_believed(content: bytes) -> None:
    assert memory().recall(REQUEST, content) is None


def test_the_row_of_another_login_is_not_believed() -> None:
    assert memory().recall(dataclasses.replace(REQUEST, login_id="koho-y"), row()) is None


def test_nothing_of_another_key_is_believed() -> None:
    others = PersonalIndex([forms_of("001234", date(1985, 4, 12), "", OTHER_KEY)], OTHER_KEY)
    assert memory(OTHER_KEY, others).recall(REQUEST, row()) is None


def test_nothing_of_another_version_of_the_measuring_is_believed() -> None:
    assert memory(versions=Versions(b"measuring 2", b"judge 1")).recall(REQUEST, row()) is None


@pytest.mark.parametrize(
    ("request_", "tonight", "judged", "looked_up"),
    [
        (REQUEST, memory(), True, True),
        (REQUEST, memory(city=("ときわ公園", "動物園")), False, True),
        (REQUEST, memory(versions=Versions(b"measuring 1", b"judge 2")), False, True),
        (dataclasses.replace(REQUEST, words=("宇部市",)), memory(), False, True),
        (dataclasses.replace(REQUEST, words=("宇部市\0koho",)), memory(), False, True),
        (dataclasses.replace(REQUEST, words=("koho", "宇部市")), memory(), False, True),
        (dataclasses.replace(REQUEST, tied=frozenset({"001234"})), memory(), True, False),
        (REQUEST, memory(people=PersonalIndex([], KEY)), True, False),
        (
            REQUEST,
            memory(people=PersonalIndex([forms_of("001234", date(1985, 4, 13), "", KEY)], KEY)),
            True,
            False,
        ),
    ],
)
def test_another_context_ends_just_what_depends_on_it(
    request_: Request, tonight: Memory, judged: bool, looked_up: bool
) -> None:
    found = tonight.recall(request_, row())
    assert found is not None
    assert (found.judged, found.looked_up) == (judged, looked_up)


def test_the_order_in_which_the_directory_comes_makes_no_other_context() -> None:
    people = [forms_of(number, date(1985, 4, 12), "", KEY) for number in ("001234", "005678", "1")]
    assert PersonalIndex(people, KEY).context == PersonalIndex(people[::-1], KEY).context
    assert PersonalIndex(people, KEY).context != PersonalIndex(people[1:], KEY).context


def test_without_a_directory_the_personal_data_are_told_as_unseen_tonight_and_looked_up_later() -> None:
    unseen = Unseen(WhyUnseen.NO_DIRECTORY)
    tonight = memory(people=unseen).recall(REQUEST, row())
    assert tonight is not None
    assert tonight.looked_up
    assert isinstance(tonight.measurement.password, PasswordMeasurement)
    assert tonight.measurement.password.personal == unseen
    then = memory(people=unseen).row(REQUEST, tonight)
    assert then is not None
    later = memory().recall(REQUEST, then)
    assert later is not None
    assert not later.looked_up


def test_nothing_is_kept_of_what_was_not_seen() -> None:
    unseen = Unseen(WhyUnseen.TOO_SLOW)
    assert (
        memory().row(REQUEST, Remembered(LoginMeasurement("koho-x", unseen, None), b"p" * 16, NO_LEAK))
        is None
    )


def test_a_seed_that_was_not_seen_is_read_again() -> None:
    measured = dataclasses.replace(MEASURED, seed=Unseen(WhyUnseen.REFUSED))
    found = memory().recall(REQUEST, row(Remembered(measured, b"p" * 16, NO_LEAK)))
    assert found is not None
    assert found.stamp == b""


def test_a_row_holds_no_text_of_login_words_or_people() -> None:
    made = row()
    for text in ("koho", "宇部市", "ときわ公園", "001234", "list 1"):
        assert text.encode() not in made


def test_the_versions_are_those_of_what_is_there() -> None:
    assert Versions.present() == Versions.present()
    assert Versions.present().judge != Versions.present().measuring


def test_another_text_of_the_judge_or_of_its_lists_is_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessing = tmp_path / "guessing"
    guessing.mkdir()
    breaches = tmp_path / "breaches"
    breaches.mkdir()
    monkeypatch.setattr(remembering.resources, "files", lambda _package: tmp_path)
    seen = {Versions.present()}
    for file, content in (
        (guessing / "judge.py", "1"),
        (guessing / "judge.py", "2"),
        (guessing / "words.bin", "1"),
        (guessing / "words.bin", "2"),
        (guessing / "towns.txt", "1"),
    ):
        file.write_text(content, "utf-8")
        seen.add(Versions.present())
    assert len(seen) == 6
    assert len({version.measuring for version in seen}) == 1
    for file in (tmp_path / "near.py", breaches / "list_file.py"):
        file.write_text("1", "utf-8")
        assert Versions.present().measuring not in {version.measuring for version in seen}
        seen.add(Versions.present())


# --- nights -------------------------------------------------------------------------------------------------------


class Nights:
    """A vault and the rows that its nights leave; counts what is done anew."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: dict[str, bytes] = {}
        self.judged: list[str] = []
        self.looked_up: list[str] = []
        self.read: list[str] = []
        monkeypatch.setattr(measuring, "judge", self._judge)
        look_up = PersonalIndex.look_up

        def counted(index: PersonalIndex, password: str, tied: frozenset[str]) -> tuple[PersonalMatch, ...]:
            self.looked_up.append(password)
            return look_up(index, password, tied)

        monkeypatch.setattr(PersonalIndex, "look_up", counted)

    def _judge(self, password: str, *_: object) -> Guesses:
        self.judged.append(password)
        return Guesses(float(len(password)), (Weakness("word", len(password)),))

    def night(  # type: ignore[no-untyped-def]
        self, vault, *logins: str, people=PEOPLE, city=("ときわ公園",), words=(), stamps: Stamps | None = None
    ) -> Measured:
        self.judged, self.looked_up, self.read = [], [], []
        entries = vault.entries

        class Counted:
            def entries(_self, login_id: str):  # type: ignore[no-untyped-def] # noqa: N805
                self.read.append(login_id)
                return entries(login_id)

        requests = [Request(login, words, frozenset({"001234"})) for login in logins]
        past = Past(iter(self.rows.items()), stamps)
        measured = measure(requests, Counted(), KEY, people, city, past=past)
        self.rows |= dict(measured.rows())
        return measured


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> Nights:
    return Nights(monkeypatch)


def test_a_keyring_without_stamps_is_read_every_night_and_judged_once(nights: Nights) -> None:
    vault = FakeVault({"a": "sakura", "b": "himawari"}, {"a": "GEZDGNBVGY3TQOJQ"})
    first = nights.night(vault, "a", "b")
    assert (nights.judged, nights.read) == (["sakura", "himawari"], ["a", "b"])
    second = nights.night(vault, "a", "b")
    assert (nights.judged, nights.looked_up, nights.read) == ([], [], ["a", "b"])
    assert second.by_login == first.by_login
    assert list(second.rows()) == []


def test_only_what_changed_is_judged_again(nights: Nights) -> None:
    nights.night(FakeVault({"a": "sakura", "b": "himawari"}), "a", "b")
    measured = nights.night(FakeVault({"a": "sakura", "b": "ajisai"}), "a", "b")
    assert nights.judged == ["ajisai"]
    assert [login for login, _ in measured.rows()] == ["b"]


def test_each_context_makes_its_own_part_be_done_again(nights: Nights) -> None:
    vault = FakeVault({"a": "sakura"})
    nights.night(vault, "a")
    nights.night(vault, "a", city=("動物園",))
    assert (nights.judged, nights.looked_up) == (["sakura"], [])
    nights.night(vault, "a", city=("動物園",), words=("koho",))
    assert (nights.judged, nights.looked_up) == (["sakura"], [])
    others = PersonalIndex([forms_of("001234", date(1999, 9, 9), "", KEY)], KEY)
    nights.night(vault, "a", city=("動物園",), words=("koho",), people=others)
    assert (nights.judged, nights.looked_up) == ([], ["sakura"])
    nights.night(vault, "a", city=("動物園",), words=("koho",), people=others)
    assert (nights.judged, nights.looked_up) == ([], [])


def test_an_entry_that_is_gone_or_refused_is_not_seen_whatever_was_known(nights: Nights) -> None:
    nights.night(FakeVault({"a": "sakura"}), "a")
    measured = nights.night(FakeVault({}), "a")
    assert measured.by_login["a"].password == Unseen(WhyUnseen.NO_ENTRY)
    assert list(measured.rows()) == []


def test_without_the_key_nothing_is_remembered(nights: Nights) -> None:
    nights.night(FakeVault({"a": "sakura"}), "a")
    past = Past(iter(nights.rows.items()))
    measured = measure([Request("a")], FakeVault({"a": "sakura"}), None, Unseen(WhyUnseen.NO_KEY), past=past)
    assert measured.by_login["a"].password == Unseen(WhyUnseen.NO_KEY)
    assert list(measured.rows()) == []


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    file = tmp_path / "private" / "vault.db"
    with Vault(EncryptedFileKeyring.create(file, new_key_text(os.urandom)), "auditor") as made:
        made.set_many(
            [
                LoginSecrets("a", Secret("sakura"), Secret("GEZDGNBVGY3TQOJQ")),
                LoginSecrets("b", Secret("himawari"), None),
            ]
        )
        yield made


def test_our_own_file_is_not_even_read_where_nothing_changed(nights: Nights, vault: Vault) -> None:
    first = nights.night(vault, "a", "b", stamps=vault.stamps())
    second = nights.night(vault, "a", "b", stamps=vault.stamps())
    assert (nights.judged, nights.read) == ([], [])
    assert second.by_login == first.by_login
    assert list(second.rows()) == []


def test_of_our_own_file_just_the_entries_that_were_written_are_read(nights: Nights, vault: Vault) -> None:
    nights.night(vault, "a", "b", stamps=vault.stamps())
    vault.set_password("b", Secret("ajisai"))
    measured = nights.night(vault, "a", "b", stamps=vault.stamps())
    assert (nights.judged, nights.read) == (["ajisai"], ["b"])
    assert measured.by_login["b"].password != measured.by_login["a"].password
    vault.set_password("b", Secret("ajisai"))
    nights.night(vault, "a", "b", stamps=vault.stamps())
    assert (nights.judged, nights.read) == ([], ["b"])
    nights.night(vault, "a", "b", stamps=vault.stamps())
    assert nights.read == []


def test_a_seed_that_comes_is_seen_though_the_password_stays(nights: Nights, vault: Vault) -> None:
    nights.night(vault, "a", "b", stamps=vault.stamps())
    vault.set_seed("b", Secret("GEZDGNBVGY3TQOJQ"))
    measured = nights.night(vault, "a", "b", stamps=vault.stamps())
    assert isinstance(measured.by_login["b"].seed, SeedMeasurement)
    assert nights.judged == []


def test_an_entry_that_was_removed_is_not_seen_again_by_its_stamp(nights: Nights, vault: Vault) -> None:
    nights.night(vault, "a", "b", stamps=vault.stamps())
    vault.remove("a")
    measured = nights.night(vault, "a", "b", stamps=vault.stamps())
    assert measured.by_login["a"].password == Unseen(WhyUnseen.NO_ENTRY)


def test_a_stamp_stands_for_the_password_that_was_read_with_it(nights: Nights, vault: Vault) -> None:
    """Written between the opening, from which the stamps are, and the reading."""
    stamps = vault.stamps()
    vault.set_password("a", Secret("ajisai"))
    nights.night(vault, "a", stamps=stamps)
    assert nights.judged == ["ajisai"]
    measured = nights.night(vault, "a", stamps=vault.stamps())
    assert nights.read == []
    assert isinstance(measured.by_login["a"].password, PasswordMeasurement)
    assert measured.by_login["a"].password.fingerprint == KEY.password("ajisai")


# --- lists of leaked passwords ----------------------------------------------------------------------------------------


def test_what_a_list_said_is_remembered_under_its_version(nights: Nights) -> None:
    vault = FakeVault({"a": "sakura", "b": "himawari"})
    measured = nights.night(vault, "a", "b")
    assert measured.leaks("1") == {}
    nights.rows |= dict(measured.rows("1", {"a": BreachCount(7), "b": Unseen(WhyUnseen.BREACH_LIST)}))
    later = nights.night(vault, "a", "b")
    assert later.leaks("1") == {"a": BreachCount(7)}
    assert later.leaks("2") == {}
    assert later.leaks("") == {}
    nights.rows |= dict(later.rows("2", {"a": BreachCount(8)}))
    assert nights.night(vault, "a", "b").leaks("2") == {"a": BreachCount(8)}


def test_what_a_list_said_of_a_former_password_is_forgotten(nights: Nights) -> None:
    measured = nights.night(FakeVault({"a": "sakura"}), "a")
    nights.rows |= dict(measured.rows("1", {"a": BreachCount(7)}))
    assert nights.night(FakeVault({"a": "ajisai"}), "a").leaks("1") == {}


def test_other_words_around_a_login_leave_what_a_list_said(nights: Nights) -> None:
    vault = FakeVault({"a": "sakura"})
    nights.rows |= dict(nights.night(vault, "a").rows("1", {"a": BreachCount(7)}))
    assert nights.night(vault, "a", words=("koho",)).leaks("1") == {"a": BreachCount(7)}
