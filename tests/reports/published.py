"""The published schemas of SARIF and OSCAL, as validators (where they come from: schemas/README.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft7Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator

_FOLDER = Path(__file__).parent / "schemas"


@cache
def sarif_schema() -> Validator:
    return Draft4Validator(_read("sarif-2.1.0-rtm.5.json"), format_checker=FormatChecker())


@cache
def oscal_schema() -> Validator:
    schema = _read("oscal_assessment-results_schema.json")
    checked: Validator = _Oscal(schema, format_checker=FormatChecker())
    return checked


def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text("utf-8"))


def _matches(
    validator: Validator, pattern: str, instance: object, schema: object
) -> Iterator[ValidationError]:
    r"""OSCAL's patterns speak of \p{L} and \p{N}, as ECMA-262 does and the standard library does not."""
    known = pattern.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d")
    if isinstance(instance, str) and not re.search(known, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Oscal = validators.extend(Draft7Validator, {"pattern": _matches})  # type: ignore[no-untyped-call]
