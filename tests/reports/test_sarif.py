"""SARIF: the published schema takes it, it never calls anything a pass, and closes nothing that was not seen."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import ValidationError
from syrupy.assertion import SnapshotAssertion

from checks._contract import Severity, Status, Text
from reports.history import NOTHING_EARLIER, History
from reports.messages import Language
from reports.report import Edition, Report
from reports.sarif import render
from reports.since import Change, since
from tests.reports.made_reports import EDITIONS, LANGUAGES, golden, report_of, report_of_nothing
from tests.reports.published import sarif_schema
from tests.reports.rewriting import rewritten
from tests.reports.sample import sample
from tests.reports.telling_words import telling_words


def log(report: Report, language: Language = Language.EN) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(render(report, language))
    return read


def run(report: Report) -> dict[str, Any]:
    (only,) = log(report)["runs"]
    read: dict[str, Any] = only
    return read


def results(report: Report) -> dict[str, dict[str, Any]]:
    return {result["partialFingerprints"]["auditorKey/v1"]: result for result in run(report)["results"]}


@EDITIONS
@LANGUAGES
def test_the_sample_gives_the_log_on_file(
    edition: Edition, language: Language, snapshot: SnapshotAssertion
) -> None:
    assert render(report_of(edition), language) == snapshot(extension_class=golden("sarif"))


# --- the published schema ------------------------------------------------------------------------------------------------


@EDITIONS
@LANGUAGES
def test_the_published_schema_takes_every_edition(edition: Edition, language: Language) -> None:
    sarif_schema().validate(log(report_of(edition), language))


def test_the_published_schema_takes_a_report_of_nothing() -> None:
    sarif_schema().validate(log(report_of_nothing()))


@given(st.text(st.characters(exclude_categories=[])))
@settings(deadline=None, max_examples=40)
def test_the_published_schema_takes_any_text_in_any_place(text: str) -> None:
    report = report_of(Edition.IT)
    audit = rewritten(report.audit, lambda old: text + old if old else old)
    sarif_schema().validate(log(replace(report, audit=audit)))


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("version",), "2.0.0"),
        (("runs", 0, "tool", "driver", "name"), None),
        (("runs", 0, "results", 0, "kind"), "bad"),
        (("runs", 0, "results", 0, "level"), "critical"),
        (("runs", 0, "results", 0, "baselineState"), "old"),
        (("runs", 0, "results", 0, "correlationGuid"), "12"),
        (("runs", 0, "results", 0, "message"), {}),
        (("runs", 0, "invocations", 0, "executionSuccessful"), "no"),
        (("runs", 0, "results", 0, "colour"), "red"),
    ],
)
def test_the_published_schema_refuses_a_broken_log(place: tuple[Any, ...], wrong: object) -> None:
    broken = log(report_of(Edition.IT))
    inner: Any = broken
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = wrong
    with pytest.raises(ValidationError):
        sarif_schema().validate(broken)


# --- what the standard asks beyond its schema --------------------------------------------------------------------------


@EDITIONS
def test_only_what_fails_has_a_level(edition: Edition) -> None:
    for result in results(report_of(edition)).values():
        assert (result["level"] == "none") is (result["kind"] != "fail")


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("severity", Severity)
def test_status_and_severity_give_kind_and_level(status: Status, severity: Severity) -> None:
    finding = replace(sample().findings[0], status=status, severity=severity)
    ((_, result),) = results(Report(replace(sample(), findings=(finding,), unconfirmed=()))).items()
    kind = {
        Status.NONCONFORMING: "fail",
        Status.WAIVED: "fail",
        Status.UNVERIFIED: "review",
        Status.PENDING: "open",
        Status.ADVICE: "informational",
    }[status]
    level = {"critical": "error", "high": "error", "medium": "warning", "low": "warning", "info": "note"}
    assert (result["kind"], result["level"]) == (kind, level[severity.value] if kind == "fail" else "none")


@EDITIONS
def test_nothing_is_ever_a_pass(edition: Edition) -> None:
    assert "pass" not in {result["kind"] for result in results(report_of(edition)).values()}


@EDITIONS
def test_a_rule_stands_where_its_index_says(edition: Edition) -> None:
    read = run(report_of(edition))
    rules = read["tool"]["driver"]["rules"]
    for result in read["results"]:
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        else:
            assert result["ruleId"] not in [rule["id"] for rule in rules]
    for told in read["invocations"][0]["toolExecutionNotifications"]:
        rule = told.get("associatedRule", {})
        if "index" in rule:
            assert rules[rule["index"]]["id"] == rule["id"]


@EDITIONS
def test_the_baseline_is_told_of_every_result_or_of_none(edition: Edition) -> None:
    report = report_of(edition)
    read = run(report)
    assert all("baselineState" in result for result in read["results"])
    assert "baselineGuid" in read
    without = run(replace(report, history=NOTHING_EARLIER))
    assert not any("baselineState" in result for result in without["results"])
    assert "baselineGuid" not in without


def test_the_guid_of_the_baseline_is_that_of_last_months_own_log() -> None:
    report = report_of(Edition.IT)
    assert report.history.previous is not None
    last = run(Report(report.history.previous))
    assert run(report)["baselineGuid"] == last["automationDetails"]["guid"]
    shared = results(report).keys() & results(Report(report.history.previous)).keys()
    assert shared
    assert {
        results(report)[key]["correlationGuid"]
        == results(Report(report.history.previous))[key]["correlationGuid"]
        for key in shared
    } == {True}


def test_only_what_was_looked_at_is_absent() -> None:
    report = report_of(Edition.IT)
    told = since(report.audit, report.history.previous)
    assert told is not None
    absent = {key for key, result in results(report).items() if result["baselineState"] == "absent"}
    assert absent == {one.finding.key for one in told.of(Change.CLOSED)}
    unseen = replace(report.audit, findings=(), closed=(), unconfirmed=report.audit.findings, not_seen=())
    previous = replace(report.audit, findings=report.audit.findings)
    states = results(replace(report, audit=unseen, history=History(previous=previous)))
    assert {(result["kind"], result["baselineState"]) for result in states.values()} == {
        ("review", "unchanged")
    }


def test_what_was_not_seen_makes_the_run_unsuccessful() -> None:
    (invocation,) = run(report_of(Edition.IT))["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert sum(text.startswith("Not seen") for text in told) == len(sample().not_seen)
    (whole,) = run(report_of_nothing())["invocations"]
    assert whole["executionSuccessful"] is True
    unseen = replace(report_of_nothing().audit, not_seen=sample().not_seen)
    assert run(Report(unseen))["invocations"][0]["executionSuccessful"] is False


def test_an_exception_is_a_suppression_with_its_reason() -> None:
    suppressed = {key: result["suppressions"] for key, result in results(Report(sample())).items()}
    assert suppressed["password-age:x-koho"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "後継サービスへの移行が1月に終わるため（見本）",
        }
    ]
    assert [key for key, told in suppressed.items() if told] == ["password-age:x-koho"]


def test_a_message_holds_neither_a_placeholder_nor_a_link() -> None:
    text = "{0} [here](https://example.org) {"
    finding = replace(sample().findings[0], message=Text(text, text))
    ((_, result),) = results(Report(replace(sample(), findings=(finding,), unconfirmed=()))).items()
    assert result["message"]["text"] == "{{0}} [here] (https://example.org) {{"


@LANGUAGES
def test_the_edition_for_pr_holds_no_telling_word(language: Language) -> None:
    assert telling_words(render(report_of(Edition.PR), language)) == []
