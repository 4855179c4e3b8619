"""An audit, or a part of one, as the ledger keeps it: JSON whose keys are the names of the fields.

A field that a later version adds has a default, so what an earlier one kept is still read.
"""

from __future__ import annotations

import json
import zlib
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from auditor.errors import StoreError
from reports.audit import Audit
from reports.history import Figures
from reports.messages import Message

T = TypeVar("T")

_TOO_LARGE = 1 << 30
"""Bytes to which no audit unfolds: one of 100,000 accounts has a tenth of it."""


class _Kept(Generic[T]):
    """Values of one type as text, and back."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter = TypeAdapter(kind)

    def written(self, value: T) -> str:
        try:
            return self._adapter.dump_json(value).decode("utf-8")
        except PydanticSerializationError:  # half of a surrogate pair, which a command line may hold
            return json.dumps(self._adapter.dump_python(value, mode="json"))

    def read(self, text: str | bytes, what: Message, todo: Message) -> T:
        """Raises StoreError, which says ``what`` and ``todo``, for a text that this version does not read."""
        try:
            return self._adapter.validate_python(json.loads(text))
        except (ValidationError, ValueError, RecursionError):
            raise StoreError(what, todo) from None


_QUICKLY = 1
"""Level of compression: a third of the time of the usual one for a quarter more bytes, every night anew."""

AUDIT = _Kept(Audit)
FIGURES = _Kept(Figures)


def packed(audit: Audit) -> bytes:
    """The audit as compressed JSON; the same audit gives the same bytes."""
    return zlib.compress(AUDIT.written(audit).encode("utf-8"), _QUICKLY)


def unpacked(content: bytes, what: Message, todo: Message) -> Audit:
    """Raises StoreError as ``read`` does."""
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(content, _TOO_LARGE)
    except zlib.error:
        raise StoreError(what, todo) from None
    if not inflating.eof:
        raise StoreError(what, todo)
    return AUDIT.read(text, what, todo)
