"""Characters that a page or a terminal cannot or should not be given as they are, made visible."""

from __future__ import annotations

import re

_UNFIT = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls: no text in HTML (13.2.3.5 of the standard), orders to a terminal
    "\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides and isolates (Unicode UAX 9)
    "\ud800-\udfff"  # lone surrogates: UTF-8 cannot hold them
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
    "]"
)


def visible(text: str) -> str:
    """The text with such characters by their number: NUL as [U+0000], a right-to-left override as [U+202E].

    An override that took effect would turn round the words beside a name; the reader of an audit wants to see it.
    (Unicode's own pictures for control codes are missing in most fonts.)
    """
    if text.isprintable():  # most text is, and is told so ten times as fast as by looking for what is not
        return text
    return _UNFIT.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
