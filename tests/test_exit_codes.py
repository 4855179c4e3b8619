from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from auditor import exit_codes
from checks._contract import Severity, Status, SubjectKind, Text
from reports.audit import Audit, AuditFinding, Counts, PackRef, RunInfo, State, Subject

DAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)
WORDS = Text("文", "sentence")


def audit(*findings: AuditFinding, complete: bool = True) -> Audit:
    pack = PackRef("ube", "2025-04-01", WORDS)
    return Audit(
        city="",
        run=RunInfo("1", DAY, MOMENT, MOMENT, complete, pack, "0"),
        counts=Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        findings=findings,
        closed=(),
        not_seen=(),
        notes=(),
        checks=(),
        matrix=(),
        coverage=(),
        parameters=(),
        register=(),
    )


def finding(status: Status, severity: Severity) -> AuditFinding:
    subject = Subject(SubjectKind.LOGIN, "a", "", (), "")
    return AuditFinding("c:a", "c", "1", status, severity, subject, WORDS, WORDS, None, DAY, State.OPEN)


def test_an_audit_without_findings_ends_with_0() -> None:
    assert exit_codes.of_audit(audit(), Severity.INFO) == 0


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("fail_on", Severity)
def test_what_is_not_kept_or_not_known_fails_a_run_from_the_severity_of_the_settings_on(
    status: Status, severity: Severity, fail_on: Severity
) -> None:
    gravest_first = ["critical", "high", "medium", "low", "info"]
    counted = status.value in ("nonconforming", "unverified")
    at_or_above = gravest_first.index(severity.value) <= gravest_first.index(fail_on.value)
    assert exit_codes.of_audit(audit(finding(status, severity)), fail_on) == int(counted and at_or_above)


def test_one_of_several_is_enough() -> None:
    several = [finding(Status.ADVICE, Severity.HIGH), finding(Status.UNVERIFIED, Severity.LOW)]
    assert exit_codes.of_audit(audit(*several), Severity.LOW) == 1


@pytest.mark.parametrize("findings", [(), (finding(Status.NONCONFORMING, Severity.CRITICAL),)])
def test_an_incomplete_audit_ends_with_3_whatever_it_found(findings: tuple[AuditFinding, ...]) -> None:
    assert exit_codes.of_audit(audit(*findings, complete=False), Severity.LOW) == 3


def test_a_finding_that_ended_with_this_run_does_not_count() -> None:
    ended = replace(audit(), closed=(finding(Status.NONCONFORMING, Severity.CRITICAL),))
    assert exit_codes.of_audit(ended, Severity.INFO) == 0


def test_what_stood_open_and_lost_its_check_still_stands() -> None:
    unconfirmed = replace(audit(), unconfirmed=(finding(Status.NONCONFORMING, Severity.CRITICAL),))
    assert exit_codes.of_audit(unconfirmed, Severity.CRITICAL) == 1
