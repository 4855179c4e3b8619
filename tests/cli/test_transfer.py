"""``auditor transfer``: personnel's door, as its users meet it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from auditor.ledger.database import Ledger
from tests.cli.conftest import Auditor, dump
from tests.inventory.making import Rows, workbook, workbook_bytes

JA = ("職員番号", "氏名", "発令日", "異動区分", "旧所属", "新所属")
EN = ("staff_number", "name", "effective", "kind", "from_section", "to_section")
Row = Sequence[str]

TAKEN = ("00101", "00102", "00103")
"""Staff numbers of the small city: 00101 manages both accounts, the other two administer them; all in 試験課."""

MOVE = ("00102", "試験 花子", "令和8年12月1日", "異動", "試験課", "税務課")
RETIREMENT = ("00103", "試験　次郎", "R8.12.1", "退職", "", "")


@pytest.fixture
def office(city: Path, auditor: Auditor) -> Path:
    """The small city with its inventory taken in."""
    assert auditor("import", "source").code == 0
    return city


def write(
    folder: Path, *rows: Row, headings: Row = JA, encoding: str = "utf-8", name: str = "内示.csv"
) -> Path:
    path = folder / name
    path.write_bytes("".join(",".join(row) + "\r\n" for row in (headings, *rows)).encode(encoding))
    return path


def in_english(folder: Path) -> None:
    config = folder / "config.toml"
    config.write_text(
        re.sub(r'^language = "ja".*\n', "", 'language = "en"\n' + config.read_text("utf-8"), flags=re.M),
        "utf-8",
    )


def standing(auditor: Auditor) -> list[tuple[str, str, str]]:
    return [
        (order["staff_number"], order["effective"], order["kind"])
        for order in auditor("transfer", "list", "--json").json["transfers"]
        if order["kind"] != "promotion"  # the small city's own
    ]


# --- import ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headings", [JA, EN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_list_is_read_as_the_inventory_is(
    office: Path, auditor: Auditor, headings: Row, encoding: str
) -> None:
    said = auditor("transfer", "import", write(office, MOVE, headings=headings, encoding=encoding), "--json")
    assert said.code == 0
    assert (said.json["added"], said.json["withdrawn"], said.json["unchanged"]) == (1, 0, 0)
    assert standing(auditor) == [("00102", "2026-12-01", "transfer")]


def rows(headings: Row, *given: Row) -> Rows:
    return [list(headings), *map(list, given)]


@pytest.mark.parametrize("sheet", ["人事異動", "transfers", "R8.12.1 内示"])
def test_the_sheet_of_a_workbook_is_known_by_its_name_or_its_headings(
    office: Path, auditor: Auditor, sheet: str
) -> None:
    titled = [["令和8年度 内示"], [], *rows(JA, MOVE, ("〃", "試験 花子", "2026/12/2", "出向・派遣", "", ""))]
    path = workbook(office, {sheet: titled, "連絡": [["取扱注意"]]}, name="なんでも.xlsx")
    assert auditor("transfer", "import", path, "--json").json["added"] == 2
    assert standing(auditor) == [
        ("00102", "2026-12-01", "transfer"),
        ("00102", "2026-12-02", "secondment"),
    ]


def test_of_several_sheets_with_such_headings_none_is_guessed(office: Path, auditor: Auditor) -> None:
    path = workbook(office, {"案": rows(JA, MOVE), "決定": rows(JA, RETIREMENT)})
    said = auditor("transfer", "import", path)
    assert said.code == 2
    assert "案" in said.err
    assert "人事異動" in said.err
    path = workbook(office, {"案": rows(JA, MOVE), "人事異動": rows(JA, RETIREMENT)})
    assert auditor("transfer", "import", path, "--json").json["added"] == 1
    assert standing(auditor) == [("00103", "2026-12-01", "retirement")]


def test_other_tables_of_the_file_are_left_out(office: Path, auditor: Auditor) -> None:
    path = workbook(office, {"人事異動": rows(JA, MOVE), "職員": [["職員番号"], ["00999"]]})
    said = auditor("transfer", "import", path)
    assert said.code == 0
    assert "auditor import" in said.err
    assert len(auditor("import", "source", "--json").json["tables"]["staff"]["removed"]) == 0


def test_two_orders_of_one_person_and_day_both_stand_and_that_is_said(office: Path, auditor: Auditor) -> None:
    retires = ("00102", "試験 花子", "令和8年12月1日", "退職", "", "")
    both = write(office, MOVE, retires, RETIREMENT)
    said = auditor("transfer", "import", both)
    assert said.code == 0
    assert said.err.splitlines() == [
        "職員番号00102には2026-12-01付けの発令が複数あり、どれも有効です（異動、退職）。一方が他方に代わるものであれば、"
        "`auditor transfer cancel` で取り消してから、正しい発令を記録してください。"
    ]
    assert len(standing(auditor)) == 3
    assert auditor("transfer", "import", both).err == "", "it was said when they came"


def test_an_order_that_goes_along_with_another_is_no_slip(office: Path, auditor: Auditor) -> None:
    along = [(*MOVE[:3], kind, *MOVE[4:]) for kind in ("昇任", "併任")]
    assert auditor("transfer", "import", write(office, MOVE, *along)).err == ""
    withdrawn = (*RETIREMENT[:3], "取消", "", "")
    moves = (*RETIREMENT[:3], "異動", "試験課", "税務課")
    assert auditor("transfer", "import", write(office, RETIREMENT, withdrawn, moves)).err == ""


def test_an_order_beside_one_of_an_earlier_list_is_told_in_english_too(
    office: Path, auditor: Auditor
) -> None:
    in_english(office)
    auditor("transfer", "import", write(office, MOVE))
    said = auditor("transfer", "import", write(office, (*MOVE[:3], "出向", "", "")))
    assert said.err.startswith(
        "Staff number 00102 has several orders of 2026-12-01, and all of them stand: transfer, secondment."
    )


BAD_ROWS = (
    MOVE,
    ("99999", "試験 花子", "2026-12-01", "異動", "", ""),
    ("00103", "別の 名前", "2026-12-01", "退職", "", ""),
    ("00103", "試験 次郎", "2026-13-01", "転勤", "", ""),
)


@pytest.mark.parametrize("is_workbook", [False, True])
def test_a_bad_list_is_refused_whole_with_every_fault_and_its_place(
    office: Path, auditor: Auditor, is_workbook: bool
) -> None:
    path = workbook(office, {"人事異動": rows(JA, *BAD_ROWS)}) if is_workbook else write(office, *BAD_ROWS)
    before = dump(office)
    said = auditor("transfer", "import", path)
    assert said.code == 2
    faults = [line for line in said.err.splitlines() if line.startswith(path.name)]
    assert [(fault.split(":")[0]) for fault in faults] == [
        " / ".join([path.name, *(["人事異動"] if is_workbook else []), f"{row}行目", column])
        for row, column in ((3, "職員番号"), (4, "氏名"), (5, "発令日"), (5, "異動区分"))
    ]
    assert "別の" not in said.err, "names are not repeated"
    assert dump(office) == before


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("row", "ja", "en"),
    [
        (BAD_ROWS[1], "この職員番号は職員名簿にありません", "Nobody in the directory has this staff number"),
        (BAD_ROWS[2], "職員名簿", "The name is not the one that the directory has"),
    ],
)
def test_faults_are_told_in_the_language_of_the_settings(
    office: Path, auditor: Auditor, row: Row, ja: str, en: str, language: str
) -> None:
    if language == "en":
        in_english(office)
    said = auditor("transfer", "import", write(office, row))
    assert said.code == 2
    assert (ja if language == "ja" else en) in said.err


def test_a_hire_may_be_of_somebody_unknown_and_the_name_is_not_kept(office: Path, auditor: Auditor) -> None:
    hire = ("90001", "秘密 新人", "2026-12-01", "採用", "", "試験課")
    assert auditor("transfer", "import", write(office, hire), "--json").json["added"] == 1
    assert "新人" not in dump(office)


def test_the_same_list_twice_changes_nothing(office: Path, auditor: Auditor) -> None:
    path = write(office, MOVE, RETIREMENT, ("00101", "試験 太郎", "R8.12.1", "取消", "", ""))
    auditor("transfer", "import", path)
    before = dump(office)
    said = auditor("transfer", "import", path, "--json")
    assert said.code == 0
    assert (said.json["added"], said.json["withdrawn"], said.json["unchanged"]) == (0, 0, 3)
    assert said.json["reviews"] == said.json["without_review"] == []
    assert dump(office) == before


def test_looking_first_changes_nothing_and_tells_the_same(office: Path, auditor: Auditor) -> None:
    path = write(office, MOVE, RETIREMENT)
    before = dump(office)
    looked = auditor("transfer", "import", path, "--check", "--json").json
    assert dump(office) == before
    done = auditor("transfer", "import", path, "--json").json
    assert (looked.pop("applied"), done.pop("applied")) == (False, True)
    assert looked == done
    assert len(done["reviews"]) == 2


def test_while_a_run_is_under_way_nothing_is_taken_in(office: Path, auditor: Auditor) -> None:
    path = write(office, MOVE)
    with Ledger.open(f"sqlite:///{office / 'auditor.db'}").run_lock():
        assert auditor("transfer", "import", path).code == 4
        assert auditor("transfer", "record", *MOVED).code == 4
        assert auditor("transfer", "cancel", "--staff", "00102", "--effective", "2026-12-01").code == 4
    assert standing(auditor) == []


@pytest.mark.parametrize("name", ["ない.csv", ".", "source"])
def test_what_is_no_file_is_told(office: Path, auditor: Auditor, name: str) -> None:
    said = auditor("transfer", "import", name)
    assert said.code == 2
    assert said.err.strip()


def test_a_file_without_the_columns_says_which_are_missing(office: Path, auditor: Auditor) -> None:
    said = auditor("transfer", "import", write(office, ("00102", "x"), headings=("職員番号", "氏名")))
    assert said.code == 2
    assert "発令日" in said.err
    assert "異動区分" in said.err


# --- which orders open a review ----------------------------------------------------------------------------------

REVIEWS = [
    ("異動", "transfer", None),
    ("配置換", "transfer", None),
    ("退職", "retirement", None),
    ("出向", "secondment", None),
    ("派遣", "secondment", None),
    ("昇任", "promotion", "promotion"),
    ("併任", "concurrent", "concurrent"),
    ("兼務", "concurrent", "concurrent"),
    ("休職", "leave", "leave"),
    ("育児休業", "leave", "leave"),
    ("復職", "return", "return"),
    ("採用", "hire", "hire"),
]


@pytest.mark.parametrize(("japanese", "english", "why"), REVIEWS)
def test_each_kind_in_both_languages_opens_a_review_or_says_why_not(
    office: Path, auditor: Auditor, japanese: str, english: str, why: str | None
) -> None:
    ran = auditor(
        "transfer", "import", write(office, ("00102", "試験花子", "2026-12-01", japanese, "", "")), "--json"
    )
    assert ran.code == 0
    if why is None:
        assert len(ran.json["reviews"]) == 1
        assert ran.json["without_review"] == []
    else:
        assert ran.json["reviews"] == []
        assert ran.json["without_review"] == [
            {"staff_number": "00102", "effective": "2026-12-01", "kind": english, "why": why}
        ]
    again = ("transfer", "record", "--staff", "00102", "--effective", "R8.12.1", "--kind", english, "--json")
    assert auditor(*again).json["unchanged"] == 1


def test_a_promotion_into_another_section_opens_a_review(office: Path, auditor: Auditor) -> None:
    promoted = ("00102", "試験 花子", "2026-12-01", "昇任", "", "税務課")
    assert len(auditor("transfer", "import", write(office, promoted), "--json").json["reviews"]) == 1


def test_who_has_nothing_gets_no_review(office: Path, auditor: Auditor) -> None:
    staff = office / "source" / "staff.csv"
    text = staff.read_text("utf-8-sig")
    staff.write_text(
        text + text.splitlines()[-1].replace("00103", "00104").replace("試験 次郎", "試験 四郎") + "\n",
        "utf-8",
    )
    assert auditor("import", "source").code == 0
    moved = ("00104", "試験 四郎", "2026-12-01", "異動", "", "税務課")
    said = auditor("transfer", "import", write(office, moved), "--json")
    assert [row["why"] for row in said.json["without_review"]] == ["nothing-administered"]


def under(folder: Path, pack: str) -> None:
    config = folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('pack = "ube"', f'pack = "{pack}"'), "utf-8")


@pytest.mark.parametrize("pack", ["niimi", "oizumi", "ureshino"])
def test_a_pack_that_asks_for_no_reviews_is_what_is_said_and_not_that_there_is_nothing_to_review(
    office: Path, auditor: Auditor, pack: str
) -> None:
    under(office, pack)
    moved = ("--staff", "00102", "--kind", "transfer", "--effective", "2026-12-01", "--to", "税務課")
    said = auditor("transfer", "record", *moved)
    assert "この点検基準は異動後の見直しを求めていません" in said.out
    assert "担当するアカウントなし" not in said.out
    listed = auditor("transfer", "import", write(office, RETIREMENT), "--json").json
    assert [row["why"] for row in listed["without_review"]] == ["not-asked-for"]
    in_english(office)
    again = ("--staff", "00103", "--kind", "transfer", "--effective", "2026-12-02", "--to", "税務課")
    assert (
        "No review, the pack asks for no reviews after transfers (1)"
        in auditor("transfer", "record", *again).out
    )


def test_the_register_is_asked_for_where_the_pack_has_that_rule_and_nowhere_else(
    office: Path, auditor: Auditor
) -> None:
    auditor("transfer", "import", write(office, MOVE))
    (review,) = auditor("review", "list", "--json").json["reviews"]
    at_ube = {task["kind"] for task in review["tasks"]}
    under(office, "asahikawa")
    auditor("transfer", "import", write(office, RETIREMENT))
    review = auditor("review", "list", "--json").json["reviews"][-1]
    assert {task["kind"] for task in review["tasks"]} == at_ube - {"submit-register"}
    assert "submit-register" in at_ube


def test_an_order_for_a_day_that_is_past_is_due_five_working_days_after_it_was_known(
    office: Path, auditor: Auditor
) -> None:
    auditor("transfer", "import", write(office, ("00102", "試験 花子", "2026-11-01", "異動", "", "税務課")))
    reviews = auditor("review", "list", "--json").json["reviews"]
    # 20 November 2026 is a Friday, the 23rd a holiday
    assert {task["due"] for review in reviews for task in review["tasks"]} == {"2026-11-30"}


def test_what_changed_is_told_without_a_name(office: Path, auditor: Auditor) -> None:
    in_english(office)
    said = auditor(
        "transfer", "import", write(office, MOVE, ("00101", "試験 太郎", "R8.12.1", "併任", "", ""))
    )
    assert "Orders: 2 added, 0 withdrawn" in said.out
    assert re.search(
        r"Review R1 opened: 00102, effective 2026-12-01, due 2026-12-01, 8 tasks: ac-a, ac-b", said.out
    )
    assert "No review, concurrent post (1): 00101" in said.out
    assert "花子" not in said.out + said.err


# --- withdrawals ---------------------------------------------------------------------------------------------------

WITHDRAWN = (*MOVE[:3], "取消", "", "")
MOVED = (
    "--staff",
    "00102",
    "--kind",
    "異動",
    "--effective",
    "2026-12-01",
    "--from",
    "試験課",
    "--to",
    "税務課",
)


def test_a_withdrawal_in_a_list_makes_the_review_fall_away(office: Path, auditor: Auditor) -> None:
    (opened,) = auditor("transfer", "import", write(office, MOVE), "--json").json["reviews"]
    said = auditor("transfer", "import", write(office, WITHDRAWN, name="取消.csv"), "--json")
    assert (said.json["added"], said.json["withdrawn"]) == (0, 1)
    assert said.json["withdrawn_reviews"] == [opened]
    assert standing(auditor) == []
    assert auditor("review", "list", "--json").json["reviews"] == []


def test_a_withdrawal_after_the_day_is_a_fault_of_its_row(
    office: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor("transfer", "import", write(office, MOVE))
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-02")
    path = write(office, RETIREMENT, WITHDRAWN, name="取消.csv")
    said = auditor("transfer", "import", path)
    assert said.code == 2
    assert "取消.csv / 3行目 / 発令日" in said.err
    assert standing(auditor) == [("00102", "2026-12-01", "transfer")]
    in_english(office)
    assert "took effect already" in auditor("transfer", "import", path).err


def test_on_the_day_itself_it_can_still_be_withdrawn(
    office: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor("transfer", "import", write(office, MOVE))
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-01")
    assert auditor("transfer", "import", write(office, WITHDRAWN), "--json").json["withdrawn"] == 1


def test_a_withdrawal_that_is_known_is_no_fault_once_its_day_has_passed(
    office: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(office, MOVE, WITHDRAWN)
    auditor("transfer", "import", path)
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-09")
    assert auditor("transfer", "import", path, "--json").json["unchanged"] == 2


def test_a_list_of_the_past_may_hold_what_was_withdrawn_then(office: Path, auditor: Auditor) -> None:
    then = [(row[0], row[1], "2026-10-01", *row[3:]) for row in (MOVE, WITHDRAWN)]
    said = auditor("transfer", "import", write(office, *then), "--json")
    assert (said.code, said.json["added"]) == (0, 0)
    assert standing(auditor) == []


def test_cancelling_withdraws_until_the_day_has_passed(
    office: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor("transfer", "import", write(office, MOVE))
    cancel = ("transfer", "cancel", "--staff", "00102", "--effective", "2026-12-01")
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-02")
    before = dump(office)
    said = auditor(*cancel)
    assert said.code == 2
    assert "2026-12-01" in said.err
    assert dump(office) == before
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-01")
    done = auditor(*cancel, "--json")
    assert (done.code, done.json["withdrawn"], len(done.json["withdrawn_reviews"])) == (0, 1, 1)
    assert standing(auditor) == []


@pytest.mark.parametrize(
    ("number", "day"), [("00102", "2026-12-02"), ("00103", "2026-12-01"), ("x", "2026-12-01")]
)
def test_cancelling_what_does_not_stand_is_refused(
    office: Path, auditor: Auditor, number: str, day: str
) -> None:
    auditor("transfer", "import", write(office, MOVE))
    before = dump(office)
    said = auditor("transfer", "cancel", "--staff", number, "--effective", day)
    assert said.code == 2
    assert "auditor transfer list" in said.err
    assert dump(office) == before


def test_an_old_list_brings_nothing_back(office: Path, auditor: Auditor) -> None:
    path = write(office, MOVE)
    auditor("transfer", "import", path)
    auditor("transfer", "cancel", "--staff", "102", "--effective", "R8.12.1")
    before = dump(office)
    assert auditor("transfer", "import", path, "--json").json["unchanged"] == 1
    assert dump(office) == before


def test_a_withdrawal_that_meets_nothing_says_so(office: Path, auditor: Auditor) -> None:
    in_english(office)
    said = auditor("transfer", "import", write(office, WITHDRAWN))
    assert said.code == 0
    assert "withdrew nothing" in said.err


def test_a_known_withdrawal_that_leaves_a_later_order_standing_says_so(
    office: Path, auditor: Auditor
) -> None:
    in_english(office)
    auditor("transfer", "import", write(office, MOVE, WITHDRAWN))
    auditor("transfer", "record", *MOVED)
    said = auditor("transfer", "import", write(office, WITHDRAWN))
    assert "auditor transfer cancel" in said.err
    assert standing(auditor) == [("00102", "2026-12-01", "transfer")]


# --- record --------------------------------------------------------------------------------------------------------


def test_the_same_order_recorded_twice_changes_nothing(office: Path, auditor: Auditor) -> None:
    assert auditor("transfer", "record", *MOVED, "--json").json["added"] == 1
    before = dump(office)
    said = auditor("transfer", "record", *MOVED, "--json")
    assert (said.code, said.json["added"], said.json["unchanged"]) == (0, 0, 1)
    assert dump(office) == before


def test_an_order_recorded_again_after_its_withdrawal_stands_whatever_lists_say(
    office: Path, auditor: Auditor
) -> None:
    listed, withdrawn = write(office, MOVE), write(office, MOVE, WITHDRAWN, name="二.csv")
    auditor("transfer", "import", listed)
    auditor("transfer", "import", withdrawn)
    again = auditor("transfer", "record", *MOVED, "--json").json
    assert (again["added"], len(again["reviews"])) == (1, 1)
    before = dump(office)
    for path in (listed, withdrawn, listed):
        assert auditor("transfer", "import", path, "--json").json["added"] == 0
    assert dump(office) == before
    assert standing(auditor) == [("00102", "2026-12-01", "transfer")]
    assert auditor("transfer", "cancel", "--staff", "00102", "--effective", "2026-12-01").code == 0
    assert standing(auditor) == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--staff", "99999", "--kind", "異動", "--effective", "2026-12-01"), "99999"),
        (("--staff", "00102", "--kind", "取消", "--effective", "2026-12-01"), "auditor transfer cancel"),
        (("--staff", "00102", "--kind", "cancelled", "--effective", "2026-12-01"), "auditor transfer cancel"),
        (("--staff", "00102", "--kind", "転勤", "--effective", "2026-12-01"), "転勤"),
        (("--staff", "00102", "--kind", "異動", "--effective", "2026-02-30"), "2026-02-30"),
        (("--staff", "00102", "--kind", "異動", "--effective", "2020-04-01"), "keep_days"),
        (("--staff", " ", "--kind", "異動", "--effective", "2026-12-01"), "--staff"),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_what_to_do(
    office: Path, auditor: Auditor, language: str, options: Row, told: str
) -> None:
    if language == "en":
        in_english(office)
    before = dump(office)
    said = auditor("transfer", "record", *options)
    assert said.code == 2
    assert told in said.err
    assert len(said.err.splitlines()) == 2, "what, and what to do"
    assert (re.search("[ぁ-ん]", said.err) is None) == (language == "en")
    assert dump(office) == before


def test_a_hire_of_somebody_unknown_and_a_leave_of_long_ago_can_be_recorded(
    office: Path, auditor: Auditor
) -> None:
    assert (
        auditor("transfer", "record", "--staff", "9", "--kind", "hire", "--effective", "2026-12-01").code == 0
    )
    assert (
        auditor("transfer", "record", "--staff", "102", "--kind", "leave", "--effective", "2020-04-01").code
        == 0
    )
    assert standing(auditor) == [("00102", "2020-04-01", "leave"), ("9", "2026-12-01", "hire")]


# --- list ----------------------------------------------------------------------------------------------------------


def test_the_list_shows_orders_with_names_and_the_state_of_their_reviews(
    office: Path, auditor: Auditor
) -> None:
    (review,) = auditor("transfer", "import", write(office, MOVE), "--json").json["reviews"]
    concurrent = ("00101", "試験 太郎", "R8.12.1", "併任", "", "")
    auditor("transfer", "import", write(office, RETIREMENT, concurrent))
    auditor("transfer", "cancel", "--staff", "00103", "--effective", "2026-12-01")
    orders = auditor("transfer", "list", "--json").json["transfers"]
    assert [(order["staff_number"], order["name"], order["review"]) for order in orders] == [
        ("00103", "試験 次郎", None),
        ("00101", "試験 太郎", None),
        ("00102", "試験 花子", {"id": review, "state": "open"}),
    ]
    shown = auditor("transfer", "list").out
    assert "試験 花子" in shown
    assert "異動" in shown
    everything = auditor("transfer", "list", "--all", "--json").json["transfers"]
    (withdrawn,) = [order for order in everything if order["withdrawn"]]
    assert (withdrawn["staff_number"], withdrawn["review"]["state"]) == ("00103", "withdrawn")
    assert "2026-11-20" in auditor("transfer", "list", "--all").out


def test_without_orders_the_list_says_so(folder: Path, auditor: Auditor) -> None:
    auditor("init")
    said = auditor("transfer", "list")
    assert (said.code, said.out.strip()) == (0, "発令はありません。")
    assert auditor("transfer", "list", "--json").json == {"transfers": []}


# --- a section's new name ------------------------------------------------------------------------------------------


def renaming(number: str, name: str) -> Row:
    return (number, name, "2026-12-01", "異動", "", "デジタル　推進課")


EVERYBODY = tuple(zip(TAKEN, ("試験 太郎", "試験 花子", "試験 次郎"), strict=True))


def test_a_section_that_only_gets_a_new_name_opens_no_review(office: Path, auditor: Auditor) -> None:
    said = auditor("transfer", "import", write(office, *(renaming(*who) for who in EVERYBODY)), "--json").json
    assert said["reviews"] == []
    assert {row["why"] for row in said["without_review"]} == {"section-renamed"}
    assert all(
        order["section_renamed"] for order in auditor("transfer", "list", "--json").json["transfers"][1:]
    )


def test_with_the_last_order_of_the_section_the_first_reviews_fall_away(
    office: Path, auditor: Auditor
) -> None:
    opened = []
    for number, _ in EVERYBODY[:2]:
        move = ("--staff", number, "--kind", "異動", "--effective", "2026-12-01", "--to", "デジタル 推進課")
        opened += auditor("transfer", "record", *move, "--json").json["reviews"]
    assert len(opened) == 2, "as long as somebody stays, the others move"
    last = ("--staff", "00103", "--kind", "異動", "--effective", "2026-12-01", "--to", "デジタル 推進課")
    said = auditor("transfer", "record", *last, "--json").json
    assert said["reviews"] == []
    assert said["withdrawn_reviews"] == opened
    assert len(said["without_review"]) == 3
    back = auditor("transfer", "cancel", "--staff", "00103", "--effective", "2026-12-01", "--json").json
    assert back["reviews"] == opened


# --- the same person under a new number? -----------------------------------------------------------------------------


def test_a_hire_with_the_name_of_somebody_who_retires_is_asked_about_and_not_guessed(
    office: Path, auditor: Auditor
) -> None:
    hire = ("90001", "試験次郎", "2027-04-01", "採用", "", "試験課")
    said = auditor("transfer", "import", write(office, RETIREMENT, hire), "--json").json
    assert said["questions"] == [{"staff_number": "90001", "former": ["00103"]}]
    assert [row["why"] for row in said["without_review"]] == ["hire"]
    told = auditor("transfer", "import", write(office, RETIREMENT, hire), "--json").json
    assert told["questions"] == [], "once is enough"


def test_the_question_is_told_in_words_without_a_name(office: Path, auditor: Auditor) -> None:
    in_english(office)
    auditor("transfer", "import", write(office, RETIREMENT))
    hire = ("90001", "試験　次郎", "2027-04-01", "採用", "", "")
    said = auditor("transfer", "import", write(office, hire))
    assert "Question: Staff number 90001 bears the name of 00103" in said.out
    assert "次郎" not in said.out


def test_another_name_and_another_order_raise_no_question(office: Path, auditor: Auditor) -> None:
    hires = [
        ("90001", "試験 三郎", "2027-04-01", "採用", "", ""),
        ("90002", "試験 花子", "2027-04-01", "採用", "", ""),
    ]
    assert auditor("transfer", "import", write(office, RETIREMENT, *hires), "--json").json["questions"] == []


# --- the vault -------------------------------------------------------------------------------------------------------


def test_the_vault_is_needed_only_for_a_protected_workbook(office: Path, auditor: Auditor) -> None:
    (office / "vault" / "vault.key").unlink()
    assert auditor("transfer", "import", write(office, MOVE)).code == 0
    assert (
        auditor("transfer", "record", "--staff", "00103", "--kind", "退職", "--effective", "2026-12-01").code
        == 0
    )
    assert auditor("transfer", "list").code == 0


def test_a_protected_list_opens_with_the_passphrase_in_the_vault(office: Path, auditor: Auditor) -> None:
    sealed = io.BytesIO()
    content = workbook_bytes({"内示": rows(JA, MOVE)})
    OOXMLFile(io.BytesIO(content)).encrypt("みほん-passphrase-7", sealed)
    path = office / "内示.xlsx"
    path.write_bytes(sealed.getvalue())
    assert auditor("transfer", "import", path).code == 2
    assert (
        auditor("secret", "set", "--key", "inventory-passphrase", stdin="みほん-passphrase-7\n".encode()).code
        == 0
    )
    assert auditor("transfer", "import", path, "--json").json["added"] == 1
