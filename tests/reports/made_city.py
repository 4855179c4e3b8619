"""A made city of any size with the checks of the Ube pack: for pictures, layout in a browser, and time."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from checks._contract import (
    Review,
    ReviewKind,
    Severity,
    Status,
    SubjectKind,
    Task,
    TaskKind,
    TaskState,
    Text,
)
from reports.audit import (
    Audit,
    AuditFinding,
    CheckInfo,
    ClauseCoverage,
    Counts,
    Deadline,
    DeadlineKind,
    MatrixCell,
    NotSeenEntry,
    ParameterInfo,
    PersonName,
    RegisterRow,
    State,
    Subject,
    Tally,
)
from tests.reports.sample import DAY, sample

SECTIONS = (
    "広報広聴課",
    "観光スポーツ文化部観光交流課",
    "防災危機管理課",
    "デジタル推進課",
    "こども政策課",
    "健康増進課",
    "図書館",
    "文化振興課",
    "環境政策課",
    "農林水産振興課",
    "商工振興課",
    "土木河川課",
    "上下水道局総務課",
    "消防本部予防課",
    "選挙管理委員会事務局",
    "教育委員会学校教育課",
    "市民活動課",
    "人権・男女共同参画推進課",
    "シティプロモーション推進室",
    "",
)

_CHECKS = (
    ("password-unseen", "パスワードの読み取り", "Password can be read", "4(3)", "high"),
    ("password-guessable", "推測されやすいパスワード", "Guessable password", "4(3)b", "high"),
    ("password-personal", "個人情報を含むパスワード", "Personal data in the password", "4(3)a", "high"),
    ("password-runs", "同一文字・連続文字", "Runs and sequences", "4(3)b", "medium"),
    ("password-reuse", "パスワードの使い回し", "Same password on two logins", "4(3)c", "critical"),
    ("password-similar", "似たパスワード", "Nearly the same password", "4(3)c", "low"),
    ("password-age", "パスワードの経過日数", "Age of the password", "運用", "low"),
    ("second-factor", "二要素認証の設定", "Second factor", "4(2)", "critical"),
    ("second-factor-strength", "二要素認証の方式", "Kind of second factor", "4(2)", "low"),
    ("second-factor-seed", "二要素認証のシード", "Seed of the second factor", "4(2)", "medium"),
    ("administrators-minimum", "担当者の人数", "Number of administrators", "4(1)", "high"),
    ("administrators-are-staff", "担当者の身分", "Administrators are staff", "6(9)", "high"),
    ("manager-named", "管理者の指定", "Manager named", "3(1)", "medium"),
    ("use-approved", "利用の承認", "Use approved", "3(1)", "medium"),
    ("operating-rules", "運用規程", "Operating rules", "3(2)", "medium"),
    ("register-submitted", "一覧表の提出", "Register handed in", "4(5)", "medium"),
    ("records-kept", "承認記録の保存", "Records kept", "5", "low"),
    ("login-missing", "ログインの登録", "A login is entered", "4", "medium"),
    ("transfer-review", "異動時の見直し", "Review after transfers", "4(4)", "high"),
    ("incident-response", "不正アクセス等への対応", "Response to incidents", "7(1)", "high"),
)
CHECKS = tuple(
    CheckInfo(id, Text(ja, en), clause, Severity(severity)) for id, ja, en, clause, severity in _CHECKS
)
_FACTS = Text(
    "同じパスワードが別のログインでも使われています。片方が漏れると、両方のアカウントが乗っ取られるおそれがあります。",
    "The same password is used on another login. If one leaks, both accounts could be taken over.",
)
_REMEDY = Text(
    "このログイン専用の新しいパスワードを作り、金庫に登録してください。",
    "Make a new password for this login alone and enter it in the vault.",
)
_SERVICES = ("x", "facebook", "instagram", "youtube", "line", "note")


def made_city(accounts: int, reviews: int | None = None) -> Audit:
    """About two findings, two administrators and six outcomes of the matrix an account; one gap in ten.

    ``reviews`` (one in ten accounts by default) are of people who leave on the turn of the year: two accounts each, in two
    sections where that can be, one in three not in force yet.
    """
    findings: list[AuditFinding] = []
    not_seen: list[NotSeenEntry] = []
    register: list[RegisterRow] = []
    tallies: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    statuses, checks, states = cycle(Status), cycle(CHECKS), cycle((State.NEW, State.OPEN, State.REOPENED))
    for n in range(accounts):
        account = _subject(n, login=False)
        section = account.section
        for login in (True, False):
            check, status = next(checks), next(statuses)
            subject = _subject(n, login=login)
            tallies[section, check.id][status.value] += 1
            findings.append(
                AuditFinding(
                    key=f"{check.id}:{subject.id}",
                    check=check.id,
                    clause=check.clause,
                    status=status,
                    severity=check.severity,
                    subject=subject,
                    message=_FACTS,
                    remedy=_REMEDY,
                    due=None if n % 7 == 0 else DAY + timedelta(days=n % 30 - 5),
                    first_seen=date(2026, 4, 1) + timedelta(days=n % 200),
                    state=next(states),
                    related=(f"login-{n + 1:05}", f"login-{n + 2:05}") if login else (),
                )
            )
        for check in CHECKS:
            tallies[section, check.id]["conforming" if n % 10 else "not_seen"] += 1
            if n % 10 == 0 and check.id.startswith("password-"):
                why = Text("金庫に登録がありません。", "The vault has no entry.")
                not_seen.append(NotSeenEntry(check.id, f"login-{n:05}", why))
        register += [
            RegisterRow(
                account.id,
                account.name,
                account.services[0],
                section,
                f"00{n:05}{k}",
                f"見本 {k}太郎",
                section,
                "主査",
                date(2026, 4, 1),
            )
            for k in (1, 2)
        ]
    counted = Counter(finding.status.value for finding in findings)
    small = sample()
    return replace(
        small,
        counts=Counts(
            accounts=accounts,
            logins=accounts,
            staff=2 * accounts,
            conforming=sum(one["conforming"] for one in tallies.values()),
            not_applicable=0,
            **{status.value: counted[status.value] for status in Status},
        ),
        findings=tuple(sorted(findings, key=lambda one: (one.severity.rank, one.key))),
        not_seen=tuple(not_seen),
        checks=CHECKS,
        matrix=tuple(
            MatrixCell(section, check.id, _tally(tallies[section, check.id]))
            for section in sorted(SECTIONS)
            for check in CHECKS
            if tallies[section, check.id]
        ),
        coverage=_coverage(),
        parameters=tuple(
            ParameterInfo(check.id, f"parameter_{n}", str(n), Text("本製品の運用基準", "Working rule"), None)
            for n, check in enumerate(CHECKS)
        ),
        register=tuple(register),
        **_duties(accounts, max(accounts // 10, 1) if reviews is None else reviews),
    )


def _duties(accounts: int, reviews: int) -> dict[str, Any]:
    """What an audit holds of so many transfers."""
    made = tuple(_review(n, accounts) for n in range(reviews))
    subjects = {
        subject.id: subject
        for n in range(accounts)
        for subject in (_subject(n, login=False), _subject(n, login=True))
    }
    return {
        "reviews": made,
        "subjects": tuple(subjects.values()),
        "people": tuple(PersonName(f"9{n:06}", f"異動 {n}太郎") for n in range(reviews)),
        "deadlines": tuple(
            Deadline(
                task.due,
                DeadlineKind.TASK,
                "transfer-review",
                Text(f"見直しの作業（{task.kind}）", f"Task of a review ({task.kind})"),
                subjects[task.subject],
            )
            for review in made
            for task in review.open_tasks
            if task.due >= DAY
        ),
        "stages": (),
        "public": DAY,
    }


def _review(n: int, accounts: int) -> Review:
    effective = DAY + timedelta(days=(-9, -1, 12)[n % 3])
    served = sorted({n % accounts, (n * 13 + 5) % accounts})
    tasks: list[Task] = []
    for kind in (
        TaskKind.REPLACE_ADMINISTRATOR,
        TaskKind.CHANGE_PASSWORD,
        TaskKind.END_SESSIONS,
        TaskKind.SUBMIT_REGISTER,
    ):
        for place in served:
            login = kind.subject_kind is SubjectKind.LOGIN
            done = (n + place + len(tasks)) % 5 == 0 and effective < DAY
            tasks.append(
                Task(
                    kind,
                    _subject(place, login=login).id,
                    effective,
                    TaskState.CLOSED if done else TaskState.OPEN,
                    closed=DAY if done else None,
                )
            )
    return Review(
        id=f"R{n + 1}",
        kind=ReviewKind.TRANSFER if n % 4 else ReviewKind.ADMINISTRATOR_CHANGE,
        staff_number=f"9{n:06}",
        effective=effective,
        known=DAY - timedelta(days=20),
        accounts=tuple(_subject(place, login=False).id for place in served),
        tasks=tuple(tasks),
    )


def _subject(n: int, *, login: bool) -> Subject:
    """The n-th account, or the login that serves it."""
    section = SECTIONS[(n * 7 + n // 20) % len(SECTIONS)]
    service = _SERVICES[n % len(_SERVICES)]
    account_id = f"{service}-{n:05}"
    return Subject(
        SubjectKind.LOGIN if login else SubjectKind.ACCOUNT,
        f"login-{n:05}" if login else account_id,
        f"mihon_city_{n}" if login else f"見本市 {section or '未所属'} 公式 {n}",
        (account_id,),
        section,
        (service,),
    )


def _tally(counts: Counter[str]) -> Tally:
    return Tally(**{field.name: counts[field.name] for field in fields(Tally)})


def _coverage() -> tuple[ClauseCoverage, ...]:
    clauses = sorted({check.clause for check in CHECKS})
    judged = tuple(
        ClauseCoverage(
            clause,
            Text("この条項が求めることの要約（見本）", "What this clause asks for (sample)"),
            ("check",),
            tuple(check.id for check in CHECKS if check.clause == clause),
            None,
            True,
        )
        for clause in clauses
    )
    return sample().coverage[:1] + judged + sample().coverage[4:5]
