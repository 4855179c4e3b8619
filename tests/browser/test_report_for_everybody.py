"""The report in a real browser for who reads it otherwise: with axe, with the keyboard alone, enlarged, without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from reports import html
from reports.audit import Audit
from reports.editions import edit
from reports.history import Month
from reports.messages import Language
from reports.report import Edition, Report
from tests.browser.conftest import Opener
from tests.reports.made_city import made_city
from tests.reports.sample import sample
from tests.reports.sample_history import PAPER, history

pytestmark = pytest.mark.browser

PRINTED = pytest.mark.parametrize("edition", [Edition.IT, Edition.PR])
LANGUAGES = pytest.mark.parametrize("language", Language)

ENLARGED = 320  # CSS pixels: a window of 1280 at 400 %, as WCAG 2.2 asks for in 1.4.10


def render(edition: Edition, language: Language, audit: Audit | None = None) -> str:
    shown = sample() if audit is None else audit
    return html.render(
        edit(Report(shown, edition, history(shown), PAPER, month=Month.of(shown.run.day))), language
    )


def _complaints(page: Page) -> list[str]:
    response = Axe().run(page).response
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(
    ("edition", "language", "width", "media", "scheme"),
    [
        (Edition.IT, Language.JA, 1280, "screen", "light"),
        (Edition.IT, Language.EN, 390, "screen", "dark"),
        (Edition.PR, Language.EN, 1280, "screen", "dark"),
        (Edition.PR, Language.JA, 390, "screen", "light"),
        (Edition.IT, Language.JA, 688, "print", "light"),
    ],
)
def test_axe_finds_nothing(
    opener: Opener,
    edition: Edition,
    language: Language,
    width: int,
    media: Literal["screen", "print"],
    scheme: Literal["light", "dark"],
) -> None:
    """Each edition, language, width, medium and scheme at least once: a run takes seconds."""
    opened = opener.open(render(edition, language), width, dark=scheme == "dark")
    opened.page.emulate_media(media=media)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert _complaints(opened.page) == []
    assert len(opened.requests) == 1
    assert opened.complaints == []


TWO_WAY = """width => [...document.querySelectorAll('body *')]
    .filter(one => !one.closest('.scroll, svg, .heard, .stack thead, .skip'))
    .filter(one => one.getBoundingClientRect().right > width + 1)
    .map(one => one.tagName + '.' + one.className)"""


@LANGUAGES
def test_enlarged_to_400_percent_only_tables_of_numbers_scroll_both_ways(
    opener: Opener, language: Language
) -> None:
    page = opener.open(render(Edition.IT, language), ENLARGED).page
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= ENLARGED
    assert page.evaluate(TWO_WAY, ENLARGED) == []


A4_HEIGHT = 1001  # CSS pixels: 297 mm less 16 mm at head and foot, at 96 an inch


@LANGUAGES
@pytest.mark.parametrize("audit", [sample(), made_city(60)], ids=["sample", "twenty sections"])
def test_on_a4_the_first_page_ends_with_who_must_act(
    opener: Opener, audit: Audit, language: Language
) -> None:
    page = opener.open(render(Edition.IT, language, audit), 688).page
    page.emulate_media(media="print")
    first = page.locator(".summary-chapter")
    assert first.evaluate("one => one.getBoundingClientRect().bottom") <= A4_HEIGHT
    assert first.evaluate("one => getComputedStyle(one).breakAfter") == "page"
    assert first.locator("table.acts").is_visible()


def test_on_paper_the_numbers_of_each_picture_are_open_and_its_bars_are_hatched(opener: Opener) -> None:
    page = opener.open(render(Edition.IT, Language.JA), 688).page
    table = page.locator("details table").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.evaluate("one => one.checkVisibility({contentVisibilityAuto: true})")
    assert table.evaluate("one => one.getBoundingClientRect().height") > 50
    assert page.locator(".picture rect.high").first.get_attribute("fill") == "url(#p-high)"


def test_the_words_of_a_tables_head_are_on_every_sheet_of_paper(opener: Opener) -> None:
    """A browser repeats no button there, so none may hold them."""
    page = opener.open(render(Edition.IT, Language.JA), 688).page
    page.emulate_media(media="print")
    assert page.locator("thead button").count() > 0
    assert page.locator("thead button:visible").count() == 0
    assert page.locator("thead button").all_text_contents() == [""] * page.locator("thead button").count()
    assert page.locator(".findings thead th").first.inner_text().strip() == "番号"


# --- the script --------------------------------------------------------------------------------------------------------

ROWS = ".findings tbody tr"


def _numbers(page: Page) -> list[str]:
    """The numbers of the findings that are shown, in the order of the page."""
    return page.locator(f"{ROWS}:visible td:first-child").all_inner_texts()


def test_findings_are_filtered_and_the_count_is_told(opener: Opener) -> None:
    page = opener.open(render(Edition.IT, Language.EN)).page
    told = page.locator(".filter [role=status]")
    assert told.inner_text() == "6 of 6 findings are shown."
    page.get_by_role("combobox", name="Severity").select_option("high")
    expect(page.locator(".findings .out")).to_have_count(4)
    assert told.inner_text() == "2 of 6 findings are shown."
    page.get_by_role("combobox", name="Section").select_option(label="観光交流課")
    expect(page.locator(".findings .out")).to_have_count(5)
    assert page.locator(f"{ROWS}:visible").count() == 1
    assert page.locator(".group[data-section].out").count() == 2  # a section without a finding that fits
    page.get_by_role("button", name="Show all").click()
    assert told.inner_text() == "6 of 6 findings are shown."
    assert page.locator(f"{ROWS}:visible").count() == 6


def test_words_are_found_in_whatever_width_they_are_typed(opener: Opener) -> None:
    page = opener.open(render(Edition.IT, Language.JA)).page
    page.get_by_label("語句").fill("ＫＯＨＯ－Ｘ 一覧表")
    expect(page.locator(".findings .out")).to_have_count(5)
    assert page.locator(f"{ROWS}:visible").inner_text().count("見本市公式") == 1


def test_what_is_filtered_out_is_on_paper_all_the_same(opener: Opener) -> None:
    page = opener.open(render(Edition.IT, Language.JA)).page
    page.get_by_label("語句").fill("どこにもない語句")
    expect(page.locator(".findings .out")).to_have_count(6)
    assert page.locator(f"{ROWS}:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator(f"{ROWS}:visible").count() == 6
    assert page.locator(".filter").is_hidden()


def test_a_column_is_sorted_up_and_down_by_keyboard_and_says_so(opener: Opener) -> None:
    audit = sample()
    one_section = tuple(
        replace(finding, subject=replace(finding.subject, section="広報広聴課")) for finding in audit.findings
    )
    page = opener.open(render(Edition.IT, Language.EN, replace(audit, findings=one_section))).page
    own_order = _numbers(page)
    head = page.locator(".findings thead th").nth(4)
    due = head.get_by_role("button")
    due.focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    days = page.locator(f"{ROWS} td:nth-child(5) time").all_inner_texts()
    assert days == sorted(days)
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    assert page.locator(f"{ROWS} td:nth-child(5) time").all_inner_texts() == sorted(days, reverse=True)
    severity = page.locator(".findings thead th").nth(1)
    severity.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert page.locator(f"{ROWS} .severity").all_inner_texts()[0] == "Critical"
    page.locator(".findings thead th").nth(0).get_by_role("button").click()
    assert _numbers(page) == own_order


def test_on_a_phone_tables_shown_as_blocks_are_still_told_as_tables(opener: Opener) -> None:
    page = opener.open(render(Edition.IT, Language.JA), 390).page
    table = page.locator("table.findings").first
    assert table.get_attribute("role") == "table"
    assert table.locator("tbody tr").first.get_attribute("role") == "row"
    assert opener.open(render(Edition.IT, Language.JA)).page.locator("[role=row]").count() == 0


@LANGUAGES
def test_on_a_phone_each_day_of_a_finding_says_what_it_is(opener: Opener, language: Language) -> None:
    said = """() => [5, 6].map(column =>
        getComputedStyle(document.querySelector(`.findings td:nth-child(${column})`), '::before').content)"""
    page = opener.open(render(Edition.IT, language), 390).page
    heads = page.locator(".findings").first.locator("thead th").all_text_contents()[4:]
    assert [head.strip() for head in heads] == [word.strip('" ') for word in page.evaluate(said)]
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(said) == ["none", "none"]


@PRINTED
def test_without_javascript_everything_is_there_and_nothing_asks_for_it(
    opener: Opener, edition: Edition
) -> None:
    page = opener.open(render(edition, Language.JA), javascript=False).page
    assert page.locator(".filter").is_hidden()
    assert page.locator("button:visible").count() == 0
    assert page.locator(f"{ROWS}:visible").count() == page.locator(ROWS).count() > 0
    page.locator("details summary").first.click()
    assert page.locator("details table").first.is_visible()
