"""Remedies as a section's head can follow them: what only whoever runs the audit can do, as a word to that office. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from checks._contract import Text
from reports.report import Report

ISSUER = Text("発信者", "whoever issued this")
"""Who is meant where the settings name no sender."""


def office(report: Report) -> Text:
    """Who runs the audit, as its papers are signed."""
    sender = report.paper.sender
    return Text(sender, sender) if sender else ISSUER


def for_a_head(remedy: Text, asked: Text) -> Text:
    """The remedy with each sentence that names a command put as what ``asked``, an office, is to be asked for."""
    japanese, english = _sentences(remedy.ja, _JAPANESE), _sentences(remedy.en, _ENGLISH)
    return Text(
        "".join(
            dict.fromkeys(_for_hands(one).fill(office=asked).ja if _names(one) else one for one in japanese)
        ),
        " ".join(
            dict.fromkeys(_for_hands(one).fill(office=asked).en if _names(one) else one for one in english)
        ),
    )


_JAPANESE = re.compile(r"(?<=。)")
_ENGLISH = re.compile(r"(?<=[.:]) +(?=[A-Z“])")
_COMMAND = re.compile(r"\bauditor ([a-z-]+(?: [a-z-]+)?)")

_CODE = Text(
    "{office}に連絡し、担当者の端末のコードで確認を受けてください。",
    "Ask {office} to check a code of the administrator's device.",
)
_SEED = Text("金庫への登録は、{office}に依頼してください。", "Ask {office} to put the seed into the vault.")
_CAUSE = Text(
    "{office}が原因を確認し、点検をやり直します。",
    "{office} looks for the cause and runs the audit again.",
)
_LEFT = Text("内容は、{office}に確認してください。", "Ask {office} what is left, and do it.")
_ASK = Text("{office}に連絡してください。", "Get in touch with {office}.")
_INSTEAD: Mapping[str, Text] = MappingProxyType(
    {
        "second-factor prove": _CODE,
        "secret set": _SEED,
        "doctor": _CAUSE,
        "review list": _LEFT,
        "incident show": _LEFT,
    }
)
"""By the command that a sentence names."""


def _sentences(text: str, ends: re.Pattern[str]) -> list[str]:
    return ends.split(text)


def _names(sentence: str) -> bool:
    return _COMMAND.search(sentence) is not None


def _for_hands(sentence: str) -> Text:
    found = _COMMAND.search(sentence)
    words = found[1] if found else ""
    return _INSTEAD.get(words) or _INSTEAD.get(words.split(" ")[0]) or _ASK
