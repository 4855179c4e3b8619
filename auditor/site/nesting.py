"""Which elements of a page stand open, and whether one of them hides what stands in it.

Follows the standard's rules for ends that go without saying as far as links and text need them. An element is put on and
taken off once, and where the last of a name stands open is known without looking for it: a page made of nothing but nesting
takes no longer than another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from auditor.site.tags import Tag

NEVER_SHOWN = frozenset({"script", "style", "template", "noscript", "title", "iframe", "noembed", "noframes"})
"""Elements that show nothing of what stands in them, whatever their attributes are."""

_EMPTY = frozenset(
    {
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
    }
    | {"meta", "param", "source", "track", "wbr"}
)
"""Elements that nothing stands in."""

_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\s*(?:!|;|$)", re.IGNORECASE
)
_STYLE_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)

_SHUT = frozenset({"template", "noscript"})
_CELLS = _SHUT | {"table", "td", "th", "caption", "object"}
"""Elements whose inside no end tag from within reaches out of."""

_OF_TABLES = frozenset({"tbody", "thead", "tfoot", "tr", "td", "th", "caption"})

_ENDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "a": (frozenset({"a"}), _CELLS),
    "li": (frozenset({"li"}), _CELLS | {"ul", "ol", "menu"}),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), _CELLS | {"dl"})),
    **dict.fromkeys(("td", "th"), (frozenset({"td", "th"}), _SHUT | {"table", "tr"})),
    "tr": (frozenset({"tr"}), _SHUT | {"table"}),
    **dict.fromkeys(("tbody", "thead", "tfoot"), (frozenset({"tbody", "thead", "tfoot"}), _SHUT | {"table"})),
}
"""By an element that begins: the open ones that end by it, unless one of the latter stands between."""

_END_A_PARAGRAPH = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
    }
    | {
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
    }
    | {"hr", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "ul"}
)


def hides(tag: Tag) -> bool:
    """Whether the element hides what stands in it, and itself; style sheets are not asked."""
    if tag.name in NEVER_SHOWN or "hidden" in tag.attributes:
        return True
    style = tag.attributes.get("style")
    return style is not None and _HIDING_STYLE.search(_STYLE_COMMENT.sub("", style)) is not None


class Nesting:
    """The elements that stand open, from the outermost to the innermost."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []  # name, whether it hides
        self._at: dict[str, list[int]] = {}  # by name, where in ``_open``
        self._hiding = 0

    @property
    def hidden(self) -> bool:
        """Whether what stands here is hidden."""
        return self._hiding > 0

    @property
    def innermost(self) -> str:
        return self._open[-1][0] if self._open else ""

    def holds(self, *names: str) -> bool:
        """Whether an element of one of the names stands open."""
        return self._last(names) >= 0

    def begin(self, tag: Tag) -> None:
        if tag.name in _END_A_PARAGRAPH:
            self._end(("p",), _CELLS | {"button"})
        if tag.name in _ENDS:
            self._end(*_ENDS[tag.name])
        if tag.name in _EMPTY:
            return
        hiding = hides(tag)
        self._at.setdefault(tag.name, []).append(len(self._open))
        self._open.append((tag.name, hiding))
        self._hiding += hiding

    def end(self, name: str) -> None:
        """What stands after the end of the body stands in it all the same."""
        if name in ("body", "html"):
            return
        if name in _SHUT:
            self._end((name,), ())
        elif name == "table":
            self._end((name,), _SHUT)
        else:
            self._end((name,), _SHUT | {"table"} if name in _OF_TABLES else _CELLS)

    def _end(self, names: Iterable[str], within: Iterable[str]) -> None:
        last = self._last(names)
        if last <= self._last(within):
            return
        while len(self._open) > last:
            name, hiding = self._open.pop()
            self._at[name].pop()
            self._hiding -= hiding

    def _last(self, names: Iterable[str]) -> int:
        return max((at[-1] for name in names if (at := self._at.get(name))), default=-1)
