"""The correction sheet and the page for personnel as a browser shows and prints them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from reports import personnel_html, sheet_html
from reports.audit import Audit
from reports.messages import Language
from tests.browser.conftest import Opener
from tests.reports.made_city import made_city
from tests.reports.rewriting import rewritten
from tests.reports.sample import KANKO, KOHO, nothing_found, sample
from tests.reports.test_sheets_html import of_personnel, of_section

pytestmark = pytest.mark.browser

A4_CONTENT = 688  # CSS pixels: 210 mm less the margins of 14 mm on either side, at 96 an inch
LONG_SECTION = "広報広聴課"


def _audits() -> dict[str, Audit]:
    return {
        "sample": sample(),
        "nothing found": nothing_found(),
        "long": made_city(200),
        "long words": rewritten(sample(), lambda text: text and text + "W" * 500),
        "right-to-left text": rewritten(sample(), lambda text: text and "\u202e\u05d0\u05d1 " + text),
    }


def _section_of(name: str, audit: Audit) -> str:
    """The section whose sheet is looked at: what the text of the sample became is found again."""
    return audit.findings[1].subject.section if name in ("long words", "right-to-left text") else KOHO


PAGES = {
    **{
        f"sheet, {name}": lambda language, name=name, audit=audit: sheet_html.render(
            of_section(audit, _section_of(name, audit)), language
        )
        for name, audit in _audits().items()
    },
    "sheet, section not entered": lambda language: sheet_html.render(of_section(sample(), ""), language),
    **{
        f"personnel, {name}": lambda language, audit=audit: personnel_html.render(
            of_personnel(audit), language
        )
        for name, audit in _audits().items()
    },
}
LANGUAGES = pytest.mark.parametrize("language", Language)

TOO_WIDE = """width => [...document.querySelectorAll('body *')]
    .filter(element => !element.closest('.skip, .heard, thead'))
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .map(element => element.tagName + '.' + element.className)"""
CUT_OFF = """() => [...document.querySelectorAll('td, th, dd')]
    .filter(cell => cell.scrollWidth > cell.clientWidth + 1)
    .map(cell => cell.className + ': ' + cell.innerText.slice(0, 40))"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@LANGUAGES
@pytest.mark.parametrize("name", ["sheet, sample", "personnel, sample"])
def test_axe_finds_nothing_nothing_is_fetched_and_nothing_complained_of(
    opener: Opener, name: str, language: Language, dark: bool
) -> None:
    opened = opener.open(PAGES[name](language), dark=dark)
    found = Axe().run(opened.page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert [re.sub(".*/", "", url) for url in opened.requests] == ["report.html"]
    assert opened.complaints == []


@pytest.mark.parametrize("name", ["sheet, sample", "sheet, section not entered", "personnel, sample"])
def test_axe_finds_nothing_on_a_phone(opener: Opener, name: str) -> None:
    page = opener.open(PAGES[name](Language.JA), 360).page
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *((name, Language.JA) for name in PAGES),
        ("sheet, sample", Language.EN),
        ("personnel, sample", Language.EN),
    ],
)
def test_no_page_scrolls_sideways_and_on_a4_nothing_is_cut_off(
    opener: Opener, name: str, language: Language
) -> None:
    page = opener.open(PAGES[name](language)).page
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(TOO_WIDE, width) == []
    page.set_viewport_size({"width": A4_CONTENT, "height": 900})
    page.emulate_media(media="print")
    assert page.evaluate(TOO_WIDE, A4_CONTENT) == []
    assert page.evaluate(CUT_OFF) == []


MARK_ROWS = """() => {
  const links = document.createElement('p');
  const mark = (cell, id, place) => {
    const span = document.createElement('span');
    span.id = id;
    span.textContent = '.';
    place === 'first' ? cell.prepend(span) : cell.append(span);
    const link = document.createElement('a');
    link.href = '#' + id;
    link.textContent = '.';
    links.append(link);
  };
  const rows = [...document.querySelectorAll('table.stack > tbody > tr')];
  rows.forEach((row, n) => [...row.cells].forEach((cell, k) => {
    mark(cell, `first-${n}-${k}`, 'first');
    mark(cell, `last-${n}-${k}`, 'last');
  }));
  document.querySelectorAll('table.stack').forEach((table, n) => {
    mark(table.tHead.rows[0].cells[0], `head-${n}`, 'first');
    mark(table.tBodies[0].rows[0].cells[0], `row-${n}`, 'first');
  });
  document.querySelector('main').append(links);
  return rows.length;
}"""
"""Places in the PDF by which is seen on which page each cell begins and ends."""


def _pages_of_places(page: Page) -> tuple[dict[str, str], int]:
    pdf = page.pdf(prefer_css_page_size=True)
    places = re.findall(rb"/((?:first|last|head|row)-[\d-]+) \[(\d+) 0 R /XYZ", pdf)
    return {name.decode(): number.decode() for name, number in places}, len(
        re.findall(rb"/Type\s*/Page\b", pdf)
    )


@pytest.mark.parametrize("name", ["sheet, long", "personnel, long", "sheet, sample"])
def test_no_row_is_cut_by_the_end_of_a_page_and_no_head_of_a_table_left_alone(
    opener: Opener, name: str
) -> None:
    page = opener.open(PAGES[name](Language.JA)).page
    number = page.evaluate(MARK_ROWS)
    assert number > 0
    places, pages = _pages_of_places(page)
    assert pages > 1
    firsts = {name for name in places if name.startswith("first-")}
    assert len(firsts) >= number
    torn = {
        name
        for name in firsts
        if len(
            {
                places[other]
                for other in places
                if other.split("-")[1] == name.split("-")[1] and other[:4] in ("firs", "last")
            }
        )
        > 1
    }
    assert torn == set()
    heads = [name for name in places if name.startswith("head-")]
    assert [name for name in heads if places[name] != places[name.replace("head", "row")]] == []


def test_the_answer_is_never_torn_from_its_signature(opener: Opener) -> None:
    """Its tables come to stand at every height of a page."""
    html = PAGES["sheet, sample"](Language.JA)
    page = opener.open(html).page
    number = page.evaluate(
        """() => {
          const main = document.querySelector('main');
          const reply = document.querySelector('.reply');
          main.replaceChildren();
          const links = document.createElement('p');
          main.append(links);
          let n = 0;
          for (let above = 100; above < 262; above += 9) {
            const filler = document.createElement('div');
            filler.style.cssText = `break-before: page; block-size: ${above}mm`;
            const copy = reply.cloneNode(true);
            for (const [name, cell] of [['first', copy.querySelector('th')], ['last', copy.querySelector('.received td')]]) {
              const span = document.createElement('span');
              span.id = `${name}-${n}`;
              span.textContent = '.';
              cell.append(span);
              const link = document.createElement('a');
              link.href = '#' + span.id;
              link.textContent = '.';
              links.append(link);
            }
            main.append(filler, copy);
            n += 1;
          }
          return n;
        }"""
    )
    places, _ = _pages_of_places(page)
    assert [n for n in range(number) if places[f"first-{n}"] != places[f"last-{n}"]] == []


def test_it_prints_on_upright_a4_with_its_heads_repeated(opener: Opener) -> None:
    page = opener.open(PAGES["sheet, long"](Language.JA), dark=True).page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(26, 29, 33)"
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = {
        tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf)
    }
    assert sizes == {(0, 0, 595, 842)}


def test_a_usual_sheet_takes_two_pages(opener: Opener) -> None:
    audit = replace(sample(), findings=sample().findings[:4])
    page = opener.open(sheet_html.render(of_section(audit, KANKO), Language.JA)).page
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2


@pytest.mark.parametrize("name", ["sheet, sample", "personnel, sample"])
def test_nothing_is_missing_without_scripts(chromium: Browser, name: str) -> None:
    html = PAGES[name](Language.JA)
    told = []
    for scripts in (True, False):
        context = chromium.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.set_content(html)
        told.append(page.locator("main").inner_text())
        context.close()
    assert told[0] == told[1] != ""


def test_the_first_tab_stop_leads_to_the_content(opener: Opener) -> None:
    page = opener.open(PAGES["sheet, sample"](Language.EN)).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_boxes_show_on_black_and_white_paper(opener: Opener) -> None:
    page = opener.open(PAGES["sheet, sample"](Language.JA)).page
    page.emulate_media(media="print")
    box = page.locator(".box").first
    assert box.evaluate("box => getComputedStyle(box).borderTopWidth") != "0px"
    size = box.bounding_box()
    assert size is not None
    assert size["width"] >= 8
