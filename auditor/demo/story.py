"""The story that a made city plays: what happens there on which day, and what the audits tell of it from when to when.

Two kinds of entries. ``EPISODES`` come and go: each says what happened in the city and how the findings began, changed and
closed. ``ARRIVALS`` stay: on which day the faults of ``faults`` come in, which the last night must still find.

An episode is played where the guideline has the check of at least one of its findings, and where the calendar's days in it
do not lie before the first night: what was over by then, no audit saw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.demo.draft import Draft, Granted
from auditor.demo.when import FIRST, After, Ago, On, When
from auditor.waivers import Wanted
from checks._contract import EvidenceKind, ReviewKind, SecondFactor, Severity, Status, TransferKind, Verified

Happening = Callable[[Draft, date], None]
"""What happens in the city on that day."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding: what it says from which day on, and the day of the first audit that finds it closed."""

    check: str
    subject: str
    says: tuple[tuple[When, Status], ...]
    closed: When


@dataclass(frozen=True, slots=True)
class Episode:
    title: str
    happens: tuple[tuple[When, Happening], ...]
    told: tuple[Told, ...]


# --- what happens --------------------------------------------------------------------------------------------------------


def password(login_id: str, text: str) -> Happening:
    return lambda city, _: city.change_password(login_id, text)


def new_password(login_id: str) -> Happening:
    return lambda city, _: city.change_password(login_id)


def earlier_password(login_id: str) -> Happening:
    return lambda city, _: city.take_earlier_password(login_id)


def new_seed(login_id: str) -> Happening:
    return lambda city, _: city.renew_seed(login_id)


def recorded(kind: EvidenceKind, account_id: str) -> Happening:
    return lambda city, day: city.add_record(kind, day, account=account_id)


def withdrawn(kind: EvidenceKind, account_id: str) -> Happening:
    return lambda city, _: city.forget(kind, account=account_id)


def managed_by(account_id: str, who: str | None) -> Happening:
    return lambda city, _: city.change_account(account_id, manager=None if who is None else city.number(who))


def sessions_ended(login_id: str) -> Happening:
    return lambda city, day: city.add_record(EvidenceKind.SESSIONS_ENDED, day, login=login_id)


def ordered(who: str, effective: When, to_section: str) -> Happening:
    return lambda city, _: city.order(
        who, TransferKind.TRANSFER, effective.on(city.span), to_section=to_section
    )


def off_the_list(account_id: str, who: str, gone: When) -> Happening:
    """No longer its administrator from the day ``gone`` on."""
    return lambda city, _: city.dismiss(account_id, who, until=gone.on(city.span) - timedelta(1))


def second_factor(login_id: str, factor: SecondFactor) -> Happening:
    def change(city: Draft, day: date) -> None:
        city.change_login(login_id, second_factor=factor)
        city.seeds.pop(login_id, None)
        if factor is SecondFactor.NONE:
            city.forget(EvidenceKind.SECOND_FACTOR_SET, login=login_id)
        elif city.asks_for("second-factor"):
            city.prove(login_id, day)

    return change


def policy_field(account_id: str, heading: str, text: str) -> Happening:
    return lambda city, _: city.policies[account_id].update({heading: text})


def badge(account_id: str, verified: Verified) -> Happening:
    return lambda city, _: city.change_account(account_id, verified=verified)


def taken_over(account_id: str) -> Happening:
    return lambda city, day: city.report(ReviewKind.TAKEOVER, account_id, day, Severity.CRITICAL)


def waived(check: str, subject: str, account_id: str, reason: str, until: When) -> Happening:
    """The section head approves."""

    def grant(city: Draft, day: date) -> None:
        approver = city.accounts[account_id].manager or ""
        city.waivers.append(Granted(Wanted(check, subject, reason, approver, until.on(city.span)), day))

    return grant


# --- what comes and goes -------------------------------------------------------------------------------------------------


def _weak(login_id: str, text: str, changed: When, since: When = FIRST) -> Episode:
    return Episode(
        f"{login_id} had a password that many would guess",
        ((since, password(login_id, text)), (changed, new_password(login_id))),
        (Told("password-guessable", login_id, ((since, Status.NONCONFORMING),), closed=changed),),
    )


def _waived_meanwhile(check: str, subject: str) -> Told:
    return Told(
        check,
        subject,
        (
            (FIRST, Status.NONCONFORMING),
            (After(12), Status.WAIVED),
            (After(48, days=1), Status.NONCONFORMING),
        ),
        closed=After(52),
    )


EPISODES: tuple[Episode, ...] = (
    _weak("line-koho", "koho2025", changed=After(3)),
    _weak("youtube-bosai", "bosai2025", changed=After(6)),
    _weak("line-kodomo", "kodomo2025", changed=After(12)),
    _weak("x-suido", "suido2025", changed=After(25)),
    _weak("x-iju", "iju-2025", changed=After(33)),
    Episode(
        "An administrator of koho-x goes with the orders of April; weeks later the old password is back for two days",
        (
            (FIRST, ordered("april", On(4, 1), "観光振興課")),
            (On(4, 2), off_the_list("koho-x", "april", gone=On(4, 1))),
            (On(4, 6), new_password("x-koho")),
            (On(4, 6), new_seed("x-koho")),
            (On(4, 6), sessions_ended("x-koho")),
            (On(4, 7), recorded(EvidenceKind.REGISTER_SUBMITTED, "koho-x")),
            (On(5, 18), earlier_password("x-koho")),
            (On(5, 20), new_password("x-koho")),
            (On(12, 1), new_password("x-koho")),
        ),
        (
            Told("transfer-review", "koho-x", ((On(4, 1), Status.PENDING),), closed=On(4, 7)),
            Told("register-submitted", "koho-x", ((On(4, 2), Status.PENDING),), closed=On(4, 7)),
            Told("transfer-review", "koho-x", ((On(5, 18), Status.NONCONFORMING),), closed=On(5, 20)),
        ),
    ),
    Episode(
        "An administrator of bosai-x goes with the orders of October, and the password is changed six days late",
        (
            (On(9, 14), ordered("october", On(10, 1), "会計課")),
            (On(10, 1), off_the_list("bosai-x", "october", gone=On(10, 1))),
            (On(10, 2), sessions_ended("x-bosai")),
            (On(10, 2), new_seed("x-bosai")),
            (On(10, 5), recorded(EvidenceKind.REGISTER_SUBMITTED, "bosai-x")),
            (On(10, 7), new_password("x-bosai")),
            (On(12, 1), new_password("x-bosai")),
        ),
        (
            Told(
                "transfer-review",
                "bosai-x",
                ((On(9, 14), Status.PENDING), (On(10, 2), Status.NONCONFORMING)),
                closed=On(10, 7),
            ),
            Told("register-submitted", "bosai-x", ((On(10, 1), Status.PENDING),), closed=On(10, 5)),
        ),
    ),
    Episode(
        "kenko-instagram is taken over by somebody who guessed its password; everything is done within two days",
        (
            (FIRST, password("instagram-kenko", "kenko2025")),
            (After(20), taken_over("kenko-instagram")),
            (After(20), recorded(EvidenceKind.REPORT_INSIDE, "kenko-instagram")),
            (After(20), recorded(EvidenceKind.REPORT_TO_PLATFORM, "kenko-instagram")),
            (After(20, days=1), new_password("instagram-kenko")),
            (After(20, days=1), recorded(EvidenceKind.ANNOUNCE_ELSEWHERE, "kenko-instagram")),
            (After(20, days=2), recorded(EvidenceKind.PUBLISH, "kenko-instagram")),
            (After(20, days=2), recorded(EvidenceKind.POLICE, "kenko-instagram")),
        ),
        (
            Told(
                "password-guessable",
                "instagram-kenko",
                ((FIRST, Status.NONCONFORMING),),
                closed=After(20, days=1),
            ),
            Told(
                "incident-response",
                "kenko-instagram",
                ((After(20), Status.PENDING),),
                closed=After(20, days=2),
            ),
        ),
    ),
    Episode(
        "line-koho has no second factor until new telephones come; the section head takes it upon himself for a while",
        (
            (FIRST, second_factor("line-koho", SecondFactor.NONE)),
            (
                After(12),
                waived("second-factor", "line-koho", "koho-line", "業務用端末の更新を待つため", After(48)),
            ),
            (After(52), second_factor("line-koho", SecondFactor.APP)),
        ),
        (_waived_meanwhile("second-factor", "line-koho"),),
    ),
    Episode(
        "The terms of use of koho-line lack a point that a committee has to settle first",
        (
            (FIRST, policy_field("koho-line", "免責事項", "－")),
            (
                After(12),
                waived("terms-of-use", "koho-line", "koho-line", "検討会の結論を待つため", After(48)),
            ),
            (After(52), policy_field("koho-line", "免責事項", "検討会で定めたとおり")),
        ),
        (_waived_meanwhile("terms-of-use", "koho-line"),),
    ),
    Episode(
        "tosho-x waits for its badge",
        (
            (FIRST, badge("tosho-x", Verified.NO)),
            (After(12), waived("verified-badge", "tosho-x", "tosho-x", "認証の審査を待つため", After(48))),
            (After(52), badge("tosho-x", Verified.YES)),
        ),
        (_waived_meanwhile("verified-badge", "tosho-x"),),
    ),
    _weak("meta-bunka", "bunka2026", since=Ago(45), changed=Ago(12)),
    Episode(
        "For some weeks nobody is named as the manager of bunka-instagram",
        ((Ago(40), managed_by("bunka-instagram", None)), (Ago(9), managed_by("bunka-instagram", "bunka.0"))),
        (Told("manager-named", "bunka-instagram", ((Ago(40), Status.NONCONFORMING),), closed=Ago(9)),),
    ),
    Episode(
        "The city's site is made anew without bunka-instagram, and somebody notices",
        (
            (Ago(40), withdrawn(EvidenceKind.SITE_LISTING, "bunka-instagram")),
            (Ago(10), recorded(EvidenceKind.SITE_LISTING, "bunka-instagram")),
        ),
        (Told("site-listing", "bunka-instagram", ((Ago(40), Status.UNVERIFIED),), closed=Ago(10)),),
    ),
)

SECTIONS: Mapping[str, When] = {
    "koho": After(5),
    "bosai": After(9),
    "kanko": After(14),
    "kenko": After(19),
    "kodomo": After(24),
    "bunka": After(29),
    "tosho": After(34),
    "suido": After(38),
    "norin": After(42),
    "iju": After(46),
}
"""When each section has put on record what none had when the audits began."""

UNRECORDED = ("records-kept", "supervision", "profile-backlink", "profile-shows-policy")
"""What no section had on record then, and beside it the proof of each second factor."""

CAMPAIGN = After(50)
"""When all passwords are changed: by then the oldest are not yet as old as a rule minds, however long the story."""

OF_THEIR_OWN = frozenset({"youtube-koho", "bluesky-tosho", "x-koho", "x-bosai"})
"""Logins whose passwords the campaign leaves as they are: they have a story of their own."""

# --- what stays ----------------------------------------------------------------------------------------------------------

ARRIVALS: Mapping[str, When] = {
    "password-age": Ago(330),
    "password-guessable": After(55),
    "second-factor-seed": After(58),
    "password-breached": After(60),
    "password-personal": After(63),
    "password-runs": After(68),
    "password-reuse": After(73),
    "transfer-review": Ago(30),
    "incident-response": Ago(10),
    "password-unseen": After(92),
    "second-factor-strength": Ago(6),
    "password-similar": After(56),
    "closed-but-listed": Ago(1),
}
"""By check; the faults of all others are there when the audits begin."""
