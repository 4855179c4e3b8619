"""A single transfer list, and what the reader knows of the orders that stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.duties.orders import KnownOrder
from auditor.errors import SourceError, SourceFaults
from auditor.inventory.files import NotNow
from auditor.inventory.tables import Known, Reading
from auditor.inventory.transfer_list import read_transfer_list
from checks._contract import TransferKind, TransferOrder
from reports.messages import Language, say

from .making import CITY, Rows, csv_folder, nobody, read, workbook

TODAY = date(2026, 11, 20)
AHEAD = date(2026, 12, 1)
HEADINGS = ("職員番号", "氏名", "発令日", "異動区分")
PEOPLE = {"00012": "髙﨑 太郎", "00034": "見本 花子"}
MOVE = ("00012", "高崎太郎", "R8.12.1", "異動")
ORDER = TransferOrder("00012", "高崎太郎", AHEAD, TransferKind.TRANSFER)


def known(*orders: KnownOrder, today: date | None = TODAY, oldest: date | None = None) -> Known:
    return Known(people=PEOPLE, orders=orders, today=today, oldest=oldest)


def listed(path: Path, of: Known | None = None) -> Reading:
    return read_transfer_list(path, of or known(), nobody)


def csv(
    folder: Path, *rows: Sequence[str], name: str = "list.csv", headings: Sequence[str] = HEADINGS
) -> Path:
    path = folder / name
    path.write_text("".join(",".join(row) + "\n" for row in (headings, *rows)), "utf-8")
    return path


def rows(*given: Sequence[str]) -> Rows:
    return [list(HEADINGS), *map(list, given)]


def faults(path: Path, of: Known) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(SourceFaults) as refused:
        listed(path, of)
    return [(fault.row, fault.column, say(fault.what, Language.EN)) for fault in refused.value.faults]


# --- which file, which sheet -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list.csv", "list.CSV", "list.tsv", "list.txt", "内示", "list.2026"])
def test_text_of_any_name_is_a_list(tmp_path: Path, name: str) -> None:
    assert listed(csv(tmp_path, MOVE, name=name)).tables.transfers == (ORDER,)


@pytest.mark.parametrize("name", ["list.xlsx", "内示", "list.2026"])
def test_a_workbook_of_any_name_is_a_list(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path, {"シート1": rows(MOVE)}, name=name)
    assert listed(path).tables.transfers == (ORDER,)


@pytest.mark.parametrize("name", ["list.xls", "list.xlsm", "list.ods", "~$list.xlsx"])
def test_other_workbooks_are_refused_by_their_right_name(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path, {"人事異動": rows(MOVE)}, name=name)
    with pytest.raises(SourceError):
        listed(path)


def test_the_only_sheet_with_anything_says_what_it_lacks(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"空": [], "内示": [["職員番号", "日付"], ["00012", "R8.12.1"]]})
    assert [(column, said.partition(".")[0]) for _, column, said in faults(path, known())] == [
        ("発令日", "The column 発令日 (effective) is missing"),
        ("異動区分", "The column 異動区分 (kind) is missing"),
    ]


def test_the_table_twice_is_a_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"人事異動": rows(MOVE), "transfers": rows(MOVE)})
    (fault,) = faults(path, known())
    assert "there twice" in fault[2]


def test_an_empty_sheet_of_the_right_name_hides_no_other(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"人事異動": [], "内示": rows(MOVE)})
    assert listed(path).tables.transfers == (ORDER,)


def test_a_whole_inventory_is_read_for_its_orders_only(tmp_path: Path) -> None:
    directory = {str(row[0]): str(row[1]) for row in CITY["staff"][1:]}
    reading = listed(workbook(tmp_path, CITY), Known(people=directory))
    assert len(reading.tables.transfers or ()) == 2
    assert reading.tables.accounts is None
    assert reading.tables.staff is None
    assert sum("auditor import" in say(said, Language.EN) for said in reading.warnings) == 6


def test_a_list_without_rows_brings_nothing(tmp_path: Path) -> None:
    assert listed(csv(tmp_path)).tables.transfers == ()


@pytest.mark.parametrize("content", [b"", None])
def test_what_may_be_readable_soon_is_told_apart(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "list.csv"
    if content is None:
        with pytest.raises(SourceError) as gone:
            listed(path)
        assert not isinstance(gone.value, NotNow)
    else:
        path.write_bytes(content)
        with pytest.raises(NotNow):
            listed(path)


# --- what the store knows ---------------------------------------------------------------------------------------


def test_numbers_that_lost_their_zeros_are_set_right(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"内示": [list(HEADINGS), [12, *MOVE[1:]]]})
    assert listed(path).tables.transfers == (ORDER,)


def withdrawal(day: str = "R8.12.1") -> Sequence[str]:
    return ("00012", "髙﨑太郎", day, "取消")


YESTERDAY = TODAY - timedelta(days=1)
PAST = KnownOrder(TransferOrder("00012", "", YESTERDAY, TransferKind.TRANSFER), known=date(2026, 10, 1))


def test_an_order_that_took_effect_is_not_withdrawn(tmp_path: Path) -> None:
    path = csv(tmp_path, MOVE, withdrawal(YESTERDAY.isoformat()))
    ((row, column, said),) = faults(path, known(PAST))
    assert (row, column) == (3, "発令日")
    assert "took effect already" in said


@pytest.mark.parametrize("kind", list(TransferKind))
def test_every_kind_of_order_that_stands_can_be_too_late_to_withdraw(
    tmp_path: Path, kind: TransferKind
) -> None:
    stood = KnownOrder(TransferOrder("00012", "", YESTERDAY, kind), known=YESTERDAY)
    path = csv(tmp_path, withdrawal(YESTERDAY.isoformat()))
    if kind is TransferKind.CANCELLED:  # that is the very row
        assert listed(path, known(stood)).tables.transfers
    else:
        assert len(faults(path, known(stood))) == 1


@pytest.mark.parametrize(
    "of",
    [
        pytest.param(known(PAST, today=YESTERDAY), id="on the day itself"),
        pytest.param(known(PAST, today=None), id="the day is not looked at"),
        pytest.param(known(), id="nothing stood"),
        pytest.param(
            known(
                KnownOrder(PAST.order, PAST.known, withdrawn=YESTERDAY),
                KnownOrder(TransferOrder("00012", "", YESTERDAY, TransferKind.CANCELLED), YESTERDAY),
            ),
            id="it is known",
        ),
    ],
)
def test_a_withdrawal_is_taken(tmp_path: Path, of: Known) -> None:
    assert len(listed(csv(tmp_path, withdrawal(YESTERDAY.isoformat())), of).tables.transfers or ()) == 1


def test_the_table_of_an_inventory_is_held_to_the_same_rule(tmp_path: Path) -> None:
    sheets = {"staff": [["staff_number", "name"], ["00012", "髙﨑 太郎"]]}
    late = [list(HEADINGS), list(withdrawal(YESTERDAY.isoformat()))]
    with pytest.raises(SourceFaults):
        read(csv_folder(tmp_path, {**sheets, "人事異動": late}), known=known(PAST))


def test_somebody_who_left_the_directory_is_not_unknown_to_an_order_that_is_known(tmp_path: Path) -> None:
    gone = KnownOrder(TransferOrder("00099", "", AHEAD, TransferKind.RETIREMENT), TODAY)
    path = csv(tmp_path, ("00099", "去った 人", "R8.12.1", "退職"))
    assert len(listed(path, known(gone)).tables.transfers or ()) == 1
    assert len(faults(path, known())) == 1
    other_day = csv(tmp_path, ("00099", "去った 人", "R8.12.2", "退職"))
    assert len(faults(other_day, known(gone))) == 1
    sources = csv_folder(
        tmp_path,
        {"staff": [["staff_number"], ["00012"]], "transfers": [HEADINGS, ("00099", "", "R8.12.1", "退職")]},
    )
    with pytest.raises(SourceFaults):
        read(sources, known=known(gone))


def test_orders_that_are_forgotten_are_passed_over_with_a_word_whoever_they_were_about(
    tmp_path: Path,
) -> None:
    path = csv(
        tmp_path, ("00099", "去った 人", "2025-10-01", "退職"), ("00012", "別 人", "R7.10.1", "取消"), MOVE
    )
    reading = listed(path, known(PAST, oldest=date(2025, 10, 2)))
    assert reading.tables.transfers == (ORDER,)
    (said,) = (say(warning, Language.EN) for warning in reading.warnings)
    assert "list.csv: transfer orders of days before 2025-10-02 were passed over (2)" in said


def test_an_order_of_the_oldest_day_that_is_kept_is_taken(tmp_path: Path) -> None:
    reading = listed(csv(tmp_path, MOVE), known(oldest=AHEAD))
    assert (reading.tables.transfers, reading.warnings) == ((ORDER,), ())


def test_names_are_never_repeated_in_a_fault(tmp_path: Path) -> None:
    path = csv(tmp_path, ("00012", "秘密 太郎", "R8.12.1", "異動"), ("00077", "秘密 次郎", "x", "y"))
    with pytest.raises(SourceFaults) as refused:
        listed(path)
    assert "秘密" not in repr([(fault.value, dict(fault.what.values)) for fault in refused.value.faults])
