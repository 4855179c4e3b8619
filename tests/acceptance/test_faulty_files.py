"""A bad file is refused as a whole: code 2, every fault with its place, and the store as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.acceptance.harness import Office
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import (
    JAPANESE_COLUMNS,
    Row,
    plain_csv,
    secrets_csv,
    write_plain_folder,
)


@dataclass(frozen=True)
class BadRow:
    """A row of its own, at fault in one cell: the answer must name file, line of the file, column and value."""

    table: str
    cells: Row
    column: str
    value: str = ""
    hidden: str = ""  # a personal value, which must not be told

    def __str__(self) -> str:
        return f"{self.table}: {self.column} {self.value}"


def account(column: str, value: str, **more: str) -> BadRow:
    return BadRow("accounts", {"account_id": f"ac-{column}-{value}", **more, column: value}, column, value)


def login(column: str, value: str, told: str | None = None) -> BadRow:
    cells: Row = {"login_id": f"login-{column}-{value}", "accounts": ("ac-a",), column: value}
    return BadRow("logins", cells, column, value if told is None else told)


def person(number: str, column: str, value: str, *, hidden: bool = False) -> BadRow:
    cells: Row = {"staff_number": number, "name": "試験 某", column: value}
    return BadRow("staff", cells, column, "" if hidden else value, value if hidden else "")


def record(column: str, value: str, **more: str) -> BadRow:
    cells: Row = {"account_id": "ac-a", "kind": "supervision", "date": "2025-04-02", **more, column: value}
    return BadRow("evidence", cells, column, value)


def order(column: str, value: str, *, hidden: bool = False, **more: str) -> BadRow:
    cells: Row = {
        "staff_number": "00103",
        "name": "試験 次郎",
        "effective": "2025-04-01",
        "kind": "promotion",
        **more,
        column: value,
    }
    return BadRow("transfers", cells, column, "" if hidden else value, value if hidden else "")


BAD_ROWS = [
    BadRow("accounts", {"account_id": "ac-a", "service": "x"}, "account_id", "ac-a"),
    BadRow("accounts", {"account_id": "", "service": "x"}, "account_id"),
    account("opened", "2026-02-30"),
    account("opened", "きのう"),
    account("opened", "H33.1.1"),
    account("opened", "S65.1.1"),
    account("opened", "R0.4.1"),
    account("opened", "20261301"),
    account("verified", "たぶん"),
    BadRow(
        "accounts",
        {"account_id": "ac-closed", "opened": "2025-04-02", "closed": "2025-04-01"},
        "closed",
    ),
    BadRow("logins", {"login_id": "login-a", "accounts": ("ac-a",)}, "login_id", "login-a"),
    BadRow("logins", {"login_id": "", "accounts": ("ac-a",)}, "login_id"),
    BadRow("logins", {"login_id": "login-lost", "accounts": ("ac-a", "ac-none")}, "accounts", "ac-none"),
    login("second_factor", "おまもり"),
    login("password_changed", "last week"),
    BadRow("administrators", {"account_id": "ac-none", "staff_number": "00102"}, "account_id", "ac-none"),
    BadRow(
        "administrators",
        {"account_id": "ac-a", "staff_number": "00101", "since": "2025-04-02", "until": "2025-04-01"},
        "until",
    ),
    BadRow("administrators", {"account_id": "ac-a", "staff_number": ""}, "staff_number"),
    BadRow("staff", {"staff_number": "00101", "name": "試験 太郎"}, "staff_number", "00101"),
    BadRow("staff", {"staff_number": "", "name": "試験 某"}, "staff_number"),
    person("00201", "employment", "客員"),
    person("00202", "status", "留守"),
    person("00203", "birth_date", "1994-13-25", hidden=True),
    person("00204", "birth_date", "昭和99年9月9日", hidden=True),
    record("account_id", "ac-none"),
    record("login_id", "login-none", account_id=""),
    record("kind", "use-aproved"),
    record("kind", ""),
    record("date", ""),
    record("date", "２０２６／２／３０"),
    BadRow(
        "evidence",
        {"account_id": "ac-a", "kind": "supervision", "date": "2025-04-02", "until": "2025-04-01"},
        "until",
    ),
    order("kind", "栄転"),
    order("effective", ""),
    order("name", "別人 五郎", hidden=True),
    order("staff_number", "00999", name="新人 六郎", kind="transfer"),
]


@dataclass(frozen=True)
class BadFile:
    """A source that is at fault as a whole; ``told`` must all stand in the answer."""

    name: str
    make: Callable[[Path], Path]
    told: tuple[str, ...]
    row: int | None = None


def file_like(name: str, file: str, content: bytes, *told: str, row: int | None = None) -> BadFile:
    """The sound tables with one file replaced or added."""

    def make(folder: Path) -> Path:
        write_plain_folder(small_tables(), folder)
        (folder / file).write_bytes(content)
        return folder

    return BadFile(name, make, (file, *told), row)


def workbook_like(
    name: str, change: Callable[[Workbook], None], *told: str, row: int | None = None
) -> BadFile:
    """The sound tables as a workbook, changed."""

    def make(folder: Path) -> Path:
        folder.mkdir()
        book = Workbook()
        for table, rows in small_tables().items():
            sheet = book.create_sheet(table)
            columns = list(JAPANESE_COLUMNS[table])
            sheet.append(columns)
            for row in rows:
                values = (row.get(column) for column in columns)
                sheet.append([";".join(value) if isinstance(value, tuple) else value for value in values])
        del book["Sheet"]
        change(book)
        book.save(folder / "inventory.xlsx")
        return folder / "inventory.xlsx"

    return BadFile(name, make, ("inventory.xlsx", *told), row)


def single(file: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        folder.mkdir()
        (folder / file).write_bytes(content)
        return folder / file

    return make


def cut_workbook(folder: Path) -> Path:
    whole = workbook_like("whole", lambda book: None).make(folder)
    whole.write_bytes(whole.read_bytes()[:2000])
    return whole


def only_one_account(folder: Path) -> Path:
    """The accounts alone, without one that the store's logins and administrators speak of."""
    return write_plain_folder({"accounts": small_tables()["accounts"][:1]}, folder)


def two_widths(book: Workbook) -> None:
    """123 could be 0123 or 00123: a number that lost its zeros, and nobody knows how many."""
    for number in ("0123", "00123"):
        book["staff"].append([number, "試験 某"])
    book["administrators"]["B2"] = 123


def put(sheet: str, cell: str, value: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def headed(table: str, *extra: str, without: str = "") -> bytes:
    """The sound table with further headings, or with one that is not known."""
    first, *rest = plain_csv(table, small_tables()[table]).decode("utf-8").splitlines()
    columns = ["no_such" if column == without else column for column in first.split(",")]
    return "\r\n".join([",".join([*columns, *extra]), *(line + "," * len(extra) for line in rest)]).encode()


BAD_FILES = [
    file_like("a column under both its headings", "accounts.csv", headed("accounts", "サービス"), "service"),
    file_like("no column of ids", "accounts.csv", headed("accounts", without="account_id"), "account_id"),
    file_like("the headings of something else", "accounts.csv", b"a,b,c\r\n1,2,3\r\n", "account_id"),
    file_like("a table twice", "アカウント.csv", plain_csv("accounts", []), "accounts"),
    file_like("neither UTF-8 nor CP932", "logins.csv", b"login_id,accounts\r\n\x80\xff\xa0,ac-a\r\n"),
    file_like("quotation marks that do not end", "logins.csv", b'login_id,accounts\r\n"login-a,ac-a\r\n'),
    file_like(
        "a ditto mark below nothing",
        "administrators.csv",
        "account_id,staff_number\r\n〃,00102\r\n".encode(),
        "account_id",
        row=2,
    ),
    workbook_like("a number of two widths", two_widths, "administrators", "staff_number", "123", row=2),
    workbook_like("a formula nobody computed", put("accounts", "C2", '="a"&"b"'), "accounts", "name", row=2),
    workbook_like("no date in a workbook", put("accounts", "H3", "R99.99.99"), "opened", "R99.99.99", row=3),
    BadFile("an account that others speak of is gone", only_one_account, ("accounts.csv", "ac-b")),
    BadFile("nothing at that path", lambda folder: folder / "nowhere.xlsx", ("nowhere.xlsx",)),
    BadFile("a workbook that is none", single("inventory.xlsx", b"no workbook"), ("inventory.xlsx",)),
    BadFile("a workbook cut off", cut_workbook, ("inventory.xlsx",)),
    BadFile("a PDF", single("inventory.pdf", b"%PDF-1.7"), ("inventory.pdf",)),
    BadFile("a folder without a table", lambda folder: write_plain_folder({}, folder), ("source",)),
]


@dataclass(frozen=True)
class Refusal:
    """What the program said to a source, and whether the store is what it was."""

    lines: tuple[str, ...]
    code: int
    out: bytes
    store_is_untouched: bool


def refusal(office: Office, *sources: Path) -> Refusal:
    before = office.dump()
    said = office.auditor("import", *sources)
    return Refusal(tuple(said.errors.splitlines()), said.code, said.out, office.dump() == before)


@pytest.fixture(scope="module")
def office(sound_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return sound_office.copied_to(tmp_path_factory.mktemp("faulty") / "office")


@pytest.fixture(scope="module")
def answer(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Refusal:
    """To all bad rows at once, behind the sound ones."""
    tables = small_tables()
    for bad in BAD_ROWS:
        tables[bad.table].append(bad.cells)
    return refusal(office, write_plain_folder(tables, tmp_path_factory.mktemp("rows") / "source"))


def test_bad_rows_are_refused_and_the_store_stays(answer: Refusal) -> None:
    assert (answer.code, answer.out, answer.store_is_untouched) == (2, b"", True)


@pytest.mark.parametrize("bad", BAD_ROWS, ids=str)
def test_each_bad_row_is_told_with_its_place(bad: BadRow, answer: Refusal) -> None:
    told = [line for line in answer.lines if _is_about(line, bad)]
    assert len(told) == 1, told
    assert bad.value in told[0]


def test_nothing_is_told_that_is_no_fault(answer: Refusal) -> None:
    """Sound rows are not called faulty because of their neighbours."""
    about_rows = [line for line in answer.lines if ".csv" in line]
    assert [line for line in about_rows if not any(_is_about(line, bad) for bad in BAD_ROWS)] == []


def test_personal_values_are_not_told(answer: Refusal) -> None:
    for bad in BAD_ROWS:
        assert not bad.hidden or bad.hidden not in "\n".join(answer.lines)


def _is_about(line: str, bad: BadRow) -> bool:
    tables = small_tables()
    here = [other for other in BAD_ROWS if other.table == bad.table]
    row = 2 + len(tables[bad.table]) + here.index(bad)  # the heading is line 1 of the file
    return f"{bad.table}.csv" in line and _names_row(line, row) and _names_column(line, bad.column)


def _names_row(text: str, row: int) -> bool:
    return re.search(rf"\brow {row}\b|(?<!\d){row} ?行", text) is not None


def _names_column(text: str, column: str) -> bool:
    """Under either of its names."""
    names = {column} | {columns[column] for columns in JAPANESE_COLUMNS.values() if column in columns}
    return any(name in text for name in names)


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_and_the_store_stays(bad: BadFile, office: Office, tmp_path: Path) -> None:
    said = refusal(office, bad.make(tmp_path / "source"))
    text = "\n".join(said.lines)
    assert (said.code, said.out, said.store_is_untouched) == (2, b"", True), text
    for told in bad.told:
        assert _names_column(text, told), f"{told} is not told:\n{text}"
    assert bad.row is None or _names_row(text, bad.row), text


def test_one_bad_source_among_good_ones_changes_nothing(office: Office, tmp_path: Path) -> None:
    newcomer: Row = {"staff_number": "00104", "name": "試験 新人", "section": "試験課"}
    good = write_plain_folder({"staff": [*small_tables()["staff"], newcomer]}, tmp_path / "good")
    said = refusal(office, good, cut_workbook(tmp_path / "bad"))
    assert (said.code, said.store_is_untouched) == (2, True)


SECRETS_FILES = {
    "no column of passwords": secrets_csv(SECRETS).replace(b"password", b"passwort", 1),
    "a login twice": secrets_csv(SECRETS) + b"login-a,another-one-7391,\r\n",
    "neither UTF-8 nor CP932": b"login_id,password,totp\r\nlogin-a,\x80\xff\xa0zzz,\r\n",
    "quotation marks that do not end": b'login_id,password,totp\r\nlogin-a,"gTrWq-Zbn4k,\r\n',
    "a comma in a password without quotation marks": b"login_id,password,totp\r\nlogin-a,gTrWq,Zbn4k,\r\n",
    "a workbook": b"PK\x03\x04 not a CSV file",
}


@pytest.mark.parametrize("content", SECRETS_FILES.values(), ids=SECRETS_FILES.keys())
def test_a_bad_file_of_secrets_is_refused_and_the_vault_stays(
    content: bytes, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "secrets.csv"
    file.write_bytes(content)
    before = {path: path.read_bytes() for path in (office.folder / "vault").iterdir()}
    said = office.auditor("secret", "import", file)
    assert said.code == 2, said.errors + said.text
    assert "secrets.csv" in said.errors
    for password, _ in SECRETS.values():
        assert password[:8] not in said.errors + said.text
    assert {path: path.read_bytes() for path in (office.folder / "vault").iterdir()} == before
