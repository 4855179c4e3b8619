"""The tasks as a workbook: read back with another library than it is written with."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from checks._contract import Review, ReviewKind, Severity, SubjectKind, Task, TaskKind, TaskState
from reports.audit import Subject
from reports.duties import subjects_by_id
from reports.messages import Language
from reports.task_sheets import Line, Occasion, lines, write_task_sheets
from tests.reports.printed import fonts, smallest_print

DAY = date(2027, 4, 1)
KOHO, KANKO = "広報広聴課", "観光交流課"


def account(account_id: str, section: str = KOHO, name: str = "") -> Subject:
    return Subject(SubjectKind.ACCOUNT, account_id, name or f"{account_id}公式", (account_id,), section)


def login(login_id: str, *accounts: str) -> Subject:
    return Subject(SubjectKind.LOGIN, login_id, "user", accounts, KOHO)


CITY = subjects_by_id(
    [
        account("koho-x"),
        account("kanko-fb", KANKO),
        login("x-koho", "koho-x"),
        login("shared", "koho-x", "kanko-fb"),
    ]
)


def task(
    kind: TaskKind = TaskKind.CHANGE_PASSWORD, subject: str = "x-koho", due: date = DAY, **changed
) -> Task:
    return replace(Task(kind, subject, due), **changed)


def review(*tasks: Task, number: int = 1, effective: date = DAY, **changed) -> Review:
    made = Review(
        f"R{number}", ReviewKind.TRANSFER, f"1000{number}", effective, effective, ("koho-x",), tasks
    )
    return replace(made, **changed)


def occasion(day: date = DAY, language: Language = Language.JA, **names: str) -> Occasion:
    return Occasion(day, {number.strip("_"): name for number, name in names.items()}, 2, language)


def written(*reviews: Review, subjects=CITY, made_for: Occasion | None = None) -> Workbook:
    content = write_task_sheets(lines(reviews, subjects, DAY), made_for or occasion())
    return load_workbook(io.BytesIO(content))


def rows(book: Workbook, name: str) -> list[tuple[str, ...]]:
    """The lines below the headings."""
    return [tuple(cell or "" for cell in row) for row in book[name].iter_rows(min_row=4, values_only=True)]


# --- what is to be done ----------------------------------------------------------------------------------------------------


def test_only_what_is_open_is_a_line():
    states = [replace(task(subject=f"x-{state}"), state=state) for state in TaskState]
    assert [line.subject for line in lines([review(*states)], CITY, DAY)] == ["x-open"]


def test_what_several_reviews_ask_for_stands_once_with_the_soonest_day():
    found = lines(
        [
            review(task(due=DAY + timedelta(days=9))),
            review(task(due=DAY + timedelta(days=2), reopened=True), number=2),
            review(task(state=TaskState.CLOSED), number=3),
        ],
        CITY,
        DAY,
    )
    assert len(found) == 1
    assert (found[0].due, found[0].again) == (DAY + timedelta(days=2), True)
    assert [one.id for one in found[0].reviews] == ["R1", "R2"]


def test_a_login_of_two_sections_stands_in_both_with_the_section_s_own_account():
    found = lines([review(task(subject="shared"))], CITY, DAY)
    assert [(line.section, [one.id for one in line.accounts]) for line in found] == [
        (KOHO, ["koho-x"]),
        (KANKO, ["kanko-fb"]),
    ]


def test_sections_stand_by_name_and_what_is_due_first_comes_first():
    later = DAY + timedelta(days=1)
    found = lines(
        [
            review(
                task(TaskKind.SUBMIT_REGISTER, "kanko-fb"),
                task(TaskKind.SUBMIT_REGISTER, "koho-x", due=later),
                task(TaskKind.CHANGE_PASSWORD, "x-koho"),
                task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x"),
            )
        ],
        CITY,
        DAY,
    )
    assert [(line.section, line.kind) for line in found] == [
        (KOHO, TaskKind.REPLACE_ADMINISTRATOR),
        (KOHO, TaskKind.CHANGE_PASSWORD),
        (KOHO, TaskKind.SUBMIT_REGISTER),
        (KANKO, TaskKind.SUBMIT_REGISTER),
    ]


# --- the workbook ------------------------------------------------------------------------------------------------------------


def test_it_has_an_overview_and_a_sheet_a_section():
    book = written(review(task(due=DAY - timedelta(days=1)), task(TaskKind.SUBMIT_REGISTER, "kanko-fb")))
    assert book.sheetnames == ["一覧", KOHO, KANKO]
    assert rows(book, "一覧") == [
        (KOHO, 1, 1, "令和9年3月31日", KOHO),
        (KANKO, 1, "", "令和9年4月1日", KANKO),
    ]


def test_a_line_tells_all_that_is_needed_and_leaves_room():
    (line,) = rows(written(review(task()), made_for=occasion(_10001="見本 太郎")), KOHO)
    box, due, about, login_id, what, closing, because, number, remarks = line
    assert (box, due, about, login_id, what, number, remarks) == (
        "☐", "令和9年4月1日", "koho-x koho-x公式", "x-koho", "パスワードの変更", "R1", "",
    )  # fmt: skip
    assert "令和9年4月1日以後の点検" in closing
    assert because == "人事異動 令和9年4月1日 見本 太郎"


def test_late_ones_and_those_to_do_again_are_marked_in_words():
    ((_, due, _, _, what, *_),) = rows(
        written(review(task(due=DAY - timedelta(days=1), reopened=True))), KOHO
    )
    assert due.endswith("期限超過")
    assert what.endswith("（やり直し）")


def test_what_reviews_of_different_days_ask_for_is_a_line_each():
    before, due = DAY - timedelta(days=30), DAY - timedelta(days=20)
    to_do = rows(written(review(task(due=due), effective=before), review(task(), number=2)), KOHO)
    assert [(line[1].split("\n")[0], line[6], line[7]) for line in to_do] == [
        ("令和9年3月12日", "人事異動 令和9年3月2日", "R1"),
        ("令和9年4月1日", "人事異動 令和9年4月1日", "R2"),
    ]
    assert "令和9年3月2日以後の点検" in to_do[0][5]
    assert "令和9年4月1日以後の点検" in to_do[1][5]


def test_what_an_incident_asks_for_stands_apart_from_what_a_transfer_of_its_day_does():
    taken = review(task(), kind=ReviewKind.TAKEOVER, staff_number=None, severity=Severity.HIGH, id="I2")
    to_do = rows(written(review(task()), taken), KOHO)
    assert [line[7] for line in to_do] == ["R1", "I2"]
    assert "より後の日の点検" in to_do[1][5]


def test_what_reviews_of_one_day_ask_for_closes_for_all_at_once():
    (line,) = rows(written(review(task()), review(task(), number=2)), KOHO)
    assert line[6:8] == ("人事異動 令和9年4月1日", "R1, R2")


def test_before_its_day_an_order_tells_neither_its_person_nor_its_kind():
    ahead = review(task(), effective=DAY + timedelta(days=1), kind=ReviewKind.TRANSFER)
    content = write_task_sheets(lines([ahead], CITY, DAY), occasion(_10001="見本 太郎"))
    book = load_workbook(io.BytesIO(content))
    assert rows(book, KOHO)[0][6] == "人事異動または担当者の変更（発令前）"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist()).decode("utf-8", "replace")
    assert "見本" not in everything
    assert "10001" not in everything


def test_before_its_day_an_order_looks_like_a_change_of_administrators():
    ahead = review(task(), effective=DAY + timedelta(days=1), kind=ReviewKind.TRANSFER)
    alike = replace(ahead, kind=ReviewKind.ADMINISTRATOR_CHANGE)
    asked = replace(ahead, tasks=(task(TaskKind.NAME_MANAGER, "koho-x"), *ahead.tasks))
    assert rows(written(ahead), KOHO) == rows(written(alike), KOHO) == rows(written(asked), KOHO)
    assert rows(written(ahead), "一覧") == rows(written(alike), "一覧") == rows(written(asked), "一覧")


def test_to_name_another_manager_is_asked_from_the_order_s_day_on():
    asked = review(task(TaskKind.NAME_MANAGER, "koho-x"))
    assert lines([asked], CITY, DAY - timedelta(days=1)) == ()
    assert [line.kind for line in lines([asked], CITY, DAY)] == [TaskKind.NAME_MANAGER]


def test_an_incident_is_told_at_once():
    taken = review(task(), kind=ReviewKind.TAKEOVER, staff_number=None, severity=Severity.HIGH, id="I1")
    assert rows(written(taken), KOHO)[0][6] == "乗っ取り 令和9年4月1日"


def test_nothing_to_do_is_said():
    book = written()
    assert book.sheetnames == ["一覧"]
    assert rows(book, "一覧")[0][0] == "残っている作業はありません。"


def test_it_is_said_in_english_too():
    book = written(review(task(due=DAY - timedelta(days=1))), made_for=occasion(language=Language.EN))
    assert book.sheetnames == ["Overview", KOHO]
    line = rows(book, KOHO)[0]
    assert line[1] == "2027-03-31\npast due"
    assert line[4] == "change of password"


def test_it_is_laid_out_for_a4():
    book = written(review(task()))
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.page_setup.fitToHeight == 0, "one page wide, as many as it takes high"
        assert sheet.print_title_rows == "$1:$3"


@pytest.mark.parametrize("language", Language)
def test_on_paper_it_is_in_a_japanese_font_that_can_be_read(language: Language):
    book = written(review(task()), made_for=occasion(language=language))
    assert fonts(book) == {"游ゴシック"}
    for sheet in book.worksheets:
        assert smallest_print(sheet) >= 9  # points


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "-1", '=HYPERLINK("https://example.org")'])
def test_no_text_becomes_a_formula_or_a_link(text: str):
    subjects = subjects_by_id([account(text, text, text), login(text, text)])
    made = review(task(TaskKind.SUBMIT_REGISTER, text), task(TaskKind.END_SESSIONS, text))
    book = written(made, subjects=subjects, made_for=occasion(_10001=text))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in "sn" and cell.hyperlink is None for cell in row)
    assert rows(book, book.sheetnames[1])[0][2] == f"{text} {text}"


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4, unique=True))
@settings(deadline=None)
def test_whatever_sections_are_called_each_has_its_sheet(sections: list[str]):
    subjects = subjects_by_id([account(f"a{place}", section) for place, section in enumerate(sections)])
    tasks = [task(TaskKind.SUBMIT_REGISTER, f"a{place}") for place in range(len(sections))]
    book = written(review(*tasks), subjects=subjects)
    assert len(book.sheetnames) == len(sections) + 1
    assert all(len(name.encode("utf-16-le")) <= 62 for name in book.sheetnames)


def test_five_hundred_transfers_on_one_day_stay_readable():
    subjects = subjects_by_id(
        [account(f"a{n}", f"{n % 40:02}課") for n in range(100)]
        + [login(f"l{n}", f"a{n}") for n in range(100)]
    )
    many = [
        review(
            task(TaskKind.REPLACE_ADMINISTRATOR, f"a{n % 100}"),
            task(TaskKind.CHANGE_PASSWORD, f"l{n % 100}"),
            task(TaskKind.SUBMIT_REGISTER, f"a{n % 100}"),
            number=n,
        )
        for n in range(500)
    ]
    to_do: tuple[Line, ...] = lines(many, subjects, DAY)
    assert len(to_do) == 300, "once, however many leave"
    book = load_workbook(io.BytesIO(write_task_sheets(to_do, occasion())))
    assert len(book.sheetnames) == 41
    assert max(len(rows(book, name)) for name in book.sheetnames[1:]) <= 9
    assert rows(book, "00課")[0][7] == "R0, R100, R200, R300, R400"
