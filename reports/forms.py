"""A form of a guideline filled in: what stands in it, and what the inventory could not fill.

The same form becomes a page (``reports.forms_html``) and a workbook (``reports.forms_sheet``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from checks._contract import FormId, Text
from reports.messages import Language, Message, message, say


class Blank(Enum):
    """Why a place of a form is empty."""

    MISSING = "missing"  # it belongs into the inventory, which lacks it: marked, and told at the end
    BY_HAND = "by hand"  # nobody knows it before the form is used: number, day, remarks


NOT_FILLED_IN = message("Not filled in")
"""What stands in the marked box of a missing value."""

Words = str | Message | Text
Value = Words | Blank


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a field, with a label of its own where the field has several."""

    value: Value
    label: Words | None = None

    @property
    def is_missing(self) -> bool:
        return self.value is Blank.MISSING


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the form."""

    label: Words
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What makes a form a letter: from whom to whom, whom to ask, and its sentence."""

    to: Value
    sender: Value
    body: Message
    contact: Value | None = None  # a notice has none


@dataclass(frozen=True, slots=True)
class Form:
    """One form about one account. ``name``: what the guideline calls it (様式1)."""

    id: FormId
    title: Message
    account_id: str
    city: Value
    fields: tuple[Field, ...]
    letter: Letter | None = None
    name: Text | None = None

    @property
    def missing(self) -> tuple[Words, ...]:
        """The names of what the inventory lacks, in the form's order."""
        return tuple(self._missing())

    def _missing(self) -> Iterator[Words]:
        if self.city is Blank.MISSING:
            yield CITY
        if self.letter is not None:
            if Blank.MISSING in (self.letter.to, self.letter.sender):
                yield MANAGERS_POST
            if self.letter.contact is Blank.MISSING:
                yield CONTACT
        for field in self.fields:
            for part in field.parts:
                if part.is_missing:
                    yield field.label if part.label is None else _within(field.label, part.label)


CITY = message("Name of the city (settings: city.name)")
MANAGERS_POST = message("Post of the account's manager")
CONTACT = message("Person in charge")


def _within(field: Words, part: Words) -> Message:
    return message("{field} ({part})", field=field, part=part)


def in_words(words: Words, language: Language) -> str:
    """What was written stays as it is; what the program says, it says in ``language``."""
    return words if isinstance(words, str) else say(words, language)
