"""A city's list of passwords, a CSV file with ``login_id,password,totp``, read for the vault (contract, section 2).

Headings are known by either name, as in the inventory: ログインID, パスワード, シード. A password is taken exactly as it stands, spaces and width included. An empty cell leaves what the vault has. No cell of
the file is ever repeated in a fault or warning, not even a heading or an id: in a file with a column out of place they
could be anything. What is told is the row, counted in lines of the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import Fault, SourceFaults, UsageError
from auditor.inventory.csv_folder import decode
from auditor.inventory.files import content_of
from auditor.inventory.folding import key
from auditor.vault.login_ids import parse_login_id
from auditor.vault.secret import Secret
from auditor.vault.seeds import parse_seed
from auditor.vault.vault import LoginSecrets
from reports.messages import Message, message

_COLUMNS: Mapping[str, str] = {
    key(heading): name
    for name, japanese in (("login_id", "ログインID"), ("password", "パスワード"), ("totp", "シード"))
    for heading in (name, japanese)
}
"""Heading → the column that it names."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """How many cells a row has, and the place of each column that is read."""

    count: int
    login_id: int
    password: int
    totp: int


@dataclass(frozen=True, slots=True)
class SecretsReading:
    """What a file sets in the vault, a login each, and what its reader should know."""

    secrets: tuple[LoginSecrets, ...]
    warnings: tuple[Message, ...]


def read_secrets(path: Path) -> SecretsReading:
    """Reads the file; changes nothing.

    Raises SourceFaults with every fault of it, SourceError when it cannot be read at all.
    """
    return _Reader(path.name).read(decode(content_of(path), path.name))


class _Reader:
    """One file, with what was found wrong so far."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._faults: list[Fault] = []
        self._warnings: list[Message] = []

    def read(self, text: str) -> SecretsReading:
        rows = self._rows(text)
        columns = self._columns(rows)
        secrets = () if columns is None else tuple(self._secrets(rows, columns))
        if self._faults:
            raise SourceFaults(tuple(self._faults))
        return SecretsReading(secrets, tuple(self._warnings))

    def _secrets(self, rows: Iterator[tuple[int, list[str]]], columns: _Columns) -> Iterator[LoginSecrets]:
        """What each row sets; nothing for a row that sets nothing."""
        first_rows: dict[str, int] = {}
        for line, cells in rows:
            secret = self._row(line, cells, columns)
            if secret is None:
                continue
            first = first_rows.setdefault(secret.login_id, line)
            if first != line:
                self._fault(line, "login_id", message("This login stands in row {row} too.", row=first))
            if secret.password is not None or secret.seed is not None:
                yield secret

    def _rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """(line the record begins in, cells); blank records are passed over."""
        # Excel's "Unicode text" has tabs where other files have commas.
        delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        line = 1
        try:
            for cells in reader:
                if any(cells):
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error:  # its text may quote the file
            self._fault(
                line, None, message("The quotation marks of this row do not fit, or a cell is too long.")
            )

    def _columns(self, rows: Iterator[tuple[int, list[str]]]) -> _Columns | None:
        """Where the columns stand; None when they are not as they must be (a fault says why)."""
        line, headings = next(rows, (1, []))
        if self._faults:  # the first row cannot even be split into cells
            return None
        names = [_COLUMNS.get(key(heading)) for heading in headings]
        if any(names.count(column) != 1 for column in _COLUMNS.values()):
            self._fault(
                line,
                None,
                message(
                    "The first row must name the columns login_id (ログインID), password (パスワード) and totp (シード), "
                    "each once."
                ),
            )
            return None
        for number, name in enumerate(names, start=1):
            if name is None:
                self._warn(
                    message(
                        "{file}: column {number} is not known and is left out.",
                        file=self._file,
                        number=number,
                    )
                )
        return _Columns(len(names), names.index("login_id"), names.index("password"), names.index("totp"))

    def _row(self, line: int, cells: Sequence[str], columns: _Columns) -> LoginSecrets | None:
        if len(cells) > columns.count:
            # Said of the row as a whole: most likely a comma in a password that stands without quotation marks.
            self._fault(
                line, None, message("The row has more cells than the first one; quote cells with commas.")
            )
            return None
        cells = [*cells, *[""] * (columns.count - len(cells))]
        login_id = self._login_id(line, cells[columns.login_id])
        password = Secret(cells[columns.password]) if cells[columns.password] else None
        seed = self._seed(line, cells[columns.totp])
        if password is None and seed is None:
            self._warn(
                message(
                    "{file}, row {row}: neither password nor seed; nothing is set.", file=self._file, row=line
                )
            )
        return None if login_id is None else LoginSecrets(login_id, password, seed)

    def _login_id(self, line: int, cell: str) -> str | None:
        try:
            return parse_login_id(cell)
        except UsageError as error:
            self._fault(line, "login_id", error.what)
            return None

    def _seed(self, line: int, cell: str) -> Secret | None:
        try:
            return parse_seed(cell)
        except UsageError as error:
            self._fault(line, "totp", error.what)
            return None

    def _warn(self, warning: Message) -> None:
        self._warnings.append(warning)

    def _fault(self, row: int, column: str | None, what: Message) -> None:
        self._faults.append(Fault(self._file, None, row, column, what))
