"""The folder that is watched for transfer lists: what personnel drops there is taken in by the next run.

A list that was taken in is moved to ``done``, one that was refused to ``refused`` with its faults beside it. Lists are moved
once the ledger has them: who is stopped between finds the list again, and the same list twice changes nothing. A bad list
stops no night; it is told in the run's notes, but without its name or a word of what stands in it: orders may be unpublished,
and names of files speak.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from unicodedata import normalize

from auditor import transfers
from auditor.errors import SourceError, SourceFaults
from auditor.fault_lines import fault_lines, printable
from auditor.files import FileError, private_folder, write_private
from auditor.inventory.files import NotNow
from auditor.ledger.database import Ledger
from auditor.settings import Settings
from auditor.taking_in import inventory_passphrase
from auditor.transfers import News, question_asked
from auditor.vault.vault import Vault
from reports.messages import Message, message, say

DONE, REFUSED = "done", "refused"
ENDINGS = (".xlsx", ".csv")

SETTLING_SECONDS = 2.0
"""A file that grows within this time is still being copied."""

_FAULTS, _REMARKS = ".faults.txt", ".remarks.txt"
_OF_SYSTEMS = ("desktop.ini", "thumbs.db")
_OPEN_MARKS = (("~$", ""), (".~lock.", "#"))  # of Excel and of LibreOffice, beside the workbook

State = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the folder brought: the lists taken in, by name; ``warnings`` name the others to who runs the program, ``notes``
    count them for the report."""

    taken: tuple[tuple[str, News], ...] = ()
    warnings: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


def take_in_folder(
    settings: Settings,
    ledger: Ledger,
    vault: Vault,
    today: date,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Delivered:
    """Takes in the lists of the settings' folder, the oldest first. To be called with the run lock held.

    Raises what stops a night anyway (PackError, StoreError, VaultError); never for a list.
    """
    folder = settings.transfers.folder
    if folder is None:
        return Delivered()
    visit = _Visit(folder, settings, ledger, vault, today)
    try:
        visit.all(pause)
    except OSError as error:
        visit.refused_folder = message(
            "The folder of transfer lists, {folder}, cannot be used: {detail}.",
            folder=folder.name,
            detail=error.strerror or type(error).__name__,
        )
    return visit.delivered()


class _Visit:
    """One look into the folder."""

    def __init__(self, folder: Path, settings: Settings, ledger: Ledger, vault: Vault, today: date) -> None:
        self.taken: list[tuple[str, News]] = []
        self.refused_folder: Message | None = None
        self._refused = self._left = self._questions = 0
        self._warnings: list[Message] = []
        self._folder = folder
        self._settings = settings
        self._ledger = ledger
        self._vault = vault
        self._today = today

    def delivered(self) -> Delivered:
        notes = []
        if self.refused_folder is not None:
            self._warnings.append(self.refused_folder)
            notes.append(self.refused_folder)
        if self._refused:
            notes.append(
                message(
                    "Transfer lists that were refused, so that nothing of them was taken in: {count}. Why stands beside them in "
                    "the folder {folder}.",
                    count=self._refused,
                    folder=REFUSED,
                )
            )
        if self._left:
            notes.append(
                message(
                    "What lies in the folder of transfer lists and was left there: {count}. The warnings of the run name it.",
                    count=self._left,
                )
            )
        if self._questions:
            notes.append(
                message(
                    "Questions that transfer lists raise about people: {count}. They stand beside the lists in the folder "
                    "{folder}.",
                    count=self._questions,
                    folder=DONE,
                )
            )
        return Delivered(tuple(self.taken), tuple(self._warnings), tuple(notes))

    def all(self, pause: Callable[[float], None]) -> None:
        """Raises OSError where the folder cannot be looked into."""
        lists = list(self._lists(sorted(self._folder.iterdir())))
        if lists:
            pause(SETTLING_SECONDS)
        for path, state in sorted(lists, key=lambda each: (each[1][2], each[0].name)):
            if _state(path) == state:
                self._take(path, state)
            else:
                self._leave_unfinished(path)
        for name in (DONE, REFUSED):
            self._forget(self._folder / name)

    def _lists(self, entries: Sequence[Path]) -> Iterator[tuple[Path, State]]:
        """The lists with their present state. What is no list is left alone, and told where it may have been meant as one."""
        names = {_name(path) for path in entries}
        sources = {os.path.realpath(source) for source in self._settings.inventory.sources}
        for path in entries:
            name = _name(path)
            state = _state(path)
            if (
                name.startswith((".", "~$"))
                or name.lower() in _OF_SYSTEMS
                or os.path.realpath(path) in sources
            ):
                continue
            if path.is_dir() and name in (DONE, REFUSED):
                continue
            if state is None or path.suffix.lower() not in ENDINGS:
                self._leave(
                    message(
                        "{file} in the folder of transfer lists is no .xlsx or .csv file and was left there.",
                        file=name,
                    )
                )
            elif any(f"{before}{name}{behind}" in names for before, behind in _OPEN_MARKS):
                self._leave(
                    message(
                        "The transfer list {file} is open in another program and was left for the next run.",
                        file=name,
                    )
                )
            else:
                yield path, state

    def _take(self, path: Path, state: State) -> None:
        try:
            news = transfers.import_list(
                self._ledger,
                path,
                self._settings,
                lambda: inventory_passphrase(self._vault, self._settings.inventory),
                self._today,
            )
        except NotNow:
            self._leave_unfinished(path)
        except SourceError as error:
            if _state(path) == state:
                self._refuse(path, error)
            else:
                self._leave_unfinished(path)
        else:
            self.taken.append((_name(path), news))
            remarks = (*news.warnings, *map(question_asked, news.questions))
            moved = self._move(path, state, DONE, _REMARKS, [self._said(remark) for remark in remarks])
            if news.questions and moved is not None:
                self._questions += len(news.questions)
                self._warnings.append(
                    message(
                        "The transfer list {file} raises questions: {count}. They stand in {beside}.",
                        file=_name(path),
                        count=len(news.questions),
                        beside=f"{DONE}/{moved}{_REMARKS}",
                    )
                )

    def _refuse(self, path: Path, error: SourceError) -> None:
        faults = error.faults if isinstance(error, SourceFaults) else ()
        language = self._settings.language
        lines = [*error.said(language).splitlines(), "", *fault_lines(faults, language)]
        moved = self._move(path, None, REFUSED, _FAULTS, lines)
        self._refused += 1
        self._warnings.append(
            message(
                "The transfer list {file} was refused; nothing of it was taken in. Why stands in {beside}.",
                file=_name(path),
                beside=f"{REFUSED}/{moved}{_FAULTS}",
            )
            if moved is not None
            else message(
                "The transfer list {file} was refused; nothing of it was taken in.", file=_name(path)
            )
        )

    def _leave_unfinished(self, path: Path) -> None:
        self._leave(
            message(
                "The transfer list {file} cannot be read yet and was left for the next run.", file=_name(path)
            )
        )

    def _leave(self, said: Message) -> None:
        self._left += 1
        self._warnings.append(said)

    def _move(
        self, path: Path, state: State | None, to: str, ending: str, lines: Sequence[str]
    ) -> str | None:
        """Moves a list, with ``lines`` in a file beside it; gives its new name, None where it had to stay.

        One that was saved anew since it was read (``state``) stays, for the next run to read.
        """
        if state is not None and _state(path) != state:
            return None
        folder = self._folder / to
        name = _free_name(folder, _name(path), (_FAULTS, _REMARKS))
        beside = folder / f"{name}{ending}"
        try:
            private_folder(folder)
            if lines:
                write_private(beside, _as_file(lines))
                self._date(beside)
            path.rename(folder / name)
        except (OSError, FileError) as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            self._leave(
                message(
                    "The transfer list {file} could not be moved to {folder}: {detail}.",
                    file=_name(path),
                    folder=to,
                    detail=_detail(error),
                )
            )
            return None
        self._date(folder / name)
        return name

    def _date(self, path: Path) -> None:
        """Closes the file to others, and dates it: from today on it is kept for as long as orders are."""
        noon = datetime(self._today.year, self._today.month, self._today.day, 12, tzinfo=UTC).timestamp()
        with suppress(OSError):  # it may be somebody else's; the folder is closed to others anyway
            path.chmod(0o600)
        with suppress(OSError):
            os.utime(path, (noon, noon))

    def _forget(self, folder: Path) -> None:
        """Deletes what was moved here longer ago than orders are kept: old lists name people, too."""
        oldest = transfers.oldest_kept(self._settings, self._today)
        for path in folder.iterdir() if folder.is_dir() else ():
            state = _state(path)
            if state is not None and path.suffix.lower() in (*ENDINGS, ".txt"):
                moved = datetime.fromtimestamp(state[2] / 1e9, UTC).date()
                if moved < oldest:
                    with suppress(OSError):
                        path.unlink()

    def _said(self, said: Message) -> str:
        return printable(say(said, self._settings.language))


def _name(path: Path) -> str:
    return normalize("NFC", path.name)  # macOS hands out Japanese names in decomposed form


def _state(path: Path) -> State | None:
    """What differs once somebody wrote to the file or put another in its place; None where it is no ordinary file."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return (status.st_ino, status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def _free_name(folder: Path, name: str, endings: Iterable[str]) -> str:
    """A name that neither a list nor a file beside one has here: NAME, NAME-2, NAME-3 …"""
    written = Path(name)
    names = (name if n == 1 else f"{written.stem}-{n}{written.suffix}" for n in count(1))
    return next(
        free for free in names if not any(os.path.lexists(folder / f"{free}{end}") for end in ("", *endings))
    )


def _as_file(lines: Iterable[str]) -> bytes:
    """For Windows' Notepad and Excel, too."""
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig", errors="replace")


def _detail(error: OSError | FileError) -> Message | str:
    return error.what if isinstance(error, FileError) else error.strerror or type(error).__name__
