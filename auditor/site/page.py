"""A page as far as the site check reads it: its links with what stands around them, its text, and whether it is all there.

What the page itself hides is read apart from what it shows. Style sheets and scripts are not read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.site.addresses import joined
from auditor.site.nesting import NEVER_SHOWN, Nesting, hides
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

_NOT_READ = NEVER_SHOWN - {"template", "noscript"}
"""What stands in these is no part of the page, not even a hidden one."""

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
    """``address`` in full; ``around`` is the shown text of the row, list item or section in which it stands. ``hidden``: the
    page hides it, or it has nothing to be seen by."""

    address: str
    around: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """``text`` is what is shown, ``hidden`` what is not. ``scripts``: it has some; ``asks_password``, ``leads_on`` (refreshes
    itself to another page), ``frames`` (it shows other pages within itself): as said; ``open_end``: an element that shows
    nothing is never closed, so that what follows was not read."""

    links: tuple[Link, ...]
    text: str
    hidden: str = ""
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


@dataclass(slots=True)
class _Reference:
    """A link as it is read: the part in which it stands, and whether there is anything to see it by."""

    written: str
    part: int
    hidden: bool
    named: bool = False


@dataclass
class _Reader:
    base: str
    based: bool = False
    parts: list[list[str]] = field(default_factory=lambda: [[]])
    unseen: list[str] = field(default_factory=list)
    links: list[_Reference] = field(default_factory=list)
    anchor: _Reference | None = None  # the last ``<a>`` with an address
    nesting: Nesting = field(default_factory=Nesting)
    seen: set[str] = field(default_factory=set)

    def text(self, text: str) -> None:
        if self.nesting.hidden:
            if self.nesting.innermost not in _NOT_READ:
                self.unseen.append(text)
            return
        self.parts[-1].append(text)
        self._names_link(text)

    def tag(self, tag: Tag) -> None:
        if tag.closes:
            self.nesting.end(tag.name)
        else:
            self.nesting.begin(tag)
        if tag.name not in _WITHIN_WORDS:
            self.text(" ")
        if not tag.closes:
            self._began(tag, hidden=self.nesting.hidden or hides(tag))
        elif tag.name in _WHOLES:
            self.parts.append([])

    def _began(self, tag: Tag, *, hidden: bool) -> None:
        if tag.name in ("a", "area"):
            self._link_began(tag, hidden=hidden)
        elif tag.name in _PARTS:
            self.parts.append([])
        elif tag.name == "img" and not hidden:
            self.text(tag.attributes.get("alt", ""))
        else:
            self._notice(tag)
        if not hidden:
            self._names_link(tag.attributes.get("aria-label", ""))

    def _notice(self, tag: Tag) -> None:
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
            case "iframe" if not self.nesting.holds("noscript", "template"):
                self.seen.add("frames")
            case "input" if tag.attributes.get("type", "").strip().lower() == "password":
                self.seen.add("password")
            case _:
                pass

    def _link_began(self, tag: Tag, *, hidden: bool) -> None:
        link = None
        if "href" in tag.attributes:
            link = _Reference(tag.attributes["href"], len(self.parts) - 1, hidden)
            self.links.append(link)
        if tag.name == "a":
            self.anchor = link
        elif link is not None:
            link.named = True  # a spot of a picture, which is seen without a name

    def _names_link(self, text: str) -> None:
        if self.anchor is not None and not self.anchor.named and self.nesting.holds("a"):
            self.anchor.named = bool(text.strip())

    def page(self) -> Page:
        texts = [" ".join("".join(part).split()) for part in self.parts]
        found = (
            (joined(self.base, link.written), texts[link.part], link.hidden or not link.named)
            for link in self.links
        )
        return Page(
            links=tuple(
                Link(address, around, hidden) for address, around, hidden in found if address is not None
            ),
            text=" ".join(text for text in texts if text),
            hidden=" ".join("".join(self.unseen).split()),
            scripts="script" in self.seen,
            asks_password="password" in self.seen,
            leads_on="refresh" in self.seen,
            frames="frames" in self.seen,
            open_end=self.nesting.holds(*NEVER_SHOWN),
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
