"""What is typed on the command line, in the forms that people write."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.cli._typed import typed_moment, typed_word
from auditor.errors import UsageError
from checks._contract import ReviewKind
from checks._duties import KINDS
from reports.messages import Language

TOKYO = "Asia/Tokyo"
moments = st.datetimes(min_value=datetime(2019, 5, 1), max_value=datetime(2099, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=ZoneInfo(TOKYO))
)


@given(moments)
def test_a_moment_is_read_in_every_form_in_which_it_is_written(at: datetime) -> None:
    reiwa = at.year - 2018
    forms = [
        f"{at:%Y-%m-%dT%H:%M}",
        f"{at:%Y-%m-%d %H:%M}",
        f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}",
        f"R{reiwa}.{at.month}.{at.day} {at.hour}:{at:%M}",
        f"令和{reiwa}年{at.month}月{at.day}日 {at.hour}時{at.minute}分",
        f"令和{reiwa}年{at.month}月{at.day}日{at:%H}時{at:%M}分",
    ]
    if at.minute == 0:
        forms.append(f"{at.year}年{at.month}月{at.day}日 {at.hour}時")
    for form in forms:
        assert typed_moment(form, "--at", TOKYO) == at, form


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-11-20", "9:30", "2026-11-20 24:00", "2026-11-20 9:60", "2026-11-20 9:3", "2026-11-209:30", "2026-13-01 9:30",
        "2026-11-20T10:00+09:00", "2026-11-20T10:00:00", "9999-12-31 9:30", "昨日 9:30", "2026-11-20 25時",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        typed_moment(text, "--at", TOKYO)


@pytest.mark.parametrize("text", ["takeover", "乗っ取り", " Takeover ", "ＴＡＫＥＯＶＥＲ"])
def test_a_word_is_known_in_both_languages(text: str) -> None:
    assert typed_word(text, "--kind", KINDS, Language.EN) is ReviewKind.TAKEOVER


@pytest.mark.parametrize(
    ("language", "offered"), [(Language.JA, "なりすまし"), (Language.EN, "impersonation")]
)
def test_an_unknown_word_is_refused_with_those_there_are(language: Language, offered: str) -> None:
    with pytest.raises(UsageError) as refused:
        typed_word("乗取り", "--kind", KINDS, language)
    assert offered in refused.value.said(language)
