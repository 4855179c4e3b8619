"""Reads a rendered page the way a browser would, as far as the tests need it: elements, attributes, text."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Element:
    tag: str
    attributes: dict[str, str]
    ancestors: tuple[str, ...]


VOID = frozenset({"meta", "br", "col", "link", "img", "input", "hr", "base"})


class Page(HTMLParser):
    """``elements`` in order; ``text`` is everything that stands between tags, style sheets and scripts aside."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.pieces: list[str] = []
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"elements that were not closed: {self._open}"

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def style(self) -> str:
        return "".join(self.styles)

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)
        if tag in ("style", "script"):
            (self.styles if tag == "style" else self.scripts).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1] == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.styles[-1] += data
        elif self._open and self._open[-1] == "script":
            self.scripts[-1] += data
        else:
            self.pieces.append(data)
