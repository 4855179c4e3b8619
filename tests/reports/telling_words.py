"""Words that tell one weakness of a password, or of a second factor, from another, in both languages.

The edition for PR holds none of them, in any format: an attacker who reads it learns that a login is weak, not how. Every
format's tests ask here.
"""

from __future__ import annotations

import re

from reports.editions import CONCEALED

CHECK_IDS = tuple(check for group in CONCEALED for check in group.checks if check != group.id)

JAPANESE = (
    "使い回し",
    "推測",
    "類似",
    "似た",
    "よく似て",
    "同一パスワード",
    "連続",
    "連番",
    "同じ文字",
    "文字の並び",
    "キーボード",
    "語呂合わせ",
    "よく使われる",
    "パスワードと個人情報",
    "生年月日",
    "誕生日",
    "電話番号",
    "郵便番号",
    "職員番号にあたる",
    "職員番号を含",
    "職員の職員番号",
    "漏えい",
    "漏洩",
    "流出",
    "SMS",
    "メールで届く",
    "シード",
)

ENGLISH = (
    r"re-?us\w*",
    r"guess\w*",
    r"similar\w*",
    r"nearly the same",
    r"same password",
    r"one like it",
    r"alike",
    r"breach\w*",
    r"leak\w*",
    r"birth\w*",
    r"phone",
    r"postal code",
    r"personal data in",
    r"holds? a staff number",
    r"runs? of",
    r"in a row",
    r"consecutive",
    r"keyboard",
    r"family name",
    r"given name",
    r"sms",
    r"seeds?",
    r"base32",
    r"bits",
)

_TELLING = re.compile(
    "|".join(
        (
            *(rf"(?<![\w-]){re.escape(check)}(?![\w-])" for check in CHECK_IDS),
            *map(re.escape, JAPANESE),
            "(?<!から)同じパスワード",  # 「…から同じパスワード」 is its age
            *(rf"(?<![A-Za-z]){word}(?![A-Za-z])" for word in ENGLISH),
        )
    ),
    re.IGNORECASE,
)


def telling_words(text: str) -> list[str]:
    """Every such word in the text, in order, with what stands around it; empty where there is none."""
    return [text[max(0, match.start() - 20) : match.end() + 20] for match in _TELLING.finditer(text)]
