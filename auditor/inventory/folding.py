"""Text as people type it, brought to one form: how far depends on what the text is for.

Free text keeps its letters; ids and headings are folded by NFKC (Unicode Standard Annex 15), which makes full width
half width (ＡＢ１２ → AB12, － → -, ； → ;) and half-width kana full width.
"""

from __future__ import annotations

import re
import unicodedata

from auditor.inventory.variants import STANDARD_FORMS

_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
"""Signs that keyboards, Excel and character tables put where a hyphen was meant."""

_LIST_SIGNS = re.compile(r"[;；、､,，/／\n]")
_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def plain(text: str) -> str:
    """Free text: spaces around and control characters other than tab and line break go, line breaks become ``\\n``.

    The letters themselves stay as they were written.
    """
    text = _LINE_BREAK.sub("\n", text)
    kept = (sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    return "".join(kept).strip()


def folded(text: str) -> str:
    """Width and signs folded, spaces around gone; case stays."""
    return unicodedata.normalize("NFKC", text).translate(_HYPHENS).strip()


def section(text: str) -> str:
    """A section's name: folded, with single spaces, so that the tables agree on it."""
    return " ".join(folded(plain(text)).split())


def key(text: str) -> str:
    """The form in which headings and words of a list are compared: folded, without case and spaces."""
    return "".join(folded(text).casefold().split())


def items(text: str) -> tuple[str, ...]:
    """A list in one cell, split at ``;`` ``、`` ``,`` ``/`` or a line break, of either width; empty parts go."""
    return tuple(part for raw in _LIST_SIGNS.split(_LINE_BREAK.sub("\n", text)) if (part := raw.strip()))


def is_hidden(text: str) -> bool:
    """Whether it holds a sign that nobody sees: control characters, line breaks, zero-width and direction marks."""
    return any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in text)


def holds_list_sign(text: str) -> bool:
    return _LIST_SIGNS.search(text) is not None


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one person's name: width, spaces and variant characters (髙 高) aside."""
    return name_key(one) == name_key(other)


def name_key(text: str) -> str:
    """The form in which names of people are compared."""
    return _VARIATION_SELECTORS.sub("", key(text)).translate(STANDARD_FORMS)
