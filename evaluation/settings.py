"""What the judge is told about a city and an account, by the ways a night takes: the pack, the settings, the inventory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.measuring.words import city_texts, words_of
from checks._contract import Account, Login, Pack, Person
from evaluation.recipes import words_of_city


@dataclass(frozen=True, slots=True)
class Setting:
    """``city``: raw texts as :func:`city_texts` gives them; ``account``: raw texts around the login."""

    city: tuple[str, ...]
    account: tuple[str, ...]


def settings(pack: Pack) -> Mapping[str, Setting]:
    """Ube as it ships; Asahikawa and a made-up city, which name their words in kana in the settings and use other packs."""
    return {
        "ube": Setting(city_texts("宇部市", pack.words), _account("ube", "宇部市")),
        "asahikawa": Setting(
            city_texts("旭川市", words_of_city("asahikawa")), _account("asahikawa", "旭川市")
        ),
        "hamanami": Setting(city_texts("浜波市", words_of_city("hamanami")), _account("hamanami", "浜波市")),
    }


def _account(key: str, city: str) -> tuple[str, ...]:
    account = Account(
        "koho",
        "x",
        name=f"{city}広報",
        url=f"https://x.com/{key}_koho",
        section="広報広聴課",
        purpose="市政の広報",
    )
    people = (
        Person("1001", "長尾 遥", "ナガオ ハルカ", f"nagao.haruka@city.{key}.example", "広報広聴課"),
        Person("1002", "重田 亮平", "シゲタ リョウヘイ", f"shigeta.ryohei@city.{key}.example", "広報広聴課"),
    )
    return words_of(Login("koho", ("koho",), username=f"{key}_koho"), (account,), people)
