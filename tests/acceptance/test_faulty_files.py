"""A bad file is refused as a whole: code 2, every fault with its place, and the store as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.acceptance.harness import Office
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import (
    JAPANESE_COLUMNS,
    Row,
    Tables,
    plain_csv,
    secrets_csv,
    write_plain_folder,
)


@dataclass(frozen=True)
class Bad:
    """A file that must be refused; ``told`` must all stand in the answer, ``kept`` must not."""

    name: str
    make: Callable[[Path], Path]
    told: tuple[str, ...] = ()
    row: int | None = None
    kept: tuple[str, ...] = ()


def row_of(table: str, number: int, told: tuple[str, ...], kept: tuple[str, ...] = (), **cells: str) -> Bad:
    """One row of the sound tables (the first is 2, as the file counts its lines) with other cells."""

    def make(folder: Path) -> Path:
        tables = small_tables()
        tables[table][number - 2].update(cells)
        return write_plain_folder(tables, folder)

    name = f"{table} with " + ", ".join(f"{column} {value!r}" for column, value in cells.items())
    return Bad(name, make, (f"{table}.csv", *told), number, kept)


def tables_like(name: str, change: Callable[[Tables], None], *told: str, row: int | None = None) -> Bad:
    def make(folder: Path) -> Path:
        tables = small_tables()
        change(tables)
        return write_plain_folder(tables, folder)

    return Bad(name, make, told, row)


def file_like(name: str, file: str, content: bytes, *told: str, row: int | None = None) -> Bad:
    """The sound tables with one file replaced or added."""

    def make(folder: Path) -> Path:
        write_plain_folder(small_tables(), folder)
        (folder / file).write_bytes(content)
        return folder

    return Bad(name, make, (file, *told), row)


def workbook_like(name: str, change: Callable[[Workbook], None], *told: str, row: int | None = None) -> Bad:
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

    return Bad(name, make, ("inventory.xlsx", *told), row)


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


def repeat_first(table: str) -> Callable[[Tables], None]:
    return lambda tables: tables[table].append(dict(tables[table][0]))


def forget_account_b(tables: Tables) -> None:
    """Only the accounts come, without one that stored logins and administrators speak of."""
    accounts = tables["accounts"][:1]
    tables.clear()
    tables["accounts"] = accounts


def two_widths(book: Workbook) -> None:
    """123 could be 0123 or 00123: a number that lost its zeros, and nobody knows how many."""
    for number in ("0123", "00123"):
        book["staff"].append([number, "試験 某"])
    book["administrators"]["B2"] = 123


def put(sheet: str, cell: str, value: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def headings(table: str, *extra: str, without: str = "") -> bytes:
    lines = plain_csv(table, small_tables()[table]).decode("utf-8").splitlines()
    columns = ["no_such" if column == without else column for column in lines[0].split(",")]
    body = [line + "," * len(extra) for line in lines[1:]]
    return "\r\n".join([",".join([*columns, *extra]), *body]).encode("utf-8")


BAD = [
    tables_like("one account id twice", repeat_first("accounts"), "accounts.csv", "ac-a", row=4),
    tables_like("one login id twice", repeat_first("logins"), "logins.csv", "login-a", row=4),
    tables_like("one staff number twice", repeat_first("staff"), "staff.csv", "00101", row=5),
    tables_like("an account that others speak of is gone", forget_account_b, "ac-b"),
    row_of("accounts", 2, ("account_id",), account_id=""),
    row_of("logins", 3, ("login_id",), login_id=""),
    row_of("staff", 2, ("staff_number",), staff_number=""),
    row_of("logins", 2, ("ac-nowhere",), accounts="ac-nowhere"),
    row_of("administrators", 3, ("ac-nowhere",), account_id="ac-nowhere"),
    row_of("evidence", 2, ("ac-nowhere",), account_id="ac-nowhere"),
    row_of("evidence", 10, ("login-nowhere",), login_id="login-nowhere"),
    row_of("accounts", 2, ("opened", "2026-02-30"), opened="2026-02-30"),
    row_of("accounts", 3, ("opened", "きのう"), opened="きのう"),
    row_of("accounts", 3, ("opened", "H33.1.1"), opened="H33.1.1"),
    row_of("accounts", 3, ("opened", "R0.4.1"), opened="R0.4.1"),
    row_of("accounts", 3, ("closed",), opened="2025-04-02", closed="2025-04-01"),
    row_of("administrators", 2, ("until",), since="2025-04-02", until="2025-04-01"),
    row_of("evidence", 2, ("until",), date="2025-04-02", until="2025-04-01"),
    row_of("evidence", 3, ("date",), date=""),
    row_of("evidence", 3, ("kind",), kind=""),
    row_of("evidence", 3, ("kind", "use-aproved"), kind="use-aproved"),
    row_of("logins", 2, ("second_factor", "おまもり"), second_factor="おまもり"),
    row_of("accounts", 2, ("verified", "たぶん"), verified="たぶん"),
    row_of("staff", 3, ("employment", "客員"), employment="客員"),
    row_of("staff", 3, ("status", "留守"), status="留守"),
    row_of("transfers", 2, ("kind", "栄転"), kind="栄転"),
    row_of("transfers", 2, ("effective",), effective=""),
    row_of("transfers", 2, ("name",), name="別人 五郎"),
    row_of("transfers", 2, ("00999",), staff_number="00999", name="新人 六郎", kind="transfer"),
    row_of("staff", 4, ("birth_date",), ("1994-13-25", "19941325"), birth_date="1994-13-25"),
    file_like(
        "a column under both its headings", "accounts.csv", headings("accounts", "サービス"), "service"
    ),
    file_like("no column of ids", "accounts.csv", headings("accounts", without="account_id"), "account_id"),
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
    workbook_like("a number of two widths", two_widths, "administrators", "123", row=2),
    workbook_like("a formula nobody computed", put("accounts", "C2", '="a"&"b"'), "accounts", "name", row=2),
    workbook_like("a date that is none in a workbook", put("accounts", "H3", "R99.99.99"), "opened", row=3),
    Bad("nothing at that path", lambda folder: folder / "nowhere.xlsx", ("nowhere.xlsx",)),
    Bad("a workbook that is none", single("inventory.xlsx", b"not a workbook"), ("inventory.xlsx",)),
    Bad("a workbook cut off", cut_workbook, ("inventory.xlsx",)),
    Bad("a PDF", single("inventory.pdf", b"%PDF-1.7"), ("inventory.pdf",)),
    Bad("a folder without a table", lambda folder: write_plain_folder({}, folder / "empty"), ("empty",)),
    file_like("only the heading of another table", "accounts.csv", b"a,b,c\r\n1,2,3\r\n", "account_id"),
]


@pytest.fixture(scope="module")
def office(sound_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return sound_office.copied_to(tmp_path_factory.mktemp("faulty") / "office")


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_with_its_fault_and_the_store_stays(
    bad: Bad, office: Office, tmp_path: Path
) -> None:
    source = bad.make(tmp_path / "source")
    before = office.dump()
    said = office.auditor("import", source)
    assert said.code == 2, said.errors + said.text
    assert said.out == b""
    for told in bad.told:
        assert any(name in said.errors for name in _both_names(told)), f"{told} is not told:\n{said.errors}"
    if bad.row is not None:
        assert re.search(rf"\brow {bad.row}\b|{bad.row} ?行", said.errors), said.errors
    assert not any(kept in said.errors for kept in bad.kept), said.errors
    assert office.dump() == before


def _both_names(told: str) -> Iterator[str]:
    """A column may be told under either of its names."""
    yield told
    for columns in JAPANESE_COLUMNS.values():
        if told in columns:
            yield columns[told]


def test_all_faults_are_told_at_once(office: Office, tmp_path: Path) -> None:
    tables = small_tables()
    tables["accounts"][0]["opened"] = "いつか"
    tables["accounts"][1]["verified"] = "たぶん"
    tables["logins"][0]["second_factor"] = "おまもり"
    tables["administrators"][3]["account_id"] = "ac-nowhere"
    tables["staff"][2]["employment"] = "客員"
    tables["evidence"][5]["kind"] = "use-aproved"
    before = office.dump()
    said = office.auditor("import", write_plain_folder(tables, tmp_path / "source"))
    assert said.code == 2
    for value in ("いつか", "たぶん", "おまもり", "ac-nowhere", "客員", "use-aproved"):
        assert value in said.errors
    assert office.dump() == before


def test_one_bad_source_among_good_ones_changes_nothing(office: Office, tmp_path: Path) -> None:
    """A good folder and a bad workbook together are refused together."""
    good = write_plain_folder({"staff": [*small_tables()["staff"], _newcomer()]}, tmp_path / "good")
    bad = cut_workbook(tmp_path / "bad")
    before = office.dump()
    assert office.auditor("import", good, bad).code == 2
    assert office.dump() == before


def _newcomer() -> Row:
    return {"staff_number": "00104", "name": "試験 新人", "section": "試験課"}


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
