"""A small finished audit that shows every status, severity, state and way a clause is covered; and an empty one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from checks._contract import Severity, Status, SubjectKind, Text
from reports.audit import (
    Audit,
    AuditFinding,
    CheckInfo,
    ClauseCoverage,
    Counts,
    MatrixCell,
    NotSeenEntry,
    PackRef,
    ParameterInfo,
    RegisterRow,
    RunInfo,
    State,
    Subject,
    Tally,
)

DAY = date(2026, 11, 20)

KOHO = "広報広聴課"
KANKO = "観光交流課"

X_LOGIN = Subject(SubjectKind.LOGIN, "x-koho", "mihon_city", ("koho-x", "bosai-x"), KOHO, ("x",))
FB_LOGIN = Subject(SubjectKind.LOGIN, "fb-kanko", "見本 花子", ("kanko-fb",), KANKO, ("facebook",))
X_ACCOUNT = Subject(SubjectKind.ACCOUNT, "koho-x", "見本市公式", ("koho-x",), KOHO, ("x",))
NO_SECTION = Subject(SubjectKind.ACCOUNT, "maigo", "", ("maigo",), "", ("mastodon",))

CHECKS = (
    CheckInfo("password-reuse", Text("パスワードの使い回し", "Password reuse"), "4(3)c", Severity.HIGH),
    CheckInfo("second-factor", Text("二要素認証", "Second factor"), "4(2)", Severity.CRITICAL),
    CheckInfo("password-age", Text("パスワードの経過日数", "Age of the password"), "-", Severity.LOW),
    CheckInfo("register-submitted", Text("一覧表の提出", "Register handed in"), "4(5)", Severity.MEDIUM),
    CheckInfo("second-factor-strength", Text("二要素の強さ", "Strong factor"), "4(2)", Severity.INFO),
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


def sample() -> Audit:
    reuse, factor, age, register, strength = CHECKS
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
