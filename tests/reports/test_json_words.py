"""JSON text is what the standard library would write, and UTF-8 can always hold it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from reports.json_words import json_text

_TEXT = st.text(st.characters(exclude_categories=[]))
_WHOLE = st.text()
_TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | _WHOLE,
    lambda inner: st.lists(inner) | st.dictionaries(_WHOLE, inner),
)


@dataclass(frozen=True, slots=True)
class Pair:
    one: object
    other: tuple[object, ...] = ()


@given(_TREES)
def test_any_document_is_written_as_the_standard_library_writes_it(tree: object) -> None:
    assert json_text(tree) == json.dumps(tree, ensure_ascii=False, indent=2)


@given(_TEXT)
def test_any_text_is_held_by_utf_8(text: str) -> None:
    written = json_text(Pair(text, (Pair(text), {text: text}))).encode("utf-8")
    whole = "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    assert json.loads(written) == {
        "one": whole,
        "other": [{"one": whole, "other": []}, {whole: whole}],
    }
