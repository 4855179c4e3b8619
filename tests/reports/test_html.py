"""The report as a document: whole, closed against what people write, readable without colour, open to nobody outside."""

from __future__ import annotations

import json
import re
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from auditor.catalogue import load_checks
from checks._contract import Review, ReviewKind, TaskKind, Text
from checks._wording import GRADES
from reports import html
from reports.audit import Audit
from reports.characters import visible
from reports.editions import CONCEALED, edit
from reports.history import Month
from reports.messages import Language, say
from reports.report import Edition, Report
from tests.reports.made_city import made_city
from tests.reports.parsed import Page
from tests.reports.rewriting import rewritten
from tests.reports.sample import DAY, SECRET_NUMBER, UNPUBLISHED, nothing_found, sample
from tests.reports.sample_history import PAPER, history
from tests.reports.telling_words import telling_words

AUDITS = pytest.mark.parametrize("audit", [sample(), nothing_found()], ids=["sample", "nothing found"])
LANGUAGES = pytest.mark.parametrize("language", Language)


def render(audit: Audit, language: Language) -> str:
    return html.render(Report(audit), language)


def whole(audit: Audit, edition: Edition = Edition.IT) -> Report:
    """With last month and the months before, on a paper that is filled in, as the edition tells it."""
    return edit(Report(audit, edition, history(audit), PAPER, month=Month.of(audit.run.day)))


class HtmlFile(SingleFileSnapshotExtension):
    file_extension = "html"
    _write_mode = WriteMode.TEXT


def test_the_sample_gives_the_page_on_file(snapshot: SnapshotAssertion) -> None:
    page = html.render(whole(sample()), Language.EN)
    for inline in ("style", "script"):  # as they are written in their own files
        page = re.sub(f"<{inline}>.*?</{inline}>", f"<{inline}></{inline}>", page, flags=re.DOTALL)
    assert re.sub("'sha256-.*?'", "'sha256-'", page) == snapshot(extension_class=HtmlFile)


@AUDITS
@LANGUAGES
def test_a_page_names_its_language_and_is_the_same_each_time(audit: Audit, language: Language) -> None:
    page = render(audit, language)
    assert page.startswith(f'<!doctype html>\n<html lang="{language.value}">')
    assert render(audit, language) == page


# --- nothing from outside ------------------------------------------------------------------------------------------


@AUDITS
def test_no_element_or_attribute_fetches_anything(audit: Audit) -> None:
    page = Page(render(audit, Language.JA))
    fetching = {"src", "srcset", "data", "action", "formaction", "poster", "background", "ping", "style"}
    for element in page.elements:
        assert element.tag not in {"link", "img", "iframe", "object", "embed", "base", "form", "use", "image"}
        assert element.attributes.get("fill", "url(#").startswith("url(#")
        assert not fetching & element.attributes.keys()
        assert not any(name.startswith("on") for name in element.attributes)
        assert element.attributes.get("href", "#").startswith("#")
    assert not re.search(r"url\(|@import|https?:|//", page.style)
    (script,) = page.scripts
    assert not re.search(r"fetch|XMLHttp|import|https?:|innerHTML|eval|storage", script, flags=re.IGNORECASE)


@LANGUAGES
def test_the_content_security_policy_lets_in_what_stands_in_the_page_and_nothing_else(
    language: Language,
) -> None:
    page = Page(render(sample(), language))
    (policy,) = (
        element.attributes["content"]
        for element in page.all("meta")
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    styles = " ".join(f"'sha256-{_digest(style)}'" for style in page.styles)
    (script,) = page.scripts
    assert policy == (
        f"default-src 'none'; style-src {styles}; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


# --- hostile text --------------------------------------------------------------------------------------------------------

HOSTILE = (
    "</style></title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>"
    "{{7*7}}{% raw %}${7*7}[/] \"'><b>&amp;&#0;=cmd|' /C calc'!A0 \x00\x1b[31m\u202eabc\ud800"
)


def _each(prefix: str) -> Callable[[str], str]:
    """The same text always becomes the same text, another text another one, and '' stays ''."""
    numbers: dict[str, int] = {}

    def new(text: str) -> str:
        return text and f"{prefix}{numbers.setdefault(text, len(numbers)):05}"

    return new


@LANGUAGES
def test_hostile_text_in_every_field_adds_no_element_and_no_attribute(language: Language) -> None:
    plain = Page(render(rewritten(sample(), _each("text")), language))
    hostile = Page(render(rewritten(sample(), _each(HOSTILE)), language))

    def skeleton(page: Page) -> list[object]:
        # Attribute values too: nothing that people write stands in one, machine-readable days aside, and what the page says
        # of itself to programs, which goes by its digest or is JSON.
        return [
            (element.tag, element.attributes if element.tag != "meta" else element.attributes.keys())
            for element in page.elements
        ]

    assert skeleton(hostile) == skeleton(plain)


def test_hostile_text_comes_out_as_text() -> None:
    page = Page(render(rewritten(sample(), _each(HOSTILE)), Language.EN))
    assert page.text.count(visible(HOSTILE)) > 100
    for sign in ("{{7*7}}", "<script>", "[U+202E]", "[U+0000]", "[U+001B]", "[U+D800]"):
        assert sign in page.text


@given(st.text(st.characters()).filter(lambda text: text.strip()))
@settings(max_examples=40, deadline=None)
def test_any_name_comes_out_as_itself(name: str) -> None:
    page = render(replace(nothing_found(), city=name), Language.EN)
    page.encode("utf-8")
    assert visible(name) in Page(page).text


def test_every_text_from_data_is_isolated_from_the_direction_of_the_rest() -> None:
    """A name in Arabic or Hebrew, or with direction marks, must not reorder what stands beside it."""
    page = _WithParents(render(rewritten(sample(), _each("\u05d0\u200f")), Language.EN))
    assert page.outside == []


class _WithParents(Page):
    def __init__(self, html: str) -> None:
        self.outside: list[str] = []
        super().__init__(html)

    def handle_data(self, data: str) -> None:
        if "\u05d0" in data and not {"bdi", "code", "title", "option", "text", "desc", "style"} & set(
            self._open
        ):
            self.outside.append(data)
        super().handle_data(data)


def test_ten_thousand_characters_come_out_whole() -> None:
    long = "長" * 10_000
    audit = sample()
    finding = replace(audit.findings[0], message=Text(long, long))
    assert long in render(replace(audit, findings=(finding,)), Language.JA)


# --- the first page ------------------------------------------------------------------------------------------------------


def _first_page(report: Report, language: Language = Language.EN) -> str:
    """Its text, with one space between the pieces, up to the contents."""
    text = " ".join(" ".join(Page(html.render(report, language)).pieces).split())
    return text[: text.index({Language.EN: " Contents 1".rstrip("1"), Language.JA: " 目次 "}[language])]


def test_the_first_page_says_how_many_how_bad_better_or_worse_what_was_not_seen_and_who_must_act() -> None:
    first = _first_page(whole(sample()))
    for said in (
        "令8見情第123号",
        "Addressed to 情報セキュリティ統括責任者 Issued by 広報広聴課長",
        "Handle with care",
        "Approval 部長 課長 係長 担当",
        "Audit report 見本市",
        "2026-11 · as of 2026-11-20 · fiscal year 2026 (April 2026 to March 2027) · Edition for IT security",
        "Incomplete The audit could not see everything. Judgements that could not be made: 3. Chapter 3 says",
        "Nonconforming or unverified: 3. Past due among these: 1 ( ＋1 1 more ). Judgements that could not be made "
        "are not among these: 3. That is 1 fewer than at the end of last month.",
        "More judgements could not be made than at the end of last month (2): fewer findings alone do not mean",
        "Waived 1 0 ＋1 1 more",
        "Total 6 6 unchanged",
        "Critical 1 2 －1 1 fewer",
        "Past due among them 1 0 ＋1 1 more",
        "High takeover (incident I14) Steps to take: 2 Past due: 1 Where: 広報広聴課 / Next due day: 2026-11-23",
        "Second factor Findings: 1 (Critical 1) Where: 観光交流課 / Next due day: 2026-11-27",
        "Password reuse Findings: 2 (High 2) Past due: 1 Where: 広報広聴課 , 観光交流課 / Next due day: 2026-12-04",
        "Judgements that could not be made: 3. Section not entered : 3 about subjects: 2 ( The vault has no entry 2, ",
        "Section To act on Past due Oldest day passed Next due day 観光交流課 2 1 2026-11-19 2026-11-27 広報広聴課 2 0 none",
        "To act on: what is nonconforming, unverified or pending.",
        "Date (in force) (to be filled in by hand) Day judged 2026-11-20",
        "Incidents of this month flaming: 1 ( 観光交流課 , response done by 2026-11-01), takeover: 1 ( 広報広聴課 , steps left: 2, past due: 1 , next due day 2026-11-23)",
    ):
        assert said in first


def test_figures_of_an_older_month_are_not_called_last_months() -> None:
    earlier = history(sample())
    assert earlier.previous is not None
    older = replace(earlier.previous, run=replace(earlier.previous.run, day=date(2026, 8, 31)))
    first = _first_page(replace(whole(sample()), history=replace(earlier, previous=older)), Language.JA)
    assert "令和8年8月末より1件減っています。" in first
    assert "今回 令和8年8月 増減" in first


def test_the_chapter_on_earlier_findings_names_the_month_where_it_is_not_the_last_one() -> None:
    earlier = history(sample())
    assert earlier.previous is not None
    older = replace(earlier.previous, run=replace(earlier.previous.run, day=date(2026, 8, 31)))
    assert "前月の指摘の状況" in Page(html.render(whole(sample()), Language.JA)).text
    text = Page(
        html.render(replace(whole(sample()), history=replace(earlier, previous=older)), Language.JA)
    ).text
    assert "令和8年8月の指摘の状況" in text
    assert "前月の指摘の状況" not in text


def test_a_command_in_a_remedy_is_set_as_code_and_nothing_else_comes_in_with_it() -> None:
    remedy = Text("`auditor run <x>` を行う。", "Run `auditor run <x>`, not `</code><script>` nor `日本`.")
    finding = replace(sample().findings[0], remedy=remedy)
    page = html.render(Report(replace(sample(), findings=(finding,))), Language.EN)
    assert (
        "Run <code>auditor run &lt;x&gt;</code>, not <code>&lt;/code&gt;&lt;script&gt;</code> nor `日本`."
        in page
    )


def test_a_japanese_page_tells_times_and_the_release_of_the_pack_in_japanese() -> None:
    text = " ".join(" ".join(Page(html.render(whole(sample()), Language.JA)).pieces).split())
    assert "実施日時 令和8年11月20日 2時30分 – 令和8年11月20日 2時30分" in text
    assert "版 2025-04-01 （ ube ）" in text
    assert "JST" not in text


def test_changes_are_written_as_figures_of_offices_are_where_a_triangle_would_mean_minus() -> None:
    first = _first_page(whole(sample()), Language.JA)
    assert "重大 1 2 －1 1減" in first
    assert "▲" not in first
    assert "▼" not in first


def test_the_page_for_pr_says_that_its_severities_are_not_those_of_the_edition_for_it() -> None:
    note = "内容が分からないよう最も重い重大度で数えています。"
    assert note in _first_page(whole(sample(), Edition.PR), Language.JA)
    assert note not in _first_page(whole(sample()), Language.JA)


def test_in_the_first_month_it_says_that_there_is_nothing_to_compare_with() -> None:
    first = _first_page(Report(sample()), Language.JA)
    assert "前月の記録はありません。" in first
    assert "増減" not in first
    text = Page(render(sample(), Language.JA)).text
    assert (
        text.count("前月の記録はありません。") == 3
    )  # where the trend would stand, and what became of findings


def test_what_the_settings_leave_out_is_a_blank_to_be_filled_in() -> None:
    page = Page(render(sample(), Language.EN))
    assert page.text.count("(to be filled in by hand)") == 4
    assert len([element for element in page.all("li") if element.ancestors[-3:-1] == ("header", "div")]) == 4


def test_a_complete_audit_is_not_called_incomplete_nor_anything_else() -> None:
    text = Page(render(nothing_found(), Language.EN)).text
    assert not re.search(r"\b(Inc|C)omplete\b", text)


def test_the_page_tells_programs_which_report_it_is() -> None:
    (told,) = (
        json.loads(element.attributes["content"])
        for element in Page(html.render(whole(sample(), Edition.PR), Language.JA)).all("meta")
        if element.attributes.get("name") == "auditor-report"
    )
    assert told == {
        "schema": "auditor.report-file/1",
        "day": "2026-11-20",
        "month": "2026-11",
        "edition": "pr",
        "run": "20261120T023000Z-sample",
    }


@given(st.text(st.characters()))
@settings(max_examples=30, deadline=None)
def test_the_handling_mark_in_the_margin_is_text_and_nothing_else(mark: str) -> None:
    report = replace(Report(nothing_found()), paper=replace(PAPER, handling=mark))
    style = Page(html.render(report, Language.JA)).styles[1]
    escaped = re.fullmatch(
        r'@page\{@top-left\{content:"[\\ 0-9a-f]*"\}@top-right\{content:"([\\ 0-9a-f]*)"\}\}', style
    )
    assert escaped is not None
    shown = "".join(chr(int(number, 16)) for number in escaped[1].split("\\") if number.strip())
    assert shown == visible(mark or "取扱注意")


# --- for PR --------------------------------------------------------------------------------------------------------------


def _every_weakness() -> Audit:
    """A city in which each check finds something, under its own title, with words that tell what."""
    titles = {id: check.title for id, check in load_checks().items()}
    concealed = {check for group in CONCEALED for check in group.checks}
    city = made_city(60)
    plainly = Text("定めのとおりではありません。", "It is not as the rules ask.")
    return replace(
        city,
        checks=tuple(replace(check, title=titles[check.id]) for check in city.checks),
        findings=tuple(
            finding if finding.check in concealed else replace(finding, message=plainly, remedy=plainly)
            for finding in city.findings
        ),
        waivers=sample().waivers,
        reviews=sample().reviews,
        stages=sample().stages,
        subjects=sample().subjects,
    )


@LANGUAGES
def test_the_page_for_pr_holds_no_word_that_tells_weaknesses_apart(language: Language) -> None:
    city = _every_weakness()
    report = Report(city, history=history(city), paper=PAPER)
    assert telling_words(html.render(edit(replace(report, edition=Edition.IT)), language))
    assert telling_words(html.render(edit(replace(report, edition=Edition.PR)), language)) == []


def test_the_page_for_pr_says_that_it_leaves_something_out_and_how_much() -> None:
    text = Page(html.render(whole(sample(), Edition.PR), Language.EN)).text
    assert (
        "This edition says of a login that its password or its second factor needs attention, and not why."
        in text
    )
    assert text.count("Limits of the audit that only the edition for IT security tells: 1.") == 2
    assert "only the edition for IT security" not in Page(html.render(whole(sample()), Language.EN)).text


# --- what earlier months tell ------------------------------------------------------------------------------------------------


def test_what_became_of_last_months_findings_is_counted_and_named() -> None:
    text = " ".join(" ".join(Page(html.render(whole(sample()), Language.EN)).pieces).split())
    told = text[text.rindex("Compared with the last audit of the month before, as of 2026-10-31") :]
    assert "Findings it told: 6." in told
    assert "Closed 2 Still open 3 Back again 1 Waived since 0" in told
    assert "Closed: 2" in told
    assert "gone-0" in told


def test_earlier_signatures_and_the_seal_are_told_and_the_seal_to_it_alone() -> None:
    text = " ".join(" ".join(Page(html.render(whole(sample()), Language.EN)).pieces).split())
    assert "Reports that somebody reviewed and signed before this one: 3" in text
    assert (
        "2026-10 Edition for IT security 見本 次郎 0012347 2026-11-05 1f1a1f1a1f1a1f1a 確認した（見本）"
        in text
    )
    assert "Entry 4711 of the ledger's chain, written after this audit: " + "0123456789abcdef" * 4 in text
    assert "4711" not in html.render(whole(sample(), Edition.PR), Language.EN)


def test_each_picture_has_a_name_words_and_its_numbers_as_a_table() -> None:
    page = Page(html.render(whole(sample()), Language.JA))
    pictures = [one for one in page.all("svg") if one.attributes.get("role") == "img"]
    assert len(pictures) == 4
    ids = {one.attributes.get("id") for one in (*page.all("title"), *page.all("desc"))}
    for picture in pictures:
        assert set(picture.attributes["aria-labelledby"].split()) <= ids
    assert all(one.attributes.get("aria-hidden") == "true" for one in page.all("svg") if one not in pictures)
    assert (
        len([one for one in page.all("table") if "details" in one.ancestors]) == 3
    )  # the calendar's stands open
    text = " ".join(page.pieces)
    assert text.count("記録なし") == 2 * 5  # in words beside the picture, and in its table


# --- never more than is known ----------------------------------------------------------------------------------------------


CHAPTERS = [
    "summary",
    "scope",
    "unconfirmed",
    "development",
    "matrix",
    "findings",
    "since",
    "waivers",
    "reviews",
    "incidents",
    "deadlines",
    "clauses",
    "parameters",
    "register",
    "signatures",
    "seal",
    "words",
]


@pytest.mark.parametrize(
    ("edition", "left_out"), [(Edition.IT, set()), (Edition.PR, {"parameters", "seal"})], ids=["it", "pr"]
)
def test_what_could_not_be_confirmed_stands_before_the_findings(edition: Edition, left_out: set[str]) -> None:
    page = Page(html.render(whole(sample(), edition), Language.EN))
    headings = [
        element.attributes["id"]
        for element in page.all("h2")
        if "main" in element.ancestors and "nav" not in element.ancestors
    ]
    assert headings == [chapter for chapter in CHAPTERS if chapter not in left_out]


def test_all_that_could_not_be_confirmed_is_counted_and_named() -> None:
    page = Page(render(sample(), Language.EN))
    assert "with reasons in chapter 12" in page.text
    unconfirmed = _chapter(page.text, "What could not be confirmed", "Results by section and check")
    assert "The vault has no entry." in unconfirmed
    assert "There is no list of breached passwords." in unconfirmed
    assert "Checks that clauses name and this version does not have: 1" in unconfirmed
    assert "password-breached" in unconfirmed
    assert "Unverified findings (could not be judged from what is recorded): 1" in unconfirmed


@LANGUAGES
def test_no_finding_is_told_in_counts_and_never_as_an_assurance(language: Language) -> None:
    text = Page(render(nothing_found(), language)).text
    assurances = r"no (problem|issue|fault|finding)s?\b|all (is|are) (well|good|fine)|safe|secure\b|問題(は|が)?(ない|なし|あり)|異常(は|が)?(ない|なし|あり)|安全"
    assert not re.search(assurances, text, flags=re.IGNORECASE)
    if language is Language.EN:
        assert "Findings that stand open: 0. Judgements made: 0. Unverified: 0. Not seen: 0." in text


def test_a_clause_that_is_not_judged_says_so_and_one_out_of_scope_gives_its_reason() -> None:
    text = Page(render(sample(), Language.EN)).text
    clauses = _chapter(text, "Every clause stands here once", "Parameters in force")
    assert "A purpose; there is nothing to judge." in clauses
    assert clauses.count("Not judged by this version") == 2  # clause 8(2), and one check of 4(3)b
    assert "Out of scope" in clauses


def test_an_overridden_parameter_gives_its_reason() -> None:
    text = Page(render(sample(), Language.EN)).text
    assert "Changed by the city. Reason: 情報政策課の決定（見本）" in text
    assert "The pack's value: C (Working rule) → The city's setting: B" in text


@LANGUAGES
def test_the_grades_of_evidence_that_findings_name_are_explained(language: Language) -> None:
    page = Page(render(sample(), language))
    for grade, meaning in GRADES.items():
        word = {Language.JA: f"区分{grade.value}", Language.EN: f"Grade {grade.value}"}[language]
        assert word in page.text
        assert say(meaning, language) in page.text


def test_what_is_past_its_due_day_says_so_in_words() -> None:
    text = Page(render(sample(), Language.EN)).text
    findings = _chapter(text, "Findings that stand open", "Tasks to do:")
    assert findings.count("Past due") == 1


def test_japanese_days_are_told_in_era_and_western_form() -> None:
    text = Page(render(sample(), Language.JA)).text
    assert "令和8年11月20日（2026-11-20）" in text
    assert "R1.5.1 2019-05-01" in text  # in a row of a table


def test_every_finding_and_every_administrator_is_on_the_page() -> None:
    audit = sample()
    text = Page(render(audit, Language.EN)).text
    for finding in (*audit.findings, *audit.closed):
        assert finding.subject.id in text
    for row in audit.register:
        assert row.staff_number in text
    assert text.count("A sample finding of:") == len(audit.findings)


def test_a_remedy_that_findings_of_a_section_share_is_told_once_with_their_numbers() -> None:
    audit = made_city(1_000)
    text = Page(render(audit, Language.EN)).text
    remedies = text.count("Make a new password for this login alone")
    assert remedies == len({(one.check, one.subject.section) for one in audit.findings})
    assert remedies < len(audit.findings)


def _chapter(text: str, start: str, end: str) -> str:
    begin = text.rindex(start)
    return text[begin : text.index(end, begin)]


# --- duties ----------------------------------------------------------------------------------------------------------


def _duties(audit: Audit) -> tuple[str, str, str, str]:
    """The chapters of reviews, incidents, exceptions and coming days, with one space between the pieces of text."""
    text = " ".join(" ".join(Page(render(audit, Language.EN)).pieces).split())
    starts = [
        text.rindex(start)
        for start in (
            "In force: ",
            "Tasks to do:",
            "Incidents: ",
            "What is to be done by",
            "Every clause stands",
        )
    ]
    waivers, reviews, incidents, coming = (text[start:end] for start, end in pairwise(starts))
    return reviews, incidents, waivers, coming


def test_reviews_name_what_is_to_be_done_by_when_and_whose_order_it_follows_from() -> None:
    reviews = _duties(sample())[0]
    assert "Tasks to do: 8, of these past due: 3." in reviews
    assert "R12 transfer · in force from 2026-11-11 · 見本 三郎 0012348" in reviews
    assert "R9 change of administrators · changed on 2026-11-20 · name not entered 0012349" in reviews
    assert "R13 transfer or change of administrators (not in force yet)" in reviews
    assert "見本市観光 kanko-fb another administrator Due 2026-11-11 late" in reviews
    assert "(not in force yet) 見本市観光 kanko-fb register handed in Due" in reviews
    assert "change of password all sessions ended Due 2026-11-23 open" in reviews
    assert "change of password Due 2026-11-11 late to be done again" in reviews
    assert "second factor set anew Due 2026-11-11 waived" in reviews
    assert "all sessions ended Due 2026-11-11 done 2026-11-17" in reviews


def test_the_person_of_an_order_that_is_not_in_force_is_nowhere_in_the_report() -> None:
    for language in Language:
        page = render(sample(), language)
        assert SECRET_NUMBER not in page
        assert UNPUBLISHED.id in page
    assert SECRET_NUMBER in render(
        replace(sample(), run=replace(sample().run, day=UNPUBLISHED.effective), public=None), Language.JA
    )


def _with_order(order: Review, day: date = DAY) -> Audit:
    audit = sample()
    reviews = tuple(order if one is UNPUBLISHED else one for one in audit.reviews)
    return replace(audit, reviews=reviews, run=replace(audit.run, day=day), public=None)


def test_before_its_day_an_order_looks_like_one_that_asks_for_no_other_manager() -> None:
    tasks = tuple(task for task in UNPUBLISHED.tasks if task.kind is not TaskKind.NAME_MANAGER)
    change = replace(UNPUBLISHED, kind=ReviewKind.ADMINISTRATOR_CHANGE, tasks=tasks)
    assert tasks != UNPUBLISHED.tasks
    for language in Language:
        assert render(_with_order(UNPUBLISHED), language) == render(_with_order(change), language)


def test_an_order_that_asks_only_for_another_manager_is_told_from_its_day_on() -> None:
    alone = replace(
        UNPUBLISHED, tasks=tuple(task for task in UNPUBLISHED.tasks if task.kind is TaskKind.NAME_MANAGER)
    )
    nothing = replace(UNPUBLISHED, tasks=())
    assert render(_with_order(alone), Language.JA) == render(_with_order(nothing), Language.JA)
    assert alone.id not in render(_with_order(alone), Language.JA)
    assert alone.id in render(_with_order(alone, alone.effective), Language.JA)


@given(
    st.text(st.characters(codec="utf-8"), min_size=1),
    st.sampled_from((ReviewKind.TRANSFER, ReviewKind.ADMINISTRATOR_CHANGE)),
    st.integers(1, 400),
    st.integers(0, 30),
)
@settings(max_examples=15, deadline=None)
def test_nothing_in_the_report_depends_on_whom_such_an_order_is_about_nor_on_its_kind_and_day(
    staff_number: str, kind: ReviewKind, ahead: int, known: int
) -> None:
    other = replace(
        UNPUBLISHED,
        staff_number=staff_number,
        kind=kind,
        effective=DAY + timedelta(days=ahead),
        known=DAY - timedelta(days=known),
        note=staff_number,
    )
    audit = sample()
    changed = replace(audit, reviews=tuple(other if one is UNPUBLISHED else one for one in audit.reviews))
    assert changed.reviews != audit.reviews or other == UNPUBLISHED
    assert render(changed, Language.JA) == render(audit, Language.JA)


def test_an_incident_tells_its_stages_its_steps_and_who_else_has_the_password() -> None:
    incidents = _duties(sample())[1]
    takeover, flaming = incidents[incidents.index("I14") :].split("I3 flaming")
    assert takeover.startswith("I14 takeover High 見本市公式 koho-x X")
    assert "Noticed 2026-11-18 21:40 JST Contained 2026-11-19 Recovered not yet Published not yet" in takeover
    assert "announcement elsewhere Due 2026-11-19 late" in takeover
    assert "Other logins with the same password or one like it: fb-kanko" in takeover
    assert (
        "Accounts with nothing nonconforming or unverified that could carry the announcement: bosai-line kanko-fb"
        in takeover
    )
    assert "市民からの電話で気付いた" in takeover
    assert "Noticed 2026-10-31 09:05 JST Recovered 2026-11-01 Published not asked for" in flaming
    assert "Contained" not in flaming  # nobody had its password
    assert "one like it" not in flaming
    assert "carry the announcement" not in flaming


@pytest.mark.parametrize(
    ("could", "said"),
    [
        (None, "could carry the announcement: not known, because"),
        ((), "could carry the announcement: 0"),
        (tuple(f"account-{n}" for n in range(25)), "account-19 and 5 more"),
    ],
)
def test_who_could_announce_it_is_never_more_than_is_known(could: tuple[str, ...] | None, said: str) -> None:
    audit = sample()
    stages = tuple(replace(one, could_announce=could) for one in audit.stages)
    assert said in _duties(replace(audit, stages=stages))[1]


def test_exceptions_tell_reason_approver_and_last_day_and_which_ended() -> None:
    waivers = _duties(sample())[2]
    assert "In force: 1." in waivers
    assert "Approver 見本 次郎 0012347 In force Granted on 2026-08-12 Last day 2026-12-30" in waivers
    assert "情報セキュリティ統括責任者 Ended Granted on 2026-09-21 Last day 2026-11-16" in waivers
    assert "Revoked Granted on 2026-10-21 Last day 2026-12-20 Revoked on 2026-11-13" in waivers
    assert "後継サービスへの移行が1月に終わるため（見本）" in waivers


def test_coming_days_stand_by_day_with_section_and_subject() -> None:
    coming = _duties(sample())[3]
    assert "next 60 days, or ends with it: 5." in coming
    assert "2026-11-23 広報広聴課 A task (sample) meta-common 2026-12-30" in coming
    assert "A record (sample) (2) meta-common x-koho" in coming


def test_clauses_of_duties_are_shown_as_judged() -> None:
    pieces = " ".join(" ".join(Page(render(sample(), Language.EN)).pieces).split())
    assert (
        "4(4) Looked over at every transfer Opened by an event Review after transfers transfer-review × Nonconforming 1"
        in pieces
    )


@AUDITS
def test_nothing_to_do_is_told_in_counts(audit: Audit) -> None:
    text = Page(render(replace(audit, reviews=(), waivers=(), deadlines=()), Language.EN)).text
    for count in (
        "Tasks to do: 0, of these past due: 0.",
        "Incidents: 0.",
        "In force: 0.",
        "or ends with it: 0.",
    ):
        assert count in text


# --- open to everybody ------------------------------------------------------------------------------------------------------


@AUDITS
def test_headings_go_down_one_level_at_a_time_from_one_first_heading(audit: Audit) -> None:
    levels = [
        int(element.tag[1])
        for element in Page(render(audit, Language.JA)).elements
        if re.fullmatch("h[1-6]", element.tag)
    ]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@AUDITS
def test_every_link_and_label_leads_to_one_element(audit: Audit) -> None:
    page = Page(render(audit, Language.JA))
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for element in page.elements:
        if element.tag == "a":
            assert element.attributes["href"].removeprefix("#") in ids
        if "aria-labelledby" in element.attributes:
            assert set(element.attributes["aria-labelledby"].split()) <= set(ids)


@AUDITS
def test_every_table_has_a_caption_and_every_heading_cell_a_scope(audit: Audit) -> None:
    page = Page(render(audit, Language.JA))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(element.attributes.get("scope") in {"col", "row", "rowgroup"} for element in page.all("th"))


def test_landmarks_and_a_way_past_the_contents_are_there() -> None:
    page = Page(render(sample(), Language.JA))
    for tag in ("header", "nav", "main", "footer"):
        assert len(page.all(tag)) == 1
    assert page.all("a")[0].attributes["href"] == "#main"


def test_a_region_that_scrolls_can_be_reached_by_keyboard_and_has_a_name() -> None:
    regions = [
        element
        for element in Page(render(sample(), Language.JA)).elements
        if element.attributes.get("class") == "scroll"
    ]
    assert regions
    for region in regions:
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["role"] == "region"
        assert region.attributes["aria-labelledby"]


def _palettes() -> dict[str, dict[str, str]]:
    style = Page(render(nothing_found(), Language.EN)).style
    light, dark = (
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    )
    return {"light": light, "dark": dark}


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "quiet", "accent", "red", "amber", "blue", "green", "violet"])
@pytest.mark.parametrize("ground", ["paper", "band"])
def test_text_stands_out_as_wcag_aa_asks(scheme: str, ink: str, ground: str) -> None:
    palette = _palettes()[scheme]
    assert _contrast(palette[ink], palette[ground]) >= 4.5


# --- size -----------------------------------------------------------------------------------------------------------------------


def test_ten_thousand_accounts_are_written_within_ten_seconds() -> None:
    audit = made_city(10_000)
    start = time.process_time()
    page = render(audit, Language.JA)
    assert time.process_time() - start < 10
    assert len(re.findall(r'<tr class="[a-z]+ [a-z]+"><td>\d+</td>', page)) == len(audit.findings)


def test_two_thousand_reviews_cost_little_more_than_none() -> None:
    """A ratio within one process: nothing grows with accounts times reviews."""
    none, many = made_city(1_000, 0), made_city(1_000, 2_000)
    render(none, Language.JA)  # compiles the templates
    start = time.process_time()
    render(none, Language.JA)
    between = time.process_time()
    page = render(many, Language.JA)
    assert time.process_time() - between < 10 * (between - start)
    assert page.count('<tr class="title">') >= 2_000


def test_a_check_that_is_not_set_up_is_named_where_nothing_was_confirmed() -> None:
    page = Page(render(replace(sample(), not_set_up=("password-breached",)), Language.EN))
    unconfirmed = _chapter(page.text, "What could not be confirmed", "Results by section and check")
    assert "Checks that are not set up and judged nothing: 1 — " in unconfirmed


def test_pr_is_told_of_what_is_concealed_where_its_due_day_stands_and_not_that_there_is_none() -> None:
    report = edit(Report(sample(), edition=Edition.PR))
    text = Page(html.render(report, Language.EN)).text
    first = text[: text.index("Scope and method")]
    assert "as the section's sheet says" in text
    assert "No due day is set" not in first
