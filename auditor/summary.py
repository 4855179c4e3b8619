"""What was judged, and how the ledger says the findings live, become the finished audit that reports are made of."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from auditor import waivers
from auditor.deadlines import coming, subject_of, with_findings
from auditor.duties.incidents import LastNight, carriers, password_followed, timeline
from auditor.duties.rules import Rules
from auditor.engine import Judged, Verdict, described
from auditor.inventory.folding import key
from auditor.policy import in_words
from checks._contract import (
    Account,
    Administrator,
    AnyCheck,
    Broke,
    Conforming,
    Facts,
    Finding,
    NotApplicable,
    NotSeen,
    Outcome,
    Pack,
    Person,
    Presence,
    Review,
    Rule,
    SubjectKind,
    TaskKind,
    TaskState,
    Text,
    Unseen,
)
from reports.audit import (
    LOOK_BACK_DAYS,
    Audit,
    AuditFinding,
    CheckInfo,
    ClauseCoverage,
    Counts,
    IncidentStages,
    ManagerRow,
    MatrixCell,
    NotSeenEntry,
    ParameterInfo,
    PersonName,
    RegisterRow,
    RunInfo,
    SectionSize,
    Subject,
    Tally,
    WaiverRow,
)

BROKE = Text("点検項目の内部エラー（{exception}）", "the check broke ({exception})")


def summarise(
    *,
    city: str,
    run: RunInfo,
    pack: Pack,
    checks: Mapping[str, AnyCheck],
    judged: Judged,
    facts: Facts,
    findings: Iterable[AuditFinding],
    closed: Iterable[AuditFinding] = (),
    notes: Sequence[Text] = (),
    today: date | None = None,
) -> Audit:
    """The audit of one night.

    ``findings`` are those that the ledger holds open, ``closed`` those that ended with this run; ``notes`` are limits of
    what was seen that no check knows of. The run is complete only where ``judged`` is, whatever ``run`` says. ``today`` is
    the day on which it is made, where that is another than the day judged: a look ahead makes no order public.
    """
    public = facts.day if today is None else min(facts.day, today)
    reviews = tuple(review for review in facts.reviews if _is_told(review, facts.day))
    exceptions = tuple(_waiver_rows(facts, checks))
    not_seen = tuple(_not_seen(judged))
    not_set_up = tuple(sorted(judged.not_set_up))
    seen, unconfirmed = judged_tonight(findings, not_seen, not_set_up)
    audit = Audit(
        city=city,
        run=dataclasses.replace(run, complete=run.complete and judged.complete),
        counts=_counts(judged, facts),
        findings=seen,
        unconfirmed=unconfirmed,
        closed=tuple(closed),
        not_seen=not_seen,
        not_set_up=not_set_up,
        notes=tuple(notes),
        checks=tuple(
            CheckInfo(rule.check, checks[rule.check].title, rule.clause, rule.gravest) for rule in pack.rules
        ),
        matrix=tuple(_matrix(judged, pack)),
        coverage=tuple(
            ClauseCoverage(
                clause=clause.id,
                summary=clause.summary,
                cover=tuple(clause.cover),
                checks=clause.checks,
                note=clause.note,
                judged=bool(clause.checks),
            )
            for clause in pack.clauses
        ),
        parameters=tuple(parameter for rule in pack.rules for parameter in _parameters(rule)),
        register=register_rows(facts.day, facts.accounts, facts.people, facts.administrators),
        reviews=reviews,
        waivers=exceptions,
        deadlines=with_findings(
            coming(facts, pack, checks, judged, public), (*seen, *unconfirmed), checks, facts.day
        ),
        subjects=subjects_of(reviews, facts),
        people=tuple(_people(reviews, exceptions, facts, public)),
        public=public,
        sizes=tuple(_sizes(facts)),
        managers=tuple(_managers(facts)),
    )
    return dataclasses.replace(audit, stages=tuple(_stages(reviews, facts, audit, Rules.of(pack))))


def _sizes(facts: Facts) -> Iterator[SectionSize]:
    accounts = Counter(account.section for account in facts.open_accounts.values())
    logins = Counter(described(login, facts).section for login in facts.serving_logins.values())
    for section in sorted(accounts.keys() | logins.keys()):
        yield SectionSize(section, accounts[section], logins[section])


def _managers(facts: Facts) -> Iterator[ManagerRow]:
    """Who heads a section as manager of one of its open accounts, each once."""
    heads = {
        (account.section, head.staff_number): head
        for account in facts.open_accounts.values()
        if (head := head_of(account, facts.people)) is not None
    }
    for (section, number), head in sorted(heads.items(), key=lambda item: item[0]):
        yield ManagerRow(section, number, head.name, head.title)


def head_of(account: Account, people: Mapping[str, Person]) -> Person | None:
    """The account's manager, where the directory has them at work in the account's own section: nobody else is written to as
    its head."""
    person = people.get(account.manager or "")
    if person is None or person.presence is not Presence.ACTIVE or not account.section:
        return None
    return person if key(person.section) == key(account.section) else None


# --- duties -----------------------------------------------------------------------------------------------------


def subjects_of(reviews: Iterable[Review], facts: Facts) -> tuple[Subject, ...]:
    """The accounts and logins that the reviews speak of, and the open accounts that these logins serve."""
    kinds: dict[tuple[SubjectKind, str], None] = {}
    for review in reviews:
        kinds.update(((SubjectKind.ACCOUNT, account_id), None) for account_id in review.accounts)
        kinds.update(((task.kind.subject_kind, task.subject), None) for task in review.tasks)
    for kind, subject_id in tuple(kinds):
        if kind is SubjectKind.LOGIN and subject_id in facts.logins:
            served = (one for one in facts.logins[subject_id].accounts if one in facts.open_accounts)
            kinds.update(((SubjectKind.ACCOUNT, account_id), None) for account_id in served)
    return tuple(subject_of(facts, kind, subject_id) for kind, subject_id in kinds)


def _is_told(review: Review, day: date) -> bool:
    """While something of it is left to do or waived, and for some time after the last of it was done."""
    if any(task.state in (TaskState.OPEN, TaskState.WAIVED) for task in review.tasks):
        return True
    done = [
        task.closed for task in review.tasks if task.state is TaskState.CLOSED and task.closed is not None
    ]
    return bool(done) and (day - max(done)).days <= LOOK_BACK_DAYS


def _stages(reviews: Iterable[Review], facts: Facts, audit: Audit, rules: Rules) -> Iterator[IncidentStages]:
    """Of each incident, as tonight saw it: how far it is, and who could announce it as long as that is to be done."""
    seen = {id for id in facts.measurements if not isinstance(facts.password_of(id), Unseen)}
    night = LastNight(audit, seen)
    for review in reviews:
        if review.kind.is_incident and review.at is not None:
            reached = timeline(review, facts.evidence, rules.incidents)
            announces = any(task.kind is TaskKind.ANNOUNCE_ELSEWHERE for task in review.open_tasks)
            yield IncidentStages(
                id=review.id,
                contained=reached.contained,
                recovered=reached.recovered,
                published=reached.published,
                could_announce=carriers(review, facts, night) if announces else None,
                unfollowed=password_followed(review, rules.incidents) is False,
            )


def _waiver_rows(facts: Facts, checks: Mapping[str, AnyCheck]) -> Iterator[WaiverRow]:
    """Those in force, and those that ended not long ago; by their last day."""
    for waiver in sorted(facts.waivers.values(), key=lambda waiver: (waiver.until, waiver.key)):
        ended = waivers.ended_on(waiver, facts.day)
        in_force = waiver.in_force(facts.day)
        if in_force or (ended is not None and (facts.day - ended).days <= LOOK_BACK_DAYS):
            yield WaiverRow(
                key=waiver.key,
                check=waiver.check,
                subject=subject_of(
                    facts, _subject_kind(waiver.check, waiver.subject, facts, checks), waiver.subject
                ),
                reason=waiver.reason,
                approver=waiver.approver,
                granted=waiver.granted,
                until=waiver.until,
                revoked=waiver.revoked,
                in_force=in_force,
            )


def _subject_kind(
    check_id: str, subject_id: str, facts: Facts, checks: Mapping[str, AnyCheck]
) -> SubjectKind:
    """What the check judges; of a check that is no more, by where the subject is known."""
    if check_id in checks:
        return checks[check_id].subject
    return SubjectKind.LOGIN if subject_id in facts.logins else SubjectKind.ACCOUNT


def _people(
    reviews: Iterable[Review], exceptions: Iterable[WaiverRow], facts: Facts, public: date
) -> Iterator[PersonName]:
    """Whose names the report needs: of nobody whose order is not in force, for that order's sake."""
    numbers = {review.staff_number for review in reviews if review.effective <= public}
    numbers |= {row.approver for row in exceptions}
    for number in sorted(number for number in numbers if number):
        person = facts.people.get(number)
        if person is not None and person.name:
            yield PersonName(number, person.name)


def judged_tonight(
    findings: Iterable[AuditFinding], not_seen: Iterable[NotSeenEntry], not_set_up: Iterable[str]
) -> tuple[tuple[AuditFinding, ...], tuple[AuditFinding, ...]]:
    """The open findings that this run saw, and those of which it could see nothing.

    The latter stay open in the ledger, but the audit says "not seen" there and not what an earlier night saw.
    """
    unknown = {f"{entry.check}:{entry.subject}" for entry in not_seen}
    unjudging = frozenset(not_set_up)
    seen: list[AuditFinding] = []
    unconfirmed: list[AuditFinding] = []
    for finding in findings:
        is_unknown = finding.key in unknown or finding.check in unjudging
        (unconfirmed if is_unknown else seen).append(finding)
    return tuple(seen), tuple(unconfirmed)


def register_rows(
    day: date,
    accounts: Mapping[str, Account],
    people: Mapping[str, Person],
    administrators: Iterable[Administrator],
) -> tuple[RegisterRow, ...]:
    """The register of administrators on ``day``: each person once an account that is not closed, by section.

    Where somebody has two rows in force, the one that began first stands. Who is not in the directory stands by number.
    """
    in_force: dict[tuple[str, str], Administrator] = {}
    for row in sorted(administrators, key=lambda row: row.began or date.min):
        account = accounts.get(row.account_id)
        if account is not None and not account.is_closed(day) and row.in_force(day):
            in_force.setdefault((row.account_id, row.staff_number), row)
    rows = (
        register_row(row, accounts[account_id], people.get(staff_number, Person(staff_number)))
        for (account_id, staff_number), row in in_force.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.section, row.account_id, row.staff_number)))


def register_row(row: Administrator, account: Account, person: Person) -> RegisterRow:
    return RegisterRow(
        account_id=account.account_id,
        account_name=account.name,
        service=account.service,
        section=account.section,
        staff_number=person.staff_number,
        name=person.name,
        person_section=person.section,
        title=person.title,
        since=row.began,
    )


def _counts(judged: Judged, facts: Facts) -> Counts:
    """Contract, section 5. What was not seen is in no count: it is listed."""
    tally = _tallied(judged.verdicts)
    return Counts(
        accounts=len(facts.open_accounts),
        logins=len(facts.serving_logins),
        staff=len(facts.people),
        conforming=tally.conforming,
        nonconforming=tally.nonconforming,
        unverified=tally.unverified,
        pending=tally.pending,
        advice=tally.advice,
        waived=tally.waived,
        not_applicable=tally.not_applicable,
    )


def _not_seen(judged: Judged) -> Iterator[NotSeenEntry]:
    for verdict in judged.verdicts:
        match verdict.outcome:
            case NotSeen(why=why):
                yield NotSeenEntry(verdict.check, verdict.subject.id, why, verdict.subject.section)
            case Broke(exception=exception):
                why = BROKE.fill(exception=exception)
                yield NotSeenEntry(verdict.check, verdict.subject.id, why, verdict.subject.section)
            case Conforming() | NotApplicable() | Finding():
                pass
            case _:
                assert_never(verdict.outcome)


def _matrix(judged: Judged, pack: Pack) -> Iterator[MatrixCell]:
    """Sections by name, checks in the pack's order."""
    cells: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in judged.verdicts:
        cells[verdict.subject.section, verdict.check].append(verdict)
    for section in sorted({section for section, _ in cells}):
        for rule in pack.rules:
            if verdicts := cells.get((section, rule.check)):
                yield MatrixCell(section, rule.check, _tallied(verdicts))


def _tallied(verdicts: Iterable[Verdict]) -> Tally:
    return Tally(**Counter(_field(verdict.outcome) for verdict in verdicts))


def _field(outcome: Outcome) -> str:
    """The field of ``Tally`` that counts an outcome."""
    match outcome:
        case Conforming():
            return "conforming"
        case NotApplicable():
            return "not_applicable"
        case Finding(status=status):
            return status.value
        case NotSeen() | Broke():
            return "not_seen"
        case _:
            assert_never(outcome)


def _parameters(rule: Rule) -> Iterator[ParameterInfo]:
    """The parameters in force; one that is not set limits nothing and is not told."""
    for parameter in dataclasses.fields(rule.parameters):
        value = getattr(rule.parameters, parameter.name)
        if value is not None:
            of_pack = rule.overridden.get(parameter.name)
            yield ParameterInfo(
                check=rule.check,
                name=parameter.name,
                value=in_words(value),
                source=rule.sources[parameter.name],
                override_reason=rule.override_reason if parameter.name in rule.overridden else None,
                pack_value=None if of_pack is None else in_words(of_pack),
            )
