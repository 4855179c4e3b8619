"""The form of a pack file: TOML → ``PackFile``. Whether its parts fit together is judged in ``auditor.policy``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from auditor.errors import PackError
from auditor.fault_words import what_to_write
from auditor.saying import on_one_line
from auditor.system_words import why_no_toml
from checks._contract import Cover, FilledFrom, FormId, Severity, Status, Text
from reports.messages import Message, message


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


_Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Line = Annotated[_Filled, AfterValidator(on_one_line)]
_Days = Annotated[int, Field(strict=True, ge=0, le=1000)]


class Bilingual(_Part):
    ja: _Filled
    en: _Filled

    @property
    def text(self) -> Text:
        return Text(self.ja, self.en)


class Name(Bilingual):
    """Stands in headings, in tables and on paper."""

    ja: _Line
    en: _Line


class ClauseEntry(_Part):
    id: _Line
    summary: Bilingual
    cover: Annotated[tuple[Cover, ...], Field(min_length=1)]
    checks: tuple[str, ...] = ()
    note: Bilingual | None = None


class ParameterEntry(_Part):
    value: Any
    source: _Filled  # a clause of the pack, or `working-rule`
    note: Bilingual | None = None  # what more there is to say about where it comes from


class CheckEntry(_Part):
    clause: _Filled
    severity: Severity | Annotated[dict[Status, Severity], Field(min_length=1)]
    parameters: dict[str, ParameterEntry] = {}


class FormEntry(_Part):
    id: FormId
    clause: _Filled
    name: Name | None = None
    office: Name | None = None  # who keeps the public list; for the forms about listing
    filled: dict[_Filled, FilledFrom] = {}  # for the operation policy


class PackFile(_Part):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    version: _Filled
    name: Name
    due_working_days: dict[Severity, _Days]
    words: tuple[_Filled, ...] = ()  # what an attacker who knows the city would try
    waiver_days: Annotated[int, Field(strict=True, ge=1, le=730)] = 365  # the longest that a waiver may last
    clauses: Annotated[tuple[ClauseEntry, ...], Field(min_length=1)]
    checks: Annotated[dict[str, CheckEntry], Field(min_length=1)]
    forms: tuple[FormEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A pack file with what is wrong with its form. ``entries`` are whole where there are no ``faults``.

    Where there are, they are what can be read all the same, so that whatever else is wrong is told at once: a clause
    of a wrong form with its id alone, and no check of a wrong form (``unread`` has their ids). None: not even that.
    """

    entries: PackFile | None
    faults: tuple[Message, ...] = ()
    unread: frozenset[str] = frozenset()


def parse(name: str, text: str) -> Parsed:
    """Raises PackError where ``text`` is no TOML."""
    tables = _tables(name, text)
    try:
        return Parsed(PackFile.model_validate(tables))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        return _readable(
            tables,
            tuple(
                message(
                    "{place}: {detail}",
                    place=_place(fault["loc"], tables),
                    detail=what_to_write(fault, _OWN_SENTENCES),
                )
                for fault in faults
            ),
        )


_OWN_SENTENCES: Mapping[str, Message] = {  # beside those that hold of any file
    "dict_type": message('write a table, for example {{ nonconforming = "high", advice = "low" }}'),
    "string_pattern_mismatch": message("write small letters, digits and hyphens, a letter first"),
}


def _place(loc: tuple[int | str, ...], tables: Mapping[str, Any]) -> str:
    """Where it stands, as the file names it: a clause by its id, if it has one, and no names of the reader's own types."""
    match loc:
        case ("clauses", int(number), *rest) if _has_id(clause := tables["clauses"][number]):
            parts = (f"clauses {clause['id']}", *rest)
        case _:
            parts = loc
    return ".".join(str(part) for part in parts if "[" not in str(part))


def _readable(tables: Mapping[str, Any], faults: tuple[Message, ...]) -> Parsed:
    clauses, checks = tables.get("clauses"), tables.get("checks")
    if not isinstance(clauses, list) or not isinstance(checks, dict) or not all(map(_has_id, clauses)):
        return Parsed(None, faults)
    readable = {check_id: entry for check_id, raw in checks.items() if (entry := _valid(CheckEntry, raw))}
    entries = PackFile.model_construct(
        id=str(tables.get("id", "")),
        clauses=tuple(_valid(ClauseEntry, raw) or _only_id(raw["id"]) for raw in clauses),
        checks=readable,
    )
    return Parsed(entries, faults, frozenset(checks) - frozenset(readable))


def _has_id(clause: object) -> bool:
    return isinstance(clause, dict) and isinstance(clause.get("id"), str)


def _only_id(clause_id: str) -> ClauseEntry:
    """A clause of which nothing else is judged."""
    unread = Bilingual(ja="?", en="?")
    return ClauseEntry.model_construct(id=clause_id.strip(), summary=unread, cover=(), checks=(), note=unread)


_Entry = TypeVar("_Entry", bound=_Part)


def _valid(form: type[_Entry], raw: object) -> _Entry | None:
    try:
        return form.model_validate(raw)
    except ValidationError:
        return None


def _tables(name: str, text: str) -> dict[str, Any]:
    """The TOML of a pack. Raises PackError."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PackError(
            message(
                "The policy pack {pack} is no valid TOML: {detail}.", pack=name, detail=why_no_toml(error)
            ),
            message("Correct that line."),
        ) from None


def refused(name: str, faults: Iterable[Message]) -> PackError:
    """The error that says all that is wrong with a pack."""
    return PackError(
        message("The policy pack {pack} does not fit:", pack=name),
        message("Correct these places in the pack or in the settings' [policy.override]."),
        tuple(faults),
    )
