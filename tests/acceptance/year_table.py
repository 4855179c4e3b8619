"""What the year of ``year_story`` must show after each night, worked out by hand from the contract (section 6) beforehand.

A span is "first day..last day" on which the thing stands after the night, both included; one day alone is a span of itself,
and an open end stands to the end of the year. The comments give the rule. Due days were counted by hand with the calendar of
2026 and 2027: 29 April, 3-6 May, 20 July, 11 August, 21-23 September, 12 October, 3 and 23 November, 11 January, 11 and 23
February and 22 March are holidays, and the city hall is closed from 29 December to 3 January.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)

ReviewKey = tuple[str, str | None, str]
"""Kind, staff number, effective day."""


@dataclass(frozen=True)
class Duty:
    """One task: on the days of ``open`` it is open, of ``waived`` waived; on all others it has come to its ``end``."""

    review: ReviewKey
    kind: str
    subject: str
    due: str
    open: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    end: str = "closed"

    def state(self, day: date) -> str:
        return "open" if within(day, self.open) else "waived" if within(day, self.waived) else self.end


@dataclass(frozen=True)
class Standing:
    """One finding with its status on the days of its spans; ``due`` where the contract gives it a day of its own."""

    check: str
    subject: str
    status: str
    spans: tuple[str, ...]
    due: str | None = None


def within(day: date, spans: Iterable[str]) -> bool:
    return any(first <= day <= last for first, last in map(bounds, spans))


def bounds(span: str) -> tuple[date, date]:
    first, dots, last = span.partition("..")
    return date.fromisoformat(first), date.fromisoformat(
        last
    ) if last else LAST if dots else date.fromisoformat(first)


def _duties(
    review: ReviewKey, due: str, *rows: tuple[str, str, str] | tuple[str, str, str, str]
) -> Iterator[Duty]:
    """Rows of (kind, subject, spans open[, its own due day]); several spans with a blank between them."""
    for kind, subject, spans, *own_due in rows:
        yield Duty(review, kind, subject, own_due[0] if own_due else due, tuple(spans.split()))


def _withdrawn(duties: Iterable[Duty]) -> Iterator[Duty]:
    return (
        Duty(duty.review, duty.kind, duty.subject, duty.due, duty.open, end="withdrawn") for duty in duties
    )


# --- the tasks --------------------------------------------------------------------------------------------------------

DUTIES: tuple[Duty, ...] = (
    # Known on Monday 6 April, five working days after it are 13 April: the effective day is later, so all are due then.
    # koho-x is handed over on the very day: two others are in force, and password and seed are first seen in that night.
    # The register of 28 April is dated before the effective day; that of 7 May is dated after the change of 1 May.
    *_duties(
        ("transfer", "10012", "2026-05-01"),
        "2026-05-01",
        ("replace-administrator", "koho-x", "2026-04-06..2026-04-30"),
        ("submit-register", "koho-x", "2026-04-06..2026-05-06"),
        ("change-password", "x-koho", "2026-04-06..2026-04-30"),
        ("renew-second-factor", "x-koho", "2026-04-06..2026-04-30"),
        ("end-sessions", "x-koho", "2026-04-06..2026-04-30"),
    ),
    # Both administrators of bosai-x: a review each, with the same tasks.
    # x-bosai got a new password on 28 April, seen before they left: not new. Words of 8 May close nothing. 14 May: new.
    # On 10 June the password and the seed are back that were seen before they left: open again with the day of their own.
    # On 11 June the password of 14 May is back, on 12 June there is a third seed: neither was seen before they left.
    # dm-bosai was changed after the night of 30 April: first seen in the night of the effective day, so it is new.
    # Two others are in force with the second successor only, on 11 May. The register of 8 May is older than that change.
    # end-sessions: the paper of 30 April is older than the effective day, that of 15 May is not.
    *(
        duty
        for number in ("10031", "10032")
        for duty in _duties(
            ("transfer", number, "2026-05-01"),
            "2026-05-01",
            ("replace-administrator", "bosai-x", "2026-04-06..2026-05-10"),
            ("submit-register", "bosai-x", "2026-04-06..2026-05-12"),
            ("change-password", "x-bosai", "2026-04-06..2026-05-13 2026-06-10"),
            ("change-password", "dm-bosai", "2026-04-06..2026-04-30"),
            ("renew-second-factor", "x-bosai", "2026-04-06..2026-05-13 2026-06-10..2026-06-11"),
            ("end-sessions", "x-bosai", "2026-04-06..2026-05-14"),
            ("end-sessions", "dm-bosai", "2026-04-06..2026-05-14"),
        )
    ),
    # Cancelled by command on 10 April, by a 取消 row on 15 April; the old list of 16 April and 15 May brings neither back.
    *_withdrawn(
        _duties(
            ("transfer", "10022", "2026-05-01"),
            "2026-05-01",
            ("replace-administrator", "kanko-ig", "2026-04-06..2026-04-09"),
            ("submit-register", "kanko-ig", "2026-04-06..2026-04-09"),
            ("change-password", "meta-kanko", "2026-04-06..2026-04-09"),
            ("renew-second-factor", "meta-kanko", "2026-04-06..2026-04-09"),
            ("end-sessions", "meta-kanko", "2026-04-06..2026-04-09"),
        )
    ),
    *_withdrawn(
        _duties(
            ("transfer", "10023", "2026-05-01"),
            "2026-05-01",
            ("replace-administrator", "kanko-th", "2026-04-06..2026-04-14"),
            ("submit-register", "kanko-th", "2026-04-06..2026-04-14"),
            ("change-password", "meta-kanko", "2026-04-06..2026-04-14"),
            ("change-password", "th-kanko", "2026-04-06..2026-04-14"),
            ("renew-second-factor", "meta-kanko", "2026-04-06..2026-04-14"),
            ("end-sessions", "meta-kanko", "2026-04-06..2026-04-14"),
            ("end-sessions", "th-kanko", "2026-04-06..2026-04-14"),
        )
    ),
    # Known on Monday 15 June, two weeks late: five working days after it are 22 June.
    # yt-tosho: a password that was first seen on 5 June, after 1 June, is new at once, and the sessions ended on 3 June.
    *_duties(
        ("transfer", "10042", "2026-06-01"),
        "2026-06-22",
        ("replace-administrator", "tosho-yt", "2026-06-15..2026-06-23"),
        ("submit-register", "tosho-yt", "2026-06-15..2026-07-09"),
        ("change-password", "yt-tosho", ""),
        ("change-password", "yt-tosho-2", "2026-06-15..2026-06-23"),
        ("renew-second-factor", "yt-tosho", "2026-06-15..2026-06-23"),
        ("end-sessions", "yt-tosho", ""),
        ("end-sessions", "yt-tosho-2", "2026-06-15..2026-06-23"),
    ),
    # Known on Monday 27 July: five working days after it are Monday 3 August, later than the effective Saturday.
    # fb-13 is a login of their own, fb-koho a shared one of an account they administered: both.
    # Its sessions of 31 July ended before the effective day. On 14 January its first password of all is back.
    *_duties(
        ("transfer", "10013", "2026-08-01"),
        "2026-08-03",
        ("replace-administrator", "koho-fb", "2026-07-27..2026-08-02"),
        ("submit-register", "koho-fb", "2026-07-27..2026-08-04"),
        ("change-password", "fb-koho", "2026-07-27..2026-08-02"),
        ("change-password", "fb-13", "2026-07-27..2026-08-02 2027-01-14"),
        ("renew-second-factor", "fb-13", "2026-07-27..2026-08-02"),
        ("end-sessions", "fb-koho", "2026-07-27..2026-08-02"),
        ("end-sessions", "fb-13", "2026-07-27..2026-08-04"),
    ),
    # One of a section alone moves to a section that nobody knows: a transfer. With the others, a day later, it is the
    # section that gets another name: no review.
    *_withdrawn(
        _duties(
            ("transfer", "10022", "2026-10-01"),
            "2026-10-01",
            ("replace-administrator", "kanko-ig", "2026-09-14"),
            ("submit-register", "kanko-ig", "2026-09-14"),
            ("change-password", "meta-kanko", "2026-09-14"),
            ("renew-second-factor", "meta-kanko", "2026-09-14"),
            ("end-sessions", "meta-kanko", "2026-09-14"),
        )
    ),
    # A manager who administers nothing: another is to be named, and no password is theirs.
    *_duties(
        ("transfer", "10004", "2026-10-01"),
        "2026-10-01",
        ("name-manager", "tosho-yt", "2026-09-15..2026-10-04"),
    ),
    # Dropped out by the import of Wednesday 4 November: effective that day, due five working days after it. Two others are
    # in force by the same import. (Their cancelled order of May and the renaming are no reviews that stand.)
    *_duties(
        ("administrator-change", "10023", "2026-11-04"),
        "2026-11-11",
        ("replace-administrator", "kanko-th", ""),
        ("submit-register", "kanko-th", "2026-11-04..2026-11-08"),
        ("change-password", "meta-kanko", "2026-11-04"),
        ("change-password", "th-kanko", "2026-11-04"),
        ("renew-second-factor", "meta-kanko", "2026-11-04"),
        ("end-sessions", "meta-kanko", "2026-11-04..2026-11-05"),
        ("end-sessions", "th-kanko", "2026-11-04..2026-11-08"),
    ),
    # The import of 16 November tells a last day, 30 November: effective the day after it, later than five working days.
    # The register's paper of 27 November is dated before the effective day.
    *_duties(
        ("administrator-change", "10022", "2026-12-01"),
        "2026-12-01",
        ("replace-administrator", "kanko-ig", "2026-11-16..2026-11-30"),
        ("submit-register", "kanko-ig", "2026-11-16..2026-12-07"),
        ("change-password", "meta-kanko", "2026-11-16..2026-11-30"),
        ("renew-second-factor", "meta-kanko", "2026-11-16..2026-12-01"),
        ("end-sessions", "meta-kanko", "2026-11-16..2026-12-01"),
    ),
    # Known on Friday 25 December: 28 December, then 4, 5, 6 and 7 January.
    *_duties(
        ("transfer", "10041", "2026-12-21"),
        "2027-01-07",
        ("replace-administrator", "tosho-yt", "2026-12-25..2026-12-27"),
        ("submit-register", "tosho-yt", "2026-12-25..2027-01-11"),
        ("change-password", "yt-tosho", "2026-12-25..2027-01-03"),
        ("change-password", "yt-tosho-2", "2026-12-25..2027-01-03"),
        ("renew-second-factor", "yt-tosho", "2026-12-25..2027-01-03"),
        ("end-sessions", "yt-tosho", "2026-12-25..2027-01-03"),
        ("end-sessions", "yt-tosho-2", "2026-12-25..2027-01-03"),
    ),
    # Noticed on Tuesday 12 January at 9:30, critical: all of Ube 7's steps; by the pack 24 hours for the first, three
    # working days for publication and police. A claim, and an announcement dated the day before, close nothing; nor does
    # the earlier password that fb-13 gets on 14 January.
    *_duties(
        ("takeover", None, "2027-01-12"),
        "2027-01-13",
        ("change-password", "fb-koho", "2027-01-12"),
        ("change-password", "fb-13", "2027-01-12..2027-01-14"),
        ("report-to-platform", "koho-fb", "2027-01-12"),
        ("announce-elsewhere", "koho-fb", "2027-01-12..2027-01-13"),
        ("report-inside", "koho-fb", ""),
        ("publish", "koho-fb", "2027-01-12..2027-01-14", "2027-01-15"),
        ("police", "koho-fb", "2027-01-12..2027-01-17", "2027-01-15"),
    ),
    # Somebody poses as koho-x, medium: no publication, no police, and by the pack no password to change.
    *_duties(
        ("impersonation", None, "2027-02-10"),
        "2027-02-11",
        ("report-to-platform", "koho-x", "2027-02-10"),
        ("announce-elsewhere", "koho-x", "2027-02-10"),
        ("report-inside", "koho-x", "2027-02-10..2027-02-14"),
    ),
    # Given on 20 January, cancelled on the 21st; another order of the same day stands from the 25th on. Nothing is done by
    # 1 March; from 3 to 15 March the review of tosho-yt is excepted; on the 18th a successor and new secrets, and on the
    # 25th the sessions. The register is never handed in.
    *(
        Duty(duty.review, duty.kind, duty.subject, duty.due, duty.open, waived=("2027-03-03..2027-03-15",))
        for duty in _duties(
            ("transfer", "10043", "2027-03-01"),
            "2027-03-01",
            ("replace-administrator", "tosho-yt", "2027-01-20 2027-01-25..2027-03-02 2027-03-16..2027-03-17"),
            ("submit-register", "tosho-yt", "2027-01-20 2027-01-25..2027-03-02 2027-03-16.."),
            ("change-password", "yt-tosho", "2027-01-20 2027-01-25..2027-03-02 2027-03-16..2027-03-17"),
            ("change-password", "yt-tosho-2", "2027-01-20 2027-01-25..2027-03-02 2027-03-16..2027-03-17"),
            ("renew-second-factor", "yt-tosho", "2027-01-20 2027-01-25..2027-03-02 2027-03-16..2027-03-17"),
            ("end-sessions", "yt-tosho", "2027-01-20 2027-01-25..2027-03-02 2027-03-16..2027-03-24"),
            ("end-sessions", "yt-tosho-2", "2027-01-20 2027-01-25..2027-03-02 2027-03-16..2027-03-24"),
        )
    ),
)

# --- the findings -----------------------------------------------------------------------------------------------------

FINDINGS: tuple[Standing, ...] = (
    # An account's open tasks and those of its logins: pending until the day after the first due day, then nonconforming.
    Standing("transfer-review", "koho-x", "pending", ("2026-04-06..2026-05-01",)),
    Standing("transfer-review", "koho-x", "nonconforming", ("2026-05-02..2026-05-06",)),
    Standing("transfer-review", "bosai-x", "pending", ("2026-04-06..2026-05-01",)),
    Standing(
        "transfer-review", "bosai-x", "nonconforming", ("2026-05-02..2026-05-14", "2026-06-10..2026-06-11")
    ),
    # meta-kanko serves both: its tasks show on each.
    Standing(
        "transfer-review",
        "kanko-ig",
        "pending",
        ("2026-04-06..2026-04-14", "2026-09-14", "2026-11-04..2026-11-05", "2026-11-16..2026-12-01"),
    ),
    Standing("transfer-review", "kanko-ig", "nonconforming", ("2026-12-02..2026-12-07",)),
    Standing(
        "transfer-review",
        "kanko-th",
        "pending",
        ("2026-04-06..2026-04-14", "2026-09-14", "2026-11-04..2026-11-08", "2026-11-16..2026-12-01"),
    ),
    Standing("transfer-review", "koho-fb", "pending", ("2026-07-27..2026-08-03",)),
    # On 14 January a task of August is open again, with the due day it had.
    Standing("transfer-review", "koho-fb", "nonconforming", ("2026-08-04", "2027-01-14")),
    Standing(
        "transfer-review",
        "tosho-yt",
        "pending",
        (
            "2026-06-15..2026-06-22",
            "2026-09-15..2026-10-01",
            "2026-12-25..2027-01-07",
            "2027-01-20",
            "2027-01-25..2027-03-01",
        ),
    ),
    Standing(
        "transfer-review",
        "tosho-yt",
        "nonconforming",
        (
            "2026-06-23..2026-07-09",
            "2026-10-02..2026-10-04",
            "2027-01-08..2027-01-11",
            "2027-03-02",
            "2027-03-16..",
        ),
    ),
    Standing("transfer-review", "tosho-yt", "waived", ("2027-03-03..2027-03-15",)),
    # The same for incidents. The 15th of January: what was due on the 13th is done, the police are due that day.
    Standing("incident-response", "koho-fb", "pending", ("2027-01-12..2027-01-13", "2027-01-15")),
    Standing("incident-response", "koho-fb", "nonconforming", ("2027-01-14", "2027-01-16..2027-01-17")),
    Standing("incident-response", "koho-x", "pending", ("2027-02-10..2027-02-11",)),
    Standing("incident-response", "koho-x", "nonconforming", ("2027-02-12..2027-02-14",)),
    # Ten working days after a row of administrators began or ended; no order and no leave counts.
    Standing("register-submitted", "koho-x", "pending", ("2026-05-01..2026-05-06",), "2026-05-20"),
    # The change of 11 May keeps the due day of that of 7 May, which is not handed in. On the 12th it is, by a paper dated
    # before the second change: from then on the second has its own day.
    Standing("register-submitted", "bosai-x", "pending", ("2026-05-07..2026-05-11",), "2026-05-21"),
    Standing("register-submitted", "bosai-x", "pending", ("2026-05-12",), "2026-05-25"),
    Standing("register-submitted", "tosho-yt", "pending", ("2026-06-24..2026-07-08",), "2026-07-08"),
    Standing("register-submitted", "tosho-yt", "nonconforming", ("2026-07-09",), "2026-07-08"),
    Standing("register-submitted", "koho-fb", "pending", ("2026-08-03..2026-08-04",), "2026-08-18"),
    Standing("register-submitted", "kanko-th", "pending", ("2026-11-04..2026-11-08",), "2026-11-18"),
    # Nothing on 16 November: since and until ahead count from their day. One begins on 30 November, one ends after it.
    Standing("register-submitted", "kanko-ig", "pending", ("2026-11-30..2026-12-07",), "2026-12-14"),
    Standing("register-submitted", "tosho-yt", "pending", ("2026-12-28..2027-01-11",), "2027-01-18"),
    Standing("register-submitted", "tosho-yt", "pending", ("2027-03-18..",), "2027-04-02"),
    # Distinct people in force, in the directory, not on leave. Orders of transfer and retirement end no row.
    Standing("administrators-minimum", "bosai-x", "nonconforming", ("2026-05-07..2026-05-10",)),
    # On leave from 1 July until the return of 1 September. One waiver ends on its last day, one is revoked before.
    Standing(
        "administrators-minimum",
        "kanko-ig",
        "nonconforming",
        ("2026-07-01..2026-07-02", "2026-08-01..2026-08-31"),
    ),
    Standing("administrators-minimum", "kanko-ig", "waived", ("2026-07-03..2026-07-31",)),
    Standing(
        "administrators-minimum",
        "kanko-th",
        "nonconforming",
        ("2026-07-01..2026-07-02", "2026-07-15..2026-08-31"),
    ),
    Standing("administrators-minimum", "kanko-th", "waived", ("2026-07-03..2026-07-14",)),
)

CHECKS = frozenset(finding.check for finding in FINDINGS)


# --- as of a day ------------------------------------------------------------------------------------------------------

TaskRow = tuple[str, str, str, str]
"""Kind, subject, due day, state."""


def reviews_on(day: date) -> dict[ReviewKey, set[TaskRow]]:
    """Every review with an open task, with all its tasks (contract, section 6: JSON)."""
    listed = {duty.review for duty in DUTIES if duty.state(day) == "open"}
    return {
        review: {
            (duty.kind, duty.subject, duty.due, duty.state(day)) for duty in DUTIES if duty.review == review
        }
        for review in listed
    }


def findings_on(day: date) -> set[tuple[str, str, str]]:
    return {
        (finding.check, finding.subject, finding.status) for finding in FINDINGS if within(day, finding.spans)
    }


def register_due_on(day: date) -> dict[str, str | None]:
    """Account → due day of the finding about its register."""
    return {
        finding.subject: finding.due
        for finding in FINDINGS
        if finding.check == "register-submitted" and within(day, finding.spans)
    }


def turning_days() -> list[date]:
    """Days on which something of the table begins, is due, or ends."""
    spans = [bounds(span) for duty in DUTIES for span in (*duty.open, *duty.waived)]
    spans += [bounds(span) for finding in FINDINGS for span in finding.spans]
    due = [date.fromisoformat(duty.due) for duty in DUTIES]
    due += [date.fromisoformat(finding.due) for finding in FINDINGS if finding.due]
    return sorted({*due, *(day for span in spans for day in span)})
