from __future__ import annotations

import os
import re
import sys
import tomllib
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import make_url

from auditor.catalogue import load_checks, load_pack
from auditor.errors import SettingsError
from auditor.settings import City, InventoryChoice, Settings, Written, load
from reports.messages import Language

EXAMPLE = Path(__file__).resolve().parents[1] / "config.example.toml"
PASSWORD = "Geheim-7391-xyz"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "config.toml"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def refusal(path: Path) -> SettingsError:
    with pytest.raises(SettingsError) as refused:
        load(path)
    return refused.value


FAULTS: list[tuple[str, int, str, str]] = [  # content, line, key, what to do
    ("nothing = 1", 1, "nothing", "no such setting"),
    ('folder = "x"', 1, "folder", "no such setting"),
    ("\n[audit]\nfail-on = 'low'", 3, "audit.fail-on", "no such setting"),
    ("[audit]\nfail_on = 'bad'", 2, "audit.fail_on", "write one of critical, high, medium, low, info"),
    ("language = 'fr'", 1, "language", "write one of ja, en"),
    ("[vault]\nkey = 'memory'", 2, "vault.key", "write one of file, credential, passphrase"),
    ("[vault]\nservice = ''", 2, "vault.service", "empty"),
    ("[vault]\npath = 5", 2, "vault.path", "quotation marks"),
    ("city = 3", 1, "city", "section"),
    ("[city]\nname = 3", 2, "city.name", "quotation marks"),
    ("[city]\nwords = 'park'", 2, "city.words", "list"),
    ("[city]\nwords = [\n 'a',\n 3]", 2, "city.words.1", "quotation marks"),
    ("[inventory]\nsources = 'a.xlsx'", 2, "inventory.sources", "list"),
    ("[policy.override]\npassword-age = 4", 2, "policy.override.password-age", "section"),
    ("store.url = 'no address'", 1, "store.url", "database address"),
    ("[store]\nurl = 'mysql://a@b/c'", 2, "store.url", "database address"),
    ("[store]\nurl = 'sqlite://'", 2, "store.url", "names no file"),
    ("[store]\nurl = 'sqlite:///:memory:'", 2, "store.url", "names no file"),
    ("[store]\nurl = 'sqlite:///file:a?mode=memory'", 2, "store.url", "names no file"),
    ("[breach]\noffline = 5", 2, "breach.offline", "quotation marks"),
    ("[breach]\nonline = 'yes'", 2, "breach.online", "true or false"),
    ("[breach]\nonline = 1", 2, "breach.online", "true or false"),
    ("[breach]\nonline = true\noffline = 'a.list'", 1, "breach", "not both"),
    ("[breach]\nproxy = 'proxy'", 2, "breach.proxy", "address of a proxy"),
    ("[breach]\nproxy = 'socks5://proxy:1'", 2, "breach.proxy", "address of a proxy"),
    ("[breach]\nproxy = 'http://user:word@proxy:8080'", 2, "breach.proxy", "without user and password"),
    ("[breach]\nproxy = 'http://proxy:none'", 2, "breach.proxy", "address of a proxy"),
    ("[breach]\naddress = ''", 2, "breach.address", "address of such a service"),
    ("[breach]\naddress = 'http://example.com/range/'", 2, "breach.address", "address of such a service"),
    ("[breach]\naddress = 'https://example.com/range'", 2, "breach.address", "address of such a service"),
    ("[waivers]\napprovers = '90001'", 2, "waivers.approvers", 'write a list, for example ["one", "two"]'),
    ("[waivers]\napprovers = ['90001', ' ']", 2, "waivers.approvers.1", "must not be empty"),
    ("[breach]\naddress = 'https://a:b@example.com/'", 2, "breach.address", "address of such a service"),
    ("[site]\nenabled = 'yes'", 2, "site.enabled", "true or false"),
    ("[site]\nenabled = true", 1, "site", "lists its accounts"),
    ("[site]\nlists = 'https://a.lg.jp/'", 2, "site.lists", 'write a list, for example ["one", "two"]'),
    ("[site]\nlists = ['http://a.lg.jp/']", 2, "site.lists.0", "address of a public page"),
    ("[site]\nlists = ['https://a:b@a.lg.jp/']", 2, "site.lists.0", "address of a public page"),
    ("[site]\nlists = ['https://a.lg.jp:22/']", 2, "site.lists.0", "address of a public page"),
    ("[site]\nlists = ['https://a.lg.jp/', 'https://[']", 2, "site.lists.1", "address of a public page"),
    ("[site]\nlists = ['https://a.lg.jp/']", 1, "site", "`allow`"),
    ("[site]\nlists = ['https://a.lg.jp/']\nallow = ['lg.jp']", 1, "site", "`allow`"),
    ("[site]\nallow = ['https://a.lg.jp/']", 2, "site.allow.0", "name of a host"),
    ("[site]\nallow = ['*.lg.jp']", 2, "site.allow.0", "name of a host"),
    ("[site]\nallow = ['']", 2, "site.allow.0", "name of a host"),
    ("[site]\nproxy = 'proxy'", 2, "site.proxy", "address of a proxy"),
    ("[report]\neditions = []", 2, "report.editions", "must not be empty"),
    ("[report]\neditions = 'it'", 2, "report.editions", 'write a list, for example ["one", "two"]'),
    ("[report]\neditions = ['it', 'all']", 2, "report.editions.1", "write one of pr, it, section, personnel"),
    ("[report]\nformats = []", 2, "report.formats", "must not be empty"),
    ("[report]\nformats = ['docx']", 2, "report.formats.0", "write one of html"),
    ("[report]\nnumber = '第{day}号'", 2, "report.number", "{fiscal_year}, {era_year} and {month}"),
    ("[report]\nnumber = '第{month.__class__}号'", 2, "report.number", "the only gaps"),
    ("[report]\nnumber = '第{month!r}号'", 2, "report.number", "the only gaps"),
    ("[report]\nnumber = '第{month:99}号'", 2, "report.number", "the only gaps"),
    ("[report]\nnumber = '第{}号'", 2, "report.number", "the only gaps"),
    ("[report]\nnumber = '第{month号'", 2, "report.number", "the only gaps"),
    ('[report]\nto = "a\\nb"', 2, "report.to", "on one line"),
    ('[report]\nsender = "\\u202e"', 2, "report.sender", "on one line"),
    (f"[report]\nhandling = '{'長' * 101}'", 2, "report.handling", "at most 100"),
    ("[report]\napprovals = '課長'", 2, "report.approvals", 'write a list, for example ["one", "two"]'),
    ("[report]\napprovals = ['課長', ' ']", 2, "report.approvals.1", "must not be empty"),
    (f"[report]\napprovals = {['課長'] * 9}", 2, "report.approvals", "name at most 8"),
    ("[report]\nbrowser = 5", 2, "report.browser", "quotation marks"),
    ("[mail]\nenabled = 1", 2, "mail.enabled", "true or false"),
    ("[mail]\nenabled = true\nit = ['a@b.jp']", 1, "mail", "name the mail server"),
    ("[mail]\nenabled = true\nhost = 'mail'\nsender = 'a@b.jp'", 1, "mail", "somebody to write to"),
    ("[mail]\nhost = 'mail server'", 2, "mail.host", "name of a mail server"),
    ("[mail]\nhost = 'smtp://mail'", 2, "mail.host", "name of a mail server"),
    ("[mail]\nhost = 'mail:587'", 2, "mail.host", "name of a mail server"),
    ("[mail]\nport = 0", 2, "mail.port", "at least 1"),
    ("[mail]\nport = 65536", 2, "mail.port", "at most 65535"),
    ("[mail]\nsecurity = 'ssl'", 2, "mail.security", "write one of starttls, tls, none"),
    ("[mail]\nsecurity = 'none'\nhost = 'mail.city.lg.jp'", 1, "mail", "this machine itself"),
    ("[mail]\nsecurity = 'none'\nhost = 'localhost'\nuser = 'a'", 1, "mail", "only sent over TLS"),
    ("[mail]\nca_file = 1", 2, "mail.ca_file", "quotation marks"),
    ("[mail]\nsender = 'City <a@b.jp>'", 2, "mail.sender", "address that is used for mail"),
    ("[mail]\nuser = '利用者'", 2, "mail.user", "ASCII"),
    ("[mail]\nit = 'a@b.jp'", 2, "mail.it", 'write a list, for example ["one", "two"]'),
    ("[mail]\nit = ['a@b.jp', '広報@b.jp']", 2, "mail.it.1", "address that is used for mail"),
    ("[mail]\npr = ['a@b.jp\u2028Bcc: c@d.jp']", 2, "mail.pr.0", "address that is used for mail"),
    ('[mail]\npersonnel = ["a@b.jp\\nBcc: c@d.jp"]', 2, "mail.personnel.0", "address that is used for mail"),
    ("[mail]\nsection_heads = 'yes'", 2, "mail.section_heads", "true or false"),
    ("[mail.sections]\n'広報課' = 'a@b.jp'", 2, "mail.sections.広報課", "write a list"),
    ("[mail.sections]\n'広報課' = ['a@b.jp', 'a@']", 2, "mail.sections.広報課.1", "address that is used"),
    ("[mail.sections]\n'' = ['a@b.jp']", 2, "mail.sections.….…", "must not be empty"),
    ("[mail]\ndays_ahead = 61", 2, "mail.days_ahead", "at most 60"),
    ("[mail]\nlimit = 0", 2, "mail.limit", "at least 1"),
    ("[schedule]\nnightly = '24:00'", 2, "schedule.nightly", "02:30"),
    ("[schedule]\nnightly = '2:30'", 2, "schedule.nightly", "02:30"),
    ("[schedule]\nmonthly_day = 0", 2, "schedule.monthly_day", "at least 1"),
    ("[schedule]\nmonthly_day = 29", 2, "schedule.monthly_day", "at most 28"),
    ("[schedule]\nmonthly_day = 1.5", 2, "schedule.monthly_day", "whole number"),
    ("[schedule]\nmonthly_day = 'one'", 2, "schedule.monthly_day", "whole number"),
    ("[schedule]\nmonthly_day = []", 2, "schedule.monthly_day", "whole number"),
    ("[schedule]\nzone = 'Asia/Ube'", 2, "schedule.zone", "time zone"),
    ("[schedule]\nzone = '../../etc/passwd'", 2, "schedule.zone", "time zone"),
    ("[schedule]\nzone = ''", 2, "schedule.zone", "time zone"),
]


@pytest.mark.parametrize(("content", "line", "key", "what"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_told_with_its_line_its_key_and_what_to_write(
    tmp_path: Path, content: str, line: int, key: str, what: str
) -> None:
    said = refusal(written(tmp_path, content)).said(Language.EN)
    (told,) = [row for row in said.splitlines() if row.startswith("  ")]
    assert told.startswith(f"  line {line}: {key}: ")
    assert what in told


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    content = "language = 'fr'\n[store]\nurl = 'sqlite://'\n[schedule]\nzone = 'x'\n[city]\nnaem = 'x'\n"
    faults = refusal(written(tmp_path, content)).faults
    assert sorted(str(fault.values["line"]) for fault in faults) == ["1", "3", "5", "7"]


@pytest.mark.parametrize("content", [fault[0] for fault in FAULTS])
def test_every_fault_of_the_table_has_a_sentence_of_its_own(tmp_path: Path, content: str) -> None:
    assert "does not fit" not in refusal(written(tmp_path, content)).said(Language.EN)


@pytest.mark.parametrize(
    "content",
    [
        f"[store]\nurl = 'oracle://auditor:{PASSWORD}@db/auditor'",
        f"[store]\nurl = 'postgresql://auditor:{PASSWORD}@db:no-port/auditor'",
        f"[store]\nurl = ['{PASSWORD}']",
        f"[store]\nulr = '{PASSWORD}'",
        f"[vault]\nkey = '{PASSWORD}'",
        f"[schedule]\nzone = '{PASSWORD}'\nmonthly_day = '{PASSWORD}'\nnightly = '{PASSWORD}'",
        f"language = '{PASSWORD}'",
        f"[breach]\nproxy = 'http://user:{PASSWORD}@proxy:8080'\naddress = 'https://{PASSWORD}'",
        f"store = '{PASSWORD}'",
        f"[store]\nurl = '{PASSWORD}",
        f"[store]\nurl = {PASSWORD}",
    ],
)
def test_no_value_of_the_file_is_repeated(tmp_path: Path, content: str) -> None:
    error = refusal(written(tmp_path, content))
    for language in Language:
        assert PASSWORD not in error.said(language)
    told = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
    assert PASSWORD not in told
    assert PASSWORD not in repr(error)


def test_the_password_of_a_database_is_in_no_repr_of_the_settings(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://auditor:{PASSWORD}@localhost/auditor"
    settings = load(written(tmp_path, f"[store]\nurl = '{url}'"))
    assert settings.store.url == url
    for shown in (repr(settings), str(settings), f"{settings}", repr(settings.store)):
        assert PASSWORD not in shown


NO_TOML = {
    "a key without a value": b"language =",
    "a section twice": b"[city]\n[city]",
    "a value twice": b"language = 'ja'\nlanguage = 'ja'",
    "a NUL": b"language = 'j\0a'",
    "deeply nested": b"a = " + b"[" * 60_000,
    "a number of 5,000 digits": b"a = " + b"1" * 5000,
    "a day that is none": b"a = 2026-13-45",
}


@pytest.mark.parametrize("content", NO_TOML.values(), ids=NO_TOML.keys())
def test_what_is_no_toml_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    assert "no valid TOML" in refusal(written(tmp_path, content)).said(Language.EN)


@pytest.mark.parametrize("encoding", ["cp932", "utf-16"])
def test_another_encoding_than_utf_8_is_told(tmp_path: Path, encoding: str) -> None:
    content = '[city]\nname = "宇部市"\n'.encode(encoding)
    assert "not UTF-8" in refusal(written(tmp_path, content)).said(Language.EN)


@pytest.mark.parametrize("beginning", ["", "\ufeff"], ids=["without", "with"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_file_with_or_without_a_byte_order_mark_is_read(
    tmp_path: Path, beginning: str, ending: str
) -> None:
    content = beginning + ending.join(["[city]", 'name = "宇部市"', ""])
    assert load(written(tmp_path, content)).city.name == "宇部市"


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    error = refusal(tmp_path / "config.toml")
    assert error.exit_code == 2
    assert error.todo is not None
    assert "auditor init" in error.todo.text


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path).said(Language.EN)


def test_an_empty_file_gives_the_defaults_with_paths_beside_it(tmp_path: Path) -> None:
    settings = load(written(tmp_path, ""))
    assert settings.folder == tmp_path
    assert settings.vault.path == tmp_path / "vault" / "vault.db"
    assert settings.vault.key_file == tmp_path / "vault" / "vault.key"
    assert settings.report.folder == tmp_path / "reports"
    assert settings.store.url == f"sqlite:///{tmp_path / 'auditor.db'}"


def test_paths_are_relative_to_the_file_and_not_to_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = tmp_path / "市 役所?%20#1"
    office.mkdir()
    written(
        office,
        '[policy]\npack = "own/city.toml"\n[inventory]\nsources = ["a.xlsx", "/else/b.xlsx"]\n[report]\nfolder = "out"\nbrowser = "chrome/chrome.exe"\n'
        '[breach]\noffline = "lists/a.list"\n',
    )
    monkeypatch.chdir(tmp_path)
    settings = load(Path(office.name) / "config.toml")
    assert settings.policy.pack == str(office / "own" / "city.toml")
    assert settings.inventory.sources == (office / "a.xlsx", Path("/else/b.xlsx"))
    assert settings.report.folder == office / "out"
    assert settings.report.browser == office / "chrome" / "chrome.exe"
    assert settings.breach.offline == office / "lists" / "a.list"


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///auditor.db", "{folder}/auditor.db"),
        ("sqlite:///data/a.db", "{folder}/data/a.db"),
        ("sqlite:///../a.db", "{folder}/../a.db"),
        ("sqlite:////var/lib/auditor/a.db", "/var/lib/auditor/a.db"),
        ("sqlite+pysqlite:///a.db", "{folder}/a.db"),
        # A drive is a folder's name elsewhere.
        ("sqlite:///C:/data/a.db", "C:\\data\\a.db" if os.name == "nt" else "{folder}/C:/data/a.db"),
    ],
)
def test_a_relative_database_lies_beside_the_file(tmp_path: Path, url: str, file: str) -> None:
    office = tmp_path / "市 役所?%20#1"
    office.mkdir()
    settings = load(written(office, f"[store]\nurl = '{url}'"))
    assert make_url(settings.store.url).database == file.format(folder=office)


# --- the folder of transfer lists has nothing else in it ----------------------------------------------------------

SHARED = {
    "a source": ("source", ""),
    "a source that is not there yet": ("not yet", ""),
    "within a source": ("source/lists", ""),
    "above a source": ("data", ""),
    "above a source by another way": ("source/../data", ""),
    "a source behind a link": ("link", ""),
    "the folder of the settings": (".", ""),
    "above the folder of the settings": ("..", ""),
    "the folder of the ledger": ("kept", "[store]\nurl = 'sqlite:///kept/auditor.db'"),
    "the folder of the vault": ("vault", ""),
    "above the folder of the vault": ("kept", "[vault]\npath = 'kept/vault/vault.db'"),
    "the folder of the key": ("kept", "[vault]\nkey_file = 'kept/vault.key'"),
    "the folder of the reports": ("reports", ""),
}


def with_lists(folder: Path, lists: str, more: str = "") -> Path:
    """Settings with three sources, one of them a file."""
    for name in ("source", "data/staff", "lists"):
        (folder / name).mkdir(parents=True)
    (folder / "lists" / "register.xlsx").touch()
    sources = ["source", "data/staff", "lists/register.xlsx", "not yet"]
    return written(
        folder, f"[inventory]\nsources = {sources}\n[transfers]\nkeep_days = 90\nfolder = '{lists}'\n{more}\n"
    )


@pytest.mark.parametrize(("lists", "more"), SHARED.values(), ids=SHARED.keys())
def test_a_folder_of_transfer_lists_that_is_another_ones_is_refused(
    tmp_path: Path, lists: str, more: str
) -> None:
    """Files in it are moved and deleted, and a folder that is a source may hold no others."""
    if lists == "link":
        if sys.platform == "win32":
            pytest.skip("links need rights there")
        (tmp_path / "link").symlink_to("source")
    said = refusal(with_lists(tmp_path, lists, more)).said(Language.EN)
    (told,) = [row for row in said.splitlines() if row.startswith("  ")]
    assert told.startswith("  line 5: transfers.folder: name a folder of its own")


def test_the_folder_of_the_settings_is_refused_where_all_else_lies_elsewhere(tmp_path: Path) -> None:
    office = tmp_path / "office"
    office.mkdir()
    content = (
        "transfers.folder = '.'\nstore.url = 'sqlite:///../auditor.db'\nreport.folder = '../reports'\n"
        "vault.path = '../vault.db'\nvault.key_file = '../vault.key'\n"
    )
    assert "line 1: transfers.folder: name a folder of its own" in refusal(written(office, content)).said(
        Language.EN
    )


@pytest.mark.parametrize("lists", ["", "lists", "sourced", "dat", "vault/lists", "reports/lists", "../lists"])
def test_a_folder_of_transfer_lists_may_lie_beside_and_hold_a_source_that_is_a_file(
    tmp_path: Path, lists: str
) -> None:
    office = tmp_path / "office"
    office.mkdir()
    assert load(with_lists(office, lists)).transfers.folder == (office / lists if lists else None)


def test_a_path_that_is_none_stops_no_comparison(tmp_path: Path) -> None:
    content = '[inventory]\nsources = ["a\\u0000b"]\n[transfers]\nfolder = "lists"'
    assert load(written(tmp_path, content)).transfers.folder == tmp_path / "lists"


# --- config.example.toml ------------------------------------------------------------------------------------------


def leaves(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Dotted names of all settings."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from leaves(field.annotation, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def named(table: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from named(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def test_the_example_names_every_setting() -> None:
    text = EXAMPLE.read_text("utf-8")
    assert "# [policy.override." in text, "an example of an override, which has no default"
    assert "# [mail.sections]" in text, "likewise"
    without_default = ("policy.override", "mail.sections")
    assert sorted([*named(tomllib.loads(text)), *without_default]) == sorted(leaves(Written))


def test_the_example_explains_every_setting() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    assert [line for line in lines if re.match(r"\w+ = ", line) and "#" not in line] == []


def test_the_example_holds_the_defaults(tmp_path: Path) -> None:
    """What a city has to fill in (its name, words and sources) is filled in as an example."""
    example = load(written(tmp_path, EXAMPLE.read_bytes()))
    assert example.city.name
    assert example.inventory.sources
    assert (
        example.model_copy(
            update={
                "city": City(),
                "inventory": InventoryChoice(passphrase_entry=example.inventory.passphrase_entry),
            }
        )
        == load(written(tmp_path, ""))
        == Settings(**dict(load(written(tmp_path, ""))))
    )


def test_the_override_of_the_example_is_one_that_the_pack_takes(tmp_path: Path) -> None:
    text = re.sub(r"^# (\[policy\.|\w+ = )", r"\1", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    settings = load(written(tmp_path, text))
    assert settings.policy.override
    pack = load_pack(settings.policy.pack, settings.policy.override, load_checks())
    assert any(rule.override_reason for rule in pack.rules)


def test_a_key_that_is_no_plain_name_is_not_repeated(tmp_path: Path) -> None:
    """It may be a value in the wrong place, such as an address with its password."""
    content = '[store]\n"postgresql://auditor:Geheim-7391@host/db" = 1'
    assert "Geheim-7391" not in refusal(written(tmp_path, content)).said(Language.EN)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    os.mkfifo(path)
    assert "no ordinary file" in refusal(path).said(Language.EN)


def test_a_file_too_large_for_settings_is_refused_unread(tmp_path: Path) -> None:
    said = refusal(written(tmp_path, b"#" * 70_000)).said(Language.EN)
    assert "larger than" in said
    assert "Name the settings file itself" in said  # and nothing of another user
