"""Forms as files: their names, and that nothing is written over what is no form, or what people completed since."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.errors import UsageError
from auditor.files import Unreadable, in_file_name, private_folder, read_small, write_private
from checks._contract import FormId
from reports.forms import Form
from reports.forms_html import form_page, is_form_page, register_page
from reports.forms_sheet import form_sheet, is_untouched_form
from reports.messages import Language, message
from reports.register import Register
from reports.register_sheet import is_register, write_register


@dataclass(frozen=True, slots=True)
class Written:
    """A form that stands in a file; ``account_id`` is None where it is about the whole city."""

    form: FormId
    account_id: str | None
    path: Path


@dataclass(frozen=True, slots=True)
class _Planned:
    written: Written
    make: Callable[[], bytes]
    is_ours: Callable[[bytes], bool]  # whether what stands in the place may be replaced


def write_forms(
    folder: Path,
    forms: Iterable[Form],
    registers: Mapping[str | None, Register],
    stems: Mapping[str, str],
    *,
    day: date,
    language: Language,
) -> tuple[Written, ...]:
    """Writes each form as a workbook and as a page into ``folder``.

    ``registers``: by the account that each is about, None for the whole city's. ``stems``: account id → its part of a file name (:func:`file_stems`). Raises UsageError before anything is written where
    something stands in the place of a file that is not to be replaced, FileError where a file cannot be written.
    """
    planned = [
        *(one for form in forms for one in _about_account(folder, form, stems, day, language)),
        *(
            one
            for account_id, register in registers.items()
            for one in _register(folder, register, account_id, stems, language)
        ),
    ]
    for one in planned:
        _require_replaceable(one)
    private_folder(folder)
    for one in planned:
        write_private(one.written.path, one.make())
    return tuple(one.written for one in planned)


def _about_account(
    folder: Path, form: Form, stems: Mapping[str, str], day: date, language: Language
) -> tuple[_Planned, ...]:
    stem = f"{form.id.value}-{stems[form.account_id]}"

    def named(ending: str) -> Written:
        return Written(form.id, form.account_id, folder / f"{stem}{ending}")

    return (
        _Planned(named(".xlsx"), lambda: form_sheet(form, day, language), is_untouched_form),
        _Planned(named(".html"), lambda: form_page(form, language).encode(), is_form_page),
    )


def _register(
    folder: Path, register: Register, account_id: str | None, stems: Mapping[str, str], language: Language
) -> tuple[_Planned, ...]:
    stem = FormId.REGISTER.value if account_id is None else f"{FormId.REGISTER.value}-{stems[account_id]}"

    def named(ending: str) -> Written:
        return Written(FormId.REGISTER, account_id, folder / f"{stem}{ending}")

    return (
        _Planned(named(".xlsx"), lambda: write_register(register, language), is_register),
        _Planned(named(".html"), lambda: register_page(register, language).encode(), is_form_page),
    )


_LARGEST = 64 * 1024**2
"""Bytes that are looked at before a file is replaced; the register of 50,000 administrators has a tenth of it."""


def _require_replaceable(planned: _Planned) -> None:
    path = planned.written.path
    if not os.path.lexists(path):
        return
    try:
        standing = read_small(path, _LARGEST)
    except Unreadable:
        standing = b""
    if not planned.is_ours(standing):
        raise UsageError(
            message(
                "{name} exists already and is no form as this program wrote it; it is not overwritten.",
                name=path.name,
            ),
            message("Choose another folder, or move the old file away."),
        )


# --- names ----------------------------------------------------------------------------------------------------------------


def file_stems(account_ids: Iterable[str]) -> Mapping[str, str]:
    """What stands for each account in a file name: its id, if every file system takes it and tells it from all others.

    What a name cannot hold becomes ``_``, and then, or where capitals alone tell two ids apart, a piece of the id's SHA-256
    follows. Of the same accounts the same names come.
    """
    plain = {account_id: in_file_name(account_id) for account_id in account_ids}
    times = Counter(stem.casefold() for stem in plain.values())
    return {
        account_id: stem
        if stem == account_id and times[stem.casefold()] == 1
        else f"{stem}-{hashlib.sha256(account_id.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        for account_id, stem in plain.items()
    }
