"""What pydantic finds wrong with a TOML file, as a sentence that says what to write there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from pydantic_core import ErrorDetails

from reports.messages import Message, message

_WORDS = message("write one of {expected}")
_NOT_EMPTY = message("must not be empty")
_TEXT = message("write text in quotation marks")
_NUMBER = message("write a whole number")
_NO_ENTRY = message("there is no such entry")
_SECTION = message("write a section of its own in square brackets")
_SENTENCES: Mapping[str, Message] = {  # type of a pydantic error → what to do about it
    "missing": message("is missing"),
    "extra_forbidden": _NO_ENTRY,
    "enum": _WORDS,
    "literal_error": _WORDS,
    "greater_than_equal": message("at least {ge}"),
    "less_than_equal": message("at most {le}"),
    "string_too_short": _NOT_EMPTY,
    "too_short": _NOT_EMPTY,
    "string_too_long": message("write at most {max_length} characters"),
    "too_long": message("name at most {max_length}"),
    "string_type": _TEXT,
    "path_type": _TEXT,
    "tuple_type": message('write a list, for example ["one", "two"]'),
    "bool_type": message("write true or false"),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "model_type": _SECTION,
    "model_attributes_type": _SECTION,
    "dict_type": _SECTION,
    "dataclass_type": message('write it in braces, for example {{ mode = "none" }}'),
    "unexpected_keyword_argument": _NO_ENTRY,
    "one_line": message("write it on one line, without signs that cannot be seen"),
}
_NONE_OF_ITS_OWN: Mapping[str, Message] = MappingProxyType({})


def what_to_write(fault: ErrorDetails, own: Mapping[str, Message] = _NONE_OF_ITS_OWN) -> Message:
    """The sentence for ``fault``; ``own`` are those of the file's kind, by the type of the error, and go first."""
    sentence = own.get(fault["type"]) or _SENTENCES.get(fault["type"])
    if sentence is None:
        return message("does not fit ({kind})", kind=fault["type"])
    limits = {name: value for name, value in fault.get("ctx", {}).items() if name in _LIMITS}
    if "expected" in limits:
        limits["expected"] = ", ".join(re.findall(r"'([^']*)'", limits["expected"]))
    return Message(sentence.text, limits)


_LIMITS = ("expected", "ge", "le", "max_length")
"""What pydantic tells of a rule; the rest of its context may hold what stands in the file."""
