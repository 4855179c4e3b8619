"""The forms that a pack asks for: whether they fit the rest of it, and as the program uses them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from auditor.pack_file import FormEntry, PackFile
from checks._contract import FormId, PackForm
from checks._wording import folded
from reports.messages import Message, message

_POLICY_CHECK = "operation-policy"
"""The check whose parameter ``fields`` names what an operation policy holds."""

_LETTERS = frozenset(
    {FormId.LISTING_REQUEST, FormId.LISTING_NOTICE, FormId.REMOVAL_REQUEST, FormId.REMOVAL_NOTICE}
)
"""The forms that go to or come from the office that keeps the public list."""


def made_forms(entries: Iterable[FormEntry]) -> tuple[PackForm, ...]:
    return tuple(
        PackForm(
            id=entry.id,
            clause=entry.clause,
            name=entry.name.text if entry.name else None,
            office=entry.office.text if entry.office else None,
            filled=entry.filled,
        )
        for entry in entries
    )


def faults_of_forms(pack: PackFile) -> Iterator[Message]:
    """What does not fit together between forms, clauses and the fields of an operation policy."""
    clauses = {clause.id for clause in pack.clauses}
    for form_id, times in Counter(entry.id for entry in pack.forms).items():
        if times > 1:
            yield message("The form {form} stands {times} times.", form=form_id.value, times=times)
    for entry in pack.forms:
        if entry.clause not in clauses:
            yield message(
                "The form {form}: there is no clause {clause}.", form=entry.id.value, clause=entry.clause
            )
        yield from _faults_of_parts(entry, pack)


def _faults_of_parts(entry: FormEntry, pack: PackFile) -> Iterator[Message]:
    """A part that the form needs and lacks, or has and cannot use."""
    form = entry.id.value
    if entry.id in _LETTERS and entry.office is None:
        yield message("The form {form} lacks `office`, the section that keeps the public list.", form=form)
    if entry.id not in _LETTERS and entry.office is not None:
        yield message("The form {form} has no use for `{part}`.", form=form, part="office")
    if entry.id is not FormId.OPERATION_POLICY:
        if entry.filled:
            yield message("The form {form} has no use for `{part}`.", form=form, part="filled")
        return
    fields = _policy_fields(pack)
    if not fields:
        yield message(
            "The form {form} has no fields: [checks.{check}] names none.", form=form, check=_POLICY_CHECK
        )
        return
    known = {folded(name) for name in fields}
    for name in entry.filled:
        if folded(name) not in known:
            yield message(
                "The form {form}: [checks.{check}] has no field {field}; it has {known}.",
                form=form,
                check=_POLICY_CHECK,
                field=name,
                known=", ".join(fields),
            )


def _policy_fields(pack: PackFile) -> tuple[str, ...]:
    """As the pack writes them; whether they are words at all, the check's own parameters say."""
    check = pack.checks.get(_POLICY_CHECK)
    stated = check.parameters.get("fields") if check is not None else None
    if stated is None or not isinstance(stated.value, list):
        return ()
    return tuple(name for name in stated.value if isinstance(name, str))
