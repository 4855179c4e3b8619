from __future__ import annotations

import multiprocessing
import sqlite3
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pyotp
import pytest

from auditor import proving
from auditor.cli import audit, second_factor
from auditor.errors import UsageError
from auditor.ledger.database import Ledger
from auditor.settings import load
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import write_plain_folder
from tests.cli.conftest import Auditor, Said, dump
from tests.offices import TODAY

SEED = SECRETS["login-a"][1]
NEW_SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
START = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
UNTIL = "2027-11-20"


class Clock:
    """The machine's clock, and the device that follows it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def code(self, seed: str = SEED, later: int = 0) -> bytes:
        return pyotp.TOTP(seed).at(self.now + timedelta(seconds=later)).encode()

    def wrong_code(self) -> bytes:
        """Six digits that no step near by has."""
        near = {self.code(later=seconds) for seconds in range(-90, 120, 30)}
        return next(
            code for code in (b"%06d" % number for number in range(271828, 271848)) if code not in near
        )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(second_factor, "now", clock)
    monkeypatch.setattr(audit, "now", clock)
    return clock


@pytest.fixture
def town(city: Path, auditor: Auditor) -> Path:
    """The small city, its inventory taken in."""
    assert auditor("import", "source").code == 0
    return city


def prove(auditor: Auditor, code: bytes, *more: str, login: str = "login-a", by: str = "00102") -> Said:
    return auditor("second-factor", "prove", login, "--by", by, *more, stdin=code + b"\n")


def proofs_kept(folder: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "auditor.db") as connection:
        return connection.execute("SELECT login_id, by, day, until FROM proofs ORDER BY id").fetchall()


def set_seed(folder: Path, login: str, seed: str) -> None:
    with open_vault(load(folder / "config.toml").vault, lambda: None) as vault:
        vault.set_seed(login, Secret(seed))


def lock(auditor: Auditor, clock: Clock) -> None:
    for _ in range(proving.TRIES):
        assert prove(auditor, clock.wrong_code()).code == 2


def test_the_code_of_the_device_is_proof_for_the_pack_s_time(
    town: Path, auditor: Auditor, clock: Clock
) -> None:
    said = prove(auditor, clock.code())
    assert (said.code, said.err) == (0, "")
    assert "login-a" in said.out
    assert UNTIL in said.out
    assert proofs_kept(town) == [("login-a", "00102", "2026-11-20", UNTIL)]


def test_the_answer_as_json(town: Path, auditor: Auditor, clock: Clock) -> None:
    said = prove(auditor, clock.code(), "--json")
    assert said.json == {"login_id": "login-a", "by": "00102", "date": "2026-11-20", "until": UNTIL}


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", "\ufeff{}{}", "  {}{}  ", "{}{}\r\nmore"])
def test_codes_are_taken_as_people_and_programs_write_them(
    town: Path, auditor: Auditor, clock: Clock, typed: str
) -> None:
    code = clock.code().decode()
    assert prove(auditor, typed.format(code[:3], code[3:]).encode()).code == 0


def test_a_device_of_somebody_else_is_remarked_on(town: Path, auditor: Auditor, clock: Clock) -> None:
    assert "00101" in prove(auditor, clock.code(), by="101").err  # the manager, who administers nothing
    assert proofs_kept(town)[0][1] == "00101"
    clock.pass_(30)
    tables = small_tables()
    tables["logins"][0]["holder"] = "00101"
    write_plain_folder(tables, town / "source")
    assert auditor("import", "source").code == 0
    said = prove(auditor, clock.code(), by="00101")
    assert (said.code, said.err) == (0, "")


def test_the_login_and_the_person_are_known_in_full_width_too(
    town: Path, auditor: Auditor, clock: Clock
) -> None:
    assert prove(auditor, clock.code(), login=" ｌｏｇｉｎ－ａ", by="００１０２").code == 0
    assert proofs_kept(town)[0][:2] == ("login-a", "00102")


def test_the_day_kept_is_today_s_and_the_code_s_time_the_machine_s(
    town: Path, auditor: Auditor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_TODAY", "2027-03-01")
    assert prove(auditor, clock.code()).code == 0
    assert proofs_kept(town)[0][2:] == ("2027-03-01", "2028-02-29")
    assert "2026-11-20 01:02:03" in dump(town)


@pytest.mark.parametrize(("drift", "code"), [(-60, 2), (-30, 0), (0, 0), (30, 0), (60, 2)])
def test_one_step_of_drift_is_taken(
    town: Path, auditor: Auditor, clock: Clock, drift: int, code: int
) -> None:
    assert prove(auditor, clock.code(later=drift)).code == code


def test_a_code_counts_once(town: Path, auditor: Auditor, clock: Clock) -> None:
    code = clock.code()
    assert prove(auditor, code).code == 0
    for seconds in (0, 20, 30):  # also as the code of the step before
        clock.pass_(seconds)
        said = prove(auditor, code)
        assert said.code == 2
        assert "一度" in said.err
    assert len(proofs_kept(town)) == 1
    assert "wrong_codes VALUES" not in dump(town)  # it was no wrong one
    assert prove(auditor, clock.code()).code == 0


def test_an_earlier_code_than_one_that_counted_is_refused(town: Path, auditor: Auditor, clock: Clock) -> None:
    before = clock.code(later=-30)
    assert prove(auditor, clock.code()).code == 0
    assert prove(auditor, before).code == 2


def test_with_a_new_seed_the_codes_begin_anew(town: Path, auditor: Auditor, clock: Clock) -> None:
    assert prove(auditor, clock.code()).code == 0
    set_seed(town, "login-a", NEW_SEED)
    assert prove(auditor, clock.code()).code == 2  # of the old one
    assert prove(auditor, clock.code(NEW_SEED)).code == 0


def test_two_logins_are_proven_each_by_itself(town: Path, auditor: Auditor, clock: Clock) -> None:
    set_seed(town, "login-b", SEED)
    assert prove(auditor, clock.code()).code == 0
    said = prove(auditor, clock.code(), login="login-b")
    assert said.code == 0
    assert "パスキー" in said.err  # the inventory states another method


def test_wrong_codes_are_counted_down_and_ten_lock_the_login_for_the_day(
    town: Path, auditor: Auditor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for left in range(proving.TRIES - 1, 0, -1):
        said = prove(auditor, clock.wrong_code())
        assert (said.code, said.out) == (2, "")
        assert f"{left}" in said.err.splitlines()[0]
    assert "明日" in prove(auditor, clock.wrong_code()).err
    assert proofs_kept(town) == []
    locked = prove(auditor, clock.code())
    assert locked.code == 2
    assert "login-a" in locked.err
    set_seed(town, "login-b", SEED)
    assert prove(auditor, clock.code(), login="login-b").code == 0  # another login is not locked
    monkeypatch.setenv("AUDITOR_TODAY", (TODAY + timedelta(days=1)).isoformat())
    assert prove(auditor, clock.code()).code == 0


def test_who_is_locked_out_is_told_before_a_code_is_asked_for(
    town: Path, auditor: Auditor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(auditor, clock)

    def asked(_app: object) -> Secret:
        raise AssertionError("a code was asked for")

    monkeypatch.setattr(second_factor, "_asked", asked)
    assert prove(auditor, clock.code()).code == 2


def test_what_is_no_code_at_all_counts_like_a_wrong_one(town: Path, auditor: Auditor, clock: Clock) -> None:
    for number, given in enumerate(
        (b"abcdef", b"12345", b"1234567", "①②③④⑤⑥".encode(), b"\xff\xfe\x83", b"9" * 5000), start=1
    ):
        assert prove(auditor, given).code == 2
        assert f"'2026-11-20',{number})" in dump(town)


def test_a_right_code_after_nine_wrong_ones_counts_and_the_count_stays_for_the_day(
    town: Path, auditor: Auditor, clock: Clock
) -> None:
    for _ in range(proving.TRIES - 1):
        prove(auditor, clock.wrong_code())
    assert prove(auditor, clock.code()).code == 0
    clock.pass_(60)
    assert prove(auditor, clock.wrong_code()).code == 2
    clock.pass_(60)
    assert prove(auditor, clock.code()).code == 2


def test_no_line_at_all_is_no_try(town: Path, auditor: Auditor, clock: Clock) -> None:
    for nothing in (b"", b"   "):
        said = prove(auditor, nothing)
        assert said.code == 2
        assert len(said.err.splitlines()) == 2
    assert "wrong_codes VALUES" not in dump(town)


@pytest.mark.parametrize(
    ("login", "by", "named"),
    [
        ("login-z", "00102", "login-z"),
        ("login-b", "00102", "login-b"),  # no seed
        ("login-a", "99999", "99999"),
        ("login-a", "00103", "00103"),  # has left
        ("login-a/totp", "00102", "/totp"),
        ("", "00102", ""),
    ],
)
def test_what_is_refused_is_told_in_one_line_with_what_to_do_in_both_languages(
    town: Path, auditor: Auditor, clock: Clock, login: str, by: str, named: str
) -> None:
    tables = small_tables()
    tables["staff"][2]["status"] = "left"
    write_plain_folder(tables, town / "source")
    assert auditor("import", "source").code == 0
    before = dump(town)
    for language in ("ja", "en"):
        settings = (town / "config.toml").read_text("utf-8")
        (town / "config.toml").write_text(
            settings.replace('language = "ja"', f'language = "{language}"'), "utf-8"
        )
        said = prove(auditor, clock.code(), login=login, by=by)
        assert (said.code, said.out) == (2, "")
        assert named in said.err
        assert 1 <= len(said.err.splitlines()) <= 2
        assert said.err.isascii() == (language == "en")
        assert clock.code().decode() not in said.err
    assert dump(town) == before


@pytest.mark.parametrize("seed", ["otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=1", "no base32!"])
def test_a_seed_whose_codes_cannot_be_checked_is_told_before_a_code_is_asked_for(
    town: Path, auditor: Auditor, clock: Clock, seed: str
) -> None:
    set_seed(town, "login-a", seed)
    said = prove(auditor, b"")
    assert said.code == 2
    assert seed not in said.err
    assert "空" not in said.err


def test_a_pack_without_the_rule_gives_no_proof(town: Path, auditor: Auditor, clock: Clock) -> None:
    pack = (resources.files("checks") / "packs" / "ube.toml").read_text("utf-8")
    start, end = pack.index("[checks.second-factor]"), pack.index("[checks.second-factor-strength]")
    pack = (pack[:start] + pack[end:]).replace('"second-factor", ', "").replace('id = "ube"', 'id = "own"', 1)
    (town / "own.toml").write_text(pack, "utf-8")
    settings = (town / "config.toml").read_text("utf-8")
    (town / "config.toml").write_text(settings.replace('pack = "ube"', 'pack = "own.toml"'), "utf-8")
    said = prove(auditor, clock.code())
    assert said.code == 2
    assert "second-factor" in said.err


def test_the_pack_s_time_counts(town: Path, auditor: Auditor, clock: Clock) -> None:
    with (town / "config.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[policy.override.second-factor]\nproof_valid_days = 30\nreason = "短く"\n')
    prove(auditor, clock.code())
    assert proofs_kept(town)[0][3] == "2026-12-20"


def test_where_nobody_is_named_it_is_the_holder_and_of_a_shared_login_nobody(
    town: Path, auditor: Auditor, clock: Clock
) -> None:
    said = auditor("second-factor", "prove", "login-a", "--json", stdin=clock.code() + b"\n")
    assert (said.code, said.json["by"]) == (0, None)
    assert "--by" in said.err
    clock.pass_(30)
    tables = small_tables()
    tables["logins"][0]["holder"] = "00101"
    write_plain_folder(tables, town / "source")
    assert auditor("import", "source").code == 0
    said = auditor("second-factor", "prove", "login-a", "--json", stdin=clock.code() + b"\n")
    assert (said.code, said.json["by"], said.err) == (0, "00101", "")
    assert [row[1] for row in proofs_kept(town)] == ["", "00101"]


def test_a_code_is_never_an_argument_and_is_not_repeated(town: Path, auditor: Auditor, clock: Clock) -> None:
    code = clock.code().decode()
    for arguments in (("login-a", code, "--by", "00102"), ("login-a", "--by", "00102", f"--code={code}")):
        said = auditor("second-factor", "prove", *arguments)
        assert said.code == 2
        assert code not in said.err


def test_an_older_copy_of_the_vault_proves_nothing(town: Path, auditor: Auditor, clock: Clock) -> None:
    (vault,) = (
        path
        for path in town.rglob("*")
        if path.is_file() and path.name.startswith("vault") and "key" not in path.name
    )
    copy = vault.read_bytes()
    set_seed(town, "login-a", NEW_SEED)
    assert auditor("run", "--no-report").code in (0, 1)
    vault.write_bytes(copy)
    assert prove(auditor, clock.code()).code == 5
    assert proofs_kept(town) == []


def test_neither_code_nor_seed_stands_anywhere(town: Path, auditor: Auditor, clock: Clock) -> None:
    codes = [clock.code().decode(), clock.wrong_code().decode()]
    said = [prove(auditor, code.encode()) for code in codes]
    kept = dump(town)
    for secret in (*codes, SEED):
        assert secret not in kept
        assert all(secret not in one.out + one.err for one in said)


def test_on_a_terminal_the_code_is_asked_for_without_echo(
    town: Path, auditor: Auditor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    def prompt(text: str, **how: Any) -> str:
        asked.append(how)
        return clock.code().decode()

    monkeypatch.setattr(second_factor.click, "prompt", prompt)
    monkeypatch.setattr(second_factor, "sys", _Terminal())
    assert prove(auditor, b"").code == 0
    assert asked == [{"hide_input": True, "err": True}]


class _Terminal:
    """``sys`` on a terminal."""

    class stdin:
        @staticmethod
        def isatty() -> bool:
            return True


def test_a_proof_makes_grade_b_in_the_next_night_until_the_seed_is_another(
    town: Path, auditor: Auditor, clock: Clock
) -> None:
    tables = small_tables()
    tables["evidence"] = [row for row in tables["evidence"] if row["kind"] != "second-factor-set"]
    write_plain_folder(tables, town / "source")
    with (town / "config.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[policy.override.second-factor]\nleast_grade = "B"\nreason = "試し"\n')

    def found() -> str | None:
        clock.pass_(60)
        findings = auditor("run", "--json", "--no-report").json["findings"]
        return next((row["reason"] for row in findings if row["key"] == "second-factor:login-a"), None)

    assert found() == "stated-only"
    prove(auditor, clock.code())
    assert found() is None
    set_seed(town, "login-a", NEW_SEED)
    assert found() == "stated-only"
    set_seed(town, "login-a", SEED)
    assert found() == "stated-only"  # what a new seed ended stays ended
    prove(auditor, clock.code())
    assert found() is None


# --- many at once ------------------------------------------------------------------------------------------


def _try(folder: Path, codes: list[str], answers: multiprocessing.Queue[str]) -> None:
    """Each code as soon as can be; also those who were let in before the login was locked."""
    settings = load(folder / "config.toml")
    ledger = Ledger.open(settings.store.url)
    with open_vault(settings.vault, lambda: None) as vault:
        prepared = proving.prepare(vault, "login-a", "00102", day=TODAY, days=365)
    for code in codes:
        try:
            proving.check(ledger, prepared, Secret(code), START)
            answers.put("proven")
        except UsageError as error:
            answers.put(error.what.text)


def _answers(folder: Path, codes: list[list[str]]) -> list[str]:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    processes = [context.Process(target=_try, args=(folder, some, answers)) for some in codes]
    for process in processes:
        process.start()
    given = [answers.get(timeout=60) for some in codes for _ in some]
    for process in processes:
        process.join()
    return given


def test_many_programs_at_once_have_no_more_than_ten_tries(town: Path, clock: Clock) -> None:
    wrong = clock.wrong_code().decode()
    given = _answers(town, [[wrong] * 8] * 3)
    assert sum(answer.startswith("The code is wrong") for answer in given) == proving.TRIES
    assert sum("is locked for today" in answer for answer in given) == 24 - proving.TRIES
    assert f"'2026-11-20',{proving.TRIES})" in dump(town)


def test_of_two_programs_with_the_same_code_one_proves(town: Path, clock: Clock) -> None:
    given = _answers(town, [[clock.code().decode()]] * 2)
    assert sorted(given) == ["This code was used before; a code counts once.", "proven"]
