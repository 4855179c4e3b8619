"""Exceptions: which may be granted, by whom and for how long, and what a finding under one says.

A waiver is one check on one subject, with a reason, an approver and a last day. It hides nothing: the finding stays in
every report as waived, keeps its severity, and is back when the waiver is over. Pure; everything is passed in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditor.errors import UsageError
from auditor.inventory.folding import key
from auditor.saying import says_something
from auditor.subjects import require_known_account, require_known_login
from checks._contract import AnyCheck, Facts, Finding, Pack, Presence, Status, SubjectKind, Text, Waiver
from checks._wording import named
from reports.messages import Message, message


@dataclass(frozen=True, slots=True)
class Wanted:
    """A waiver as it is asked for; ``approver`` is a staff number or the name of a role."""

    check: str
    subject: str
    reason: str
    approver: str
    until: date


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the rules of granting look at. ``facts`` are those of the day on which it is asked for.

    ``approvers`` may approve beside the managers: staff numbers and roles of the settings. ``standing`` are all waivers
    that were ever granted.
    """

    facts: Facts
    pack: Pack
    checks: Mapping[str, AnyCheck]
    approvers: Collection[str]
    standing: Iterable[Waiver]


# --- granting ------------------------------------------------------------------------------------------------


def require_grantable(wanted: Wanted, grounds: Grounds) -> None:
    """Raises UsageError, which says why and what to do, where the waiver is not to be granted."""
    _require_check(wanted, grounds)
    _require_subject(wanted, grounds)
    _require_reason(wanted)
    _require_last_day(wanted.until, grounds)
    _require_approver(wanted, grounds)
    _require_none_in_force(wanted, grounds)


def _require_check(wanted: Wanted, grounds: Grounds) -> None:
    known = [rule.check for rule in grounds.pack.rules]
    if wanted.check not in known:
        raise UsageError(
            message("The pack {pack} has no check {check}.", pack=grounds.pack.id, check=wanted.check),
            message("It has: {known}", known=", ".join(sorted(known))),
        )


def _require_subject(wanted: Wanted, grounds: Grounds) -> None:
    accounts, logins = grounds.facts.accounts, grounds.facts.logins
    match _subject_kind(wanted, grounds):
        case SubjectKind.ACCOUNT if wanted.subject in accounts:
            return
        case SubjectKind.LOGIN if wanted.subject in logins:
            return
        case SubjectKind.ACCOUNT if wanted.subject in logins:
            raise UsageError(
                message(
                    "{check} judges accounts, and {id} is a login.", check=wanted.check, id=wanted.subject
                ),
                message("Name an account of it: {known}", known=", ".join(logins[wanted.subject].accounts)),
            )
        case SubjectKind.LOGIN if wanted.subject in accounts:
            own = (login.login_id for login in grounds.facts.logins_of.get(wanted.subject, ()))
            raise UsageError(
                message(
                    "{check} judges logins, and {id} is an account.", check=wanted.check, id=wanted.subject
                ),
                message("Name a login of it: {known}", known=", ".join(own) or "-"),
            )
        case SubjectKind.ACCOUNT:
            require_known_account(wanted.subject, accounts)
        case SubjectKind.LOGIN:
            require_known_login(wanted.subject, logins)


def _require_reason(wanted: Wanted) -> None:
    if not says_something(wanted.reason):
        raise UsageError(
            message("An exception needs a reason."), message("Say with --reason why the rule cannot be kept.")
        )


def _require_last_day(until: date, grounds: Grounds) -> None:
    today = grounds.facts.day
    latest = today + timedelta(days=grounds.pack.waiver_days)
    if until < today:
        raise UsageError(
            message("The last day of the exception, {until}, has passed.", until=until.isoformat()),
            message("Give with --until a day from today to {latest}.", latest=latest.isoformat()),
        )
    if until > latest:
        raise UsageError(
            message(
                "An exception lasts at most {days} days: until {latest}.",
                days=grounds.pack.waiver_days,
                latest=latest.isoformat(),
            ),
            message("Give an earlier day with --until; it can be granted anew when it has ended."),
        )


def _require_approver(wanted: Wanted, grounds: Grounds) -> None:
    if not wanted.approver:
        raise UsageError(message("An exception needs an approver."), _WHO_MAY_APPROVE)
    person = grounds.facts.people.get(wanted.approver)
    if person is not None and person.presence is Presence.LEFT:
        raise UsageError(
            message("{approver} has left and can approve nothing.", approver=wanted.approver),
            _WHO_MAY_APPROVE,
        )
    if wanted.approver not in _managers(grounds.facts) and key(wanted.approver) not in map(
        key, grounds.approvers
    ):
        raise UsageError(
            message(
                "{approver} is neither the manager of an account nor named in the settings ([waivers] approvers).",
                approver=wanted.approver,
            ),
            _WHO_MAY_APPROVE,
        )
    own = next(_own_part(wanted, grounds), None)
    if own is not None:
        raise UsageError(
            own, message("Nobody approves an exception for themselves: let somebody else approve it.")
        )


_WHO_MAY_APPROVE = message(
    "Name with --approver the staff number of the manager of an account, or a staff number or role of the settings "
    "([waivers] approvers)."
)


def _managers(facts: Facts) -> Collection[str]:
    return {account.manager for account in facts.open_accounts.values() if account.manager}


def _own_part(wanted: Wanted, grounds: Grounds) -> Iterator[Message]:
    """What the approver has to do with the subject, where it forbids the approval."""
    facts, approver = grounds.facts, wanted.approver
    shared: tuple[str, ...]  # accounts whose administrators answer for the subject
    if _subject_kind(wanted, grounds) is SubjectKind.LOGIN:
        login = facts.logins[wanted.subject]
        if login.holder == approver:
            yield message("{approver} holds the login {id}.", approver=approver, id=wanted.subject)
        shared = () if login.holder else login.accounts
    else:
        shared = (wanted.subject,)
    for account_id in shared:
        if any(row.staff_number == approver for row in facts.in_force(account_id)):
            yield message("{approver} is an administrator of {id}.", approver=approver, id=account_id)
    if wanted.check == "manager-named" and facts.accounts[wanted.subject].manager == approver:
        yield message("{approver} is the manager whom {check} judges.", approver=approver, check=wanted.check)


def _subject_kind(wanted: Wanted, grounds: Grounds) -> SubjectKind:
    return grounds.checks[wanted.check].subject


def _require_none_in_force(wanted: Wanted, grounds: Grounds) -> None:
    for waiver in grounds.standing:
        if (waiver.check, waiver.subject) == (wanted.check, wanted.subject) and waiver.in_force(
            grounds.facts.day
        ):
            raise UsageError(
                message(
                    "Exception {number} for {check} of {id} is in force until {until}.",
                    number=waiver.number,
                    check=waiver.check,
                    id=waiver.subject,
                    until=waiver.until.isoformat(),
                ),
                message("Revoke it first: `auditor waiver revoke {number}`.", number=waiver.number),
            )


# --- what a finding says ---------------------------------------------------------------------------------------


def laid_over(finding: Finding, waiver: Waiver | None, facts: Facts) -> Finding:
    """The finding under the newest waiver of it: waived while that is in force; after that as the check says it, with the
    day on which the waiver ended."""
    if waiver is None:
        return finding
    if waiver.in_force(facts.day):
        told = IN_FORCE.fill(
            until=waiver.until, approver=_approver(waiver.approver, facts), reason=waiver.reason
        )
        return replace(finding, status=Status.WAIVED, message=finding.message + told, due=None)
    ended = ended_on(waiver, facts.day)
    return finding if ended is None else replace(finding, message=finding.message + ENDED.fill(ended=ended))


def over_and_not_judged(ended: date) -> Text:
    """What a finding says that was waived until ``ended`` and that a run since then could not judge."""
    return ENDED.fill(ended=ended) + NOT_JUDGED


IN_FORCE = Text(
    "{until}までの例外が承認されています（承認者：{approver}、理由：{reason}）。",
    "An exception is in force until {until} (approved by {approver}; reason: {reason}).",
)
ENDED = Text("例外承認は{ended}に終わりました。", "An exception ended on {ended}.")
NOT_JUDGED = Text(
    "その後は点検できていないため、規則が守られているか確認できません。",
    "It could not be judged since then: whether the rule is kept is not known.",
)


def _approver(approver: str, facts: Facts) -> Text:
    """The person as the section knows them; a role as it is written."""
    return named(approver, facts) if approver in facts.people else Text(approver, approver)


def ended_on(waiver: Waiver, day: date) -> date | None:
    """The day that ended the waiver, None where it is in force on ``day`` or begins later."""
    if waiver.in_force(day) or day < waiver.granted:
        return None
    return waiver.until if waiver.revoked is None else min(waiver.until, waiver.revoked)
