"""HTML as a row of tags and pieces of text, read once from its beginning to its end.

The standard library's parser needs minutes for a page of some 100 kB that is made to keep it busy (``<a <a <a …``); this one
looks at each character a fixed number of times. It follows the standard's tokenizer as far as links and text need it: what
is left open at the end of the page is dropped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """``name`` and the names of ``attributes`` in small letters; the first of two attributes of one name counts."""

    name: str
    attributes: Mapping[str, str]
    closes: bool = False


_RAW = frozenset({"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp"})
"""What stands in these is no tag."""

_TAG_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_BETWEEN = re.compile(r"[\s/]*")
_NAME = re.compile(r"=?[^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
_COMMENT_END = re.compile(r"--!?>")
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
_ENDLESS_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")


def read(text: str) -> Iterator[Tag | str]:
    """Tags and text (its characters plain) in their order; of a raw element its text, too."""
    at = 0
    while at < len(text):
        start = text.find("<", at)
        if start < 0:
            yield plain(text[at:])
            return
        if start > at:
            yield plain(text[at:start])
        tag, at = _markup(text, start)
        if tag is not None:
            yield tag
        if isinstance(tag, Tag) and tag.name in _RAW and not tag.closes:
            end = _RAW_ENDS[tag.name].search(text, at)
            if end is None:
                return
            yield plain(text[at : end.start()])
            at = end.start()


def plain(text: str) -> str:
    """With what stands for other characters (``&amp;``, ``&#x3042;``) resolved."""
    return html.unescape(_ENDLESS_NUMBER.sub("\N{REPLACEMENT CHARACTER}", text)) if "&" in text else text


def _markup(text: str, start: int) -> tuple[Tag | str | None, int]:
    """What begins with the ``<`` at ``start``, and where it ends."""
    after = text[start + 1 : start + 2]
    if text.startswith("<!--", start):
        if text.startswith((">", "->"), start + 4):
            return None, text.index(">", start) + 1
        end = _COMMENT_END.search(text, start + 4)
        return None, len(text) if end is None else end.end()
    closes = after == "/"
    name = _TAG_NAME.match(text, start + 1 + closes)
    if name is not None:
        return _tag(text, name[0].lower(), name.end(), closes=closes)
    if after in ("!", "?", "/"):
        stop = text.find(">", start)
        return None, len(text) if stop < 0 else stop + 1
    return "<", start + 1


def _tag(text: str, name: str, at: int, *, closes: bool) -> tuple[Tag | None, int]:
    attributes: dict[str, str] = {}
    while True:
        at = _end(_BETWEEN, text, at)
        if at >= len(text):
            return None, at
        if text[at] == ">":
            return Tag(name, attributes, closes), at + 1
        stop = _end(_NAME, text, at)
        known, at = text[at:stop].lower(), stop
        value = ""
        equals = _EQUALS.match(text, at)
        if equals is not None:
            at = equals.end()
            quote = text[at : at + 1]
            if quote in ("'", '"'):
                stop = text.find(quote, at + 1)
                if stop < 0:
                    return None, len(text)
                value, at = text[at + 1 : stop], stop + 1
            else:
                stop = _end(_BARE, text, at)
                value, at = text[at:stop], stop
        attributes.setdefault(known, plain(value))


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return at if match is None else match.end()
