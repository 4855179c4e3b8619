"""Services as packs and accounts name them: a known one by its short name, any other as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checks._contract import Text
from checks._wording import folded

_NAMES: Mapping[str, Text] = {
    "x": Text("X（旧ツイッター）", "X"),
    "facebook": Text("フェイスブック", "Facebook"),
    "instagram": Text("インスタグラム", "Instagram"),
    "threads": Text("スレッズ", "Threads"),
    "youtube": Text("ユーチューブ", "YouTube"),
    "line": Text("LINE公式アカウント", "LINE"),
    "tiktok": Text("ティックトック", "TikTok"),
    "note": Text("ノート（note）", "note"),
    "bluesky": Text("ブルースカイ", "Bluesky"),
}

KNOWN = tuple(_NAMES)
"""Their short names."""


def is_one_of(service: str, services: Iterable[str]) -> bool:
    """Width, case and spaces tell no two services apart."""
    return folded(service) in {folded(one) for one in services}


def service_named(service: str) -> Text:
    """A service as a finding names it."""
    return _NAMES.get(folded(service), Text(service, service))
