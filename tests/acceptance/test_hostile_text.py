"""Text that tries to be something else comes out as text: in the terminal, in JSON, in the report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.acceptance.harness import Office, Said
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import Row, Tables, Value, plain_csv, secrets_csv, write_plain_folder

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"><img src=x onerror='alert(1)'>",
    "template": "{{7*7}}{% raw %}${7*7}#{7*7}",
    "formula": "=cmd|' /C calc'!A0",
    "markup": "[/][bold]x[/bold][link=http://example.com]y",
    "format": "{0}{missing}{x.__class__}%s%(a)s",
    "direction": "abc\u202egnp.exe\u2066",
    "terminal": "a\x1b]0;title\x07\x1b[31mred\x1b[2J",
    "long": "長" * 10_000,
    "sql": "'; drop table accounts; --",
}
STEERING = {"direction", "terminal"}
FREE = {
    "accounts": ("name", "url", "section", "purpose", "service"),
    "logins": ("username",),
    "staff": ("name", "kana", "mail", "section", "title"),
    "evidence": ("document", "note"),
    "transfers": ("from_section", "to_section"),
}


def hostile_tables() -> Tables:
    """A sound account for each text, with the text in each free field.

    Only its second administrator is missing: so there is something to report about each.
    """
    sound, tables = small_tables(), {table: list[Row]() for table in small_tables()}
    for number, (name, text) in enumerate(HOSTILE.items()):
        changed = {"ac-a": f"ac-{name}", "login-a": f"login-{name}"}
        changed |= {f"0010{n}": f"00{n}{number:02}" for n in (1, 2, 3)}
        for table, rows in sound.items():
            for row in rows:
                if "ac-b" in str(row) or "login-b" in str(row):
                    continue
                copied = {column: _changed(value, changed) for column, value in row.items()}
                tables[table].append(copied | dict.fromkeys(FREE.get(table, ()), text))
        tables["transfers"][-1]["name"] = text
        tables["administrators"].pop()
    return tables


def _changed(value: Value, changed: Mapping[str, str]) -> Value:
    if isinstance(value, tuple):
        return tuple(changed[item] for item in value)
    return changed.get(value, value) if isinstance(value, str) else value


class _Page(HTMLParser):
    """Which elements and attributes a page has, and the text between."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside.append(tag)
        self.handlers += [name for name, value in attrs if name.startswith("on") or "alert(" in (value or "")]

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside_script = bool(self._inside) and self._inside[-1] == "script"
        (self.scripts if inside_script else self.text).append(data)


@dataclass(frozen=True)
class Played:
    office: Office
    taken: Said
    run: Said
    table: Said

    @property
    def sections(self) -> dict[str, str]:
        """Account id → the section as the JSON has it."""
        return {row["subject"]["id"]: row["subject"]["section"] for row in self.run.json["findings"]}


@pytest.fixture(scope="module")
def played(sound_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Played:
    office = sound_office.copied_to(tmp_path_factory.mktemp("hostile") / "office")
    secrets = {
        f"login-{name}": (f"{SECRETS['login-a'][0]}-{name}-{SECRETS['login-b'][0]}", "") for name in HOSTILE
    }
    (office.folder / "secrets.csv").write_bytes(secrets_csv(secrets))
    office.must("secret", "import", "secrets.csv")
    write_plain_folder(hostile_tables(), office.folder / "hostile")
    taken = office.must("import", "hostile")
    return Played(office, taken, office.auditor("run", "--json"), office.must("findings"))


def test_hostile_text_does_not_disturb_the_audit(played: Played) -> None:
    assert played.run.code == 1
    assert played.run.findings == {
        ("administrators-minimum", f"ac-{name}", "nonconforming") for name in HOSTILE
    }


@pytest.mark.parametrize(("name", "text"), HOSTILE.items(), ids=HOSTILE.keys())
def test_hostile_text_is_that_very_text_in_json(name: str, text: str, played: Played) -> None:
    _same_text(played.sections[f"ac-{name}"], text)


@pytest.fixture(scope="module")
def page(played: Played) -> _Page:
    page = _Page()
    page.feed(played.office.report())
    return page


def test_the_report_has_no_element_of_a_stranger(page: _Page) -> None:
    assert page.handlers == []
    assert "alert(1)" not in "".join(page.scripts)


@pytest.mark.parametrize(("name", "text"), HOSTILE.items(), ids=HOSTILE.keys())
def test_hostile_text_is_text_in_the_report(name: str, text: str, page: _Page) -> None:
    if name in STEERING:
        assert text not in "".join(page.text)
    else:
        assert text[:200] in "".join(page.text)


def test_nothing_printed_steers_the_terminal_or_turns_the_text(played: Played) -> None:
    """JSON is for programs: it keeps the letters that turn the direction, but nothing that steers."""
    for said in (played.taken, played.run, played.table):
        assert not set("\x1b\x07") & set(said.text + said.errors)
    for text in (played.taken.text, played.table.text, played.run.errors):
        assert not set("\u202e\u2066") & set(text)


@pytest.mark.parametrize("name", ["markup", "format", "template"])
def test_hostile_text_is_text_in_the_table(name: str, played: Played) -> None:
    """The table may break or shorten a long text, but eats nothing of it."""
    letters = "".join(played.table.text.split())
    assert HOSTILE[name][:4] in letters


def _same_text(shown: str, text: str) -> None:
    """The very text; only what steers a terminal or turns the direction may have been taken out or replaced."""
    plain = "".join(letter for letter in text if letter.isprintable())
    assert "".join(letter for letter in shown if letter.isprintable() and letter != "\ufffd") == plain


def test_a_nul_is_taken_as_text_or_refused_clearly(sound_office: Office, tmp_path: Path) -> None:
    office = sound_office.copied_to(tmp_path / "office")
    folder = write_plain_folder(small_tables(), office.folder / "nul")
    accounts = plain_csv("accounts", small_tables()["accounts"]).replace("試し市公式".encode(), b"a\x00b")
    (folder / "accounts.csv").write_bytes(accounts)
    before = office.dump()
    taken = office.auditor("import", "nul")
    if taken.code == 2:
        assert "accounts.csv" in taken.errors
        assert office.dump() == before
    else:
        assert taken.code == 0
        assert office.auditor("run", "--json").code in (0, 1)
    assert b"\x00" not in taken.out + taken.err


def test_an_id_may_be_hostile_too(sound_office: Office, tmp_path: Path) -> None:
    """Ids become keys of findings and names of vault entries."""
    office = sound_office.copied_to(tmp_path / "office")
    text = "<b>[bold]{{7*7}}'\"--"
    tables = small_tables()
    source = json.loads(json.dumps(tables, default=str).replace("ac-a", json.dumps(text)[1:-1]))
    for row in source["logins"]:
        row["accounts"] = tuple(row["accounts"])
    source["logins"][0]["login_id"] = text
    source["evidence"] = [row for row in source["evidence"] if row.get("login_id") != "login-a"]
    write_plain_folder(source, office.folder / "ids")
    taken = office.auditor("import", "ids")
    assert taken.code == 0, taken.errors
    run = office.auditor("run", "--json")
    assert run.code == 3  # its password was never put into the vault
    assert ("password-unseen", text, "unverified") in run.findings
    assert f"password-unseen:{text}" in {row["key"] for row in run.json["findings"]}
    page = _Page()
    page.feed(office.report())
    assert text in "".join(page.text)
