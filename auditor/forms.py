"""The forms of a pack, filled from the inventory: which account needs which, and what stands in it. Pure.

Without an account named, a form is made for those that need it today: an operation policy for every open account, a request
for what is not done yet, a notice for what was done lately. An account that is named gets what is asked for in any case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.inventory.policy_fields import REASON_OF_CLOSING
from checks._contract import (
    Account,
    Evidence,
    EvidenceKind,
    Facts,
    FilledFrom,
    FormId,
    Pack,
    PackForm,
    Presence,
    Text,
)
from checks._policies import written
from checks._wording import folded
from checks.operation_policy import Parameters as PolicyParameters
from reports.arrangement import section_order
from reports.forms import Blank, Field, Form, Letter, Part, Value, Words
from reports.messages import Message, message
from reports.wording import service_name

NOTICE_DAYS = 31
"""How long after a listing or removal its notice is still written unasked: whoever waits longer was told otherwise."""

TITLES: Mapping[FormId, Message] = {
    FormId.OPERATION_POLICY: message("Operation policy"),
    FormId.LISTING_REQUEST: message("Request for listing on the social-media list"),
    FormId.LISTING_NOTICE: message("Notice of listing on the social-media list"),
    FormId.REMOVAL_REQUEST: message("Request for removal from the social-media list"),
    FormId.REMOVAL_NOTICE: message("Notice of removal from the social-media list"),
    FormId.REGISTER: message("List of account administrators"),
}


def forms_on(
    city: str,
    pack: Pack,
    facts: Facts,
    wanted: Collection[FormId] | None = None,
    accounts: Collection[str] | None = None,
) -> tuple[Form, ...]:
    """The forms about accounts, by the pack's order, then by section and account.

    ``wanted``: only these (None: all that the pack has). ``accounts``: only about these (None: all). Where both are
    named, each of the forms is made for each of the accounts, needed today or not.
    """
    chosen = [form for form in pack.forms if wanted is None or form.id in wanted]
    among = sorted(
        (one for one in facts.accounts.values() if accounts is None or one.account_id in accounts),
        key=lambda one: (section_order(one.section), one.account_id),
    )
    asked_for = wanted is not None and accounts is not None
    return tuple(
        _Filler(city, pack, form, account, facts).form()
        for form in chosen
        if form.id is not FormId.REGISTER
        for account in among
        if asked_for or _is_needed(form.id, account, facts)
    )


# --- who needs which ----------------------------------------------------------------------------------------------------


def _is_needed(form: FormId, account: Account, facts: Facts) -> bool:
    closed = account.is_closed(facts.day)
    listing = _Listing.of(account, facts)
    match form:
        case FormId.OPERATION_POLICY:
            return not closed
        case FormId.LISTING_REQUEST:
            return not closed and not listing.stands
        case FormId.LISTING_NOTICE:
            return not closed and listing.stands and _is_recent(listing.began, facts.day)
        case FormId.REMOVAL_REQUEST:
            return closed and (listing.stands or listing.began is None)
        case FormId.REMOVAL_NOTICE:
            return closed and _is_recent(listing.ended, facts.day)
        case FormId.REGISTER:
            return False  # one for the city


def _is_recent(day: date | None, today: date) -> bool:
    return day is not None and today - day <= timedelta(days=NOTICE_DAYS)


@dataclass(frozen=True, slots=True)
class _Listing:
    """What the records say of an account's listing: the first day of it, and the day on which it ended.

    A record whose last day has passed says that it ended then (``closed-but-listed`` reads it so); that somebody has to
    look again is no end.
    """

    stands: bool
    began: date | None = None
    ended: date | None = None

    @classmethod
    def of(cls, account: Account, facts: Facts) -> _Listing:
        made = [record for record in _listings(account, facts) if record.dated <= facts.day]
        if not made:
            return cls(stands=False)
        newest = max(made, key=lambda record: (record.dated, record.until or date.max))
        began = min(record.dated for record in made)
        ended = newest.until if newest.until is not None and newest.until <= facts.day else None
        return cls(stands=ended is None, began=began, ended=ended)


def _listings(account: Account, facts: Facts) -> tuple[Evidence, ...]:
    """Of a closed account a record for the whole city says nothing: the list as it should be does not hold it."""
    if account.is_closed(facts.day):
        return facts.evidence_about(EvidenceKind.SITE_LISTING, account.account_id, None)
    return facts.evidence_for_account(EvidenceKind.SITE_LISTING, account.account_id)


# --- what stands in one -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Filler:
    """One form about one account on its way."""

    city: str
    pack: Pack
    asked: PackForm
    account: Account
    facts: Facts

    def form(self) -> Form:
        is_policy = self.asked.id is FormId.OPERATION_POLICY
        return Form(
            id=self.asked.id,
            title=TITLES[self.asked.id],
            account_id=self.account.account_id,
            city=_or_missing(self.city),
            fields=tuple(self._policy() if is_policy else self._about_listing()),
            letter=None if is_policy else self._letter(),
            name=self.asked.name,
        )

    # --- the operation policy

    def _policy(self) -> Iterator[Field]:
        sections = (self.account.section, *self.account.shared_sections)
        yield Field(
            message("Section of the account"), _single(_or_missing("、".join(filter(None, sections))))
        )
        said = written(self.account, self.facts)
        filled = {folded(name): source for name, source in self.asked.filled.items()}
        for name in self._policy_fields():
            key = folded(name)
            if key in said:
                parts = _single(said[key])
            elif key in filled:
                parts = self._from_inventory(filled[key])
            else:
                parts = _single(Blank.MISSING)
            yield Field(name, parts)

    def _policy_fields(self) -> tuple[str, ...]:
        for rule in self.pack.rules:
            if isinstance(rule.parameters, PolicyParameters):
                return rule.parameters.fields or ()
        return ()

    def _from_inventory(self, source: FilledFrom) -> tuple[Part, ...]:
        account = self.account
        match source:
            case FilledFrom.SERVICE:
                return _single(_or_missing(service_name(account.service)))
            case FilledFrom.NAME:
                return _single(_or_missing(account.name))
            case FilledFrom.URL:
                return _single(_or_missing(account.url))
            case FilledFrom.PURPOSE:
                return _single(_or_missing(account.purpose))
            case FilledFrom.PERIOD:
                return (
                    Part(_day(account.opened), message("First day of use")),
                    Part(_day(account.closed), message("Last day of use")),
                )
            case FilledFrom.PEOPLE:
                return (
                    Part(self._managers_post(), message("Responsible")),
                    Part(self._runners(), message("In charge")),
                )

    def _runners(self) -> Value:
        """How many of which section: the policy is published, and names of staff are not."""
        numbers = {row.staff_number for row in self.facts.in_force(self.account.account_id)}
        if not numbers:
            return Blank.MISSING
        sections = Counter(self._section_of(number) for number in sorted(numbers))
        if "" in sections:
            return Blank.MISSING
        each = [
            Text("{section}の職員{count}人", "{count} of {section}").fill(section=section, count=count)
            for section, count in sorted(sections.items())
        ]
        return Text("、".join(one.ja for one in each), ", ".join(one.en for one in each))

    def _section_of(self, staff_number: str) -> str:
        person = self.facts.people.get(staff_number)
        return (person.section if person is not None else "") or self.account.section

    # --- letters

    def _letter(self) -> Letter:
        office = _head_of(self.asked.office) if self.asked.office is not None else Blank.MISSING
        head = self._managers_post()
        body = _BODIES[self.asked.id]
        if self.asked.id in (FormId.LISTING_REQUEST, FormId.REMOVAL_REQUEST):
            return Letter(to=office, sender=head, body=body, contact=self._contact())
        return Letter(to=head, sender=office, body=body)

    def _about_listing(self) -> Iterator[Field]:
        account, listing = self.account, _Listing.of(self.account, self.facts)
        yield Field(message("Service"), _single(_or_missing(service_name(account.service))))
        yield Field(message("Account"), _single(_or_missing(account.name)))
        yield Field(message("URL"), _single(_or_missing(account.url)))
        match self.asked.id:
            case FormId.LISTING_REQUEST:
                yield Field(message("Enclosed"), _single(self._enclosed()))
            case FormId.LISTING_NOTICE:
                yield Field(message("Listed on"), _single(_day(listing.began)))
                yield Field(message("Remarks"), _single(Blank.BY_HAND))
            case FormId.REMOVAL_REQUEST:
                reason = written(account, self.facts).get(folded(REASON_OF_CLOSING), "")
                yield Field(message("Day of closing"), _single(_day(account.closed)))
                yield Field(message("Reason for closing"), _single(_or_missing(reason)))
            case FormId.REMOVAL_NOTICE:
                yield Field(message("Removed on"), _single(_day(listing.ended)))
                yield Field(message("Remarks"), _single(Blank.BY_HAND))
            case FormId.OPERATION_POLICY | FormId.REGISTER:
                pass  # no letters

    def _enclosed(self) -> Words:
        """The operation policy, by the name that the guideline gives the form."""
        title = TITLES[FormId.OPERATION_POLICY]
        for form in self.pack.forms:
            if form.id is FormId.OPERATION_POLICY and form.name is not None:
                return message("{field} ({part})", field=title, part=form.name)
        return title

    def _managers_post(self) -> Value:
        """Section and title of the manager, without the name. Who has left holds no post."""
        person = self.facts.people.get(self.account.manager or "")
        if person is None or person.presence is Presence.LEFT or not person.title:
            return Blank.MISSING
        return _post(person.section or self.account.section, person.title)

    def _contact(self) -> Value:
        """The names of the administrators in force: the letter stays in the house."""
        people = (
            self.facts.people.get(row.staff_number) for row in self.facts.in_force(self.account.account_id)
        )
        return _or_missing(
            "、".join(dict.fromkeys(one.name for one in people if one is not None and one.name))
        )


_BODIES: Mapping[FormId, Message] = {
    FormId.LISTING_REQUEST: message(
        "Please put the following official account on the social-media list of the city's site. Its operation policy is "
        "enclosed."
    ),
    FormId.LISTING_NOTICE: message(
        "As you asked, the following official account was put on the social-media list of the city's site."
    ),
    FormId.REMOVAL_REQUEST: message(
        "The following official account is no longer run. Please take it off the social-media list of the city's site."
    ),
    FormId.REMOVAL_NOTICE: message(
        "As you asked, the following official account was taken off the social-media list of the city's site."
    ),
}


def _single(value: Value) -> tuple[Part, ...]:
    return (Part(value),)


def _or_missing(text: str) -> Value:
    return text.strip() or Blank.MISSING


def _day(day: date | None) -> Value:
    return Blank.MISSING if day is None else Text("{day}", "{day}").fill(day=day)


def _post(section: str, title: str) -> str:
    """広報課 and 課長 are 広報課長; 秘書室 and 主幹 are 秘書室 主幹."""
    if section and title == f"{section[-1]}長":
        return f"{section}長"
    return f"{section} {title}".strip()


def _head_of(office: Text) -> Text:
    return Text("{office}長", "Head of {office}").fill(office=office)
