"""Staff numbers, birth dates and phone numbers in a password, found without keeping them in clear.

At import each written form (``written_forms``) becomes a keyed fingerprint; :class:`PersonalForms` is what the store keeps
of a person. While measuring, the pieces of a password are fingerprinted and looked up in one :class:`PersonalIndex`:
the work grows with the password, not with the directory. Staff numbers stand in the register in clear and are looked
up so. The answer says what kind of data a password holds and whether of a tied person, never whose.

Of people who are not tied to the login only forms of six digits or more count (contract, section 4). Digits are
counted, not signs: ``1985/4/12`` has seven, ``S60.4.12`` five. Of staff numbers letters are counted, too.

What a thief of the store alone learns: how many forms a person has (so whether month and day have one digit or two),
and who shares a form with whom. Values only with the key.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, chain
from typing import NoReturn, final

from auditor.measuring import written_forms
from auditor.measuring.fingerprints import FORM_BYTES, FingerprintKey, PersonalFingerprint
from auditor.measuring.written_forms import (
    MANY_DIGITS,
    Forms,
    birth_date_forms,
    phone_forms,
    staff_number_forms,
)
from checks._contract import PersonalKind, PersonalMatch, Unseen, WhyUnseen


@dataclass(frozen=True, slots=True)
class PersonalForms:
    """What the store keeps of one person's birth date and phone numbers.

    ``birth_date`` and ``phone`` are packed fingerprints of ``FORM_BYTES`` bytes each, in order of value; empty where
    the directory has none. ``key_id`` names the key they were made with.
    """

    staff_number: str
    key_id: str
    birth_date: bytes = b""
    phone: bytes = b""


def forms_of(staff_number: str, birth_date: date | None, phone: str, key: FingerprintKey) -> PersonalForms:
    """Fingerprints of every written form; the data itself is not kept."""
    marker = _Marker(key)
    return PersonalForms(
        staff_number,
        key.id,
        birth_date=_pack(marker, birth_date_forms(birth_date)) if birth_date else b"",
        phone=_pack(marker, phone_forms(phone)),
    )


def is_comparable(phone: str) -> bool:
    """Whether the cell of a phone number holds one that could be found in a password."""
    forms = phone_forms(phone)
    return bool(forms.anywhere or forms.alone)


class _Marker:
    """Form or piece → its fingerprint, whose last bit says whether it counts for people who are not tied."""

    def __init__(self, key: FingerprintKey) -> None:
        self._anywhere: PersonalFingerprint = key.personal()
        self._alone: PersonalFingerprint = key.personal(alone=True)

    def anywhere(self, text: str, digits: int) -> int:
        return self._anywhere(text) & ~1 | (digits >= MANY_DIGITS)

    def alone(self, text: str) -> int:
        return self._alone(text) & ~1


def _pack(marker: _Marker, forms: Forms) -> bytes:
    values = {marker.anywhere(form, len(_DIGIT.findall(form))) for form in forms.anywhere}
    values |= {marker.alone(form) for form in forms.alone}
    return struct.pack(f">{len(values)}Q", *sorted(values))


def _unpack(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(packed) // FORM_BYTES}Q", packed)


_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    kind: PersonalKind
    tied: bool


@dataclass(frozen=True, slots=True, repr=False)
class _Everybody:
    """What counts in a password whoever it belongs to: the forms of six digits and more, and the longer staff numbers."""

    forms: Mapping[PersonalKind, frozenset[int]]
    staff_numbers: frozenset[str]
    lengths: frozenset[int]  # of the staff numbers

    @classmethod
    def of(cls, people: Collection[PersonalForms]) -> _Everybody:
        staff_numbers = frozenset(
            form
            for person in people
            for form in staff_number_forms(person.staff_number).anywhere
            if written_forms.signs(form) >= MANY_DIGITS
        )
        return cls(
            {
                PersonalKind.BIRTH_DATE: _for_everybody(person.birth_date for person in people),
                PersonalKind.PHONE: _for_everybody(person.phone for person in people),
            },
            staff_numbers,
            frozenset(map(len, staff_numbers)),
        )


@final
class PersonalIndex:
    """Looks pieces of passwords up among everybody's forms. Make it with :meth:`build`; it is never pickled.

    Making it costs nothing: everybody's forms are sorted out when the first password is looked up, or by ``prepare``.
    """

    __slots__ = ("_everybody", "_forms", "_marker", "context")

    def __init__(self, forms: Iterable[PersonalForms], key: FingerprintKey) -> None:
        self._marker = _Marker(key)
        self._forms = {person.staff_number: person for person in forms}
        self._everybody: _Everybody | None = None
        self.context = _context(self.forms, key)
        """Another directory, or another key, has another one: by it a kept answer is known to be of this index."""

    @property
    def forms(self) -> tuple[PersonalForms, ...]:
        return tuple(self._forms.values())

    def prepare(self) -> _Everybody:
        if self._everybody is None:
            self._everybody = _Everybody.of(self._forms.values())
        return self._everybody

    @classmethod
    def build(cls, forms: Iterable[PersonalForms], key: FingerprintKey | None) -> PersonalIndex | Unseen:
        """The index, or why nothing can be looked up: no key, or forms that were made with another one."""
        if key is None:
            return Unseen(WhyUnseen.NO_KEY)
        forms = tuple(forms)
        if any(person.key_id != key.id for person in forms):
            return Unseen(WhyUnseen.FORMS_OF_ANOTHER_KEY)
        return cls(forms, key)

    def look_up(self, password: str, tied: frozenset[str]) -> tuple[PersonalMatch, ...]:
        """What the password holds of the people with the staff numbers ``tied``, and of everybody else.

        One match a kind and tie, the longest. A piece that lies within a longer match is not told again, and one that is
        a tied person's is not told as somebody else's.
        """
        view = written_forms.view(password)
        hits = chain(
            self._tied_staff_numbers(view, tied), self._other_staff_numbers(view), self._written(view, tied)
        )
        longest: dict[tuple[PersonalKind, bool], int] = {}
        for hit in _outermost(tuple(hits)):
            sort = hit.kind, hit.tied
            longest[sort] = max(longest.get(sort, 0), hit.end - hit.start)
        return tuple(
            PersonalMatch(kind, is_tied, length)
            for (kind, is_tied), length in sorted(
                longest.items(), key=lambda item: (not item[0][1], item[0][0])
            )
        )

    def _tied_staff_numbers(self, view: str, tied: frozenset[str]) -> Iterator[_Hit]:
        # From the tied numbers themselves: who is tied need not be in the directory.
        for forms in map(staff_number_forms, tied):
            for form in forms.anywhere:
                start = view.find(form)
                while start >= 0:
                    yield _Hit(start, start + len(form), PersonalKind.STAFF_NUMBER, True)
                    start = view.find(form, start + 1)
            if forms.alone:
                for start, end in _runs(view):
                    if view[start:end] in forms.alone:
                        yield _Hit(start, end, PersonalKind.STAFF_NUMBER, True)

    def _other_staff_numbers(self, view: str) -> Iterator[_Hit]:
        everybody = self.prepare()
        for length in everybody.lengths:
            for start in range(len(view) - length + 1):
                if view[start : start + length] in everybody.staff_numbers:
                    yield _Hit(start, start + length, PersonalKind.STAFF_NUMBER, False)

    def _written(self, view: str, tied: frozenset[str]) -> Iterator[_Hit]:
        """Birth dates and phone numbers."""
        forms = [self._forms[number] for number in tied if number in self._forms]
        of_tied = {
            PersonalKind.BIRTH_DATE: frozenset(
                chain.from_iterable(_unpack(person.birth_date) for person in forms)
            ),
            PersonalKind.PHONE: frozenset(chain.from_iterable(_unpack(person.phone) for person in forms)),
        }
        everybody = self.prepare().forms
        for start, end, digits in _pieces(view, 1 if forms else MANY_DIGITS):
            value = self._marker.anywhere(view[start:end], digits)
            for kind, others in everybody.items():
                if value in of_tied[kind]:
                    yield _Hit(start, end, kind, True)
                elif value in others:
                    yield _Hit(start, end, kind, False)
        if of_tied[PersonalKind.PHONE]:
            for start, end in _runs(view):
                if self._marker.alone(view[start:end]) in of_tied[PersonalKind.PHONE]:
                    yield _Hit(start, end, PersonalKind.PHONE, True)

    def __repr__(self) -> str:
        return f"<PersonalIndex of {len(self._forms)} people>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an index of personal data is not pickled or copied")


def _context(forms: Iterable[PersonalForms], key: FingerprintKey) -> bytes:
    state = hashlib.blake2b(key.id.encode(), digest_size=16)
    for person in sorted(forms, key=lambda person: person.staff_number):
        for part in (person.staff_number.encode("utf-8", "surrogatepass"), person.birth_date, person.phone):
            state.update(len(part).to_bytes(8, "big") + part)
    return state.digest()


def _for_everybody(packed: Iterable[bytes]) -> frozenset[int]:
    return frozenset(value for forms in packed for value in _unpack(forms) if value & 1)


def _pieces(view: str, least_digits: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of digits of every piece that could be a birth date or phone number."""
    digits_before = [0, *accumulate("0" <= sign <= "9" for sign in view)]
    ends = tuple(written_forms.ends(view))
    first = 0
    for start in written_forms.starts(view):
        while first < len(ends) and ends[first] < start + written_forms.SHORTEST:
            first += 1
        for end in ends[first : first + written_forms.LONGEST]:
            if end > start + written_forms.LONGEST:
                break
            digits = digits_before[end] - digits_before[start]
            if digits >= least_digits:
                yield start, end, digits


_DIGITS = re.compile(r"[0-9]+")
_LETTERS_AND_DIGITS = re.compile(r"[0-9a-z]+")


def _runs(view: str) -> frozenset[tuple[int, int]]:
    """Whole runs of digits, and whole runs of letters and digits (for short staff numbers with a letter)."""
    return frozenset(found.span() for runs in (_DIGITS, _LETTERS_AND_DIGITS) for found in runs.finditer(view))


def _outermost(hits: tuple[_Hit, ...]) -> Iterator[_Hit]:
    """Without what lies inside a longer hit; a tied person's hit yields only to another tied one's."""
    around_tied = _Cover(hit for hit in hits if hit.tied)
    around_all = _Cover(hits)
    for hit in hits:
        if around_tied.longer(hit):
            continue
        if hit.tied or not (around_all.longer(hit) or around_tied.same(hit)):
            yield hit


class _Cover:
    """Which stretches lie inside others, in one pass over them."""

    def __init__(self, hits: Iterable[_Hit]) -> None:
        self._spans = frozenset((hit.start, hit.end) for hit in hits)
        farthest: dict[int, int] = {}
        for start, end in self._spans:
            farthest[start] = max(farthest.get(start, 0), end)
        self._farthest = farthest
        starts = sorted(farthest)
        reaches = accumulate((farthest[start] for start in starts), max, initial=0)
        self._reach_before = dict(zip(starts, reaches, strict=False))  # of all that begin earlier

    def longer(self, hit: _Hit) -> bool:
        return self._farthest.get(hit.start, 0) > hit.end or self._reach_before.get(hit.start, 0) >= hit.end

    def same(self, hit: _Hit) -> bool:
        return (hit.start, hit.end) in self._spans
