"""Every refusal about duties: one clear line and what to do, in both languages, code 2, and nothing is changed by it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyotp
import pytest

from tests.acceptance.harness import Said
from tests.acceptance.year_office import NearOffice
from tests.acceptance.year_story import Town, seed_of

TODAY = date(2026, 6, 1)
HEADINGS = "職員番号,氏名,発令日,異動区分,旧所属,新所属"
LISTS = {
    "unknown.csv": "99999,誰か,2026-07-01,異動,広報課,観光課",
    "name.csv": "10011,別人 太郎,2026-07-01,異動,広報課,観光課",
    "kind.csv": "10011,広報 一,2026-07-01,栄転,広報課,観光課",
    "day.csv": "10011,広報 一,2026-02-30,異動,広報課,観光課",
    "cancel.csv": "10012,広報 二,2026-05-01,取消,,",
}


@dataclass(frozen=True)
class Refusal:
    """A command that is refused. ``tells`` stands in the line that says why, in both languages."""

    what: str
    command: tuple[str, ...]
    tells: str
    faults: int = 0  # of a file: a line each, beside the two
    stdin: bytes = b""


def refusal(what: str, command: str, tells: str, faults: int = 0, stdin: bytes = b"") -> Refusal:
    return Refusal(what, tuple(command.split()), tells, faults, stdin)


def waiver(
    check: str = "administrators-minimum",
    subject: str = "kanko-ig",
    approver: str = "10001",
    until: str = "--until 2026-07-31",
) -> str:
    return f"waiver grant --check {check} --subject {subject} --reason 後任の選任中 --approver {approver} {until}"


def record(
    kind: str = "sessions-ended",
    about: str = "--login x-koho",
    dated: str = "2026-06-01",
    more: str = "--by 10001 --document 広第9号",
) -> str:
    return f"evidence record --kind {kind} {about} --date {dated} {more}"


def incident(
    kind: str = "takeover", account: str = "koho-x", at: str = "2026-05-31T09:30", severity: str = "high"
) -> str:
    return f"incident open --kind {kind} --account {account} --at {at} --severity {severity}"


REFUSALS = (
    # personnel's door
    refusal(
        "unknown person", "transfer record --staff 99999 --kind transfer --effective 2026-07-01", "99999"
    ),
    refusal("unknown kind", "transfer record --staff 10011 --kind 栄転 --effective 2026-07-01", "栄転"),
    refusal("no date", "transfer record --staff 10011 --kind transfer --effective 2026-02-30", "2026-02-30"),
    refusal("no day given", "transfer record --staff 10011 --kind transfer", "--effective"),
    refusal("no person given", "transfer record --kind transfer --effective 2026-07-01", "--staff"),
    refusal("cancel after its day", "transfer cancel --staff 10012 --effective 2026-05-01", "2026-05-01"),
    refusal("cancel of nothing", "transfer cancel --staff 10011 --effective 2026-08-01", "2026-08-01"),
    refusal("cancel of an unknown person", "transfer cancel --staff 99999 --effective 2026-08-01", "99999"),
    refusal("list: no file", "transfer import nowhere.csv", "nowhere.csv"),
    refusal("list: unknown person", "transfer import unknown.csv", "1", faults=1),
    refusal("list: name that does not match", "transfer import name.csv", "1", faults=1),
    refusal("list: unknown kind", "transfer import kind.csv", "1", faults=1),
    refusal("list: no date", "transfer import day.csv", "1", faults=1),
    refusal("list: cancelled after its day", "transfer import cancel.csv", "1", faults=1),
    # reviews
    refusal("unknown review", "review show R99", "R99"),
    refusal("reviews of an unknown section", "review list --section 秘書課", "秘書課"),
    # evidence
    refusal("evidence of tomorrow", record(dated="2026-06-02"), "2026-06-02"),
    refusal("evidence of no date", record(dated="2026-02-30"), "2026-02-30"),
    refusal("evidence of an unknown kind", record(kind="all-is-well"), "all-is-well"),
    refusal("evidence about an unknown login", record(about="--login nobody"), "nobody"),
    refusal("evidence about an unknown account", record(about="--account nobody"), "nobody"),
    refusal("evidence about nothing", record(about=""), ""),
    refusal("evidence about two things", record(about="--login x-koho --account koho-x"), ""),
    refusal(
        "evidence that ends before it begins",
        record(more="--by 10001 --document 広第9号 --until 2026-05-31"),
        "2026-05-31",
    ),
    refusal("evidence by nobody", record(more="--document 広第9号"), "--by"),
    refusal("evidence without a document", record(more="--by 10001"), "--document"),
    refusal(
        "evidence with a file that is not there",
        record(more="--by 10001 --document 広第9号 --file nowhere.pdf"),
        "nowhere.pdf",
    ),
    refusal("unknown record", "evidence withdraw 99", "99"),
    # waivers
    refusal("waiver without an end", waiver(until=""), "--until"),
    refusal("waiver that is too long", waiver(until="--until 2027-06-02"), "365"),
    refusal("waiver that is over", waiver(until="--until 2026-05-31"), "2026-05-31"),
    refusal("waiver until no date", waiver(until="--until 2026-02-30"), "2026-02-30"),
    refusal("waiver of an unknown check", waiver(check="all-is-well"), "all-is-well"),
    refusal("waiver for an unknown subject", waiver(subject="nobody"), "nobody"),
    refusal("waiver for the wrong sort of subject", waiver(subject="x-koho"), "x-koho"),
    refusal("waiver by the holder of the login", waiver("second-factor", "fb-13", approver="10013"), "10013"),
    refusal("waiver by the manager in question", waiver("manager-named", "koho-x"), "10001"),
    refusal("waiver by somebody without a say", waiver(approver="10051"), "10051"),
    refusal("waiver by nobody known", waiver(approver="99999"), "99999"),
    refusal("unknown waiver", "waiver revoke 99", "99"),
    # second factor
    refusal(
        "code for an unknown login", "second-factor prove nobody --by 10011", "nobody", stdin=b"123456\n"
    ),
    refusal("code where no seed is", "second-factor prove fb-koho --by 10011", "fb-koho", stdin=b"123456\n"),
    refusal("code by nobody known", "second-factor prove x-koho --by 99999", "99999", stdin=b"123456\n"),
    # register
    refusal("register of an unknown section", "register submit --section 秘書課", "秘書課"),
    refusal("register of an unknown account", "register submit --account nobody", "nobody"),
    refusal("register of tomorrow", "register submit --date 2026-06-02", "2026-06-02"),
    refusal("register to show of an unknown section", "register show --section 秘書課", "秘書課"),
    refusal("register to write of an unknown section", "register write --section 秘書課", "秘書課"),
    # incidents
    refusal("incident ahead of now", incident(at="2026-06-02T09:30"), "2026-06-02T09:30"),
    refusal("incident without an hour", incident(at="2026-05-31"), "2026-05-31"),
    refusal("incident at no date", incident(at="2026-05-32T09:30"), "2026-05-32T09:30"),
    refusal("incident of an unknown account", incident(account="nobody"), "nobody"),
    refusal("incident of an unknown kind", incident(kind="quarrel"), "--kind"),
    refusal("incident of no known weight", incident(severity="dreadful"), "--severity"),
    refusal("unknown incident", "incident show I99", "I99"),
    refusal(
        "what is no step of an incident",
        "incident record --kind sessions-ended --account koho-x --date 2026-06-01 --by 10001 --document 広第9号",
        "sessions-ended",
    ),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> NearOffice:
    """The city of the year, on 1 June: personnel's list of May is known, and its day has passed."""
    folder = tmp_path_factory.mktemp("refusals") / "office"
    folder.mkdir()
    town = Town(NearOffice(folder, TODAY))
    town.office.must("init", "--city", "試し市", today=date(2026, 4, 1))
    config = (folder / "config.toml").read_text("utf-8")
    assert config.count('"en"') == 1
    (folder / "config.ja.toml").write_text(config.replace('"en"', '"ja"'), "utf-8")
    for day in (date(2026, 4, 1), date(2026, 4, 6)):
        town.play(day)
    for name, row in LISTS.items():
        (folder / name).write_text(f"{HEADINGS}\n{row}\n", "utf-8")
    town.office.today = TODAY
    return town.office


@pytest.fixture(params=["en", "ja"])
def language(request: pytest.FixtureRequest) -> str:
    assert isinstance(request.param, str)
    return request.param


def told(office: NearOffice, language: str, *command: str, stdin: bytes = b"") -> Said:
    config = "config.toml" if language == "en" else "config.ja.toml"
    office.language = language  # before the settings are read, the reader's own
    return office.auditor("--config", config, *command, stdin=stdin)


def assert_refused(said: Said, language: str, *, tells: str = "", faults: int = 0) -> None:
    """Code 2, nothing on standard output; the reason, what to do, and for a file a line for each fault."""
    assert said.code == 2
    assert said.out == b""
    why, what_to_do, *rest = said.errors.splitlines()
    assert len(rest) == faults, said.errors
    assert why.startswith("error: " if language == "en" else "エラー: ")
    assert tells in why
    assert what_to_do.strip()
    for line in (why, what_to_do, *rest):
        assert not re.search(r"[{}]|Traceback|None|\bEnum\b", line), line
    if language == "ja":
        assert all(re.search(r"[ぁ-んァ-ヶ一-龠]", line) for line in (why, what_to_do)), said.errors
        assert not re.search(r"[a-z]+ (the|is|are|of|with|and) [a-z]+", f"{why} {what_to_do}"), said.errors


def kept(office: NearOffice) -> str:
    """The ledger without the count of wrong codes."""
    return "\n".join(line for line in office.dump().splitlines() if "wrong_codes" not in line)


@pytest.mark.parametrize("refused", REFUSALS, ids=lambda refused: refused.what.replace(" ", "-"))
def test_it_is_refused_with_a_reason_and_what_to_do(
    office: NearOffice, language: str, refused: Refusal
) -> None:
    before, files = office.dump(), {path: path.stat().st_mtime_ns for path in every_file(office.folder)}
    said = told(office, language, *refused.command, stdin=refused.stdin)
    assert_refused(said, language, tells=refused.tells, faults=refused.faults)
    assert office.dump() == before
    assert {path: path.stat().st_mtime_ns for path in every_file(office.folder)}.keys() == files.keys()


def every_file(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_both_languages_say_it_in_their_own_words(office: NearOffice) -> None:
    for refused in REFUSALS:
        en, ja = (
            told(office, language, *refused.command, stdin=refused.stdin).errors.splitlines()
            for language in ("en", "ja")
        )
        assert all(one != other for one, other in zip(en, ja, strict=True)), refused.what


# --- codes of a second factor: what is refused is counted -----------------------------------------------------------------


def wrong_code(login: str) -> bytes:
    """A code of six digits that no clock near ours gives."""
    authenticator, now = pyotp.TOTP(seed_of(login, 1)), int(time.time())
    near = {authenticator.at(now + 30 * step) for step in range(-5, 30)}
    return next(code for n in range(1000) if (code := f"{n:06}") not in near).encode() + b"\n"


def test_a_wrong_code_is_refused(office: NearOffice, language: str) -> None:
    before = kept(office)
    said = told(
        office, language, "second-factor", "prove", "x-koho", "--by", "10011", stdin=wrong_code("x-koho")
    )
    assert_refused(said, language)
    assert kept(office) == before


def test_what_is_no_code_is_refused(office: NearOffice, language: str) -> None:
    before = kept(office)
    said = told(
        office, language, "second-factor", "prove", "x-koho", "--by", "10011", stdin="合言葉\n".encode()
    )
    assert_refused(said, language)
    assert kept(office) == before


def test_a_code_counts_once(office: NearOffice, language: str) -> None:
    login = {"en": "meta-kanko", "ja": "yt-tosho"}[language]
    command = ("second-factor", "prove", login, "--by", "10021")
    code = pyotp.TOTP(seed_of(login, 1)).now().encode() + b"\n"
    assert told(office, language, *command, stdin=code).code == 0
    before = kept(office)
    assert_refused(told(office, language, *command, stdin=code), language)
    assert kept(office) == before


def test_after_ten_wrong_codes_the_right_one_is_refused_for_the_day(
    office: NearOffice, language: str
) -> None:
    login = {"en": "x-bosai", "ja": "fb-13"}[language]
    command = ("second-factor", "prove", login, "--by", "10031")
    for _ in range(10):
        assert_refused(told(office, language, *command, stdin=wrong_code(login)), language)
    before = office.dump()
    right = pyotp.TOTP(seed_of(login, 1)).now().encode() + b"\n"
    assert_refused(told(office, language, *command, stdin=right), language, tells=login)
    assert office.dump() == before, "a code beyond the tenth is not even counted"
    office.today = date(2026, 6, 2)
    try:
        right = pyotp.TOTP(seed_of(login, 1)).now().encode() + b"\n"
        assert told(office, language, *command, stdin=right).code == 0
    finally:
        office.today = TODAY
