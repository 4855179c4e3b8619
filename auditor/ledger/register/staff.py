"""The staff directory. Birth dates and phone numbers are here as keyed fingerprints only, and end with the person's row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, bindparam, delete, select

from auditor.inventory.tables import PersonalData
from auditor.ledger.columns import row_of
from auditor.ledger.register.plan import Change, Plan, Row, Write, chosen, compare, update_by
from auditor.ledger.schema import people
from auditor.measuring.personal import PersonalForms, is_comparable
from checks._contract import Person

_COLUMNS = [people.c[name] for name in Person.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Personal:
    """What the store has of the directory's personal columns.

    ``forms`` are missing for people who were taken in while the vault had no key. ``birth_date_given`` and ``phone_given``
    tell of whom the directory states one that passwords can be compared with (an extension alone is none).
    """

    forms: tuple[PersonalForms, ...]
    birth_date_given: frozenset[str]
    phone_given: frozenset[str]

    @property
    def are_whole(self) -> bool:
        """Whether there are forms of all that the directory states. Somebody may have emptied them in the ledger."""
        with_birth_date = {person.staff_number for person in self.forms if person.birth_date}
        with_phone = {person.staff_number for person in self.forms if person.phone}
        return self.birth_date_given <= with_birth_date and self.phone_given <= with_phone


def stored(tx: Connection) -> dict[str, Person]:
    """By staff number, in its order."""
    rows = tx.execute(select(*_COLUMNS).order_by(people.c.staff_number))
    return {row.staff_number: Person(**row._mapping) for row in rows}


def personal(tx: Connection) -> Personal:
    rows = tx.execute(
        select(
            people.c.staff_number,
            people.c.birth_date_given,
            people.c.phone_given,
            people.c.key_id,
            people.c.birth_date_forms,
            people.c.phone_forms,
        ).order_by(people.c.staff_number)
    ).all()
    return Personal(
        forms=tuple(
            PersonalForms(
                row.staff_number, row.key_id, birth_date=row.birth_date_forms, phone=row.phone_forms
            )
            for row in rows
            if row.key_id is not None
        ),
        birth_date_given=frozenset(row.staff_number for row in rows if row.birth_date_given),
        phone_given=frozenset(row.staff_number for row in rows if row.phone_given),
    )


def plan(
    tx: Connection,
    given: Iterable[Person],
    data: Iterable[PersonalData],
    forms: Mapping[str, PersonalForms] | None,
) -> Plan:
    """``forms`` by staff number; None: there is no key to make them with."""
    before = {row.staff_number: row._asdict() for row in tx.execute(select(people))}
    data_of = {row.staff_number: row for row in data}
    wanted = {
        person.staff_number: {
            **row_of(person),
            **_personal(data_of.get(person.staff_number), (forms or {}).get(person.staff_number)),
        }
        for person in given
    }
    difference = compare("staff", before, wanted)
    return Plan(
        replace(difference, changed=tuple(map(_in_words_of_the_source, difference.changed))),
        (
            Write(
                delete(people).where(people.c.staff_number == bindparam("number")),
                tuple({"number": number} for number in difference.removed),
            ),
            update_by(people.c.staff_number, chosen(wanted, (change.id for change in difference.changed))),
            Write(people.insert(), chosen(wanted, difference.added)),
        ),
    )


def _personal(data: PersonalData | None, forms: PersonalForms | None) -> Row:
    return {
        "birth_date_given": data is not None and data.birth_date is not None,
        "phone_given": data is not None and is_comparable(data.phone),
        "key_id": forms and forms.key_id,
        "birth_date_forms": forms and forms.birth_date,
        "phone_forms": forms and forms.phone,
    }


_SOURCE_COLUMNS = {
    "presence": "status",
    "birth_date_given": "birth_date",
    "birth_date_forms": "birth_date",
    "phone_given": "phone",
    "phone_forms": "phone",
    "key_id": "fingerprints",
}


def _in_words_of_the_source(change: Change) -> Change:
    """The columns as the inventory calls them; under another key all forms differ, which tells nothing of the data."""
    columns = change.columns
    if "key_id" in columns:
        columns = tuple(name for name in columns if not name.endswith("_forms"))
    return Change(change.id, tuple(dict.fromkeys(_SOURCE_COLUMNS.get(name, name) for name in columns)))
