"""The document of `auditor run --json` keeps to the contract, section 5."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from checks._contract import ReviewKind, Task, TaskKind, TaskState, Text
from reports.json_v1 import RunDocument, render, review_document
from reports.messages import Language
from scripts.build_json_schema import TARGET, schema_text
from tests.reports.sample import DAY, SECRET_NUMBER, TAKEOVER, UNPUBLISHED, nothing_found, sample

FINDING = {
    "key",
    "check",
    "clause",
    "status",
    "severity",
    "subject",
    "message",
    "remedy",
    "due",
    "first_seen",
    "related",
    "reason",
}
REVIEW = {"id", "kind", "staff_number", "effective", "accounts", "tasks"}
WAIVER = {"key", "check", "subject", "reason", "approver", "granted", "until", "revoked", "in_force"}
COUNTS = {
    "accounts",
    "logins",
    "staff",
    "conforming",
    "nonconforming",
    "unverified",
    "pending",
    "advice",
    "waived",
    "not_applicable",
}


class JsonFile(SingleFileSnapshotExtension):
    file_extension = "json"
    _write_mode = WriteMode.TEXT


@pytest.mark.parametrize("language", Language)
def test_the_sample_gives_the_document_on_file(language: Language, snapshot: SnapshotAssertion) -> None:
    assert render(sample(), language) == snapshot(extension_class=JsonFile)


def test_the_keys_are_those_of_the_contract_and_no_others() -> None:
    document = json.loads(render(sample(), Language.JA))
    assert list(document) == [
        "schema",
        "run",
        "counts",
        "findings",
        "reviews",
        "not_seen",
        "waivers",
        "deadlines",
    ]
    assert set(document["run"]) == {"id", "date", "started", "finished", "complete", "pack", "version"}
    assert set(document["run"]["pack"]) == {"id", "version"}
    assert set(document["counts"]) == COUNTS
    assert all(set(finding) == FINDING for finding in document["findings"])
    assert all(
        set(finding["subject"]) == {"kind", "id", "accounts", "section"} for finding in document["findings"]
    )
    assert all(set(entry) == {"check", "subject", "why"} for entry in document["not_seen"])
    assert document["schema"] == "auditor.run/1"
    assert all(set(review) == REVIEW for review in document["reviews"])
    assert all(
        set(task) == {"kind", "subject", "due", "state"}
        for review in document["reviews"]
        for task in review["tasks"]
    )
    assert all(set(waiver) == WAIVER for waiver in document["waivers"])
    assert all(
        set(deadline) == {"day", "kind", "check", "what", "subject"} for deadline in document["deadlines"]
    )
    assert nothing_found_document()["reviews"] == []


def nothing_found_document() -> dict[str, object]:
    document: dict[str, object] = json.loads(render(nothing_found(), Language.JA))
    return document


def test_reviews_are_those_with_an_open_task_with_all_their_tasks() -> None:
    reviews = {review["id"]: review for review in json.loads(render(sample(), Language.JA))["reviews"]}
    assert list(reviews) == ["R9", "R12", "R13", "I14"]  # R2 and I3 are done
    assert reviews["R12"] == {
        "id": "R12",
        "kind": "transfer",
        "staff_number": "0012348",
        "effective": "2026-11-11",
        "accounts": ["koho-x", "kanko-fb"],
        "tasks": [
            {"kind": "replace-administrator", "subject": "koho-x", "due": "2026-11-11", "state": "closed"},
            {"kind": "replace-administrator", "subject": "kanko-fb", "due": "2026-11-11", "state": "open"},
            {"kind": "change-password", "subject": "x-koho", "due": "2026-11-11", "state": "open"},
            {"kind": "renew-second-factor", "subject": "x-koho", "due": "2026-11-11", "state": "waived"},
            {"kind": "end-sessions", "subject": "x-koho", "due": "2026-11-11", "state": "closed"},
            {"kind": "change-password", "subject": "meta-common", "due": "2026-11-23", "state": "open"},
            {"kind": "end-sessions", "subject": "meta-common", "due": "2026-11-23", "state": "open"},
            {"kind": "submit-register", "subject": "koho-x", "due": "2026-11-11", "state": "open"},
            {"kind": "submit-register", "subject": "kanko-fb", "due": "2026-11-11", "state": "withdrawn"},
        ],
    }
    assert reviews["R13"]["staff_number"] == SECRET_NUMBER  # the JSON is for programs that may know
    assert (reviews["I14"]["kind"], reviews["I14"]["staff_number"]) == ("takeover", None)


def test_an_incident_never_names_a_person() -> None:
    assert review_document(replace(TAKEOVER, staff_number="0012345")).staff_number is None


@pytest.mark.parametrize("kind", ReviewKind)
def test_every_kind_of_review_and_task_goes_out_by_its_own_word(kind: ReviewKind) -> None:
    tasks = tuple(Task(task, "x", DAY, state) for task, state in itertools.product(TaskKind, TaskState))
    document = review_document(replace(UNPUBLISHED, kind=kind, tasks=tasks))
    assert document.kind == kind.value
    assert [(task.kind, task.state) for task in document.tasks] == [
        (task.kind.value, task.state.value) for task in tasks
    ]


def test_the_published_schema_is_that_of_the_types() -> None:
    assert TARGET.read_text(encoding="utf-8") == schema_text(), "run python -m scripts.build_json_schema"


@pytest.mark.parametrize("audit", [sample(), nothing_found()], ids=["sample", "nothing found"])
def test_the_document_fits_its_own_types(audit: object) -> None:
    adapter = TypeAdapter(RunDocument)
    text = render(audit, Language.EN)  # type: ignore[arg-type]
    assert json.loads(adapter.dump_json(adapter.validate_json(text, strict=True))) == json.loads(text)


def test_a_day_or_a_time_in_another_form_does_not_fit_the_types() -> None:
    document = json.loads(render(sample(), Language.EN))
    document["run"]["started"] = "2026-11-19 17:30:00+00:00"
    with pytest.raises(ValidationError, match="run.started"):
        TypeAdapter(RunDocument).validate_python(document)


def test_times_are_in_utc_with_z_whatever_their_zone() -> None:
    audit = sample()
    japan = timezone(timedelta(hours=9))
    run = replace(audit.run, started=datetime(2026, 11, 20, 2, 30, 0, tzinfo=japan))
    document = json.loads(render(replace(audit, run=run), Language.JA))
    assert document["run"]["started"] == "2026-11-19T17:30:00Z"
    assert document["run"]["finished"] == "2026-11-19T17:30:42Z"
    assert document["run"]["date"] == "2026-11-20"


def test_message_remedy_and_why_are_in_the_language_asked_for() -> None:
    japanese, english = (json.loads(render(sample(), language)) for language in (Language.JA, Language.EN))
    assert japanese["findings"][0]["message"] == "二要素認証の見本の指摘です。"
    assert english["findings"][0]["message"] == "A sample finding of: Second factor."
    assert {entry["why"] for entry in english["not_seen"]} == {
        "The check broke (ValueError).",
        "The vault has no entry.",
    }


def test_japanese_stands_as_it_is() -> None:
    assert "広報広聴課" in render(sample(), Language.JA)


def test_findings_stand_gravest_first_in_whatever_order_they_come() -> None:
    audit = sample()
    turned = replace(audit, findings=audit.findings[::-1], not_seen=audit.not_seen[::-1])
    assert render(turned, Language.JA) == render(audit, Language.JA)
    severities = [finding["severity"] for finding in json.loads(render(turned, Language.JA))["findings"]]
    assert severities == ["critical", "high", "high", "medium", "low", "info"]


def test_hostile_text_comes_out_as_the_same_text() -> None:
    hostile = '<script>{{7*7}}"\\\x00\u202e[/]\n' + "長" * 10_000
    audit = sample()
    finding = replace(audit.findings[0], message=Text(hostile, hostile))
    document = json.loads(render(replace(audit, findings=(finding,)), Language.JA))
    assert document["findings"][0]["message"] == hostile


def test_half_a_surrogate_pair_does_not_stop_utf_8() -> None:
    audit = sample()
    finding = replace(audit.findings[0], subject=replace(audit.findings[0].subject, section="広報\ud800課"))
    document = json.loads(render(replace(audit, findings=(finding,)), Language.JA).encode("utf-8"))
    assert document["findings"][0]["subject"]["section"] == "広報\N{REPLACEMENT CHARACTER}課"
