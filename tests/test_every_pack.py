"""Held against every pack of the product. That no clause is forgotten, ``tests/packs`` shows."""

import pytest

from auditor.catalogue import load_pack, shipped_packs
from checks._contract import Cover, Grade, Severity, Status, TaskKind
from tests.checks.made import CHECKS

PACKS = {name: load_pack(name, {}, CHECKS) for name in shipped_packs()}
every_pack = pytest.mark.parametrize("name", PACKS)


@every_pack
def test_a_pack_is_named_like_its_file(name):
    assert PACKS[name].id == name


@every_pack
def test_every_check_of_a_clause_is_judged_and_every_judged_check_stands_in_a_clause(name):
    pack = PACKS[name]
    named = {check for clause in pack.clauses for check in clause.checks}
    assert named == {rule.check for rule in pack.rules}
    assert len(pack.rules) == len(named)


@every_pack
def test_no_waiver_lasts_longer_than_two_years(name):
    assert 1 <= PACKS[name].waiver_days <= 730


def test_ube_grants_no_waiver_for_more_than_a_year():
    assert PACKS["ube"].waiver_days == 365


@every_pack
def test_conduct_alone_is_out_of_scope_with_a_reason_and_nothing_else_is(name):
    for clause in PACKS[name].clauses:
        if not clause.checks:
            assert clause.note is not None
        if clause.cover == (Cover.CONDUCT,):
            assert not clause.checks


@every_pack
def test_what_no_check_of_this_version_judges_says_so(name):
    for clause in PACKS[name].clauses:
        if not clause.checks and Cover.CONDUCT not in clause.cover:
            assert "この版では" in clause.note.ja
            assert "This version" in clause.note.en


@every_pack
def test_summaries_stand_in_both_languages_and_are_short(name):
    for clause in PACKS[name].clauses:
        assert 0 < len(clause.summary.ja) <= 60
        assert 0 < len(clause.summary.en) <= 120
        assert not any(ord(character) > 0x3000 for character in clause.summary.en)


@every_pack
def test_the_graver_the_sooner_due(name):
    due = PACKS[name].due_working_days
    graded = [due[severity] for severity in Severity if severity in due]
    assert graded == sorted(graded)
    assert set(due) >= {Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW}


@every_pack
def test_every_status_of_every_rule_has_a_severity(name):
    for rule in PACKS[name].rules:
        for status in Status:
            assert rule.severity(status) in Severity
        assert rule.gravest.rank == min(severity.rank for severity in rule.severities.values())


def test_ube_s_parameters_are_the_contract_s():
    in_force = {
        f"{rule.check} {name}": getattr(rule.parameters, name)
        for rule in PACKS["ube"].rules
        for name in rule.sources
    }
    assert in_force == {
        "administrators-minimum minimum_administrators": 2,
        "administrators-minimum advised_maximum": 4,
        "password-guessable minimum_guesses_log10": 10,
        "password-breached least_count": 1,
        "password-similar edits": 1,
        "password-similar characters_per_edit": 4,
        "password-runs longest_run": 2,
        "password-runs longest_sequence": 3,
        "password-age maximum_age_days": 365,
        "password-age warn_days": 60,
        "second-factor least_grade": Grade.C,
        "second-factor proof_valid_days": 365,
        "second-factor-seed minimum_bits": 80,
        "second-factor-seed advised_bits": 128,
        "register-submitted register_days": 10,
        "records-kept valid_days": 400,
        "transfer-review known_days": 5,
        "incident-response takeover": (
            TaskKind.CHANGE_PASSWORD,
            TaskKind.REPORT_TO_PLATFORM,
            TaskKind.ANNOUNCE_ELSEWHERE,
            TaskKind.REPORT_INSIDE,
            TaskKind.PUBLISH,
            TaskKind.POLICE,
        ),
        "incident-response impersonation": (
            TaskKind.REPORT_TO_PLATFORM,
            TaskKind.ANNOUNCE_ELSEWHERE,
            TaskKind.REPORT_INSIDE,
            TaskKind.PUBLISH,
            TaskKind.POLICE,
        ),
        "incident-response flaming": (TaskKind.REPORT_INSIDE, TaskKind.PUBLISH),
        "incident-response wrong_post": (TaskKind.CORRECT, TaskKind.REPORT_INSIDE, TaskKind.PUBLISH),
        "incident-response change_password_hours": 24,
        "incident-response report_to_platform_hours": 24,
        "incident-response announce_elsewhere_hours": 24,
        "incident-response report_inside_hours": 24,
        "incident-response correct_hours": 24,
        "incident-response publish_days": 3,
        "incident-response police_days": 3,
    }


def test_the_age_limit_of_ube_is_called_a_working_rule_of_low_severity():
    (age,) = (rule for rule in PACKS["ube"].rules if rule.check == "password-age")
    assert age.gravest is Severity.LOW
    assert "運用基準" in age.sources["maximum_age_days"].ja
    assert "ガイドラインに期限の定めはない" in age.sources["maximum_age_days"].ja


def test_only_what_the_guideline_counts_itself_names_a_clause_as_source():
    from_clauses = {
        name
        for rule in PACKS["ube"].rules
        for name, source in rule.sources.items()
        if source.en.startswith("guideline")
    }
    assert from_clauses == {"minimum_administrators", "takeover"}
