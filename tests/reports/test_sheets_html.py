"""The correction sheet of a section and the page for personnel: what stands in them, and what does not."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import click
import pytest
from hypothesis import given, settings

from auditor.cli import cli
from checks._contract import Status, SubjectKind, Text, WhyUnseen
from checks.second_factor import PROVE_IT, PUT_SEED_IN
from reports import personnel_html, sheet_html
from reports.arrangement import is_late
from reports.audit import Audit, ManagerRow, NotSeenEntry, SectionSize, State
from reports.duties import subjects_by_id
from reports.editions import edit, for_personnel, sections
from reports.history import History, Month
from reports.messages import Language, say
from reports.remedies import for_a_head, office
from reports.report import Edition, Paper, Report
from tests.reports.made_city import made_city
from tests.reports.parsed import Page
from tests.reports.rewriting import rewritten
from tests.reports.sample import DAY, KANKO, KOHO, SECRET_NUMBER, nothing_found, sample
from tests.reports.telling_words import telling_words
from tests.reports.worlds import World, holds, worlds

LANGUAGES = pytest.mark.parametrize("language", Language)
PAPER = Paper(number="情政第123号", sender="デジタル推進課", handling="部外秘")


def of_section(audit: Audit, section: str, *, paper: Paper = PAPER, previous: Audit | None = None) -> Report:
    return edit(
        Report(
            audit, edition=Edition.SECTION, section=section, paper=paper, history=History(previous=previous)
        )
    )


def sheet(audit: Audit, section: str = KOHO, language: Language = Language.JA, **others: object) -> str:
    return sheet_html.render(of_section(audit, section, **others), language)  # type: ignore[arg-type]


def of_personnel(audit: Audit) -> Report:
    return edit(Report(audit, edition=Edition.PERSONNEL, paper=PAPER))


def personnel(audit: Audit, language: Language = Language.JA) -> str:
    return personnel_html.render(of_personnel(audit), language)


def words(html: str) -> str:
    """What is read, with one space between any two pieces."""
    return " ".join(" ".join(Page(html).pieces).split())


def rows(html: str, table: str) -> list[str]:
    """The rows of the body of the tables of that class, as text."""
    found = re.search(rf'<table class="[^"]*\b{table}\b.*?</table>', html, re.DOTALL)
    return (
        [words(f"<div>{row}</div>") for row in re.findall(r"<tr.*?</tr>", found[0], re.DOTALL)[1:]]
        if found
        else []
    )


# --- both ---------------------------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.parametrize("page", [sheet, personnel], ids=["sheet", "personnel"])
def test_a_page_is_whole_fetches_nothing_and_lets_its_own_styles_in(
    page: Callable[..., str], language: Language
) -> None:
    html = page(sample(), language=language)
    read = Page(html)
    assert [element for element in read.elements if {"src", "href"} & element.attributes.keys()] == [
        element for element in read.all("a") if element.attributes["href"].startswith("#")
    ]
    assert read.all("script") == []
    policy = read.elements[
        [element.attributes.get("http-equiv") for element in read.elements].index("Content-Security-Policy")
    ]
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    for style in styles:
        assert b64encode(sha256(style.encode()).digest()).decode() in policy.attributes["content"]
    ids = [element.attributes["id"] for element in read.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for element in read.elements:
        for named in element.attributes.get("aria-labelledby", "").split():
            assert named in ids


def test_a_page_says_of_itself_which_report_it_is() -> None:
    def said(html: str) -> object:
        (meta,) = (one for one in Page(html).all("meta") if one.attributes.get("name") == "auditor-report")
        return json.loads(meta.attributes["content"])["edition"]

    assert (said(sheet(sample())), said(personnel(sample()))) == ("section", "personnel")


@LANGUAGES
def test_the_same_report_gives_the_same_bytes(language: Language) -> None:
    assert sheet(sample(), language=language) == sheet(sample(), language=language)
    assert personnel(sample(), language) == personnel(sample(), language)


def test_text_never_becomes_markup() -> None:
    attack = "<script>alert(1)</script>=cmd|'/C calc'!A0\u202e"
    audit = rewritten(sample(), lambda text: text and text + attack)
    for section in sections(audit):
        read = Page(
            sheet(audit, section, paper=replace(PAPER, number=attack, sender=attack, handling=attack))
        )
        assert read.all("script") == []
        assert "\u202e" not in read.text
    assert Page(personnel(audit)).all("script") == []


# --- the sheet ----------------------------------------------------------------------------------------------------


def test_only_a_section_has_a_sheet() -> None:
    with pytest.raises(ValueError, match="for a section"):
        sheet_html.render(Report(sample()), Language.JA)


def test_it_is_addressed_to_the_head_of_the_section_by_name_where_the_directory_has_one() -> None:
    heads = (
        ManagerRow(KOHO, "0012345", "見本 一郎", "課長"),
        ManagerRow(KANKO, "0012346", "見本 二郎", ""),
    )
    audit = replace(sample(), managers=heads)
    koho, kanko = words(sheet(audit)), words(sheet(audit, KANKO))
    assert "広報広聴課 課長 見本 一郎 様" in koho
    assert "観光交流課 所属長 見本 二郎 様" in kanko
    assert "見本 二郎" not in koho
    assert "広報広聴課 所属長 様" in words(sheet(sample()))


def test_it_bears_number_sender_and_handling_mark_or_leaves_them_to_a_pen() -> None:
    told = words(sheet(sample()))
    assert all(text in told for text in ("情政第123号", "返送先 デジタル推進課", "部外秘"))
    blank = sheet(sample(), paper=Paper())
    assert "取扱注意" in words(blank)
    assert blank.count('<span class="blank">') > sheet(sample()).count('<span class="blank">')


@LANGUAGES
def test_every_finding_has_its_row_with_what_to_do_and_boxes_to_tick(language: Language) -> None:
    audit = made_city(60)
    for section in sections(audit):
        report = of_section(audit, section)
        html = sheet_html.render(report, language)
        found = rows(html, "answers")
        assert len(found) == len(report.audit.findings)
        for number, (finding, row) in enumerate(zip(report.audit.findings, found, strict=True), start=1):
            waived = finding.status is Status.WAIVED
            said = [str(number), finding.subject.id, finding.clause, say(finding.message, language)]
            if not waived and finding.check not in sheet_html.TOLD_BY_TASKS:
                said.append(say(for_a_head(finding.remedy, office(report)), language))
            assert [text for text in said if text not in row] == []
        boxes = re.findall(r'<td role="cell" class="answer">.*?</td>', html, re.DOTALL)
        ticks = [cell.count('class="box"') for cell in boxes][: len(found)]
        assert ticks == [0 if one.status is Status.WAIVED else 3 for one in report.audit.findings]


def test_what_is_past_its_day_is_told_in_words_and_wanted_at_once() -> None:
    late = sheet(sample(), KANKO)
    assert "期限超過" in "".join(rows(late, "answers"))
    assert "返送期限 至急" in words(late)


def test_it_is_wanted_back_by_the_first_day_on_which_anything_is_due() -> None:
    (finding,) = sample().findings[1:2]
    audit = replace(sample(), findings=(finding,), reviews=())
    assert "返送期限 令和8年12月4日" in words(sheet(audit))
    waived = replace(audit, findings=(replace(finding, status=Status.WAIVED),))
    cut = of_section(waived, KOHO).audit
    assert sheet_html.answer_by(cut, ()) == sheet_html.Answer(at_once=False, day=None)
    today = replace(finding, due=DAY)
    assert sheet_html.answer_by(replace(cut, findings=(today,)), ()) == sheet_html.Answer(
        at_once=False, day=DAY
    )
    yesterday = replace(finding, due=DAY - timedelta(days=1))
    assert sheet_html.answer_by(replace(cut, findings=(yesterday, today)), ()) == sheet_html.Answer(
        at_once=True, day=DAY
    )


def test_an_exception_in_force_is_told_with_its_last_day_and_asks_for_nothing() -> None:
    row = next(row for row in rows(sheet(sample()), "answers") if "例外承認中" in row)
    assert "回答は不要" in row
    assert "令和8年12月30日" in row
    assert "是正予定" not in row


def test_advice_may_be_left() -> None:
    (row,) = rows(sheet(sample(), ""), "answers")
    assert "見送り" in row
    assert "例外承認を申請" not in row


def test_on_paper_the_section_stands_at_the_head_of_every_page() -> None:
    in_css = "".join(f"\\{ord(character):x} " for character in KOHO)
    assert in_css in sheet(sample())
    assert in_css not in personnel(sample())


def test_the_sheet_of_a_month_says_so() -> None:
    for render, report in (
        (sheet_html.render, of_section(sample(), KOHO)),
        (personnel_html.render, of_personnel(sample())),
    ):
        assert "令和7年7月" not in words(render(report, Language.JA))
        assert "令和7年7月" in words(render(replace(report, month=Month(2025, 7)), Language.JA))


@pytest.mark.parametrize("why", WhyUnseen)
@LANGUAGES
def test_what_was_not_seen_is_told_with_what_to_do_about_it(why: WhyUnseen, language: Language) -> None:
    entry = NotSeenEntry("password-reuse", "x-koho", why.text, KOHO)
    html = sheet(replace(sample(), not_seen=(entry,)), language=language)
    (row,) = rows(html, "unseen")
    assert "x-koho" in row
    assert say(why.text, language) in row
    how = for_a_head(sheet_html.how_to_be_seen(why.text), Text(PAPER.sender, PAPER.sender))
    assert say(how, language) in row
    assert say(sheet_html.how_to_be_seen(Text("初めての理由", "a new reason")), language)


def test_a_section_without_a_finding_is_told_what_was_judged_and_in_numbers() -> None:
    audit = replace(
        sample(), findings=(), reviews=(), not_seen=(), unconfirmed=(), sizes=(SectionSize(KOHO, 2, 3),)
    )
    html = sheet(audit)
    said = words(html)
    assert "アカウント：2件 · ログイン：3件 · 判定：" in said
    assert "指摘 0件" in said
    found = rows(html, "judged")
    assert len(found) == sum(cell.section == KOHO for cell in audit.matrix)
    assert any("適合 2" in row for row in found)
    for word in ("問題ありません", "問題はありません", "異常なし", "安全", "良好"):
        assert word not in said
    assert "判定できなかった事項と対象外の事項は、適合に数えていません" in said


def test_accounts_without_a_section_are_not_passed_over() -> None:
    said = words(sheet(sample(), ""))
    assert "所属未記入" in said
    assert "所属を台帳に記入してください" in said


def test_tasks_stand_with_their_day_and_nobody_whose_order_is_ahead() -> None:
    html = sheet(sample(), KANKO)
    assert SECRET_NUMBER not in html
    found = rows(html, "tasks-to-do")
    assert any("発令前" in row and "担当者一覧表の提出" in row for row in found)
    assert not any("後任の管理者" in row for row in found)
    assert any("見本 三郎" in row and "期限超過" in row for row in found)
    assert any("meta-common" in row for row in found)


def test_a_finding_about_tasks_points_to_their_table() -> None:
    about = replace(
        sample().findings[3], check="transfer-review", remedy=Text("別の報告書の章", "another report")
    )
    html = sheet(replace(sample(), findings=(about,)))
    assert "この票の作業の表" in words(html)
    assert "別の報告書の章" not in words(html)
    assert "別の報告書の章" in words(sheet(replace(sample(), findings=(about,), reviews=())))


def test_what_ends_soon_stands_by_day_and_tasks_only_once() -> None:
    html = sheet(sample())
    assert len(rows(html, "endings")) == 3
    assert "A task (sample)" not in sheet(sample(), language=Language.EN)


def test_without_an_earlier_month_it_says_so() -> None:
    assert "前月の記録はありません" in words(sheet(sample()))


def test_last_month_s_findings_are_followed() -> None:
    now = sample()
    gone = replace(now.findings[1], key="second-factor:koho-x", check="second-factor")
    before = replace(
        now,
        run=replace(now.run, day=DAY - timedelta(days=21)),
        findings=(*now.findings, gone),
        not_seen=(),
        unconfirmed=(),
    )
    html = sheet(now, previous=before)
    assert "解消" in "".join(rows(html, "since"))
    assert "継続" in words(html)


def test_a_finding_is_as_new_as_the_chapter_on_last_month_says() -> None:
    """The run before may have had it when last month's report had not."""
    now = sample()
    finding = replace(now.findings[1], state=State.OPEN, first_seen=DAY - timedelta(days=3))
    before = replace(now, run=replace(now.run, day=DAY - timedelta(days=21)), findings=(), unconfirmed=())
    (row,) = rows(sheet(replace(now, findings=(finding,)), previous=before), "answers")
    assert "新規" in row
    assert "継続" not in row
    (row,) = rows(sheet(replace(now, findings=(finding,))), "answers")
    assert "継続" in row


@LANGUAGES
def test_no_command_is_told_to_a_section(language: Language) -> None:
    for paper, asked in (
        (PAPER, "デジタル推進課"),
        (Paper(), {"ja": "発信者", "en": "whoever issued"}[language]),
    ):
        (finding,) = sample().findings[1:2]
        proof = replace(finding, remedy=PROVE_IT.fill(login="x-koho") + PUT_SEED_IN.fill(login="x-koho"))
        html = sheet(replace(sample(), findings=(proof,)), language=language, paper=paper)
        (row,) = rows(html, "answers")
        assert asked in row
        assert "auditor" not in row
        assert "`" not in words(html)


def test_it_tells_its_terms_whom_to_ask_and_a_day_even_when_something_is_late() -> None:
    said = words(sheet(sample(), KANKO))
    assert "問合せ先 デジタル推進課" in said
    assert re.search("返送期限 至急（期限を過ぎたものがあります） · 遅くとも (令和|（月)", said)
    assert all(term in said for term in ("区分A～D", "金庫", "台帳"))


def test_what_concerns_the_whole_city_alone_makes_no_chapter() -> None:
    audit = replace(sample(), not_seen=(), unconfirmed=())
    assert of_section(audit, KOHO).audit.limits
    html = sheet(audit)
    assert 'id="unseen"' not in html
    assert "市全体の点検の限界" in words(html)


def _named(audit: Audit) -> dict[str, set[str]]:
    """Section → the ids and names of its accounts and logins, and of who administers its accounts."""
    named: dict[str, set[str]] = {section: set() for section in sections(audit)}
    subjects = [*audit.subjects, *(one.subject for one in audit.findings)]
    for subject in subjects:
        named[subject.section] |= {subject.id, subject.name} - {""}
    for row in audit.register:
        named[row.section] |= {row.account_id, row.account_name, row.staff_number} - {""}
    return named


def _placed(audit: Audit) -> Audit:
    """What was not seen under the section of its subject, as a real night tells it."""
    sections_of = {one.id: one.section for one in audit.subjects} | {"line-koho": KOHO}
    entries = (replace(entry, section=sections_of[entry.subject]) for entry in audit.not_seen)
    return replace(audit, not_seen=tuple(entries))


@pytest.mark.parametrize("audit", [_placed(sample()), _placed(made_city(80))], ids=["sample", "made city"])
def test_the_sheet_of_a_section_holds_nothing_of_another(audit: Audit) -> None:
    named = _named(audit)
    subjects = subjects_by_id(audit.subjects)
    for section in sections(audit):
        told = of_section(audit, section).audit
        tied = named[section] | {one.id for one in told.subjects} | {one.name for one in told.subjects}
        tied |= {account for one in told.subjects for account in one.accounts}
        tied |= {
            subjects[SubjectKind.ACCOUNT, one].name for one in tied if (SubjectKind.ACCOUNT, one) in subjects
        }
        said = set(Page(sheet(audit, section)).pieces)
        said |= {word for piece in said for word in re.split(r"[^\w@.-]+", piece)}
        foreign = set[str]().union(*named.values()) - tied
        assert foreign & said == set()


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_no_sheet_of_any_city_names_what_is_not_tied_to_its_section(world: World) -> None:
    for section in sections(world.audit):
        pieces = tuple(Page(sheet(world.audit, section)).pieces)
        tied = world.tied(section)
        foreign = [one.id for one in (*world.accounts, *world.logins) if one.id not in tied]
        assert [id for id in foreign if holds(pieces, id)] == []
        # Nobody whose order is ahead, nor whom a review of another section is about.
        shown = {review.staff_number for review in of_section(world.audit, section).audit.reviews}
        people = {review.staff_number for review in world.audit.reviews if review.staff_number}
        assert [number for number in people - shown if holds(pieces, number)] == []


# --- personnel ----------------------------------------------------------------------------------------------------


def test_what_is_late_comes_first_and_orders_ahead_bear_a_mark() -> None:
    html = personnel(sample())
    said = words(html)
    assert "発令前の人事情報を1件含みます" in said
    headings = re.findall(r'<h2 id="(\w+)"', html)
    assert headings == ["late", "ahead", "ends", "done", "commands"]
    ahead = re.search(r'aria-labelledby="ahead".*?</section>', html, re.DOTALL)
    assert ahead is not None
    assert "発令前・取扱注意" in ahead[0]
    assert SECRET_NUMBER in ahead[0]
    assert html.count("発令前・取扱注意") == 1


def test_without_an_order_ahead_nothing_is_marked() -> None:
    audit = replace(sample(), reviews=sample().reviews[:3])
    said = words(personnel(audit))
    assert "発令前の異動 0" in said
    assert "発令前・取扱注意" not in said
    assert "発令前の人事情報" not in said


def test_orders_are_told_with_person_accounts_tasks_and_days() -> None:
    said = words(personnel(sample()))
    for text in (
        "R12",
        "見本 三郎",
        "0012348",
        "令和8年11月11日",
        "見本市公式",
        "koho-x",
        "広報広聴課",
        "全端末のログアウト",
    ):
        assert text in said
    assert "期限超過：3件" in said
    assert "I14" not in said
    assert "乗っ取り" not in said


@LANGUAGES
@pytest.mark.parametrize("audit", [sample(), made_city(80)], ids=["sample", "made city"])
def test_personnel_reads_of_no_weakness(audit: Audit, language: Language) -> None:
    report = of_personnel(audit)
    page = personnel_html.render(report, language)
    assert telling_words(Page(page).text) == []
    for finding in audit.findings:
        if finding.check != "transfer-review":
            assert finding.check not in page
            assert say(finding.message, language) not in page


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_every_review_stands_in_one_chapter(world: World) -> None:
    audit = for_personnel(world.audit)
    cases = personnel_html.cases(audit)
    told = [case.review.id for chapter in personnel_html.chapters(cases) for case in chapter.cases]
    assert sorted(told) == sorted(review.id for review in audit.reviews)
    for case in cases:
        assert case.ahead == (case.review.effective > DAY)
    for chapter in personnel_html.chapters(cases):
        assert all(case.late for case in chapter.cases) == (chapter.anchor == "late")


def test_a_look_ahead_takes_no_order_for_one_in_force() -> None:
    audit = replace(sample(), run=replace(sample().run, day=DAY + timedelta(days=30)), public=DAY)
    cases = personnel_html.cases(for_personnel(audit))
    assert [case.review.id for case in cases if case.ahead] == ["R13"]


def test_without_a_review_it_counts_none() -> None:
    said = words(personnel(nothing_found()))
    assert "見直し：0件" in said


def test_personnel_is_told_in_sentences_where_orders_go_and_what_is_late_of_tasks() -> None:
    said = words(personnel(sample()))
    assert "異動の一覧" in said
    assert "期限を過ぎた作業" in said
    assert "指摘・作業" not in said


def test_the_commands_it_names_are_there() -> None:
    for command in personnel_html.COMMANDS:
        _, *names = command.split()
        found: click.Command = cli
        while isinstance(found, click.Group):
            found = found.get_command(click.Context(found), names.pop(0)) or pytest.fail(command)
        options = {option for one in found.params for option in one.opts}
        assert set(re.findall(r"--\w+", command)) <= options


def test_what_is_late_is_counted_as_findings_and_tasks_apart_as_in_every_format() -> None:
    audit = of_section(sample(), KOHO).audit
    findings = sum(is_late(finding, audit.run.day) for finding in audit.findings)
    tasks = sum(task.is_late(audit.run.day) for review in audit.reviews for task in review.open_tasks)
    assert tasks > 0
    assert f"期限を過ぎた指摘・作業 指摘{findings}件、作業{tasks}件" in words(sheet(sample()))
