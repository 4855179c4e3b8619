"""The document of `auditor run --json` keeps to the contract, section 5."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from checks._contract import Text
from reports.json_v1 import RunDocument, render
from reports.messages import Language
from scripts.build_json_schema import TARGET, schema_text
from tests.reports.sample import nothing_found, sample

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
    assert list(document) == ["schema", "run", "counts", "findings", "reviews", "not_seen"]
    assert set(document["run"]) == {"id", "date", "started", "finished", "complete", "pack", "version"}
    assert set(document["run"]["pack"]) == {"id", "version"}
    assert set(document["counts"]) == COUNTS
    assert all(set(finding) == FINDING for finding in document["findings"])
    assert all(
        set(finding["subject"]) == {"kind", "id", "accounts", "section"} for finding in document["findings"]
    )
    assert all(set(entry) == {"check", "subject", "why"} for entry in document["not_seen"])
    assert document["schema"] == "auditor.run/1"
    assert document["reviews"] == []


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
