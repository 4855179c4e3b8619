"""Held against every check there is, also the next one: nothing passes unseen, nothing breaks, everything is documented."""

from __future__ import annotations

import ast
import importlib
import inspect
import string
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.catalogue import load_checks
from auditor.engine import in_scope, judge
from auditor.policy import read_pack
from checks._contract import (
    Account,
    Administrator,
    AnyCheck,
    BreachCount,
    Broke,
    Employment,
    Evidence,
    EvidenceKind,
    Facts,
    Finding,
    Login,
    LoginMeasurement,
    Need,
    NotSeen,
    Person,
    PersonalKind,
    PersonalMatch,
    Policy,
    Presence,
    Review,
    ReviewKind,
    Rule,
    SecondFactor,
    Severity,
    Sighting,
    Status,
    Task,
    TaskKind,
    TaskState,
    Unseen,
    Verified,
    WhyUnseen,
)
from tests.checks.made import (
    CHECKS,
    DAY,
    PACKS,
    account,
    days,
    facts,
    login,
    measured,
    pack,
    password,
    rule,
    seed,
)
from tests.made_checks import GOOD, package_of

SECTIONS = (
    "## What it checks",
    "## Why",
    "## How to fix",
    "## Example",
    "# ",  # the Japanese title
    "## 確かめること",
    "## 理由",
    "## 直し方",
    "## 例",
)
"""The headings of a check's page, in their order."""

RULES = {check_id: rule(check_id) for check_id in CHECKS}
every_check = pytest.mark.parametrize("check_id", CHECKS)


# --- the rules -----------------------------------------------------------------------------------------------------------


WHOLE = facts(logins=[login("a"), login("b")])
LACKING = {
    Need.PASSWORD: replace(
        WHOLE,
        measurements={name: measured(name, Unseen(WhyUnseen.REFUSED), seed()) for name in WHOLE.logins},
    ),
    Need.PERSONAL: replace(
        WHOLE,
        measurements={
            name: measured(name, password(personal=Unseen(WhyUnseen.NO_KEY)), seed()) for name in WHOLE.logins
        },
    ),
    Need.SEED: replace(
        WHOLE,
        measurements={name: measured(name, seed_=Unseen(WhyUnseen.REFUSED)) for name in WHOLE.logins},
    ),
    Need.SIGHTING: replace(WHOLE, sightings={}),
    Need.BREACHED: replace(
        WHOLE,
        measurements={
            name: replace(measurement, breached=Unseen(WhyUnseen.BREACH_LIST))
            for name, measurement in WHOLE.measurements.items()
        },
    ),
}
"""Two logins of which all is seen, but one thing."""


def test_what_is_lacking_is_all_that_a_check_may_need():
    assert set(LACKING) == set(Need)


def passes_nothing_unseen(check: AnyCheck, rule: Rule) -> None:
    """With any of its needs unmet the check lets no login pass, and says so."""
    nothing = replace(WHOLE, measurements={}, sightings={})
    for known in [LACKING[need] for need in check.needs] + [nothing] * bool(check.needs):
        assert all(isinstance(outcome, NotSeen) for outcome in _outcomes(check, rule, known))


def declares_what_it_looks_at(check: AnyCheck, rule: Rule) -> None:
    """What a check does not declare it does not look at: without it the check says the same."""
    implied = {Need.PASSWORD} if Need.PERSONAL in check.needs else set()
    for need in set(Need) - check.needs - implied:
        outcomes = _outcomes(check, rule, LACKING[need])
        assert not any(isinstance(outcome, Broke | NotSeen) for outcome in outcomes)


def never_passes_when_it_breaks(check: AnyCheck, rule: Rule) -> None:
    class Broken(type(check)):
        def examine_all(self, subjects, facts, parameters):
            raise ZeroDivisionError

    one_of_each = [account(), account("closed", closed=days(-30))]
    known = facts(accounts=one_of_each, measurements=[measured("x-koho", seed_=seed())])
    outcomes = _outcomes(Broken(), rule, known)
    assert outcomes == (Broke(outcomes[0].subject, "ZeroDivisionError"),)


def has_its_page(check: AnyCheck) -> None:
    """Every section in both languages, in order, each with text; and every parameter by its name."""
    page = inspect.getdoc(inspect.getmodule(type(check))) or ""
    lines = page.splitlines()
    places = [
        next(n for n, line in enumerate(lines) if line.startswith(heading) and (heading != "# " or line[2:]))
        for heading in SECTIONS
    ]
    assert places == sorted(places)
    assert lines[0].strip()
    for start, end in zip(places, [*places[1:], len(lines)], strict=True):
        body = [line for line in lines[start + 1 : end] if line.strip()]
        assert body or lines[start].startswith("# ")
    english, japanese = page.split("\n# ")
    assert not any(f"`{kind}`" in japanese for kind in EvidenceKind), "the inventory offers the Japanese word"
    for parameter in fields(check.parameters):
        if parameter.default is not None or parameter.name in _set_by_packs(check):
            assert f"`{parameter.name}`" in english
            assert f"`{parameter.name}`" in japanese


def _set_by_packs(check: AnyCheck) -> set[str]:
    rules = (rule for pack in PACKS for rule in pack.rules if type(CHECKS[rule.check]) is type(check))
    return {name for rule in rules for name in rule.sources}


def speaks_both_languages(path: Path) -> None:
    """Each ``Text`` literal has both languages, with the same gaps."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text":
            texts = [*call.args, *(keyword.value for keyword in call.keywords)]
            if all(isinstance(text, ast.Constant) for text in texts):
                ja, en = (text.value for text in texts)
                if ja == en == "" and path.stem.startswith("_"):
                    continue  # a part of a sentence that is left out
                assert ja.strip()
                assert en.strip()
                assert _gaps(ja) == _gaps(en)
                assert any(ord(character) > 0x3000 for character in ja)
                assert all(ord(character) < 0x3000 for character in en)
                assert not any(kind in ja for kind in EvidenceKind), "the inventory offers the Japanese word"


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _outcomes(check: AnyCheck, rule: Rule, known: Facts):
    verdicts = judge(pack(replace(rule, check="made")), {"made": check}, known).verdicts
    return tuple(verdict.outcome for verdict in verdicts)


# --- held against every check ----------------------------------------------------------------------------------------------


@every_check
def test_what_could_not_be_seen_never_passes(check_id):
    passes_nothing_unseen(CHECKS[check_id], RULES[check_id])


@every_check
def test_a_check_declares_what_it_looks_at(check_id):
    declares_what_it_looks_at(CHECKS[check_id], RULES[check_id])


@every_check
def test_a_check_that_breaks_never_passes(check_id):
    never_passes_when_it_breaks(CHECKS[check_id], RULES[check_id])


@every_check
def test_a_check_has_its_page_in_both_languages(check_id):
    has_its_page(CHECKS[check_id])


@pytest.mark.parametrize(
    "path",
    sorted(Path(inspect.getfile(importlib.import_module("checks"))).parent.glob("*.py")),
    ids=lambda p: p.stem,
)
def test_every_sentence_stands_in_both_languages(path):
    speaks_both_languages(path)


@every_check
def test_a_check_has_its_own_test(check_id):
    assert (Path(__file__).parent / "checks" / f"test_{check_id.replace('-', '_')}.py").is_file()


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_check_s_parameters_have_their_sources(pack):
    for asked in pack.rules:
        named = [one.name for one in fields(asked.parameters)]
        assert {name for name in named if getattr(asked.parameters, name) is not None} == set(asked.sources)
        assert all(source.ja and source.en for source in asked.sources.values())


@every_check
def test_a_check_knows_only_the_words_of_its_folder(check_id):
    module = inspect.getmodule(type(CHECKS[check_id]))
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            assert not name.startswith(("auditor", "reports", "os", "pathlib", "time", "random", "socket"))


# --- and against any city ----------------------------------------------------------------------------------------------------

ids = st.sampled_from(["a", "b", "c"])
numbers = st.sampled_from(["10001", "10002", "10003", "10004"])
dates = st.integers(-800, 400).map(days)
maybe_dates = st.none() | dates | st.just(DAY) | st.just(type(DAY).max)
unseen = st.sampled_from(WhyUnseen).map(Unseen)
words = st.sampled_from(["", "{0}", "<script>", "見本\x00", "\u202e", "課" * 100])


@st.composite
def passwords(draw):
    return password(
        draw(st.text("ab1", max_size=4)),
        guesses_log10=draw(st.floats(0, 30)),
        longest_run=draw(st.integers(0, 5)),
        longest_sequence=draw(st.integers(0, 5)),
        personal=draw(
            st.lists(
                st.builds(PersonalMatch, st.sampled_from(PersonalKind), st.booleans(), st.integers(1, 9)),
                max_size=2,
            ).map(tuple)
            | unseen
        ),
    )


@st.composite
def cities(draw) -> Facts:
    def table(strategy, key, limit=4):
        rows = draw(st.lists(strategy, max_size=limit))
        return {getattr(row, key): row for row in rows}

    def rows(strategy):
        return tuple(draw(st.lists(strategy, max_size=4)))

    seeds = st.builds(seed, words, is_base32=st.booleans(), bits=st.integers(0, 200))
    return facts(
        accounts=table(
            st.builds(
                Account,
                ids,
                words,
                words,
                section=words,
                manager=st.none() | numbers,
                opened=maybe_dates,
                closed=maybe_dates,
                verified=st.none() | st.sampled_from(Verified),
            ),
            "account_id",
        ).values(),
        logins=table(
            st.builds(
                Login,
                ids,
                st.lists(ids, max_size=3).map(tuple),
                words,
                second_factor=st.none() | st.sampled_from(SecondFactor),
                password_changed=maybe_dates,
            ),
            "login_id",
        ).values(),
        people=table(
            st.builds(
                Person,
                numbers,
                words,
                section=words,
                employment=st.sampled_from(Employment),
                presence=st.sampled_from(Presence),
            ),
            "staff_number",
        ).values(),
        administrators=rows(
            st.builds(Administrator, ids, numbers, maybe_dates, maybe_dates, maybe_dates, maybe_dates)
        ),
        evidence=rows(
            st.builds(
                Evidence,
                st.sampled_from(EvidenceKind),
                dates | st.just(type(DAY).max),
                st.none() | ids,
                st.none() | ids,
                maybe_dates,
                by=st.just("") | numbers,
                document=words,
            )
        ),
        measurements=table(
            st.builds(
                LoginMeasurement,
                ids,
                passwords() | unseen,
                st.none() | seeds | unseen,
                st.none() | st.builds(BreachCount, st.integers(0, 10**9)) | unseen,
            ),
            "login_id",
        ).values(),
        sightings=draw(
            st.dictionaries(ids, st.builds(Sighting, st.integers(-800, 0).map(days), st.booleans()))
        ),
        policies=table(
            st.builds(Policy, ids, st.dictionaries(st.sampled_from(["目的", "免責事項", ""]), words)),
            "account_id",
        ),
        first_imported=draw(st.dictionaries(ids, st.integers(-90, 0).map(days))),
        reviews=rows(
            st.builds(
                Review,
                words,
                st.sampled_from(ReviewKind),
                st.none() | numbers,
                dates,
                dates,
                st.lists(ids, max_size=3).map(tuple),
                st.lists(
                    st.builds(
                        Task,
                        st.sampled_from(TaskKind),
                        ids,
                        dates,
                        st.sampled_from(TaskState),
                        reopened=st.booleans(),
                    ),
                    max_size=3,
                ).map(tuple),
                severity=st.none() | st.sampled_from(Severity),
                alike=st.none() | st.lists(st.sampled_from(["x", "y"]), max_size=2).map(tuple),
            )
        ),
    )


@settings(deadline=None)  # a slow machine is no finding
@given(cities())
def test_whatever_a_city_is_like_no_check_breaks_and_each_subject_gets_one_outcome(city):
    result = judge(pack(*RULES.values()), CHECKS, city)
    keys = [verdict.key for verdict in result.verdicts]
    assert len(keys) == len(set(keys))
    assert len(keys) == sum(len(in_scope(check, city)) for check in CHECKS.values())
    for verdict in result.verdicts:
        assert not isinstance(verdict.outcome, Broke), verdict
        if isinstance(verdict.outcome, Finding):
            _whole(verdict.outcome, verdict.subject.id)


def _whole(finding: Finding, subject_id: str) -> None:
    """A finding tells what and what to do in both languages, a reason, and related subjects sorted, never itself."""
    for text in (finding.message, finding.remedy):
        assert text.ja.endswith(("。", "。）"))
        assert text.en.endswith(".")
    assert finding.reason
    assert finding.status is not Status.WAIVED
    assert list(finding.related) == sorted(set(finding.related) - {subject_id})
    if finding.status is Status.PENDING:
        assert finding.due is not None
        assert finding.due >= DAY


# --- and against the next one --------------------------------------------------------------------------------------------------

ONE_LINE = """
id = "made"
version = "1"
name = { ja = "見本", en = "Made" }
due_working_days = {}
clauses = [{ id = "1", summary = { ja = "要旨", en = "summary" }, cover = ["check"], checks = ["made-rule"] }]
checks.made-rule = { clause = "1", severity = "low", parameters.shortest = { value = 8, source = "1" } }
"""


@pytest.fixture
def added(tmp_path) -> Iterator:
    """A check as a newcomer adds it: one file and one line of a pack."""

    def load(source=GOOD):
        package = opened.enter_context(package_of(tmp_path, {"made_rule": source}))
        checks = load_checks(package)
        (rule,) = read_pack("made", ONE_LINE, {}, checks).rules
        return checks["made-rule"], rule, Path(inspect.getfile(package)).parent / "made_rule.py"

    with ExitStack() as opened:
        yield load


def test_a_new_check_is_one_file_and_one_line_and_is_held_to_the_same_rules(added):
    check, rule, path = added()
    passes_nothing_unseen(check, rule)
    declares_what_it_looks_at(check, rule)
    never_passes_when_it_breaks(check, rule)
    speaks_both_languages(path)
    short = facts(measurements=[measured("x-koho", password("short"))])
    (outcome,) = _outcomes(check, rule, short)
    assert isinstance(outcome, Finding)
    with pytest.raises(AssertionError):
        has_its_page(check)  # its page does not name the parameter yet


def test_a_new_check_with_its_page_whole_is_documented(added):
    check, _, _ = added(
        GOOD.replace("Something.", "The `shortest`.").replace("何か。", "`shortest` を見ます。")
    )
    has_its_page(check)


@pytest.mark.parametrize(
    ("old", "new", "held_to"),
    [
        ("needs = frozenset({Need.PASSWORD})", "needs = frozenset()", declares_what_it_looks_at),
        ("facts.seen_password(login.login_id).length < parameters.shortest", "False", None),
    ],
)
def test_a_new_check_that_forgets_its_needs_is_caught(added, old, new, held_to):
    check, rule, _ = added(GOOD.replace(old, new))
    if held_to is None:
        passes_nothing_unseen(check, rule)  # silent, but its needs still stand in the way of a pass
    else:
        with pytest.raises(AssertionError):
            held_to(check, rule)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Too short.", ""),
        ("Too short.", "短い。"),
        ("短すぎます。", "Too short."),
        ("Too short.", "Too {short}."),
    ],
)
def test_a_new_check_that_speaks_one_language_is_caught(added, old, new):
    _, _, path = added(GOOD.replace(old, new))
    with pytest.raises(AssertionError):
        speaks_both_languages(path)
