"""A page as far as the site check reads it: its links with what stands around them, its text, and whether it is all there."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.site.addresses import joined
from auditor.site.tags import Tag, read

_ENCODINGS: Mapping[str, str] = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(
        ("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji", "ms932", "cp932"), "cp932"
    ),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "eucjp"), "euc_jp"),
    **dict.fromkeys(("iso-2022-jp", "csiso2022jp"), "iso2022_jp"),
    **dict.fromkeys(("iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252"), "cp1252"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
}
"""As browsers read the names. Others are not tried: Python knows encodings that unpack or run what they are given."""

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{1,40})""", re.I
)

_NOT_SHOWN = frozenset({"script", "style", "template", "noscript", "title", "iframe", "noembed", "noframes"})
_WITHIN_WORDS = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "em",
        "font",
        "i",
        "mark",
        "ruby",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    }
)
"""Tags that part no words."""

_PARTS = frozenset({"tr", "li", "dt", "h1", "h2", "h3", "h4", "h5", "h6"})
_WHOLES = frozenset({"table", "ul", "ol", "dl"})


@dataclass(frozen=True, slots=True)
class Link:
    """``address`` in full; ``around`` is the text of the row, list item or section in which it stands."""

    address: str
    around: str


@dataclass(frozen=True, slots=True)
class Page:
    """``scripts``: it has some; ``asks_password``, ``leads_on`` (refreshes itself to another page), ``frames``: as said;
    ``open_end``: an element that shows nothing is never closed, so that what follows was not read."""

    links: tuple[Link, ...]
    text: str
    scripts: bool = False
    asks_password: bool = False
    leads_on: bool = False
    frames: bool = False
    open_end: bool = False


def parse(content: bytes, address: str, charset: str | None = None) -> Page:
    """The page that ``address`` answered with; ``charset`` is what the answer's header names, if anything."""
    reader = _Reader(address)
    for found in read(_decoded(content, charset)):
        if isinstance(found, str):
            reader.text(found)
        else:
            reader.tag(found)
    return reader.page()


@dataclass
class _Reader:
    base: str
    based: bool = False
    parts: list[list[str]] = field(default_factory=lambda: [[]])
    links: list[tuple[str, int]] = field(default_factory=list)  # reference, the part in which it stands
    hidden: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def text(self, text: str) -> None:
        if not self.hidden:
            self.parts[-1].append(text)

    def tag(self, tag: Tag) -> None:
        if tag.name in _NOT_SHOWN:
            self._hide(tag)
        if tag.name not in _WITHIN_WORDS:
            self.text(" ")
        if tag.closes:
            if tag.name in _WHOLES:
                self.parts.append([])
        else:
            self._opened(tag)

    def _opened(self, tag: Tag) -> None:
        match tag.name:
            case "script":
                self.seen.add("script")
            case "base" if not self.based and "href" in tag.attributes:
                self.based = True
                self.base = joined(self.base, tag.attributes["href"]) or self.base
            case "meta" if tag.attributes.get("http-equiv", "").strip().lower() == "refresh":
                self.seen.add("refresh")
            case "frameset":
                self.seen.add("frames")
            case "input" if tag.attributes.get("type", "").strip().lower() == "password":
                self.seen.add("password")
            case "a" | "area" if not self.hidden and "href" in tag.attributes:
                self.links.append((tag.attributes["href"], len(self.parts) - 1))
            case "img" if not self.hidden:
                self.text(tag.attributes.get("alt", ""))
            case name if name in _PARTS:
                self.parts.append([])
            case _:
                pass

    def _hide(self, tag: Tag) -> None:
        depth = self.hidden.get(tag.name, 0) + (-1 if tag.closes else 1)
        if depth > 0:
            self.hidden[tag.name] = depth
        else:
            self.hidden.pop(tag.name, None)

    def page(self) -> Page:
        texts = [" ".join("".join(part).split()) for part in self.parts]
        found = ((joined(self.base, reference), texts[part]) for reference, part in self.links)
        return Page(
            links=tuple(Link(address, around) for address, around in found if address is not None),
            text=" ".join(text for text in texts if text),
            scripts="script" in self.seen,
            asks_password="password" in self.seen,
            leads_on="refresh" in self.seen,
            frames="frames" in self.seen,
            open_end=bool(self.hidden),
        )


def _decoded(content: bytes, charset: str | None) -> str:
    """A mark at the beginning goes before the header, the header before the page's own word, as browsers do."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    declared = _DECLARED.search(content[:4096])
    for label in (charset, declared and declared[1].decode("ascii")):
        if label and (known := _ENCODINGS.get(label.strip().lower())):
            return content.decode(known, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp932", "replace")
