"""The closed lists of the inventory: each word of the program with the words people write for it.

The first Japanese word is the one that the blank workbook offers. Compared by ``folding.key``: width, case and spaces
aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from auditor.inventory.folding import key, plain
from checks._contract import Employment, EvidenceKind, Presence, SecondFactor, TransferKind, Verified
from checks._wording import EVIDENCE_WORDS

SHEET = "選択肢"
"""Where the blank workbook keeps the words of its drop-down lists."""

W = TypeVar("W", bound=StrEnum)


class Words(Generic[W]):
    """One closed list."""

    def __init__(self, japanese: Mapping[W, tuple[str, ...]]) -> None:
        self._japanese = japanese
        self._words = {
            key(written): word for word, names in japanese.items() for written in (word.value, *names)
        }

    def find(self, text: str) -> W | None:
        """The word that ``text`` writes, None where the list has none."""
        return self._words.get(key(text))

    def name_of(self, word: W) -> str:
        """The Japanese name that the blank workbook offers."""
        return self._japanese[word][0]

    @property
    def offered(self) -> tuple[str, ...]:
        """One Japanese name for each word, for a drop-down list."""
        return tuple(names[0] for names in self._japanese.values())


VERIFIED = Words(
    {
        Verified.YES: ("有",),
        Verified.NO: ("無",),
        Verified.UNAVAILABLE: ("対象外",),
    }
)

SECOND_FACTOR = Words(
    {
        SecondFactor.TOTP: ("認証アプリ",),
        SecondFactor.PASSKEY: ("パスキー",),
        SecondFactor.SECURITY_KEY: ("セキュリティキー", "セキュリティーキー"),
        SecondFactor.APP: ("アプリ通知",),
        SecondFactor.SMS: ("SMS",),
        SecondFactor.EMAIL: ("メール",),
        SecondFactor.NONE: ("なし",),
    }
)

EMPLOYMENT = Words(
    {
        Employment.STAFF: ("職員",),
        Employment.TEMPORARY: ("会計年度任用職員",),
        Employment.CONTRACTOR: ("委託",),
        Employment.ELECTED: ("特別職",),
    }
)

PRESENCE = Words(
    {
        Presence.ACTIVE: ("在職",),
        Presence.LEAVE: ("休職",),
        Presence.LEFT: ("退職",),
    }
)

TRANSFER_KIND = Words(
    {
        TransferKind.TRANSFER: ("異動", "異動・配置換", "配置換", "配置換え"),
        TransferKind.RETIREMENT: ("退職",),
        TransferKind.LEAVE: ("休職", "休職・育児休業", "育児休業"),
        TransferKind.SECONDMENT: ("出向", "出向・派遣", "派遣"),
        TransferKind.RETURN: ("復職",),
        TransferKind.PROMOTION: ("昇任",),
        TransferKind.HIRE: ("採用",),
        TransferKind.CONCURRENT: ("併任", "併任・兼務", "兼務"),
        TransferKind.CANCELLED: ("取消", "取り消し", "取消し"),
    }
)

_OTHER_EVIDENCE_WORDS: Mapping[EvidenceKind, tuple[str, ...]] = {
    EvidenceKind.OPERATING_RULES: ("運用要領",),
    EvidenceKind.REGISTER_SUBMITTED: ("管理者名簿の提出", "一覧表の提出"),
    EvidenceKind.RECORDS_KEPT: ("記録の保管",),
}

EVIDENCE_KIND = Words(
    {kind: (word, *_OTHER_EVIDENCE_WORDS.get(kind, ())) for kind, word in EVIDENCE_WORDS.items()}
)

SERVICES: Mapping[str, tuple[str, ...]] = {
    "x": ("X（旧Twitter）", "Twitter", "ツイッター", "旧Twitter", "旧ツイッター", "エックス"),
    "facebook": ("Facebook", "フェイスブック", "フェースブック", "FB"),
    "instagram": ("Instagram", "インスタグラム", "インスタ"),
    "threads": ("Threads", "スレッズ"),
    "youtube": ("YouTube", "ユーチューブ"),
    "line": ("LINE公式アカウント", "ライン"),
    "tiktok": ("TikTok", "ティックトック"),
    "note": ("note", "ノート"),
    "bluesky": ("Bluesky", "ブルースカイ"),
}
"""Known services. The list is open: a word that is not here stays as it is written."""

_BRACKETS = re.compile(r"\([^()]*\)")
_WHAT_IT_IS = re.compile(r"(公式アカウント|公式|アカウント|ページ|チャンネル)+$")


def _bare(text: str) -> str:
    """Without what people add to a service's name: X（旧Twitter）, LINE公式アカウント, YouTubeチャンネル."""
    return _WHAT_IT_IS.sub("", _BRACKETS.sub("", key(text)))


_SERVICES = {_bare(written): word for word, names in SERVICES.items() for written in (word, *names)}


def service(text: str) -> str:
    """A known service's short name, or the word as it is written."""
    return _SERVICES.get(_bare(text), plain(text))
