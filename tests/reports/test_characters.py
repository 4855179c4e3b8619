from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.characters import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("見本市 公式 (X)\n二行目\t", "見本市 公式 (X)\n二行目\t"),
        ("a\x00b", "a[U+0000]b"),
        ("\x1b[31m", "[U+001B][31m"),
        ("\r", "[U+000D]"),
        ("\x85\x7f", "[U+0085][U+007F]"),
        ("\u202eabc\u202c", "[U+202E]abc[U+202C]"),
        ("\u2066abc\u2069", "[U+2066]abc[U+2069]"),
        ("\ud800x\udfff", "[U+D800]x[U+DFFF]"),
        ("\uffff", "[U+FFFF]"),
        (
            "שלום \u200f",
            "שלום \u200f",
        ),  # letters and marks with a direction are text; <bdi> keeps them in their place
        ("👨‍👩‍👧", "👨‍👩‍👧"),  # joiners are part of a picture
    ],
)
def test_what_a_page_cannot_hold_is_shown_by_its_number(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_any_text_can_be_written_as_utf_8_and_stays_so(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert visible(shown) == shown
