"""The folder that is watched for transfer lists: what personnel drops there is taken in by the next run.

A list that was taken in is moved to ``done``, one that was refused to ``refused`` with its faults beside it. Lists are moved
once the ledger has them: who is stopped between finds the list again, and the same list twice changes nothing. A bad list
stops no night; it is told in the run's notes, but without its name or a word of what stands in it: orders may be unpublished,
and names of files speak. Others may write to the folder: what is a link, or has another name elsewhere, is left alone.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from unicodedata import normalize

from auditor import transfers
from auditor.errors import SourceError, SourceFaults
from auditor.fault_lines import fault_lines, one_line
from auditor.files import FileError, write_private
from auditor.inventory.files import NotNow
from auditor.ledger.database import Ledger
from auditor.settings import Settings
from auditor.system_words import why_refused
from auditor.taking_in import inventory_passphrase
from auditor.transfers import News, question_asked
from auditor.vault.vault import Vault
from reports.messages import Message, message, say

DONE, REFUSED = "done", "refused"
ENDINGS = (".xlsx", ".csv")

SETTLING_SECONDS = 2.0
"""A file that grows within this time is still being copied."""

_LONGEST_LINE = 1000
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
        visit.troubles.append(
            message(
                "The folder of transfer lists, {folder}, cannot be used: {detail}.",
                folder=_told(folder),
                detail=_detail(error),
            )
        )
    return visit.delivered()


class _Visit:
    """One look into the folder."""

    def __init__(self, folder: Path, settings: Settings, ledger: Ledger, vault: Vault, today: date) -> None:
        self.taken: list[tuple[str, News]] = []
        self.troubles: list[Message] = []  # of the folder itself: for who runs the program and for the report
        self._refused = self._left = self._questions = 0
        self._warnings: list[Message] = []
        self._folder = folder
        self._sources = {os.path.realpath(source) for source in settings.inventory.sources}
        self._settings = settings
        self._ledger = ledger
        self._vault = vault
        self._today = today

    def delivered(self) -> Delivered:
        notes = list(self.troubles)
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
        return Delivered(tuple(self.taken), (*self._warnings, *self.troubles), tuple(notes))

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
        for path in entries:
            name = _name(path)
            if name.startswith((".", "~$")) or name.lower() in _OF_SYSTEMS or self._is_source(path):
                continue
            if name in (DONE, REFUSED):
                continue
            state = _state(path)
            if _ordinary(path) is None or path.suffix.lower() not in ENDINGS:
                self._leave(
                    message(
                        "{file} in the folder of transfer lists is no .xlsx or .csv file and was left there.",
                        file=_told(path),
                    )
                )
            elif state is None:
                self._leave(
                    message(
                        "The transfer list {file} has another name elsewhere (a hard link) and was left alone.",
                        file=_told(path),
                    )
                )
            elif any(f"{before}{name}{behind}" in names for before, behind in _OPEN_MARKS):
                self._leave(
                    message(
                        "The transfer list {file} is open in another program and was left for the next run.",
                        file=_told(path),
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
                self._refuse(path, state, error)
            else:
                self._leave_unfinished(path)
        else:
            self.taken.append((_told(path), news))
            remarks = (*news.warnings, *map(question_asked, news.questions))
            moved = self._move(path, state, DONE, _REMARKS, [self._said(remark) for remark in remarks])
            if news.questions and moved is not None:
                self._questions += len(news.questions)
                self._warnings.append(
                    message(
                        "The transfer list {file} raises questions: {count}. They stand in {beside}.",
                        file=_told(path),
                        count=len(news.questions),
                        beside=f"{DONE}/{one_line(moved)}{_REMARKS}",
                    )
                )

    def _refuse(self, path: Path, state: State, error: SourceError) -> None:
        faults = error.faults if isinstance(error, SourceFaults) else ()
        language = self._settings.language
        said = [say(part, language) for part in (error.what, error.todo) if part is not None]
        lines = [*(one_line(part, _LONGEST_LINE) for part in said), "", *fault_lines(faults, language)]
        moved = self._move(path, state, REFUSED, _FAULTS, lines)
        if moved is None and _state(path) != state:  # told already; what lies there now was not read
            return
        self._refused += 1
        self._warnings.append(
            message(
                "The transfer list {file} was refused; nothing of it was taken in. Why stands in {beside}.",
                file=_told(path),
                beside=f"{REFUSED}/{one_line(moved)}{_FAULTS}",
            )
            if moved is not None
            else message(
                "The transfer list {file} was refused; nothing of it was taken in.", file=_told(path)
            )
        )

    def _leave_unfinished(self, path: Path) -> None:
        self._leave(
            message(
                "The transfer list {file} cannot be read yet and was left for the next run.", file=_told(path)
            )
        )

    def _leave(self, said: Message) -> None:
        self._left += 1
        self._warnings.append(said)

    def _move(self, path: Path, state: State, to: str, ending: str, lines: Sequence[str]) -> str | None:
        """Moves a list, with ``lines`` in a file beside it; gives its new name, None where it had to stay.

        One that was saved anew since it was read (``state``) stays, for the next run to read.
        """
        if _state(path) != state:
            self._leave_anew(path)
            return None
        folder = self._folder / to
        name = _free_name(folder, _name(path), (_FAULTS, _REMARKS))
        moved, beside = folder / name, folder / f"{name}{ending}"
        try:
            _make_ready(folder)
            with ExitStack() as undo:
                if lines:
                    write_private(beside, _as_file(lines))
                    undo.callback(beside.unlink, missing_ok=True)
                    self._date(beside)
                path.rename(moved)
                if _state(moved) != state:  # saved anew after all, just before
                    self._bring_back(moved)
                    return None
                undo.pop_all()
        except (OSError, FileError) as error:
            self._leave_unmoved(_told(path), to, error)
            return None
        self._date(moved)
        return name

    def _bring_back(self, moved: Path) -> None:
        """A list that nobody has read, to be read by the next run."""
        back = self._folder / _free_name(self._folder, _name(moved), ())
        try:
            moved.rename(back)
        except OSError as error:
            self._leave_unmoved(f"{moved.parent.name}/{_told(moved)}", _told(self._folder), error)
        else:
            self._leave_anew(back)

    def _leave_anew(self, path: Path) -> None:
        self._leave(
            message(
                "The transfer list {file} was saved anew while it was read and was left for the next run.",
                file=_told(path),
            )
        )

    def _leave_unmoved(self, told: str, to: str, error: OSError | FileError) -> None:
        self._leave(
            message(
                "The transfer list {file} could not be moved to {folder}: {detail}.",
                file=told,
                folder=to,
                detail=_detail(error),
            )
        )

    def _date(self, path: Path) -> None:
        """Closes the file to others, and dates it: from today on it is kept for as long as orders are."""
        noon = _moment(self._today, hour=12)
        with suppress(OSError):  # it may be somebody else's; the folder is closed to others anyway
            path.chmod(0o600)
        with suppress(OSError):
            os.utime(path, (noon, noon))

    def _forget(self, folder: Path) -> None:
        """Deletes what was moved here longer ago than orders are kept: old lists name people, too."""
        if not os.path.lexists(folder):
            return
        if not _is_true_folder(folder):
            self.troubles.append(
                message(
                    "{folder} in the folder of transfer lists is a link or no folder: nothing is moved there or deleted from "
                    "there. Rename or remove it.",
                    folder=folder.name,
                )
            )
            return
        oldest = _moment(transfers.oldest_kept(self._settings, self._today))
        for path in folder.iterdir():
            status = _ordinary(path)
            if status is None or path.suffix.lower() not in (*ENDINGS, ".txt") or self._is_source(path):
                continue
            if status.st_mtime < oldest:
                with suppress(OSError):
                    path.unlink()

    def _is_source(self, path: Path) -> bool:
        return os.path.realpath(path) in self._sources

    def _said(self, said: Message) -> str:
        return one_line(say(said, self._settings.language), _LONGEST_LINE)


def _name(path: Path) -> str:
    return normalize("NFC", path.name)  # macOS hands out Japanese names in decomposed form


def _told(path: Path) -> str:
    """The name for a sentence: whoever drops a file chooses it, and may break lines or steer a terminal with it."""
    return one_line(_name(path))


def _moment(day: date, hour: int = 0) -> float:
    """Seconds since 1970. A file's own time is not made a day: it may be one that no calendar has."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp()


def _ordinary(path: Path) -> os.stat_result | None:
    """Of a file itself; None for anything else, such as a link."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _state(path: Path) -> State | None:
    """What differs once somebody wrote to the file or put another in its place.

    None where it is no ordinary file, or one that has other names: to close and date it would reach beyond the folder.
    """
    status = _ordinary(path)
    if status is None or status.st_nlink > 1:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _is_true_folder(path: Path) -> bool:
    """Not a link to one, which leads elsewhere; nor a junction of Windows. Raises OSError."""
    status = path.lstat()
    leads_elsewhere = getattr(status, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT
    return stat.S_ISDIR(status.st_mode) and not leads_elsewhere


def _make_ready(folder: Path) -> None:
    """Makes the folder, or closes to others the one that stands. Raises OSError."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if not _is_true_folder(folder):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    with suppress(OSError):  # it may be somebody else's
        folder.chmod(0o700)


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
    """What the system said, as the end of a sentence."""
    said = error.what.values.get("detail") if isinstance(error, FileError) else why_refused(error)
    if isinstance(said, Message):
        return said
    return one_line(str(said or type(error).__name__)).rstrip(".。")
