"""Made facts for the tests of checks, and the way a check is asked about them: through the engine, as at night."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from auditor.catalogue import load_checks, load_pack, shipped_packs
from auditor.engine import Judged, judge
from auditor.working_days import WorkingDays
from checks._contract import (
    Account,
    Administrator,
    AnyCheck,
    Conforming,
    Evidence,
    EvidenceKind,
    Facts,
    Finding,
    Login,
    LoginMeasurement,
    NearForms,
    NotApplicable,
    NotSeen,
    Outcome,
    Pack,
    PasswordMeasurement,
    Person,
    Rule,
    SeedMeasurement,
    Severity,
    Sighting,
    Status,
    Unseen,
)

DAY = date(2026, 11, 20)  # a Friday
CHECKS = load_checks()
PACKS = tuple(load_pack(name, {}, CHECKS) for name in shipped_packs())
(UBE,) = (pack for pack in PACKS if pack.id == "ube")

OTHERS: dict[str, dict[str, Any]] = {
    "closed-but-listed": {"removal_days": 5},
    "operation-policy": {"fields": ("目的", "運用時間", "返信")},
    "platform-allowed": {"services": ("facebook",)},
    "posting-authority": {},
    "profile-backlink": {},
    "profile-shows-policy": {},
    "site-listing": {},
    "supervision": {},
    "terms-of-use": {"fields": ("遵守事項", "知的財産権", "免責事項")},
    "verified-badge": {},
}
"""The checks that Ube's pack does not ask for, with the parameters they are tested with."""

KOHO = "広報広聴課"
HEAD = Person("90001", "見本 課長", section=KOHO)
TARO = Person("10001", "見本 太郎", section=KOHO)
HANAKO = Person("10002", "見本 花子", section=KOHO)


def days(number: int) -> date:
    """So many days after the day judged (before it where negative)."""
    return DAY + timedelta(days=number)


def account(account_id: str = "koho-x", **changed: Any) -> Account:
    return replace(
        Account(account_id, "x", name="見本市公式", section=KOHO, manager=HEAD.staff_number), **changed
    )


def login(login_id: str = "x-koho", *accounts: str, **changed: Any) -> Login:
    return replace(Login(login_id, accounts or ("koho-x",), username="mihon_city"), **changed)


def near(password: str) -> NearForms:
    """The forms of ``NearForms``, without a key: stems without trailing digits, and every single edit."""
    places = range(len(password))
    folded = password.casefold()
    return NearForms(
        stems=_packed({folded, folded.rstrip("0123456789!")}),
        whole=_packed([password]),
        holes=_packed(f"{len(password)}:{password[:n]}_{password[n + 1 :]}" for n in places),
        shorter=_packed({password[:n] + password[n + 1 :] for n in places}),
    )


def _packed(texts: Iterable[str]) -> bytes:
    size = NearForms.FORM_BYTES
    return NearForms.packed(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest() for text in texts
    )


def password(text: str = "a made password", **changed: Any) -> PasswordMeasurement:
    """A password that nothing is wrong with; ``text`` only tells passwords apart."""
    return replace(
        PasswordMeasurement(
            fingerprint=f"fingerprint of {text}",
            length=len(text),
            guesses_log10=20.0,
            weaknesses=(),
            longest_run=1,
            longest_sequence=1,
            personal=(),
            near=near(text),
        ),
        **changed,
    )


def seed(text: str = "a made seed", **changed: Any) -> SeedMeasurement:
    return replace(SeedMeasurement(f"fingerprint of {text}", is_base32=True, bits=160), **changed)


def measured(
    login_id: str,
    password_: PasswordMeasurement | Unseen | None = None,
    seed_: SeedMeasurement | Unseen | None = None,
) -> LoginMeasurement:
    return LoginMeasurement(login_id, password_ or password(f"password of {login_id}"), seed_)


def evidence(kind: EvidenceKind, dated: date = DAY, **changed: Any) -> Evidence:
    return replace(Evidence(kind, dated, by=TARO.staff_number, document="見本第1号"), **changed)


def administrator(staff_number: str, account_id: str = "koho-x", **changed: Any) -> Administrator:
    return replace(Administrator(account_id, staff_number), **changed)


def facts(
    *,
    accounts: Iterable[Account] = (account(),),
    logins: Iterable[Login] = (login(),),
    people: Iterable[Person] = (HEAD, TARO, HANAKO),
    measurements: Iterable[LoginMeasurement] | None = None,
    day: date = DAY,
    **others: Any,
) -> Facts:
    """One account with one login by default. Where no measurements are given, each login has a good password of its own."""
    logins = tuple(logins)
    if measurements is None:
        measurements = tuple(measured(login.login_id) for login in logins)
    others.setdefault("sightings", {login.login_id: Sighting(day, changes_seen=False) for login in logins})
    return Facts(
        day=day,
        calendar=WorkingDays(),
        accounts={account.account_id: account for account in accounts},
        logins={login.login_id: login for login in logins},
        people={person.staff_number: person for person in people},
        measurements={measurement.login_id: measurement for measurement in measurements},
        **others,
    )


def rule(check_id: str, **parameters: Any) -> Rule:
    """Ube's rule for the check (a made one where Ube has none), with some parameters set otherwise."""
    if check_id in OTHERS:
        made = CHECKS[check_id].parameters(**{**OTHERS[check_id], **parameters})
        return Rule(check_id, "4(1)", dict.fromkeys(Status, Severity.MEDIUM), made)
    found = next(rule for pack in (UBE, *PACKS) for rule in pack.rules if rule.check == check_id)
    return replace(found, parameters=replace(found.parameters, **parameters))


def pack(*rules: Rule) -> Pack:
    return replace(UBE, rules=rules)


def judged(check: str | AnyCheck, known: Facts, **parameters: Any) -> Judged:
    """What the engine makes of one check; a check that is no part of Ube's pack is handed over itself."""
    if isinstance(check, str):
        return judge(pack(rule(check, **parameters)), CHECKS, known)
    made = Rule("made", "4(1)", rule("login-missing").severities, check.parameters(**parameters))
    return judge(pack(made), {"made": check}, known)


def outcomes(check: str | AnyCheck, known: Facts, **parameters: Any) -> dict[str, Outcome]:
    """Subject id → outcome."""
    verdicts = judged(check, known, **parameters).verdicts
    return {verdict.subject.id: verdict.outcome for verdict in verdicts}


def only(check: str | AnyCheck, known: Facts, **parameters: Any) -> Outcome:
    """The outcome where there is one subject."""
    (outcome,) = outcomes(check, known, **parameters).values()
    return outcome


def told(outcome: Outcome) -> str:
    """An outcome in short: ``conforming``, ``status/reason``, ``not applicable``, ``not seen``."""
    match outcome:
        case Finding(status=status, reason=reason):
            return f"{status.value}/{reason}"
        case Conforming():
            return "conforming"
        case NotApplicable():
            return "not applicable"
        case NotSeen():
            return "not seen"
        case _:
            return f"broke/{outcome.exception}"
