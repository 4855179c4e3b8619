"""Sentences of the program and the report, in the reader's language, through gettext catalogues.

The English sentence in the code is the key; ``reports/locales/ja.po`` holds the Japanese one. (The sentences of
the checks stand beside their rules as ``checks._contract.Text``.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from babel.messages.pofile import read_po

from checks._contract import Text


class Language(StrEnum):
    JA = "ja"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the catalogue with what fills its gaps. Values are data and are never interpreted again."""

    text: str
    values: Mapping[str, object]


def message(text: str, /, **values: object) -> Message:
    """Marks ``text`` (a literal, with ``{name}`` gaps) for the catalogue."""
    return Message(text, MappingProxyType(values))


def marked(text: str) -> str:
    """Marks a literal for the catalogue that is translated later (help texts)."""
    return text


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    # Read once a process: the catalogue is part of the program, not state.
    if language is Language.EN:
        return {}
    source = resources.files("reports") / "locales" / f"{language.value}.po"
    with source.open("rb") as stream:
        entries = read_po(stream)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def translate(text: str, language: Language) -> str:
    """The sentence in ``language``; in English where the catalogue has none (a test shows that it has all)."""
    return _catalogue(language).get(text, text)


def in_both(said: Message) -> Text:
    """A message for what is kept in both languages, such as the audit's notes."""
    return Text(ja=say(said, Language.JA), en=say(said, Language.EN))


def say(said: Message | Text, language: Language) -> str:
    """A message or a check's text as the reader gets it."""
    match said:
        case Text():
            return said.ja if language is Language.JA else said.en
        case Message():
            values = {
                name: say(value, language) if isinstance(value, Message | Text) else value
                for name, value in said.values.items()
            }
            return translate(said.text, language).format_map(values)
