"""The folder that is watched for transfer lists."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from auditor import transfer_folder, transfers
from auditor.ledger.register import transfers as orders
from auditor.settling import rules_of
from auditor.taking_in import take_in
from auditor.transfer_folder import Delivered
from reports.messages import Language, say
from tests.inventory.making import workbook, workbook_bytes
from tests.offices import TODAY, SmallOffice

HEADINGS = "職員番号,氏名,発令日,異動区分\r\n"
MOVE = "00102,試験 花子,R8.12.1,異動\r\n"
RETIREMENT = "00103,試験 次郎,R8.12.1,退職\r\n"
WITHDRAWAL = "00102,試験 花子,R8.12.1,取消\r\n"
STRANGER = "99999,試験 花子,R8.12.1,異動\r\n"


class Watched:
    """The small city with a folder that is watched."""

    def __init__(self, office: SmallOffice) -> None:
        self.office = office
        self.folder = office.folder / "異動"
        self.folder.mkdir()
        self.settings("")
        with office.ledger.run_lock():
            take_in(
                office.ledger,
                [office.folder / "source"],
                office.vault,
                office.settings.inventory,
                TODAY,
                rules=rules_of(office.settings),
            )

    def settings(self, more: str) -> None:
        config = self.office.folder / "config.toml"
        before = config.read_text("utf-8").partition("[transfers]")[0]
        config.write_text(f'{before}[transfers]\nfolder = "異動"\n{more}\n', "utf-8")

    def drop(self, *rows: str, name: str = "内示.csv", encoding: str = "cp932", age: int = 0) -> Path:
        path = self.folder / name
        path.write_bytes((HEADINGS + "".join(rows)).encode(encoding))
        moment = path.stat().st_mtime - age
        os.utime(path, (moment, moment))
        return path

    def visit(self, pause: Callable[[float], None] = lambda _seconds: None, days: int = 0) -> Delivered:
        office = self.office
        with office.ledger.run_lock():
            return transfer_folder.take_in_folder(
                office.settings, office.ledger, office.vault, TODAY + timedelta(days=days), pause=pause
            )

    @property
    def standing(self) -> list[tuple[str, str]]:
        with self.office.ledger.reading() as tx:
            known = orders.known(tx)
        return [
            (order.order.staff_number, order.order.kind)
            for order in known
            if order.stands(TODAY) and not order.past and order.order.kind != "promotion"
        ]

    @property
    def files(self) -> list[str]:
        return sorted(
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        )


@pytest.fixture
def watched(office: SmallOffice) -> Watched:
    return Watched(office)


def english(delivered: Delivered) -> tuple[list[str], list[str]]:
    return [say(said, Language.EN) for said in delivered.warnings], [
        say(said, Language.EN) for said in delivered.notes
    ]


def test_without_a_folder_nothing_is_looked_at(office: SmallOffice) -> None:
    delivered = transfer_folder.take_in_folder(office.settings, office.ledger, office.vault, TODAY)
    assert delivered == Delivered()


def test_a_list_is_taken_in_and_moved_to_done(watched: Watched) -> None:
    watched.drop(MOVE)
    watched.drop(name="続き.xlsx").write_bytes(
        workbook_bytes({"一覧": [HEADINGS.strip().split(","), RETIREMENT.strip().split(",")]})
    )
    delivered = watched.visit()
    assert sorted(name for name, _ in delivered.taken) == ["内示.csv", "続き.xlsx"]
    assert sum(len(news.opened) for _, news in delivered.taken) == 2
    assert (delivered.warnings, delivered.notes) == ((), ())
    assert sorted(watched.standing) == [("00102", "transfer"), ("00103", "retirement")]
    assert watched.files == ["done/内示.csv", "done/続き.xlsx"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_bad_list_is_moved_to_refused_with_its_faults_beside_it(watched: Watched, language: str) -> None:
    config = watched.office.folder / "config.toml"
    config.write_text(f'language = "{language}"\n' + config.read_text("utf-8"), "utf-8")
    content = watched.drop(MOVE, STRANGER).read_bytes()
    delivered = watched.visit()
    assert watched.standing == []
    assert watched.files == ["refused/内示.csv", "refused/内示.csv.faults.txt"]
    assert (watched.folder / "refused" / "内示.csv").read_bytes() == content
    raw = (watched.folder / "refused" / "内示.csv.faults.txt").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").split("\r\n")
    if language == "ja":
        assert "内示.csv / 3行目 / 職員番号: この職員番号は職員名簿にありません" in raw.decode("utf-8-sig")
    else:
        assert lines[0] == "Faults found: 1. Nothing was changed."
        assert lines[3].startswith("内示.csv / row 3 / 職員番号: Nobody in the directory")
    warnings, notes = english(delivered)
    assert warnings == [
        "The transfer list 内示.csv was refused; nothing of it was taken in. Why stands in refused/内示.csv.faults.txt."
    ]
    assert len(notes) == 1
    assert "内示" not in notes[0], "names of files speak"


def test_one_bad_list_does_not_keep_another_out(watched: Watched) -> None:
    watched.drop(STRANGER, name="a.csv")
    watched.drop(RETIREMENT, name="b.csv")
    watched.visit()
    assert watched.standing == [("00103", "retirement")]
    assert watched.files == ["done/b.csv", "refused/a.csv", "refused/a.csv.faults.txt"]


def test_lists_are_taken_in_the_order_in_which_they_were_saved(watched: Watched) -> None:
    watched.drop(MOVE, name="b.csv", age=60)
    watched.drop(WITHDRAWAL, name="a.csv")
    watched.visit()
    assert watched.standing == []


def test_names_never_collide(watched: Watched) -> None:
    for row, name in (
        (MOVE, "内示.csv"),
        (RETIREMENT, "内示.csv"),
        (STRANGER, "内示.csv"),
        (STRANGER, "内示.csv"),
    ):
        watched.drop(row, name=name)
        watched.visit()
    assert watched.files == [
        "done/内示-2.csv",
        "done/内示.csv",
        "refused/内示-2.csv",
        "refused/内示-2.csv.faults.txt",
        "refused/内示.csv",
        "refused/内示.csv.faults.txt",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_what_was_moved_is_closed_to_others(watched: Watched) -> None:
    watched.drop(MOVE, name="a.csv").chmod(0o644)
    watched.drop(STRANGER, name="b.csv").chmod(0o644)
    watched.visit()
    modes = {
        path.relative_to(watched.folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in watched.folder.rglob("*")
    }
    assert modes == {
        "done": 0o700,
        "done/a.csv": 0o600,
        "refused": 0o700,
        "refused/b.csv": 0o600,
        "refused/b.csv.faults.txt": 0o600,
    }


# --- what is left for the next run -----------------------------------------------------------------------------


def test_a_file_that_still_grows_is_left_for_the_next_run(watched: Watched) -> None:
    path = watched.drop(MOVE)

    def copied_on(_seconds: float) -> None:
        with path.open("ab") as stream:
            stream.write(RETIREMENT.encode("cp932"))

    warnings, notes = english(watched.visit(copied_on))
    assert "left for the next run" in warnings[0]
    assert len(notes) == 1
    assert (watched.standing, watched.files) == ([], ["内示.csv"])
    watched.visit()
    assert len(watched.standing) == 2


def test_an_empty_file_may_be_one_whose_copying_begins(watched: Watched) -> None:
    (watched.folder / "内示.csv").touch()
    warnings, _ = english(watched.visit())
    assert "left for the next run" in warnings[0]
    assert watched.files == ["内示.csv"]


@pytest.mark.parametrize("mark", ["~$内示.csv", ".~lock.内示.csv#"])
def test_a_list_that_is_open_elsewhere_is_left_and_its_mark_is_no_list(watched: Watched, mark: str) -> None:
    watched.drop(MOVE)
    (watched.folder / mark).write_bytes(b"x")
    warnings, _ = english(watched.visit())
    assert warnings == [
        "The transfer list 内示.csv is open in another program and was left for the next run."
    ]
    (watched.folder / mark).unlink()
    watched.visit()
    assert watched.files == ["done/内示.csv"]


def test_a_mark_alone_and_what_systems_put_there_is_no_word_worth(watched: Watched) -> None:
    for name in ("~$消えた.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (watched.folder / name).write_bytes(b"x")
    assert watched.visit() == Delivered()
    assert len(watched.files) == 4


def test_what_is_no_list_is_left_alone_with_a_word(watched: Watched) -> None:
    (watched.folder / "昨年").mkdir()
    (watched.folder / "昨年" / "内示.csv").write_bytes(b"x")
    (watched.folder / "連絡.docx").write_bytes(b"x")
    (watched.folder / "旧式.xls").write_bytes(b"x")
    warnings, notes = english(watched.visit())
    assert [warning.split("folder of transfer lists is no .xlsx or .csv")[0] for warning in warnings] == [
        "旧式.xls in the ",
        "昨年 in the ",
        "連絡.docx in the ",
    ]
    assert notes == [
        "What lies in the folder of transfer lists and was left there: 3. The warnings of the run name it."
    ]
    assert len(watched.files) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_not_followed(watched: Watched) -> None:
    elsewhere = watched.office.folder / "elsewhere.csv"
    elsewhere.write_bytes((HEADINGS + MOVE).encode())
    (watched.folder / "link.csv").symlink_to(elsewhere)
    warnings, _ = english(watched.visit())
    assert len(warnings) == 1
    assert watched.standing == []


def test_a_source_of_the_inventory_is_no_list(watched: Watched) -> None:
    workbook(watched.folder, {"職員": [["職員番号"], ["00102"]]}, name="台帳.xlsx")
    config = watched.office.folder / "config.toml"
    config.write_text(
        config.read_text("utf-8").replace('sources = ["source"]', 'sources = ["異動/台帳.xlsx"]'), "utf-8"
    )
    assert watched.visit() == Delivered()
    assert watched.files == ["台帳.xlsx"]


def test_a_folder_that_is_not_there_is_told_and_stops_nothing(watched: Watched) -> None:
    watched.folder.rmdir()
    warnings, notes = english(watched.visit())
    assert len(warnings) == len(notes) == 1
    assert "cannot be used" in notes[0]


def test_a_list_that_may_not_be_read_is_left(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = watched.drop(MOVE)
    opened = os.open

    def refusing(path: str | Path, flags: int, *more: int) -> int:  # root may read everything
        if Path(path) == refused:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, *more)

    monkeypatch.setattr(os, "open", refusing)
    warnings, _ = english(watched.visit())
    assert "left for the next run" in warnings[0]


# --- nothing is lost -------------------------------------------------------------------------------------------


def test_who_is_stopped_before_moving_finds_the_list_again_and_nothing_changes(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.drop(MOVE)

    def killed(_self: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            watched.visit()
    assert watched.standing == [("00102", "transfer")]
    assert watched.files == ["内示.csv"]
    before = watched.office.dump()
    ((_, news),) = watched.visit().taken
    assert not news
    assert watched.office.dump() == before
    assert watched.files == ["done/内示.csv"]


def test_a_list_that_cannot_be_moved_stays_and_leaves_nothing_behind(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.drop(STRANGER)

    def refused(_self: Path, _target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refused)
    for _night in range(2):
        warnings, notes = english(watched.visit())
        assert "could not be moved to refused: Permission denied" in warnings[0]
        assert len(notes) == 2
    assert watched.files == ["内示.csv"]


def test_a_list_that_was_saved_anew_while_it_was_taken_in_is_read_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = watched.drop(MOVE)
    import_list = transfers.import_list

    def slow(*arguments: object, **options: object) -> transfers.News:
        news = import_list(*arguments, **options)  # type: ignore[arg-type]
        path.write_bytes((HEADINGS + MOVE + RETIREMENT).encode())
        return news

    with monkeypatch.context() as patched:
        patched.setattr(transfers, "import_list", slow)
        watched.visit()
    assert watched.files == ["内示.csv"]
    watched.visit()
    assert len(watched.standing) == 2
    assert watched.files == ["done/内示.csv"]


def dropping_before_the_rename(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, *rows: str, again: bool = False
) -> None:
    """Somebody saves the list anew between the last look at it and its rename; ``again``: and once more after that."""
    rename = Path.rename
    dropped: list[Path] = []

    def late(path: Path, target: Path) -> Path:
        if dropped:
            return rename(path, target)
        dropped.append(watched.drop(*rows, name="temporary"))
        dropped[0].replace(path)
        moved = rename(path, target)
        if again:
            watched.drop(RETIREMENT, WITHDRAWAL)
        return moved

    monkeypatch.setattr(Path, "rename", late)


@pytest.mark.parametrize("first", [MOVE, STRANGER], ids=["taken in", "refused"])
def test_a_list_that_was_replaced_just_before_it_is_moved_comes_back_and_is_read(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    watched.drop(first)
    with monkeypatch.context() as patched:
        dropping_before_the_rename(watched, patched, MOVE, RETIREMENT)
        warnings, notes = english(watched.visit())
    assert warnings == [
        "The transfer list 内示.csv was saved anew while it was read and was left for the next run."
    ]
    assert len(notes) == 1
    assert watched.files == ["内示.csv"]
    watched.visit()
    assert sorted(watched.standing) == [("00102", "transfer"), ("00103", "retirement")]
    assert watched.files == ["done/内示.csv"]


def test_a_list_that_comes_back_overwrites_none_that_was_dropped_meanwhile(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.drop(MOVE)
    with monkeypatch.context() as patched:
        dropping_before_the_rename(watched, patched, MOVE, RETIREMENT, again=True)
        watched.visit()
    assert watched.files == ["内示-2.csv", "内示.csv"]
    watched.visit()
    assert watched.standing == [("00103", "retirement")]


def test_a_list_that_cannot_come_back_is_told_by_where_it_lies(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.drop(MOVE)
    dropping_before_the_rename(watched, monkeypatch, RETIREMENT)
    late = Path.rename

    def only_there(path: Path, target: Path) -> Path:
        if path.parent.name == "done":
            raise PermissionError(13, "Permission denied")
        return late(path, target)

    monkeypatch.setattr(Path, "rename", only_there)
    warnings, _ = english(watched.visit())
    assert warnings == ["The transfer list done/内示.csv could not be moved to 異動: Permission denied."]


# --- others may write to the folder ----------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize(("name", "row"), [("done", MOVE), ("refused", STRANGER)])
def test_nothing_is_moved_or_deleted_through_a_link(watched: Watched, name: str, row: str) -> None:
    elsewhere = watched.office.folder / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    other = elsewhere / "other.csv"
    other.write_bytes(b"x")
    os.utime(other, (0, 0))
    (watched.folder / name).symlink_to(elsewhere)
    watched.drop(row)
    for _night in range(2):
        warnings, notes = english(watched.visit())
        told = f"{name} in the folder of transfer lists is a link or no folder: nothing is moved there"
        assert any(said.startswith(told) for said in warnings)
        assert any(said.startswith(told) for said in notes)
        assert f"The transfer list 内示.csv could not be moved to {name}: Not a directory." in warnings
        assert [path.name for path in elsewhere.iterdir()] == ["other.csv"]
        assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755
        assert (watched.folder / "内示.csv").exists()
        assert watched.standing == ([("00102", "transfer")] if row == MOVE else [])
    (watched.folder / name).unlink()
    watched.visit()
    assert f"{name}/内示.csv" in watched.files


def test_a_file_with_the_name_of_the_folder_is_told_once_and_stays(watched: Watched) -> None:
    (watched.folder / "done").write_bytes(b"x")
    warnings, notes = english(watched.visit())
    assert len(warnings) == len(notes) == 1
    assert "is a link or no folder" in notes[0]
    assert watched.files == ["done"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
@pytest.mark.parametrize(("name", "row"), [("done", MOVE), ("refused", STRANGER)])
def test_a_folder_that_stands_already_is_closed_to_others(watched: Watched, name: str, row: str) -> None:
    (watched.folder / name).mkdir()
    (watched.folder / name).chmod(0o755)
    watched.drop(row)
    watched.visit()
    assert f"{name}/内示.csv" in watched.files
    assert stat.S_IMODE((watched.folder / name).stat().st_mode) == 0o700


def test_a_list_with_another_name_elsewhere_is_left_alone(watched: Watched) -> None:
    path = watched.drop(MOVE)
    path.chmod(0o644)
    os.link(path, watched.office.folder / "elsewhere.csv")
    before = path.stat()
    warnings, notes = english(watched.visit())
    assert warnings == [
        "The transfer list 内示.csv has another name elsewhere (a hard link) and was left alone."
    ]
    assert len(notes) == 1
    assert (watched.standing, watched.files) == ([], ["内示.csv"])
    assert (path.stat().st_mode, path.stat().st_mtime_ns) == (before.st_mode, before.st_mtime_ns)


def test_a_list_that_gets_another_name_just_before_it_is_moved_comes_back_as_it_was(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = watched.drop(MOVE)
    path.chmod(0o644)
    elsewhere = watched.office.folder / "elsewhere.csv"
    before = path.stat()
    rename = Path.rename

    def late(path: Path, target: Path) -> Path:
        if not elsewhere.exists():
            os.link(path, elsewhere)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", late)
    watched.visit()
    assert watched.files == ["内示.csv"]
    assert (elsewhere.stat().st_mode, elsewhere.stat().st_mtime_ns) == (before.st_mode, before.st_mtime_ns)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_breaks_no_line_and_steers_no_terminal(watched: Watched) -> None:
    odd = "a\n\x1b[2Jb\u202e"
    watched.drop(MOVE, name=f"0{odd}.csv")
    watched.drop(STRANGER, name=f"1{odd}.csv")
    watched.drop(RETIREMENT, "90001,試験 次郎,R9.4.1,採用\r\n", name=f"2{odd}.csv")
    watched.drop(MOVE, name=f"3{odd}.csv")
    (watched.folder / f"~$3{odd}.csv").write_bytes(b"x")
    (watched.folder / f"4{odd}.csv").touch()
    watched.drop(MOVE, name=f"5{odd}.docx")
    os.link(watched.drop(MOVE, name=f"6{odd}.csv"), watched.office.folder / "elsewhere")
    delivered = watched.visit()
    warnings, notes = english(delivered)
    assert len(warnings) == 6
    for told in (*warnings, *notes, *(name for name, _ in delivered.taken)):
        assert told.isprintable()
    besides = list(watched.folder.rglob("*.txt"))
    assert len(besides) == 2
    for path in besides:
        assert all(line.isprintable() for line in path.read_text("utf-8-sig").splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="paths are shorter there")
def test_why_a_list_cannot_be_moved_ends_in_one_dot(watched: Watched) -> None:
    """Its name is too long for one with more behind it."""
    watched.drop(STRANGER, name="a" * 246 + ".csv")
    warnings, _ = english(watched.visit())
    assert warnings[0].endswith("could not be moved to refused: File name too long.")


# --- questions, and forgetting ------------------------------------------------------------------------------------


def test_questions_stand_beside_the_list_and_the_report_only_counts_them(watched: Watched) -> None:
    watched.drop(RETIREMENT, "90001,試験 次郎,R9.4.1,採用\r\n")
    warnings, notes = english(watched.visit())
    assert watched.files == ["done/内示.csv", "done/内示.csv.remarks.txt"]
    beside = (watched.folder / "done" / "内示.csv.remarks.txt").read_text("utf-8-sig")
    assert "90001" in beside
    assert "00103" in beside
    assert not any("00103" in said for said in (*warnings, *notes))
    assert len(notes) == 1


def test_moved_lists_are_deleted_when_orders_are(watched: Watched) -> None:
    watched.settings("keep_days = 90")
    watched.drop(MOVE, name="a.csv", age=10_000_000)
    watched.drop(STRANGER, name="b.csv")
    watched.visit()
    (watched.folder / "done" / "memo.docx").write_bytes(b"x")
    os.utime(watched.folder / "done" / "memo.docx", (0, 0))
    watched.visit(days=90)
    assert len(watched.files) == 4
    watched.visit(days=91)
    assert watched.files == ["done/memo.docx"]


def test_a_file_dated_beyond_all_calendars_stops_no_night(watched: Watched) -> None:
    (watched.folder / "done").mkdir()
    strange = watched.folder / "done" / "memo.txt"
    strange.touch()
    with suppress(OSError):  # where the file system has such times
        os.utime(strange, (1e12, 1e12))
    assert watched.visit() == Delivered()
    assert watched.files == ["done/memo.txt"]


def test_a_source_among_what_was_moved_is_not_deleted(watched: Watched) -> None:
    (watched.folder / "done").mkdir()
    source = workbook(watched.folder / "done", {"職員": [["職員番号"], ["00102"]]}, name="台帳.xlsx")
    os.utime(source, (0, 0))
    config = watched.office.folder / "config.toml"
    config.write_text(
        config.read_text("utf-8").replace('sources = ["source"]', 'sources = ["異動/done/台帳.xlsx"]'),
        "utf-8",
    )
    watched.visit()
    assert watched.files == ["done/台帳.xlsx"]


def test_lists_that_bring_what_is_forgotten_are_taken_without_it(watched: Watched) -> None:
    watched.settings("keep_days = 90")
    watched.drop("00102,試験 花子,R8.4.1,異動\r\n", "88888,もう いない,R7.4.1,退職\r\n", RETIREMENT)
    ((_, news),) = watched.visit().taken
    assert (news.added, news.unchanged) == (1, 0)
    assert watched.standing == [("00103", "retirement")]
    assert "2026-08-22" in (watched.folder / "done" / "内示.csv.remarks.txt").read_text("utf-8-sig")
