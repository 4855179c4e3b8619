"""OSCAL: the published schema and NIST's own model take it, and nothing unseen is satisfied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import ValidationError
from pydantic import ValidationError as ModelError
from syrupy.assertion import SnapshotAssertion
from trestle.oscal.assessment_results import Model

from checks._contract import Severity, Text
from reports.audit import Audit, CheckInfo, ClauseCoverage, MatrixCell, NotSeenEntry, Tally
from reports.messages import Language
from reports.oscal import NAMESPACE, control_ids, render
from reports.report import Edition, Report
from tests.reports.made_reports import EDITIONS, LANGUAGES, golden, report_of, report_of_nothing
from tests.reports.published import oscal_schema
from tests.reports.rewriting import rewritten
from tests.reports.sample import nothing_found, sample
from tests.reports.telling_words import telling_words


def document(report: Report, language: Language = Language.EN) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(render(report, language))
    return read


def result(report: Report) -> dict[str, Any]:
    (only,) = document(report)["assessment-results"]["results"]
    read: dict[str, Any] = only
    return read


@EDITIONS
@LANGUAGES
def test_the_sample_gives_the_document_on_file(
    edition: Edition, language: Language, snapshot: SnapshotAssertion
) -> None:
    text = render(report_of(edition), language)
    assert text.count("\n") == 1
    told = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    assert told == snapshot(extension_class=golden("json"))


# --- the published schema, and the model that NIST's community makes from it -----------------------------------------------


@EDITIONS
@LANGUAGES
def test_schema_and_model_take_every_edition(edition: Edition, language: Language) -> None:
    read = document(report_of(edition), language)
    oscal_schema().validate(read)
    Model.model_validate(read)


def test_schema_and_model_take_a_report_of_nothing() -> None:
    read = document(report_of_nothing())
    oscal_schema().validate(read)
    Model.model_validate(read)


@given(st.text(st.characters(exclude_categories=[])))
@settings(deadline=None, max_examples=25)
def test_schema_and_model_take_any_text_in_any_place(text: str) -> None:
    report = report_of(Edition.IT)
    read = document(
        replace(report, audit=rewritten(report.audit, lambda old: text + old if old else old)), Language.JA
    )
    oscal_schema().validate(read)
    Model.model_validate(read)


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("uuid",), "1"),
        (("metadata", "last-modified"), "2026-11-20"),
        (("metadata", "title"), "two\nlines"),
        (("results",), []),
        (("results", 0, "findings", 0, "target", "status", "state"), "fine"),
        (("results", 0, "findings", 0, "target", "target-id"), "4(3) b"),
        (("results", 0, "observations", 0, "subjects", 0, "type"), None),
        (("results", 0, "risks", 0, "deadline"), "tomorrow"),
        (("results", 0, "colour"), "red"),
    ],
)
def test_schema_and_model_refuse_a_broken_document(place: tuple[Any, ...], wrong: object) -> None:
    broken = document(report_of(Edition.IT))
    inner: Any = broken["assessment-results"]
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = wrong
    with pytest.raises(ValidationError):
        oscal_schema().validate(broken)
    if place[-1] not in ("title", "type"):  # the model is more lenient there
        with pytest.raises(ModelError):
            Model.model_validate(broken)


# --- references ------------------------------------------------------------------------------------------------------


def _values(node: Any, name: str) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == name and isinstance(value, str):
                yield value
            else:
                yield from _values(value, name)
    elif isinstance(node, list):
        for item in node:
            yield from _values(item, name)


@EDITIONS
def test_every_reference_leads_to_what_it_names(edition: Edition) -> None:
    read = document(report_of(edition))["assessment-results"]
    (told,) = read["results"]
    own = list(_values(read, "uuid"))
    assert len(own) == len(set(own))
    observations = {one["uuid"] for one in told.get("observations", [])}
    assert set(_values(told, "observation-uuid")) <= observations
    assert set(_values(told, "risk-uuid")) <= {one["uuid"] for one in told.get("risks", [])}
    items = {one["uuid"] for one in told["local-definitions"].get("inventory-items", [])}
    assert set(_values(told.get("observations", []), "subject-uuid")) == items
    assert {id.removeprefix("#") for id in _values(read, "href")} <= set(own)
    assert set(_values(told, "actor-uuid")) <= set(own)
    controls = set(_values(told["reviewed-controls"], "control-id"))
    assert {id.removesuffix("_obj") for id in _values(told, "target-id")} <= controls


def test_the_same_thing_has_the_same_uuid_in_every_report() -> None:
    report = report_of(Edition.IT)
    assert report.history.previous is not None
    now, last = result(report), result(Report(report.history.previous))
    risks = {risk["uuid"] for risk in now["risks"]} & {risk["uuid"] for risk in last["risks"]}
    assert risks
    assert now["uuid"] != last["uuid"]


# --- what is said of a clause -------------------------------------------------------------------------------------------

CHECK = CheckInfo("second-factor", Text("検査", "Check"), "1", Severity.HIGH)
CLAUSE = ClauseCoverage("1", Text("条項", "Clause"), ("check",), (CHECK.id,), None, True)


def judged(tally: Tally, **others: object) -> Audit:
    audit = replace(
        nothing_found(), checks=(CHECK,), coverage=(CLAUSE,), matrix=(MatrixCell("課", CHECK.id, tally),)
    )
    return replace(audit, **others)  # type: ignore[arg-type]


def states(audit: Audit) -> list[tuple[str, str]]:
    told = [finding["target"]["status"] for finding in result(Report(audit)).get("findings", [])]
    return [(status["state"], status["reason"]) for status in told]


def test_a_clause_is_satisfied_where_all_was_seen_and_is_kept() -> None:
    assert states(judged(Tally(conforming=3, not_applicable=1))) == [("satisfied", "pass")]


def test_a_clause_that_is_not_kept_fails() -> None:
    assert states(judged(Tally(conforming=3, nonconforming=1, not_seen=2))) == [("not-satisfied", "fail")]


@pytest.mark.parametrize("outcome", ["unverified", "not_seen", "pending", "waived"])
def test_what_was_not_judged_or_is_not_done_is_not_satisfied(outcome: str) -> None:
    assert states(judged(Tally(**{"conforming": 9, outcome: 1}))) == [("not-satisfied", "other")]


@pytest.mark.parametrize(
    "others",
    [
        {"not_set_up": (CHECK.id,)},
        {"checks": ()},
        {"unconfirmed": (replace(sample().findings[0], check=CHECK.id),)},
        {"not_seen": (NotSeenEntry(CHECK.id, "x", Text("不明", "unknown")),)},
        {"coverage": (replace(CLAUSE, cover=("check", "conduct")),)},
        {"coverage": (replace(CLAUSE, checks=(CHECK.id, "another")),)},
    ],
)
def test_whatever_may_be_missing_is_not_satisfied(others: dict[str, object]) -> None:
    assert states(judged(Tally(conforming=9), **others)) == [("not-satisfied", "other")]


def test_what_an_edition_only_counts_may_concern_a_concealed_group() -> None:
    group = replace(CHECK, id="password")
    audit = judged(
        Tally(),
        checks=(group,),
        coverage=(replace(CLAUSE, checks=(group.id,)),),
        matrix=(MatrixCell("課", group.id, Tally(conforming=9)),),
    )
    assert states(audit) == [("satisfied", "pass")]
    assert states(replace(audit, limits=1)) == [("not-satisfied", "other")]


def test_what_does_not_apply_is_not_reviewed() -> None:
    assert states(judged(Tally(not_applicable=3))) == []
    assert states(judged(Tally())) == []


_TALLIES = st.builds(Tally, *(st.integers(0, 2) for _ in range(8)))


@given(st.lists(_TALLIES, max_size=3))
def test_nothing_is_satisfied_unless_all_of_it_was_seen_and_kept(tallies: list[Tally]) -> None:
    cells = tuple(MatrixCell(f"課{n}", CHECK.id, tally) for n, tally in enumerate(tallies))
    told = states(judged(Tally(), matrix=cells))
    if ("satisfied", "pass") in told:
        assert any(tally.conforming for tally in tallies)
        assert not any(
            tally.nonconforming + tally.unverified + tally.pending + tally.waived + tally.not_seen
            for tally in tallies
        )


# --- risks, words, characters ----------------------------------------------------------------------------------------------


def test_a_risk_bears_the_end_of_its_due_day_and_a_waived_one_that_of_its_exception() -> None:
    risks = {
        next(prop["value"] for prop in risk["props"] if prop["name"] == "key"): risk
        for risk in result(report_of(Edition.IT))["risks"]
    }
    assert (risks["password-reuse:x-koho"]["status"], risks["password-reuse:x-koho"]["deadline"]) == (
        "open",
        "2026-12-04T23:59:59+09:00",
    )
    waived = risks["password-age:x-koho"]
    assert (waived["status"], waived["deadline"]) == ("deviation-approved", "2026-12-30T23:59:59+09:00")
    assert "second-factor:fb-kanko" not in risks  # unverified: no risk, and not satisfied either


def test_what_was_not_seen_is_observed_as_such() -> None:
    read = result(report_of(Edition.IT))
    told = [
        one
        for one in read["observations"]
        if {"name": "status", "ns": NAMESPACE, "value": "not-seen"} in one["props"]
    ]
    assert len(told) == len(sample().not_seen)


def test_every_clause_has_an_id_of_its_own() -> None:
    ids = control_ids(["4(3)b", "4.3.b", "4(1)ケ", "（1）", "", "-", "4(3)b"])
    assert ids["4(3)b"] == "clause-4.3.b"
    assert ids["4(1)ケ"] == "clause-4.1.ケ"
    assert len(set(ids.values())) == len(ids) == 6


@given(st.lists(st.text(st.characters(exclude_categories=[])), unique=True))
def test_any_clauses_have_ids_of_their_own(clauses: list[str]) -> None:
    ids = control_ids(clauses)
    assert len(set(ids.values())) == len(clauses)


def test_no_markdown_of_what_people_write_takes_effect() -> None:
    text = "# *a* [b](http://c) <d> `e`\n- f"
    finding = replace(sample().findings[1], message=Text(text, text))
    read = result(Report(replace(sample(), findings=(finding,))))
    assert read["risks"][0]["description"] == "\\# \\*a\\* \\[b\\](http://c) \\<d\\> \\`e\\` - f"


@LANGUAGES
def test_the_edition_for_pr_holds_no_telling_word(language: Language) -> None:
    assert telling_words(render(report_of(Edition.PR), language)) == []
