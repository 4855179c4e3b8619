"""The report as a browser shows it: at a phone's and a desk's width, by day and night, and on A4 paper."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from auditor.catalogue import load_checks
from checks._contract import Severity
from reports import html
from reports.audit import Audit, CheckInfo
from reports.messages import Language
from reports.report import Report
from tests.browser.conftest import Opener
from tests.reports.made_city import made_city
from tests.reports.rewriting import rewritten
from tests.reports.sample import nothing_found, sample

pytestmark = pytest.mark.browser

A4_CONTENT = 688  # CSS pixels: 210 mm less the margins of 14 mm on either side, at 96 a inch
LANGUAGES = pytest.mark.parametrize("language", Language)
CASES = pytest.mark.parametrize(
    ("name", "language"),
    [
        ("sample", Language.JA),
        ("sample", Language.EN),
        ("nothing found", Language.JA),
        ("made city", Language.JA),
        ("made city", Language.EN),
        ("10,000 characters without a break", Language.JA),
        ("right-to-left text", Language.JA),
    ],
)
WIDTHS = pytest.mark.parametrize("width", [360, 1280])

AUDITS = {
    "sample": sample(),
    "nothing found": nothing_found(),
    "made city": made_city(40),
    "10,000 characters without a break": rewritten(sample(), lambda text: text and text + "W" * 10_000),
    "right-to-left text": rewritten(sample(), lambda text: text and "\u202e\u05d0\u05d1 " + text),
}

TOO_WIDE = """width => [...document.querySelectorAll('body *')]
    .filter(element => !element.closest('.scroll, .heard') || getComputedStyle(element).overflowX === 'auto')
    .filter(element => !element.closest('.skip, thead'))
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .map(element => element.tagName + '.' + element.className)"""

CUT_OFF = """() => [...document.querySelectorAll('td, th')]
    .filter(cell => !cell.closest('.matrix thead'))
    .filter(cell => cell.scrollWidth > cell.clientWidth + 1)
    .map(cell => cell.closest('table').className + ': ' + cell.innerText.slice(0, 40))"""

BROKEN_LINES = """() => [...document.querySelectorAll('.numbers th, .numbers td')]
    .filter(cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        const tops = [...range.getClientRects()].map(box => (box.top + box.bottom) / 2);
        return Math.max(...tops) - Math.min(...tops) > 6;
    })
    .map(cell => cell.innerText)"""

CLIPPED_HEADS = """() => [...document.querySelectorAll('.matrix .upright')]
    .filter(head => head.scrollHeight > head.clientHeight + 1 || head.scrollWidth > head.clientWidth + 1)
    .map(head => head.innerText)"""


def render(audit: Audit, language: Language) -> str:
    return html.render(Report(audit), language)


def with_checks_of_the_product(audit: Audit) -> Audit:
    """The audit with every check that the product has at the head of its matrix, under its own title."""
    checks = tuple(
        CheckInfo(id, check.title, "1", Severity.HIGH) for id, check in sorted(load_checks().items())
    )
    return replace(audit, checks=checks)


def _shown(page: Page) -> None:
    """Lays out what is off the screen too, so that it can be measured."""
    page.evaluate(
        "document.querySelectorAll('.group').forEach(group => group.style.contentVisibility = 'visible')"
    )


@LANGUAGES
def test_nothing_but_the_file_itself_is_asked_for_and_nothing_is_complained_about(
    opener: Opener, language: Language
) -> None:
    opened = opener.open(render(sample(), language))
    assert [re.sub(".*/", "", url) for url in opened.requests] == ["report.html"]
    assert opened.complaints == []


def test_the_style_sheet_is_let_in_by_the_content_security_policy(opener: Opener) -> None:
    page = opener.open(render(sample(), Language.JA)).page
    assert page.evaluate("getComputedStyle(document.querySelector('table')).borderCollapse") == "collapse"


def test_a_script_that_somebody_wrote_into_a_name_does_not_run(opener: Opener) -> None:
    attack = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    hostile = rewritten(sample(), lambda text: text and text + attack)
    opened = opener.open(render(hostile, Language.JA))
    assert len(opened.requests) == 1
    assert opened.page.title() != "taken"
    assert opened.page.locator("img").count() == 0
    assert opened.page.locator("script").count() == 1  # the page's own


@WIDTHS
@CASES
def test_the_page_never_scrolls_sideways(opener: Opener, name: str, language: Language, width: int) -> None:
    page = opener.open(render(AUDITS[name], language), width).page
    _shown(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(TOO_WIDE, width) == []


@LANGUAGES
def test_on_a_phone_no_short_word_or_number_of_the_severity_table_is_broken(
    opener: Opener, language: Language
) -> None:
    page = opener.open(render(made_city(40), language), 360).page
    assert page.evaluate(BROKEN_LINES) == []
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.numbers').parentElement).overflowX")
        == "auto"
    )


def test_a_report_of_usual_size_is_laid_out_whole_and_a_huge_one_where_it_is_looked_at(
    opener: Opener,
) -> None:
    left_out = (
        "[...document.querySelectorAll('.group')].map(group => getComputedStyle(group).contentVisibility)"
    )
    usual = opener.open(render(made_city(40), Language.JA)).page
    assert set(usual.evaluate(left_out)) == {"visible"}
    huge = opener.open(render(made_city(2_000), Language.JA)).page
    assert set(huge.evaluate(left_out)) == {"auto"}


@LANGUAGES
def test_on_paper_the_heads_of_the_matrix_are_whole(opener: Opener, language: Language) -> None:
    page = opener.open(render(with_checks_of_the_product(sample()), language), A4_CONTENT).page
    page.emulate_media(media="print")
    assert page.evaluate(CLIPPED_HEADS) == []


@CASES
def test_on_a4_paper_no_table_is_cut_off(opener: Opener, name: str, language: Language) -> None:
    page = opener.open(render(AUDITS[name], language), A4_CONTENT).page
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_CONTENT
    assert page.evaluate(TOO_WIDE, A4_CONTENT) == []
    assert page.evaluate(CUT_OFF) == []


def test_on_paper_the_head_of_a_table_is_repeated_and_ink_is_dark_even_by_night(opener: Opener) -> None:
    page = opener.open(render(sample(), Language.JA), A4_CONTENT, dark=True).page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(26, 29, 33)"


def test_by_night_the_page_is_dark(opener: Opener) -> None:
    page = opener.open(render(sample(), Language.JA), dark=True).page
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(20, 23, 27)"


def test_it_prints_on_a4(opener: Opener) -> None:
    page = opener.open(render(made_city(40), Language.JA)).page
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = {tuple(float(n) for n in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf)}
    assert len(sizes) == 1
    _, _, width, height = sizes.pop()
    assert (round(width), round(height)) == (595, 842)


def test_the_first_tab_stop_leads_past_the_contents(opener: Opener) -> None:
    page = opener.open(render(sample(), Language.EN)).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_wide_matrix_scrolls_in_its_own_region_by_keyboard(opener: Opener) -> None:
    page = opener.open(render(made_city(40), Language.JA), 360).page
    region = page.locator(".scroll:has(.matrix)").first
    region.focus()
    page.keyboard.press("End")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scroll:has(.matrix)').scrollLeft > 0", timeout=5000)


def test_what_is_past_its_due_day_is_told_in_words(opener: Opener) -> None:
    page = opener.open(render(sample(), Language.EN)).page
    assert page.locator(".findings strong.late").all_text_contents() == ["Past due"]
    assert page.locator(".tasks strong.late").all_text_contents() == ["late"] * 4
    assert page.locator("#reviews ~ p").first.is_visible()


@LANGUAGES
def test_on_a_desk_a_usual_task_takes_one_line(opener: Opener, language: Language) -> None:
    page = opener.open(render(made_city(40, 20), language)).page
    heights = page.evaluate(
        "[...document.querySelectorAll('.tasks td:nth-child(3), .tasks td:nth-child(4)')].map(cell => {"
        " const range = document.createRange(); range.selectNodeContents(cell);"
        " const boxes = [...range.getClientRects()].filter(box => box.height > 1 && box.width > 1);"
        " return Math.max(...boxes.map(box => box.bottom)) - Math.min(...boxes.map(box => box.top)) })"
    )
    assert heights
    assert max(heights) < 24


def test_on_a_phone_a_day_says_that_it_is_the_due_day(opener: Opener) -> None:
    written = render(sample(), Language.JA)
    assert opener.open(written, 360).page.locator(".tasks .narrow").first.is_visible()
    assert not opener.open(written, 1280).page.locator(".tasks .narrow").first.is_visible()


SHEETS = (
    """() => [...document.querySelectorAll('.sheet')].map(sheet => getComputedStyle(sheet).breakBefore)"""
)


def test_on_paper_each_section_of_many_reviews_begins_a_sheet_and_of_few_does_not(opener: Opener) -> None:
    few = opener.open(render(sample(), Language.JA), A4_CONTENT).page
    few.emulate_media(media="print")
    assert set(few.evaluate(SHEETS)) == {"auto"}
    many = opener.open(render(made_city(500, 500), Language.JA), A4_CONTENT).page
    many.emulate_media(media="print")
    first, *others = many.evaluate(SHEETS)
    assert first == "auto"
    assert set(others) == {"page"}
    assert len(others) >= 15


def test_five_hundred_reviews_are_read_on_some_pages_a_section(opener: Opener) -> None:
    """Four tasks each, at two accounts of mostly two sections: no review is torn over two pages."""
    page = opener.open(render(made_city(500, 500), Language.JA)).page
    page.evaluate(
        "for (const one of document.querySelectorAll('main > section'))"
        " if (one.getAttribute('aria-labelledby') !== 'reviews') one.remove()"
    )
    pdf = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 20 <= pages <= 170


def test_a_report_of_two_thousand_accounts_opens_at_once(opener: Opener) -> None:
    page = opener.open(render(made_city(2_000), Language.JA)).page
    assert page.locator("#findings").count() == 1
    timing = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert timing < 10_000  # milliseconds


GROUPS_AT_EVERY_HEIGHT = """chapter => {
  const main = document.querySelector('main');
  const groups = [...document.querySelectorAll(`section[aria-labelledby="${chapter}"] .group`)];
  main.replaceChildren();
  const links = document.createElement('p');
  main.append(links);
  let number = 0;
  for (const group of groups) {
    for (let above = 130; above < 262; above += 6) {
      const filler = document.createElement('div');
      filler.style.cssText = `break-before: page; block-size: ${above}mm`;
      const copy = group.cloneNode(true);
      const places = {head: 'thead th', row: 'tbody tr td'};
      for (const [name, place] of Object.entries(places)) {
        const id = `${name}-${number}`;
        const mark = document.createElement('span');
        mark.id = id;
        mark.textContent = '.';
        copy.querySelector(place).prepend(mark);
        const link = document.createElement('a');
        link.href = `#${id}`;
        link.textContent = '.';
        links.append(link);
      }
      main.append(filler, copy);
      number += 1;
    }
  }
  return number;
}"""
"""Each group of a chapter as it comes to stand at every height of a page, with places to be found again in the PDF."""


@pytest.mark.parametrize("chapter", ["reviews", "incidents", "findings", "register"])
def test_no_head_of_a_table_is_left_alone_at_the_foot_of_a_page(opener: Opener, chapter: str) -> None:
    page = opener.open(render(sample(), Language.JA)).page
    number = page.evaluate(GROUPS_AT_EVERY_HEIGHT, chapter)
    pdf = page.pdf(prefer_css_page_size=True)
    page_of = dict(re.findall(rb"/((?:head|row)-\d+) \[(\d+) 0 R /XYZ", pdf))
    assert len(page_of) == 2 * number > 0
    assert [n for n in range(number) if page_of[b"head-%d" % n] != page_of[b"row-%d" % n]] == []
