"""Forms as a browser shows and prints them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.forms import Field, Form, Part
from reports.forms_html import form_page, register_page
from reports.messages import Language
from tests.browser.conftest import Opener
from tests.reports.test_forms import FORM, LETTER
from tests.reports.test_register_sheet import REGISTER

pytestmark = pytest.mark.browser

A4_CONTENT = 688  # CSS pixels: 210 mm less the margins of 14 mm on either side, at 96 an inch
LONG = replace(FORM, fields=(Field("あ" * 300, (Part("x" * 5000 + "\n" + "長い文。" * 2000),)),))
FORMS = pytest.mark.parametrize("form", [FORM, LETTER, LONG], ids=["policy", "letter", "long"])


@FORMS
@pytest.mark.parametrize("width", [360, 1280])
def test_a_form_fetches_nothing_complains_of_nothing_and_fits(opener: Opener, form: Form, width: int) -> None:
    opened = opener.open(form_page(form, Language.JA), width)
    assert len(opened.requests) == 1  # the file itself
    assert not opened.complaints
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@FORMS
def test_a_form_fits_the_width_of_the_paper(opener: Opener, form: Form) -> None:
    opened = opener.open(form_page(form, Language.JA), A4_CONTENT)
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= A4_CONTENT
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_marked_box_shows_in_black_and_white_too(opener: Opener) -> None:
    opened = opener.open(form_page(FORM, Language.JA))
    opened.page.emulate_media(media="print")
    box = opened.page.locator(".missing").first
    assert box.inner_text() == "未記入"
    assert box.evaluate("one => getComputedStyle(one).borderTopStyle") == "dashed"


@pytest.mark.parametrize("width", [360, A4_CONTENT, 1280])
def test_the_register_fits(opener: Opener, width: int) -> None:
    opened = opener.open(register_page(REGISTER, Language.JA), width)
    assert len(opened.requests) == 1
    assert not opened.complaints
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
