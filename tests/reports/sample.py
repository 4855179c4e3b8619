"""A small finished audit that shows every status, severity, state and way a clause is covered; and an empty one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

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
    IncidentStages,
    MatrixCell,
    NotSeenEntry,
    PackRef,
    ParameterInfo,
    PersonName,
    RegisterRow,
    RunInfo,
    State,
    Subject,
    Tally,
    WaiverRow,
)

DAY = date(2026, 11, 20)

KOHO = "広報広聴課"
KANKO = "観光交流課"

X_LOGIN = Subject(SubjectKind.LOGIN, "x-koho", "mihon_city", ("koho-x", "bosai-x"), KOHO, ("x",))
FB_LOGIN = Subject(SubjectKind.LOGIN, "fb-kanko", "見本 花子", ("kanko-fb",), KANKO, ("facebook",))
X_ACCOUNT = Subject(SubjectKind.ACCOUNT, "koho-x", "見本市公式", ("koho-x",), KOHO, ("x",))
FB_ACCOUNT = Subject(SubjectKind.ACCOUNT, "kanko-fb", "見本市観光", ("kanko-fb",), KANKO, ("facebook",))
NO_SECTION = Subject(SubjectKind.ACCOUNT, "maigo", "", ("maigo",), "", ("mastodon",))
SHARED_LOGIN = Subject(
    SubjectKind.LOGIN, "meta-common", "mihon@example.jp", ("koho-x", "kanko-fb"), KOHO, ("x", "facebook")
)

CHECKS = (
    CheckInfo("password-reuse", Text("パスワードの使い回し", "Password reuse"), "4(3)c", Severity.HIGH),
    CheckInfo("second-factor", Text("二要素認証", "Second factor"), "4(2)", Severity.CRITICAL),
    CheckInfo("password-age", Text("パスワードの経過日数", "Age of the password"), "-", Severity.LOW),
    CheckInfo("register-submitted", Text("一覧表の提出", "Register handed in"), "4(5)", Severity.MEDIUM),
    CheckInfo("second-factor-strength", Text("二要素の強さ", "Strong factor"), "4(2)", Severity.INFO),
    CheckInfo("transfer-review", Text("異動時の見直し", "Review after transfers"), "4(4)", Severity.HIGH),
)


def _finding(
    check: CheckInfo,
    subject: Subject,
    status: Status,
    state: State,
    *,
    due: date | None = None,
    first_seen: date = DAY,
    related: tuple[str, ...] = (),
    reason: str | None = None,
    closed: date | None = None,
) -> AuditFinding:
    return AuditFinding(
        key=f"{check.id}:{subject.id}",
        check=check.id,
        clause=check.clause,
        status=status,
        severity=check.severity,
        subject=subject,
        message=Text(f"{check.title.ja}の見本の指摘です。", f"A sample finding of: {check.title.en}."),
        remedy=Text("見本の是正方法です。", "A sample remedy."),
        due=due,
        first_seen=first_seen,
        state=state,
        related=related,
        reason=reason,
        closed=closed,
    )


def _days(number: int) -> date:
    return DAY + timedelta(days=number)


def _task(
    kind: TaskKind, subject: str, due: int, state: TaskState = TaskState.OPEN, **others: object
) -> Task:
    return replace(Task(kind, subject, _days(due), state), **others)  # type: ignore[arg-type]


def _deadline(days: int, kind: DeadlineKind, check: str, subject: Subject, ja: str, en: str) -> Deadline:
    return Deadline(_days(days), kind, check, Text(ja, en), subject)


SECRET_NUMBER = "0099999"
"""Of somebody whose order is not in force yet."""

TRANSFER = Review(
    id="R12",
    kind=ReviewKind.TRANSFER,
    staff_number="0012348",
    effective=_days(-9),
    known=_days(-20),
    accounts=("koho-x", "kanko-fb"),
    tasks=(
        _task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x", -9, TaskState.CLOSED, closed=_days(-10)),
        _task(TaskKind.REPLACE_ADMINISTRATOR, "kanko-fb", -9),
        _task(TaskKind.CHANGE_PASSWORD, "x-koho", -9, reopened=True),
        _task(TaskKind.RENEW_SECOND_FACTOR, "x-koho", -9, TaskState.WAIVED),
        _task(TaskKind.END_SESSIONS, "x-koho", -9, TaskState.CLOSED, closed=_days(-3), evidence=4),
        _task(TaskKind.CHANGE_PASSWORD, "meta-common", 3),
        _task(TaskKind.END_SESSIONS, "meta-common", 3),
        _task(TaskKind.SUBMIT_REGISTER, "koho-x", -9),
        _task(TaskKind.SUBMIT_REGISTER, "kanko-fb", -9, TaskState.WITHDRAWN),
    ),
)
DROPPED_OUT = Review(
    id="R9",
    kind=ReviewKind.ADMINISTRATOR_CHANGE,
    staff_number="0012349",  # no longer in the directory
    effective=_days(0),
    known=_days(0),
    accounts=("maigo",),
    tasks=(_task(TaskKind.SUBMIT_REGISTER, "maigo", 14), _task(TaskKind.CHANGE_PASSWORD, "gone", 7)),
)
UNPUBLISHED = Review(
    id="R13",
    kind=ReviewKind.TRANSFER,
    staff_number=SECRET_NUMBER,
    effective=_days(11),
    known=_days(-1),
    accounts=("kanko-fb",),
    tasks=(_task(TaskKind.NAME_MANAGER, "kanko-fb", 11), _task(TaskKind.SUBMIT_REGISTER, "kanko-fb", 11)),
)
DONE = Review(
    id="R2",
    kind=ReviewKind.TRANSFER,
    staff_number="0012347",
    effective=_days(-25),
    known=_days(-30),
    accounts=("kanko-fb",),
    tasks=(_task(TaskKind.CHANGE_PASSWORD, "fb-kanko", -25, TaskState.CLOSED, closed=_days(-5)),),
)
TAKEOVER = Review(
    id="I14",
    kind=ReviewKind.TAKEOVER,
    staff_number=None,
    effective=_days(-2),
    known=_days(-2),
    accounts=("koho-x",),
    tasks=(
        _task(TaskKind.CHANGE_PASSWORD, "x-koho", -1, TaskState.CLOSED, closed=_days(-1)),
        _task(TaskKind.REPORT_TO_PLATFORM, "koho-x", -1, TaskState.CLOSED, closed=_days(-2)),
        _task(TaskKind.ANNOUNCE_ELSEWHERE, "koho-x", -1),
        _task(TaskKind.REPORT_INSIDE, "koho-x", -1, TaskState.CLOSED, closed=_days(-2)),
        _task(TaskKind.PUBLISH, "koho-x", 3),
    ),
    at=datetime(2026, 11, 18, 21, 40, tzinfo=timezone(timedelta(hours=9))),
    severity=Severity.HIGH,
    alike=("fb-kanko",),
    note="市民からの電話で気付いた",
)
FLAMING = Review(
    id="I3",
    kind=ReviewKind.FLAMING,
    staff_number=None,
    effective=_days(-20),
    known=_days(-20),
    accounts=("kanko-fb",),
    tasks=(_task(TaskKind.REPORT_INSIDE, "kanko-fb", -19, TaskState.CLOSED, closed=_days(-19)),),
    at=datetime(2026, 10, 31, 0, 5, tzinfo=UTC),
    severity=Severity.LOW,
)

WAIVERS = (
    WaiverRow(
        key="password-age:x-koho",
        check="password-age",
        subject=X_LOGIN,
        reason="後継サービスへの移行が1月に終わるため（見本）",
        approver="0012347",
        granted=_days(-100),
        until=_days(40),
        revoked=None,
        in_force=True,
    ),
    WaiverRow(
        key="register-submitted:maigo",
        check="register-submitted",
        subject=NO_SECTION,
        reason="所管課の決定待ち（見本）",
        approver="情報セキュリティ統括責任者",
        granted=_days(-60),
        until=_days(-4),
        revoked=None,
        in_force=False,
    ),
    WaiverRow(
        key="second-factor:fb-kanko",
        check="second-factor",
        subject=FB_LOGIN,
        reason="端末の故障（見本）",
        approver="0012347",
        granted=_days(-30),
        until=_days(30),
        revoked=_days(-7),
        in_force=False,
    ),
)
DEADLINES = (
    _deadline(
        3, DeadlineKind.TASK, "transfer-review", SHARED_LOGIN, "見直しの作業（見本）", "A task (sample)"
    ),
    _deadline(
        40, DeadlineKind.WAIVER, "password-age", X_LOGIN, "例外承認の最終日（見本）", "A waiver (sample)"
    ),
    _deadline(40, DeadlineKind.LAPSE, "second-factor", FB_LOGIN, "二要素認証（見本）", "A record (sample)"),
    _deadline(
        40, DeadlineKind.LAPSE, "second-factor", SHARED_LOGIN, "二要素認証（見本）", "A record (sample)"
    ),
    _deadline(40, DeadlineKind.LAPSE, "second-factor", X_LOGIN, "二要素認証（見本）", "A record (sample)"),
)


def sample() -> Audit:
    reuse, factor, age, register, strength, _ = CHECKS
    return Audit(
        city="見本市",
        run=RunInfo(
            id="20261120T023000Z-sample",
            day=DAY,
            started=datetime(2026, 11, 19, 17, 30, 0, tzinfo=UTC),
            finished=datetime(2026, 11, 19, 17, 30, 42, 500_000, tzinfo=UTC),
            complete=False,
            pack=PackRef("ube", "2025-04-01", Text("宇部市の指針", "Ube's guideline")),
            version="0.0.0",
        ),
        counts=Counts(
            accounts=4,
            logins=3,
            staff=12,
            conforming=5,
            nonconforming=2,
            unverified=1,
            pending=1,
            advice=1,
            waived=1,
            not_applicable=2,
        ),
        findings=(
            _finding(
                factor,
                FB_LOGIN,
                Status.UNVERIFIED,
                State.REOPENED,
                due=date(2026, 11, 27),
                first_seen=date(2026, 9, 1),
                reason="not-known",
            ),
            _finding(
                reuse,
                X_LOGIN,
                Status.NONCONFORMING,
                State.NEW,
                due=date(2026, 12, 4),
                related=("fb-kanko",),
            ),
            _finding(
                reuse,
                FB_LOGIN,
                Status.NONCONFORMING,
                State.OPEN,
                due=date(2026, 11, 19),
                first_seen=date(2026, 11, 1),
                related=("x-koho",),
            ),
            _finding(
                register,
                X_ACCOUNT,
                Status.PENDING,
                State.OPEN,
                due=date(2026, 11, 30),
                first_seen=date(2026, 11, 16),
            ),
            _finding(
                age, X_LOGIN, Status.WAIVED, State.OPEN, due=date(2026, 11, 1), first_seen=date(2026, 6, 1)
            ),
            _finding(strength, NO_SECTION, Status.ADVICE, State.NEW),
        ),
        closed=(
            _finding(
                register,
                NO_SECTION,
                Status.NONCONFORMING,
                State.CLOSED,
                due=date(2026, 11, 10),
                first_seen=date(2019, 5, 1),
                closed=DAY,
            ),
        ),
        unconfirmed=(
            _finding(
                strength, NO_SECTION, Status.NONCONFORMING, State.OPEN, due=DAY, first_seen=date(2026, 6, 1)
            ),
        ),
        not_seen=(
            NotSeenEntry(
                "password-reuse", "line-koho", Text("金庫に登録がありません。", "The vault has no entry.")
            ),
            NotSeenEntry(
                "password-age", "line-koho", Text("金庫に登録がありません。", "The vault has no entry.")
            ),
            NotSeenEntry(
                "second-factor", "x-koho", Text("内部エラー (ValueError)", "The check broke (ValueError).")
            ),
        ),
        notes=(Text("漏えいパスワードの一覧がありません。", "There is no list of breached passwords."),),
        checks=CHECKS,
        matrix=(
            MatrixCell("", "second-factor-strength", Tally(advice=1, not_applicable=2)),
            MatrixCell(KOHO, "password-reuse", Tally(nonconforming=1, not_seen=1)),
            MatrixCell(KOHO, "second-factor", Tally(conforming=1, not_seen=1)),
            MatrixCell(KOHO, "password-age", Tally(waived=1, not_seen=1)),
            MatrixCell(KOHO, "register-submitted", Tally(pending=1, conforming=2)),
            MatrixCell(KOHO, "transfer-review", Tally(nonconforming=1)),
            MatrixCell(KANKO, "password-reuse", Tally(nonconforming=1)),
            MatrixCell(KANKO, "second-factor", Tally(unverified=1)),
            MatrixCell(KANKO, "password-age", Tally(conforming=2)),
        ),
        coverage=(
            ClauseCoverage(
                "1",
                Text("指針の目的", "What the guideline is for"),
                ("conduct",),
                (),
                Text("目的の定めであり、点検の対象ではありません。", "A purpose; there is nothing to judge."),
                False,
            ),
            ClauseCoverage(
                "4(2)",
                Text("二要素認証などの設定", "A second factor is set"),
                ("check", "evidence"),
                ("second-factor", "second-factor-strength"),
                None,
                True,
            ),
            ClauseCoverage(
                "4(3)b",
                Text("推測されにくいこと", "Not easily guessed"),
                ("check",),
                ("password-age", "password-breached"),
                None,
                True,
            ),
            ClauseCoverage(
                "4(4)",
                Text("異動のたびの見直し", "Looked over at every transfer"),
                ("event",),
                ("transfer-review",),
                None,
                True,
            ),
            ClauseCoverage(
                "8(2)",
                Text("別の定め", "Another rule"),
                ("event",),
                (),
                None,
                False,
            ),
            ClauseCoverage(
                "8(3)", Text("指針の改定", "The guideline may change"), ("home-grown",), (), None, True
            ),
        ),
        parameters=(
            ParameterInfo(
                "password-age", "maximum_age_days", "365", Text("本製品の運用基準", "Working rule"), None
            ),
            ParameterInfo(
                "second-factor",
                "least_grade",
                "B",
                Text("本製品の運用基準", "Working rule"),
                "情報政策課の決定（見本）",
                "C",
            ),
        ),
        register=(
            RegisterRow(
                "koho-x",
                "見本市公式",
                "x",
                KOHO,
                "0012345",
                "見本 太郎",
                KOHO,
                "主任",
                date(2026, 4, 1),
            ),
            RegisterRow("koho-x", "見本市公式", "x", KOHO, "0012346", "", "", "", None),
            RegisterRow("maigo", "", "mastodon", "", "0012347", "見本 次郎", KANKO, "", date(2019, 5, 1)),
        ),
        reviews=(DONE, DROPPED_OUT, TRANSFER, UNPUBLISHED, FLAMING, TAKEOVER),
        stages=(
            IncidentStages("I14", _days(-1), None, None, ("bosai-line", "kanko-fb")),
            IncidentStages("I3", None, _days(-19), None, None),
        ),
        waivers=WAIVERS,
        deadlines=DEADLINES,
        subjects=(X_ACCOUNT, FB_ACCOUNT, NO_SECTION, X_LOGIN, FB_LOGIN, SHARED_LOGIN),
        people=(PersonName("0012347", "見本 次郎"), PersonName("0012348", "見本 三郎")),
        public=DAY,
    )


def nothing_found() -> Audit:
    """A run over an inventory that holds nothing, without any finding."""
    filled = sample()
    return Audit(
        city="",
        run=RunInfo(
            id="empty",
            day=DAY,
            started=filled.run.started,
            finished=filled.run.finished,
            complete=True,
            pack=filled.run.pack,
            version="0.0.0",
        ),
        counts=Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        findings=(),
        closed=(),
        not_seen=(),
        notes=(),
        checks=(),
        matrix=(),
        coverage=(),
        parameters=(),
        register=(),
    )
