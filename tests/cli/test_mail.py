"""``auditor mail`` and the mail at the end of ``auditor run``, with a mail server on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from auditor.settings import load
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from tests.acceptance.city import make_city
from tests.acceptance.small import small_tables
from tests.acceptance.tables import secrets_csv, write_plain_folder, write_workbook
from tests.cli.conftest import Auditor, dump
from tests.leaks import Hunt
from tests.mailing.servers import (
    PASSWORD,
    USER,
    Certificates,
    Mailbox,
    Running,
    mail_server,
    make_certificates,
    text_of,
)
from tests.offices import TODAY
from tests.reports.telling_words import telling_words

WEAK = b"Vky7pLqNs.wHdtBzGm!Xaaaafc\n"
STRONG = b"Wmt4qRvKz.pXjsFhDn!Ybgc\n"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(box: Mailbox, certificates: Certificates) -> Iterator[Running]:
    with mail_server(box, certificates.localhost, auth=True) as running:
        yield running


def mail(city: Path, port: int, authority: Path | None, **more: Any) -> None:
    """The settings' part about mail from now on."""
    config = city / "config.toml"
    values = {
        "enabled": True,
        "host": "localhost",
        "port": port,
        "ca_file": "" if authority is None else str(authority),
        "sender": "auditor@city.example.jp",
        "user": USER,
        "it": ["it@city.example.jp"],
        "pr": ["pr@city.example.jp"],
        "section_heads": True,
        **more,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    before = config.read_text("utf-8").partition("\n[mail]")[0]
    config.write_text("\n".join((before, "[mail]", *lines, "")), "utf-8")


@pytest.fixture
def posted(city: Path, server: Running, certificates: Certificates, auditor: Auditor) -> Path:
    """The small city with mail switched on, its head with an address, and a weak password in it."""
    tables = small_tables()
    for person in tables["staff"]:
        person["mail"] = f"s{person['staff_number']}@city.example.jp"
    write_plain_folder(tables, city / "source")
    mail(city, server.port, certificates.authority)
    assert auditor("secret", "set", "mail-password", "--key", stdin=PASSWORD.encode() + b"\n").code == 0
    assert auditor("secret", "set", "login-a", stdin=WEAK).code == 0
    return city


def test_a_run_tells_each_reader_what_is_theirs_and_the_next_one_nothing(
    posted: Path, box: Mailbox, auditor: Auditor
) -> None:
    said = auditor("run", "--no-report")
    assert (said.code, said.err) == (1, "")
    assert sorted(box.addresses) == ["it@city.example.jp", "pr@city.example.jp", "s00101@city.example.jp"]
    assert box.logins == [(USER, PASSWORD)]
    texts = {message["To"]: text_of(message) for message in box.messages}
    assert "同一文字・連続文字" in texts["it@city.example.jp"] or "login-a" in texts["it@city.example.jp"]
    assert telling_words(texts["pr@city.example.jp"]) == []
    assert "login-a" in texts["s00101@city.example.jp"]
    assert auditor("run", "--no-report").err == ""
    assert len(box.letters) == 3
    auditor("secret", "set", "login-a", stdin=STRONG)
    auditor("run", "--no-report")
    assert len(box.letters) == 6
    assert "一覧から外れたもの" in text_of(box.messages[-1])


@pytest.mark.parametrize("options", [["--no-mail"], ["--date", "2026-11-19"], ["--date", "2026-12-24"]])
def test_no_mail_where_it_is_not_wanted_or_another_day_is_judged(
    posted: Path, box: Mailbox, auditor: Auditor, options: list[str]
) -> None:
    assert auditor("run", "--no-report", *options).code == 1
    assert (box.letters, box.logins) == ([], [])


def test_what_a_run_without_mail_found_is_told_by_hand_and_then_nothing_more(
    posted: Path, box: Mailbox, auditor: Auditor
) -> None:
    ran = auditor("run", "--no-mail", "--no-report", "--json").json["run"]
    said = auditor("mail", "send", "--json")
    assert (said.code, said.json["schema"], said.json["run"]) == (0, "auditor.mail-sent/1", ran["id"])
    assert [one["to"] for one in said.json["sent"]] == box.addresses
    assert (said.json["failed"], said.json["nothing_to_tell"]) == ([], 0)
    again = auditor("mail", "send", "--json").json
    assert (again["sent"], again["nothing_to_tell"]) == ([], 3)
    assert len(box.letters) == 3


def test_a_preview_shows_all_and_changes_and_sends_nothing(
    posted: Path, box: Mailbox, auditor: Auditor
) -> None:
    auditor("run", "--no-mail", "--no-report")
    before = dump(posted)
    shown = auditor("mail", "preview", "--json").json
    assert (shown["schema"], shown["enabled"]) == ("auditor.mail-preview/1", True)
    assert [one["edition"] for one in shown["digests"]] == ["it", "pr", "section"]
    said = auditor("mail", "preview")
    assert said.code == 0
    for one in shown["digests"]:
        for line in (one["to"], one["subject"], *one["text"].splitlines()):
            assert line in said.out
    assert (dump(posted), box.letters, box.logins) == (before, [], [])


def test_a_preview_is_shown_before_mail_is_switched_on_and_sending_is_refused(
    posted: Path, box: Mailbox, auditor: Auditor
) -> None:
    mail(posted, 1, None, enabled=False)
    auditor("run", "--no-report")
    said = auditor("mail", "preview")
    assert (said.code, "[mail]" in said.err) == (0, True)
    assert not auditor("mail", "preview", "--json").json["enabled"]
    assert auditor("mail", "send").code == 2
    assert box.letters == []


def test_sections_that_nobody_is_told_of_are_named_in_the_preview(posted: Path, auditor: Auditor) -> None:
    mail(posted, 1, None, section_heads=False, sections={})
    config = posted / "config.toml"
    text = config.read_text("utf-8").replace("sections = {}\n", "")
    config.write_text(f'{text}\n[mail.sections]\n"別の課" = ["a@city.example.jp"]\n', "utf-8")
    auditor("run", "--no-mail", "--no-report")
    shown = auditor("mail", "preview", "--json").json
    assert (shown["sections_without_reader"], shown["sections_unknown"]) == (["試験課"], ["別の課"])


def test_a_section_that_no_account_has_is_named_wherever_mail_is_sent_or_shown(
    posted: Path, server: Running, certificates: Certificates, auditor: Auditor
) -> None:
    config = posted / "config.toml"
    text = config.read_text("utf-8")
    config.write_text(f'{text}\n[mail.sections]\n"別の課" = ["a@city.example.jp"]\n', "utf-8")
    for command in (("run", "--no-report"), ("mail", "preview"), ("mail", "send"), ("doctor",)):
        said = auditor(*command)
        assert "別の課" in (said.out if command == ("doctor",) else said.err), command


@pytest.mark.parametrize("command", [("mail", "preview"), ("mail", "send")])
def test_before_the_first_audit_there_is_nothing_to_tell(
    posted: Path, auditor: Auditor, command: tuple[str, str]
) -> None:
    assert auditor(*command).code == 2


# --- servers that fail --------------------------------------------------------------------------------------------


def test_a_server_that_is_down_ends_no_night_and_all_is_told_the_next_time(
    posted: Path, box: Mailbox, server: Running, certificates: Certificates, auditor: Auditor
) -> None:
    mail(posted, 1, certificates.authority)
    said = auditor("run")
    assert (said.code, said.out) == (1, "")
    assert "メールサーバーに接続できない" in said.err
    assert len(said.err.splitlines()) <= 3
    assert list((posted / "reports").iterdir())
    told = auditor("doctor", "--json").json
    assert [probe["result"] for probe in told if probe["name"] == "メールサーバー"] == ["failed"]
    mail(posted, server.port, certificates.authority)
    told = auditor("doctor", "--json").json
    (probe,) = [probe for probe in told if probe["name"] == "メールサーバー"]
    assert (probe["result"], "3件" in probe["detail"]) == ("warning", True)
    assert auditor("mail", "send").code == 0
    assert len(box.letters) == 3


def test_who_is_refused_is_named_and_told_again_later(posted: Path, box: Mailbox, auditor: Auditor) -> None:
    box.refuse = lambda address: "450 4.2.2 full" if address.startswith("pr@") else None
    said = auditor("run", "--no-report")
    assert said.code == 1
    assert ("pr@city.example.jp" in said.err, "450 4.2.2" in said.err) == (True, True)
    sent = auditor("mail", "send", "--json")
    assert sent.code == 5
    assert [(one["to"], one["why"]) for one in sent.json["failed"]] == [("pr@city.example.jp", "450 4.2.2")]
    box.refuse = lambda _: None
    assert auditor("mail", "send", "--json").json["sent"][0]["edition"] == "pr"
    assert box.addresses.count("pr@city.example.jp") == 1


def test_a_fault_of_our_own_in_mail_ends_no_night(
    posted: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(PASSWORD)

    monkeypatch.setattr("auditor.cli._mailing.send_newest", broken)
    said = auditor("run", "--no-report")
    assert (said.code, "RuntimeError" in said.err) == (1, True)
    assert Hunt({"password": PASSWORD}).in_bytes("err", said.err.encode()) == []


def test_the_json_of_a_run_stays_whole_where_mail_fails(posted: Path, auditor: Auditor) -> None:
    mail(posted, 1, None)
    assert auditor("run", "--no-report", "--json").json["schema"] == "auditor.run/1"


def test_more_readers_than_the_limit_are_told_nothing(
    posted: Path, box: Mailbox, server: Running, certificates: Certificates, auditor: Auditor
) -> None:
    mail(posted, server.port, certificates.authority, limit=2)
    said = auditor("run", "--no-report")
    assert (said.code, "limit" in said.err, box.letters) == (1, True, [])
    assert auditor("mail", "send").code == 5


# --- one mail, and the password ---------------------------------------------------------------------------------------


def test_a_test_mail_says_nothing_of_the_city(posted: Path, box: Mailbox, auditor: Auditor) -> None:
    assert auditor("mail", "test", "somebody@city.example.jp").code == 0
    (message,) = box.messages
    assert message["To"] == "somebody@city.example.jp"
    assert "login-a" not in text_of(message)
    for wrong in ("", "a@b.jp\nBcc: c@d.jp", "広報@city.jp", "a@b.jp,c@d.jp"):
        assert auditor("mail", "test", wrong).code == 2
    assert len(box.letters) == 1


def test_without_the_password_in_the_vault_nothing_is_sent_and_the_way_is_told(
    city: Path, server: Running, box: Mailbox, certificates: Certificates, auditor: Auditor
) -> None:
    mail(city, server.port, certificates.authority)
    said = auditor("mail", "test", "somebody@city.example.jp")
    assert said.code == 5
    assert "auditor secret set mail-password --key" in said.err
    assert (box.letters, box.logins) == ([], [])
    assert auditor("run", "--no-report").code == 0


def test_no_other_key_of_the_vault_is_set_by_hand(city: Path, auditor: Auditor) -> None:
    assert auditor("secret", "set", "fingerprints", "--key", stdin=b"x\n").code == 2
    assert auditor("secret", "set", "mail-password", "--key", stdin=b"a b\n").code == 0
    with open_vault(load(city / "config.toml").vault, lambda: None) as vault:
        kept = vault.key("mail-password")
        assert isinstance(kept, Secret)
        assert kept.reveal() == "a b"


# --- nothing leaks ----------------------------------------------------------------------------------------------------


def test_of_a_city_full_of_faults_no_secret_is_in_any_mail_or_stream(
    city: Path, server: Running, box: Mailbox, certificates: Certificates, auditor: Auditor
) -> None:
    planted = make_city(15, TODAY, faulty=0.6)
    for row in planted.tables["staff"]:
        row["mail"] = f"s{row['staff_number']}@city.example.jp"
    write_workbook(planted.tables, city / "inventory.xlsx", Random(0))
    config = city / "config.toml"
    config.write_text(config.read_text("utf-8").replace('"source"', '"inventory.xlsx"'), "utf-8")
    (city / "secrets.csv").write_bytes(secrets_csv(planted.secrets))
    mail(city, server.port, certificates.authority, personnel=["jinji@city.example.jp"])
    auditor("secret", "set", "mail-password", "--key", stdin=PASSWORD.encode() + b"\n")
    auditor("secret", "import", "secrets.csv")
    said = [auditor("run", "--no-mail", "--no-report"), auditor("mail", "preview"), auditor("mail", "send")]
    assert [one.code for one in said] == [planted.exit_code, 0, 0]
    box.refuse = lambda address: f"550 5.1.1 {PASSWORD} to {address}"
    for login_id in list(planted.secrets)[:3]:
        auditor("secret", "set", login_id, stdin=STRONG)
    said.append(auditor("run", "--no-report"))
    assert len(box.letters) > 5
    secrets = {"mail": PASSWORD}
    for login_id, (password, seed) in planted.secrets.items():
        secrets |= {
            f"{what} of {login_id}": text
            for what, text in (("password", password), ("seed", seed))
            if len(text) > 9
        }
    for row in planted.tables["staff"]:
        if phone := str(row.get("phone") or ""):
            secrets[f"phone of {row['staff_number']}"] = phone
    hunt = Hunt(secrets)
    streams = [(f"letter {n}", text_of(message).encode()) for n, message in enumerate(box.messages)]
    streams += [(f"raw letter {n}", content) for n, (_, content) in enumerate(box.letters)]
    streams += [(f"output {n}", (one.out + one.err).encode()) for n, one in enumerate(said)]
    assert hunt.in_streams(streams) == []
    for message in box.messages:
        if message["To"] == "pr@city.example.jp":
            assert telling_words(f"{message['Subject']}\n{text_of(message)}") == []
