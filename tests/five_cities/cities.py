"""A city for each pack: it does what its own guideline asks for and no more, and breaks every rule of it once.

Every city has the same inventory of accounts with two administrators, a manager and a login with a good password. What a
guideline wants on record (evidence, policies, badges, second factors) is there only where that guideline asks for it. Each
rule is broken on an account of its own, named after the check; ``sound`` breaks none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from checks._contract import (
    Account,
    Administrator,
    BreachCount,
    Employment,
    Evidence,
    EvidenceKind,
    Facts,
    Login,
    LoginMeasurement,
    Pack,
    PasswordMeasurement,
    Person,
    PersonalKind,
    PersonalMatch,
    Policy,
    Review,
    ReviewKind,
    Rule,
    SecondFactor,
    Sighting,
    Task,
    TaskKind,
    Unseen,
    Verified,
    WhyUnseen,
)
from checks._evidence import EvidenceCheck
from tests.checks.made import (
    CHECKS,
    DAY,
    HANAKO,
    HEAD,
    TARO,
    account,
    administrator,
    days,
    evidence,
    facts,
    login,
    measured,
    near,
    seed,
)

CONTRACTOR = Person("70001", "見本 委託", section=HEAD.section, employment=Employment.CONTRACTOR)
LONG_AGO = days(-300)


@dataclass
class City:
    """A city while it is made. Everything by id; a login is named like its account."""

    rules: Mapping[str, Rule]
    accounts: dict[str, Account] = field(default_factory=dict)
    logins: dict[str, Login] = field(default_factory=dict)
    measurements: dict[str, LoginMeasurement] = field(default_factory=dict)
    sightings: dict[str, Sighting] = field(default_factory=dict)
    administrators: list[Administrator] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    policies: dict[str, Policy] = field(default_factory=dict)
    reviews: list[Review] = field(default_factory=list)

    def asks_for(self, check: str) -> bool:
        return check in self.rules

    # --- what is in order ---------------------------------------------------------------------------------------------

    def open(self, name: str) -> None:
        """An account with everything that the city's guideline asks for."""
        badge = Verified.YES if self.asks_for("verified-badge") else None
        self.accounts[name] = account(name, service="facebook", verified=badge)
        self.administrators += [
            administrator(person.staff_number, name, since=LONG_AGO) for person in (TARO, HANAKO)
        ]
        self.evidence += [evidence(kind, days(-30), account_id=name) for kind in self._kinds()]
        if fields := self._fields():
            self.policies[name] = Policy(name, dict.fromkeys(fields, "定めたとおり"))
        self.log_in(name, name)

    def log_in(self, name: str, account_id: str) -> None:
        method = SecondFactor.TOTP if self.asks_for("second-factor") else None
        self.logins[name] = login(name, account_id, second_factor=method)
        if self.asks_for("second-factor"):
            self.evidence.append(evidence(EvidenceKind.SECOND_FACTOR_SET, days(-30), login_id=name))
        self.measurements[name] = replace(
            measured(name, seed_=seed(f"seed of {name}")), breached=BreachCount(0)
        )
        self.sightings[name] = Sighting(days(-30), changes_seen=False)

    def close(self, name: str) -> None:
        """An account that closed a month ago, and was taken off the list where the guideline wants one."""
        self.accounts[name] = account(name, service="facebook", closed=days(-30))
        if self.asks_for("closed-but-listed"):
            off = days(-29)
            self.evidence.append(evidence(EvidenceKind.SITE_LISTING, off, account_id=name, until=off))

    def _kinds(self) -> list[EvidenceKind]:
        asked = [CHECKS[check] for check in self.rules]
        kinds = [check.kind for check in asked if isinstance(check, EvidenceCheck)]
        return kinds + [EvidenceKind.REGISTER_SUBMITTED] * self.asks_for("register-submitted")

    def _fields(self) -> list[str]:
        found: list[str] = []
        for check in ("operation-policy", "terms-of-use"):
            if self.asks_for(check):
                found += self.rules[check].parameters.fields or ("運用ポリシー",)
        return found

    # --- what is changed ----------------------------------------------------------------------------------------------

    def measure(self, name: str, **changed: Any) -> None:
        """The password of a login, measured otherwise."""
        measurement = self.measurements[name]
        assert isinstance(measurement.password, PasswordMeasurement)
        self.measurements[name] = replace(measurement, password=replace(measurement.password, **changed))

    def forget(self, kind: EvidenceKind, name: str) -> None:
        self.evidence = [
            record for record in self.evidence if (record.kind, record.account_id) != (kind, name)
        ]

    def leave_blank(self, name: str, heading: str) -> None:
        written = {**self.policies[name].fields, heading: ""}
        self.policies[name] = Policy(name, written)

    def left_to_do(self, kind: ReviewKind, task: Task, name: str) -> None:
        self.reviews.append(Review(f"R{name}", kind, None, days(-20), days(-20), (name,), (task,)))

    @property
    def facts(self) -> Facts:
        return facts(
            accounts=self.accounts.values(),
            logins=self.logins.values(),
            people=(HEAD, TARO, HANAKO, CONTRACTOR),
            measurements=self.measurements.values(),
            sightings=self.sightings,
            administrators=tuple(self.administrators),
            evidence=tuple(self.evidence),
            policies=self.policies,
            reviews=tuple(self.reviews),
        )


# --- one fault a rule -----------------------------------------------------------------------------------------------------

Fault = Callable[[City, str], None]
"""Breaks one rule on the account and login of that name."""


def _unseen(city: City, name: str) -> None:
    city.measurements[name] = replace(
        city.measurements[name], password=Unseen(WhyUnseen.NO_ENTRY), breached=Unseen(WhyUnseen.NO_ENTRY)
    )


def _breached(city: City, name: str) -> None:
    city.measurements[name] = replace(city.measurements[name], breached=BreachCount(3))


def _same_on_two_logins(city: City, name: str) -> None:
    city.log_in(f"{name}-2", name)
    for one in (name, f"{name}-2"):
        city.measure(one, fingerprint="one fingerprint", near=near("the very same"))


def _alike_on_two_logins(city: City, name: str) -> None:
    city.log_in(f"{name}-2", name)
    city.measure(name, near=near("nearly the same"))
    city.measure(f"{name}-2", near=near("nearly the same!"))


def _old(city: City, name: str) -> None:
    city.sightings[name] = Sighting(days(-400), changes_seen=False)


def _factor(method: SecondFactor) -> Fault:
    def set_to(city: City, name: str) -> None:
        city.logins[name] = replace(city.logins[name], second_factor=method)

    return set_to


def _short_seed(city: City, name: str) -> None:
    city.measurements[name] = replace(city.measurements[name], seed=seed("short", bits=64))


def _one_administrator(city: City, name: str) -> None:
    city.administrators.remove(administrator(HANAKO.staff_number, name, since=LONG_AGO))


def _contractor(city: City, name: str) -> None:
    city.administrators.append(administrator(CONTRACTOR.staff_number, name, since=LONG_AGO))


def _account(**changed: Any) -> Fault:
    def change(city: City, name: str) -> None:
        city.accounts[name] = replace(city.accounts[name], **changed)

    return change


def _last_field(check: str) -> Fault:
    def leave_blank(city: City, name: str) -> None:
        fields = city.rules[check].parameters.fields or ("運用ポリシー",)
        city.leave_blank(name, fields[-1])

    return leave_blank


def _forgotten(kind: EvidenceKind) -> Fault:
    return lambda city, name: city.forget(kind, name)


def _not_handed_in_again(city: City, name: str) -> None:
    city.forget(EvidenceKind.REGISTER_SUBMITTED, name)
    city.evidence.append(evidence(EvidenceKind.REGISTER_SUBMITTED, LONG_AGO - timedelta(1), account_id=name))


def _transfer(city: City, name: str) -> None:
    city.left_to_do(ReviewKind.TRANSFER, Task(TaskKind.END_SESSIONS, name, days(-5)), name)


def _incident(city: City, name: str) -> None:
    city.left_to_do(ReviewKind.IMPERSONATION, Task(TaskKind.REPORT_TO_PLATFORM, name, days(-5)), name)


def _no_login(city: City, name: str) -> None:
    for table in (city.logins, city.measurements, city.sightings):
        del table[name]


def _still_listed(city: City, name: str) -> None:
    city.forget(EvidenceKind.SITE_LISTING, name)
    city.evidence.append(evidence(EvidenceKind.SITE_LISTING, LONG_AGO, account_id=name))


FAULTS: Mapping[str, Fault] = {
    "password-unseen": _unseen,
    "password-guessable": lambda city, name: city.measure(name, guesses_log10=5.0),
    "password-breached": _breached,
    "password-personal": lambda city, name: city.measure(
        name, personal=(PersonalMatch(PersonalKind.STAFF_NUMBER, True, 5),)
    ),
    "password-runs": lambda city, name: city.measure(name, longest_run=3),
    "password-reuse": _same_on_two_logins,
    "password-similar": _alike_on_two_logins,
    "password-age": _old,
    "second-factor": _factor(SecondFactor.NONE),
    "second-factor-strength": _factor(SecondFactor.SMS),
    "second-factor-seed": _short_seed,
    "administrators-minimum": _one_administrator,
    "administrators-are-staff": _contractor,
    "manager-named": _account(manager=None),
    "use-approved": _forgotten(EvidenceKind.USE_APPROVED),
    "operating-rules": _forgotten(EvidenceKind.OPERATING_RULES),
    "register-submitted": _not_handed_in_again,
    "records-kept": _forgotten(EvidenceKind.RECORDS_KEPT),
    "login-missing": _no_login,
    "transfer-review": _transfer,
    "incident-response": _incident,
    "operation-policy": _last_field("operation-policy"),
    "terms-of-use": _last_field("terms-of-use"),
    "platform-allowed": _account(service="x"),
    "site-listing": _forgotten(EvidenceKind.SITE_LISTING),
    "profile-backlink": _forgotten(EvidenceKind.PROFILE_BACKLINK),
    "profile-shows-policy": _forgotten(EvidenceKind.PROFILE_SHOWS_POLICY),
    "verified-badge": _account(service="x", verified=Verified.NO),
    "supervision": _forgotten(EvidenceKind.SUPERVISION),
    "posting-authority": _forgotten(EvidenceKind.POSTING_AUTHORITY),
    "closed-but-listed": _still_listed,
}

ON_CLOSED = frozenset({"closed-but-listed"})


def city_of(pack: Pack) -> City:
    """The city of that pack, with all its faults."""
    city = City({rule.check: rule for rule in pack.rules})
    city.open("sound")
    city.close("sound-closed")
    for rule in pack.rules:
        make = city.close if rule.check in ON_CLOSED else city.open
        make(rule.check)
        FAULTS[rule.check](city, rule.check)
    assert city.facts.day == DAY
    return city
