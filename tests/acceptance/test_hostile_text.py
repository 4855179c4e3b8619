"""Text that tries to be something else comes out as text: in the terminal, in JSON, in the report."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.acceptance.harness import Office
from tests.acceptance.small import small_tables
from tests.acceptance.tables import Tables, plain_csv, write_plain_folder

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
FREE = {
    "accounts": ("name", "url", "section", "purpose", "service"),
    "logins": ("username",),
    "staff": ("name", "kana", "mail", "section", "title"),
    "evidence": ("document", "note"),
    "transfers": ("from_section", "to_section"),
}


def hostile_tables(text: str) -> Tables:
    """The sound city with ``text`` in each free field; one fault, so that there is something to report."""
    tables = small_tables()
    for table, columns in FREE.items():
        for row in tables[table]:
            row.update(dict.fromkeys(columns, text))
    for row in tables["transfers"]:
        row["name"] = text
    tables["administrators"] = tables["administrators"][1:]
    return tables


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


@pytest.fixture(params=HOSTILE.items(), ids=HOSTILE.keys())
def played(request: pytest.FixtureRequest, sound_office: Office, tmp_path: Path) -> tuple[str, str, Office]:
    name, text = request.param
    office = sound_office.copied_to(tmp_path / "office")
    write_plain_folder(hostile_tables(text), office.folder / "hostile")
    return name, text, office


def test_hostile_text_is_text_everywhere(played: tuple[str, str, Office]) -> None:
    name, text, office = played
    taken = office.auditor("import", "hostile")
    if taken.code != 0:
        # A reader may refuse what no name or section can be; then it says so, and nothing was changed.
        assert taken.code == 2
        assert name in ("terminal", "long"), taken.errors
        assert "accounts.csv" in taken.errors
        return
    run = office.auditor("run", "--json")
    assert run.code == 1
    findings = run.json["findings"]
    assert {row["check"] for row in findings} == {"administrators-minimum"}
    for row in findings:
        _same_text(row["subject"]["section"], text)
    page = _Page()
    page.feed(office.report())
    assert page.handlers == []
    assert not any("alert(1)" in script for script in page.scripts)
    if name not in ("direction", "terminal"):
        assert text[:200] in "".join(page.text)
    table = office.auditor("findings")
    assert table.code == 0
    assert b"\x1b]0;" not in table.out + run.err + taken.out + taken.err
    assert "\u202e" not in table.text


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
    assert text in office.auditor("findings").text.replace("\n", "") or run.json["findings"]
    page = _Page()
    page.feed(office.report())
    assert text in "".join(page.text)
