"""The document of `auditor report --format json` is what was promised, and holds what its edition may tell and no more."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from syrupy.assertion import SnapshotAssertion

from checks._contract import Severity, Status, TaskKind
from reports.audit import State
from reports.history import NOTHING_EARLIER
from reports.messages import Language
from reports.report import Edition, Report
from reports.report_v1 import ReportDocument, render
from reports.since import Change, since
from scripts.build_json_schema import REPORT_TARGET, schema_text
from tests.reports.made_reports import EDITIONS, LANGUAGES, golden, report_of, report_of_nothing
from tests.reports.rewriting import rewritten
from tests.reports.sample import DAY, SECRET_NUMBER, sample
from tests.reports.telling_words import telling_words

SCHEMA: dict[str, Any] = json.loads(REPORT_TARGET.read_text("utf-8"))


def document(report: Report, language: Language = Language.EN) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(render(report, language))
    return read


def fits(read: object) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(read)


@EDITIONS
@LANGUAGES
def test_the_sample_gives_the_document_on_file(
    edition: Edition, language: Language, snapshot: SnapshotAssertion
) -> None:
    assert render(report_of(edition), language) == snapshot(extension_class=golden("json"))


def test_the_published_schema_is_that_of_the_types() -> None:
    assert REPORT_TARGET.read_text("utf-8") == schema_text(ReportDocument), (
        "run python -m scripts.build_json_schema"
    )


@EDITIONS
def test_every_edition_fits_the_published_schema_and_the_types(edition: Edition) -> None:
    text = render(report_of(edition), Language.JA)
    fits(json.loads(text))
    adapter = TypeAdapter(ReportDocument)
    assert json.loads(adapter.dump_json(adapter.validate_json(text, strict=True))) == json.loads(text)


def test_a_report_of_nothing_fits_and_makes_no_zero_of_an_unknown_month() -> None:
    read = document(report_of_nothing())
    fits(read)
    assert (read["previous"], read["trend"], read["seal"], read["signatures"]) == (None, [], None, [])


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("schema",), "auditor.report/2"),
        (("edition",), "boss"),
        (("findings", 0, "status"), "fine"),
        (("findings", 0, "due"), "27 November"),
        (("findings", 0, "change"), "better"),
        (("figures", "findings"), None),
        (("trend", 0, "month"), "2026-1"),
    ],
)
def test_a_broken_document_is_refused(place: tuple[Any, ...], wrong: object) -> None:
    read = document(report_of(Edition.IT))
    inner: Any = read
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = wrong
    with pytest.raises(jsonschema.ValidationError):
        fits(read)


@pytest.mark.parametrize("name", ["run", "figures", "findings", "limits", "seal"])
def test_a_document_without_a_part_is_refused(name: str) -> None:
    read = document(report_of(Edition.IT))
    del read[name]
    with pytest.raises(jsonschema.ValidationError, match=name):
        fits(read)


# --- against last month ------------------------------------------------------------------------------------------------


@EDITIONS
def test_each_finding_tells_what_became_of_it(edition: Edition) -> None:
    report = report_of(edition)
    told = since(report.audit, report.history.previous)
    assert told is not None
    changes = {one.finding.key: one.change.value for one in told.findings}
    read = document(report)
    seen = {one["key"]: one["change"] for part in ("findings", "closed", "unconfirmed") for one in read[part]}
    assert changes.items() <= seen.items()
    assert {one["change"] for one in read["closed"]} <= {"closed", None}
    assert {one["key"] for one in read["findings"]} == {finding.key for finding in report.audit.findings}


def test_without_an_earlier_month_no_change_is_told() -> None:
    read = document(replace(report_of(Edition.IT), history=NOTHING_EARLIER))
    assert {one["change"] for one in read["findings"]} == {None}


def test_what_another_night_closed_is_told_without_a_day() -> None:
    report = report_of(Edition.IT)
    told = since(report.audit, report.history.previous)
    assert told is not None
    others = {one.finding.key for one in told.of(Change.CLOSED) if one.closed is None}
    closed = {one["key"]: one for one in document(report)["closed"]}
    assert others
    assert {(closed[key]["closed"], closed[key]["state"], closed[key]["late"]) for key in others} == {
        (None, "closed", False)
    }


# --- what an edition tells -------------------------------------------------------------------------------------------


def test_only_who_gave_an_order_reads_of_it_before_its_day() -> None:
    for edition in Edition:
        text = render(report_of(edition), Language.JA)
        assert (SECRET_NUMBER in text) is (edition is Edition.PERSONNEL)
    reviews = {review["id"]: review for review in document(report_of(Edition.IT))["reviews"]}
    assert reviews["R13"]["order"] is None
    assert TaskKind.NAME_MANAGER.value not in [task["kind"] for task in reviews["R13"]["tasks"]]
    told = {review["id"]: review for review in document(report_of(Edition.PERSONNEL))["reviews"]}
    assert told["R13"]["order"]["staff_number"] == SECRET_NUMBER


@LANGUAGES
def test_the_edition_for_pr_holds_no_telling_word(language: Language) -> None:
    assert telling_words(render(report_of(Edition.PR), language)) == []


def test_the_register_is_for_it_and_pr() -> None:
    assert document(report_of(Edition.IT))["register"]
    assert document(report_of(Edition.PR))["register"]
    assert document(report_of(Edition.PERSONNEL))["register"] == []


def test_the_timeline_of_an_incident_is_told() -> None:
    (incident,) = (one for one in document(report_of(Edition.IT))["incidents"] if one["id"] == "I14")
    assert incident["noticed"] == "2026-11-18T12:40:00Z"
    assert incident["contained"] == {"asked": True, "day": "2026-11-19"}
    assert incident["published"] == {"asked": True, "day": None}
    assert incident["related"] == ["fb-kanko"]
    assert document(report_of(Edition.IT))["tells_related"] is True


def test_an_edition_that_does_not_tell_whose_passwords_are_alike_says_so() -> None:
    read = document(report_of(Edition.PR))
    assert read["tells_related"] is False
    assert {one["related"] for one in read["incidents"]} == {None}


# --- words and characters ----------------------------------------------------------------------------------------------


def test_every_word_of_the_closed_lists_goes_out_as_it_is() -> None:
    finding = sample().findings[0]
    findings = tuple(
        replace(finding, key=f"{status}{severity}{state}", status=status, severity=severity, state=state)
        for status in Status
        for severity in Severity
        for state in State
    )
    read = document(Report(replace(sample(), findings=findings)))
    assert {(one["status"], one["severity"], one["state"]) for one in read["findings"]} == {
        (one.status.value, one.severity.value, one.state.value) for one in findings
    }


def test_hostile_text_comes_out_as_the_same_text() -> None:
    hostile = '<script>{{7*7}}"\\\x00\u202e[/]\n=1+1'
    read = document(Report(replace(sample(), city=hostile)))
    assert read["city"] == hostile


def test_half_a_surrogate_pair_does_not_stop_utf_8() -> None:
    assert "見本\N{REPLACEMENT CHARACTER}市" in render(
        Report(replace(sample(), city="見本\ud800市")), Language.JA
    ).encode("utf-8").decode("utf-8")


@given(st.text(st.characters(exclude_categories=[])))
@settings(deadline=None, max_examples=40)
def test_any_text_in_any_place_fits_the_schema(text: str) -> None:
    fits(document(Report(rewritten(sample(), lambda old: text + old if old else old))))


def test_the_day_of_a_late_finding_is_marked() -> None:
    late = {one["key"] for one in document(report_of(Edition.IT))["findings"] if one["late"]}
    assert late == {
        finding.key
        for finding in sample().findings
        if finding.due is not None and finding.due < DAY and finding.status is not Status.WAIVED
    }
