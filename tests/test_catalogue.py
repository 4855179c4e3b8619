"""What the catalogue refuses: each broken check, each pack that does not fit, all faults at once."""

import os
import sys
from pathlib import Path

import pytest

import checks
from auditor.catalogue import load_checks, load_pack, shipped_packs
from auditor.errors import PackError, Terminated
from checks._contract import Severity, Status
from reports.messages import Language, say
from tests.checks.made import CHECKS, rule
from tests.made_checks import CODE, GOOD, PAGE, package_of


def said(error: pytest.ExceptionInfo[PackError]) -> str:
    return error.value.said(Language.EN)


# --- checks --------------------------------------------------------------------------------------------------------


def test_every_module_without_an_underscore_is_a_check_named_by_its_file(tmp_path):
    with package_of(tmp_path, {"made_rule": GOOD, "another": GOOD, "_shared": "x = 1"}) as package:
        assert list(load_checks(package)) == ["another", "made-rule"]


BROKEN = {
    "no docstring": (CODE, "no docstring"),
    "an import that fails": (GOOD + "\nimport no_such_module_anywhere\n", "No module named"),
    "no Python": (GOOD + "\nclass (", "SyntaxError"),
    "a module that raises": (GOOD + "\nraise RuntimeError('made')\n", "RuntimeError: made"),
    "a module that ends the program": (GOOD + "\nraise SystemExit(0)\n", "SystemExit: 0"),
    "a module that leaves by another door": (GOOD + "\nraise GeneratorExit\n", "GeneratorExit"),
    "a check that ends the program when it is made": (
        GOOD + "\n    def __init__(self):\n        raise SystemExit(0)\n",
        "SystemExit: 0",
    ),
    "no check": (PAGE, "holds 0 subclasses"),
    "two checks": (GOOD + "\nclass Second(MadeRule):\n    pass\n", "holds 2 subclasses"),
    "a check of elsewhere only": (
        PAGE + "\nfrom checks.login_missing import LoginMissing\n",
        "holds 0 subclasses",
    ),
    "nothing to examine": (
        GOOD.replace("def examine_one", "def examine_someone"),
        "does not define examine_one",
    ),
    "no title": (GOOD.replace('    title = Text("見本", "Made")\n', ""), "no `title`"),
    "a title in one language": (GOOD.replace('Text("見本", "Made")', 'Text("見本", " ")'), "no `title`"),
    "no parameters": (GOOD.replace("    parameters = Parameters\n", ""), "`parameters`"),
    "parameters that change": (GOOD.replace("frozen=True", "frozen=False"), "frozen dataclass"),
    "needs that are no needs": (GOOD.replace("frozenset({Need.PASSWORD})", "{'password'}"), "`needs`"),
    "an account check with needs": (
        GOOD.replace("LoginCheck", "AccountCheck"),
        "`needs` are for checks on logins",
    ),
    "a subclass of Check itself": (
        GOOD.replace("LoginCheck[Parameters]", "Check[object, Parameters]")
        .replace("LoginCheck", "Check")
        .replace("def examine_one", "def examine_all"),
        "it is no LoginCheck",
    ),
}


@pytest.mark.parametrize(("source", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_check_stops_everything_and_is_named(tmp_path, source, expected):
    with (
        package_of(tmp_path, {"made_rule": source, "untouched": GOOD}) as package,
        pytest.raises(PackError) as error,
    ):
        load_checks(package)
    assert expected in said(error)
    assert "made_rule" in said(error)
    assert "untouched" not in said(error)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("interruption", ["KeyboardInterrupt", "Terminated"])
def test_an_interruption_while_checks_are_loaded_is_not_swallowed(tmp_path, interruption):
    source = f"{GOOD}\nfrom auditor.errors import Terminated\nraise {interruption}\n"
    with (
        package_of(tmp_path, {"made_rule": source}) as package,
        pytest.raises((KeyboardInterrupt, Terminated)),
    ):
        load_checks(package)


def test_a_check_s_file_has_a_plain_name(tmp_path):
    with package_of(tmp_path, {"Made": GOOD}) as package, pytest.raises(PackError) as error:
        load_checks(package)
    assert "lower-case" in said(error)


def test_all_broken_checks_are_named_at_once(tmp_path):
    with (
        package_of(tmp_path, {"one": CODE, "two": PAGE}) as package,
        pytest.raises(PackError) as error,
    ):
        load_checks(package)
    assert len(error.value.faults) == 2


# --- packs ---------------------------------------------------------------------------------------------------------

PACK = """
id = "made"
version = "1"
name = { ja = "見本", en = "Made" }
[due_working_days]
high = 5
[[clauses]]
id = "1"
summary = { ja = "要旨", en = "summary" }
cover = ["check"]
checks = ["password-age", "login-missing"]
[[clauses]]
id = "2"
summary = { ja = "要旨", en = "summary" }
cover = ["conduct"]
note = { ja = "対象外", en = "out of scope" }
[checks.login-missing]
clause = "1"
severity = "high"
[checks.password-age]
clause = "1"
severity = { nonconforming = "medium", pending = "low" }
[checks.password-age.parameters]
maximum_age_days = { value = 90, source = "1" }
warn_days = { value = 10, source = "working-rule", note = { ja = "目安", en = "a guess" } }
"""


@pytest.fixture
def load(tmp_path):
    def read(text=PACK, **overrides):
        path = tmp_path / "made.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return load_pack(
            str(path), {check.replace("_", "-"): values for check, values in overrides.items()}, CHECKS
        )

    return read


def test_a_city_s_own_pack_is_a_file(load):
    pack = load()
    assert (pack.id, pack.version, pack.name.ja) == ("made", "1", "見本")
    assert [rule.check for rule in pack.rules] == ["login-missing", "password-age"]
    age = pack.rules[1]
    assert age.parameters == CHECKS["password-age"].parameters(maximum_age_days=90, warn_days=10)
    assert age.sources["maximum_age_days"].en == "guideline 1"
    assert age.sources["warn_days"].en == "working rule: a guess"
    assert pack.clauses[1].note is not None


def test_a_check_answers_for_its_own_clause_and_for_those_that_name_it(load):
    text = PACK.replace('checks = ["password-age", "login-missing"]', "").replace(
        'cover = ["conduct"]', 'cover = ["check"]\nchecks = ["password-age"]'
    )
    assert [clause.checks for clause in load(text).clauses] == [
        ("login-missing", "password-age"),
        ("password-age",),
    ]


def test_a_severity_is_a_word_or_a_table_by_status(load):
    missing, age = load().rules
    assert {missing.severity(status) for status in Status} == {Severity.HIGH}
    assert age.severity(Status.NONCONFORMING) is Severity.MEDIUM
    assert age.severity(Status.PENDING) is Severity.LOW
    assert age.severity(Status.UNVERIFIED) is Severity.MEDIUM  # not graded: like the gravest


def test_a_byte_order_mark_is_taken(load):
    assert load(b"\xef\xbb\xbf" + PACK.encode()).id == "made"


def test_a_pack_of_the_product_is_named_and_checks_are_found_for_it():
    assert load_pack("ube", {}).id == "ube"
    assert "ube" in shipped_packs()


@pytest.mark.parametrize("name", ["nope", "", "../ube", "ube/../ube", "UBE"])
def test_an_unknown_name_is_answered_with_the_known_ones(name):
    with pytest.raises(PackError) as error:
        load_pack(name, {}, CHECKS)
    assert "ube" in said(error)


@pytest.mark.parametrize("name", ["missing.toml", "folder.toml", "a\0b.toml"])
def test_a_file_that_cannot_be_read_is_said(tmp_path, name):
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(PackError, match="cannot be read"):
        load_pack(str(tmp_path / name), {}, CHECKS)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices in folders")
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_device_in_place_of_a_pack_is_said_and_not_waited_for(tmp_path, kind):
    path = tmp_path / "made.toml"
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    with pytest.raises(PackError) as error:
        load_pack(str(path), {}, CHECKS)
    assert "it is no ordinary file" in said(error)


def test_a_file_that_is_far_too_large_for_a_pack_is_said(load):
    with pytest.raises(PackError) as error:
        load(PACK + "#" * 1024**2)
    assert "it is larger than 1024 kB" in said(error)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=" + "[" * 100_000, "brackets are nested too deeply"),
        ("a=" + "{a=" * 100_000, "brackets are nested too deeply"),
        ("a=" + "9" * 5000, "a number has too many digits"),
    ],
    ids=["brackets", "braces", "digits"],
)
def test_a_text_that_overtaxes_the_reader_is_no_valid_toml(load, text, expected):
    with pytest.raises(PackError) as error:
        load(text)
    assert "is no valid TOML" in said(error)
    assert expected in said(error)


NESTED: list[object] = []
for _ in range(100_000):
    NESTED = [NESTED]


@pytest.mark.parametrize("value", [16**9000, NESTED], ids=["9,000 hexadecimal digits", "100,000 lists"])
def test_a_value_that_nobody_can_have_meant_is_named_with_its_place(load, value):
    with pytest.raises(PackError) as error:
        load(password_age={"maximum_age_days": value, "reason": "x"})
    assert "[policy.override.password-age] maximum_age_days: the value is too long or nested" in said(error)


@pytest.mark.parametrize("number", ["0x" + "f" * 9000, "9" * 4000], ids=["hexadecimal", "decimal"])
def test_a_number_of_thousands_of_digits_is_refused_wherever_it_stands(load, number):
    for place in ("value = 90", "high = 5", 'version = "1"'):
        with pytest.raises(PackError):
            load(PACK.replace(place, f"{place.split(' = ')[0]} = {number}"))


def test_a_check_that_breaks_on_its_parameters_is_named(tmp_path):
    breaking = GOOD.replace(
        "    shortest: int\n",
        "    shortest: int\n\n    def __post_init__(self):\n        raise SystemExit(0)\n",
    )
    path = tmp_path / "made.toml"
    path.write_text(
        """
id = "made"
version = "1"
name = { ja = "見本", en = "Made" }
due_working_days = {}
clauses = [{ id = "1", summary = { ja = "要旨", en = "summary" }, cover = ["check"] }]
[checks.made-rule]
clause = "1"
severity = "high"
parameters.shortest = { value = 8, source = "1" }
""",
        encoding="utf-8",
    )
    with (
        package_of(tmp_path, {"made_rule": breaking}) as package,
        pytest.raises(PackError) as error,
    ):
        load_pack(str(path), {}, load_checks(package))
    assert "[checks.made-rule]: the check breaks on these parameters: SystemExit." in said(error)


def test_what_is_wrong_with_the_form_hides_nothing_else_and_makes_up_no_other_fault(load):
    text = PACK.replace('severity = "high"', 'severity = "dire"').replace('source = "1"', 'source = "9"')
    with pytest.raises(PackError) as error:
        load(text, login_missing={"reason": "x"}, luck={"reason": "x"})
    of_form = [fault for fault in error.value.faults if "place" in fault.values]
    assert of_form
    assert all(str(fault.values["place"]).startswith("checks.login-missing.severity") for fault in of_form)
    assert [fault.text for fault in error.value.faults if fault not in of_form] == [
        "[checks.{check}] {name}: its source {source} is neither a clause nor {working_rule}.",
        "[policy.override.{check}]: the pack {pack} has no such check; it has {known}.",
    ]


def test_a_check_that_cannot_be_read_may_well_answer_for_a_clause(load):
    text = PACK.replace('checks = ["password-age", "login-missing"]', "").replace(
        '{ nonconforming = "medium", pending = "low" }', '"dire"'
    )
    with pytest.raises(PackError) as error:
        load(text.replace('severity = "high"', 'severity = "dire"'))
    assert "has no check" not in said(error)


def test_a_pack_may_carry_words_of_its_city(load):
    assert load().words == ()
    assert load(PACK.replace('version = "1"', 'version = "1"\nwords = ["見本市", " mihon "]')).words == (
        "見本市",
        "mihon",
    )


@pytest.mark.parametrize("words", ['"見本市"', '["見本市", ""]', "[7]"])
def test_words_are_a_list_of_words(load, words):
    with pytest.raises(PackError) as error:
        load(PACK.replace('version = "1"', f'version = "1"\nwords = {words}'))
    assert "words" in said(error)


FAULTS = {
    "no TOML": ('id = "made"', "id = ", "no valid TOML"),
    "an unknown key": ('id = "made"', 'id = "made"\ncolour = "red"', "colour"),
    "an unknown word for cover": ('cover = ["check"]', 'cover = ["luck"]', "clauses 1.cover"),
    "no cover": ('cover = ["check"]', "cover = []", "clauses 1.cover"),
    "one language": ('{ ja = "要旨", en = "summary" }', '{ ja = "要旨" }', "summary.en"),
    "an empty summary": ('{ ja = "要旨", en = "summary" }', '{ ja = " ", en = "summary" }', "summary.ja"),
    "a clause twice": ('id = "2"', 'id = "1"', "Clause 1 stands 2 times"),
    "a clause without check and reason": (
        'note = { ja = "対象外", en = "out of scope" }',
        "",
        "Clause 2 has no check",
    ),
    "a clause with an unknown check": (
        'checks = ["password-age", "login-missing"]',
        'checks = ["password-age", "login-missing", "luck"]',
        "no [checks.luck]",
    ),
    "a check that there is not": ("[checks.login-missing]", "[checks.luck]", "there is no such check"),
    "a check of an unknown clause": (
        'clause = "1"\nseverity = "high"',
        'clause = "9"\nseverity = "high"',
        "no clause 9",
    ),
    "an unknown severity": ('severity = "high"', 'severity = "dire"', "checks.login-missing.severity"),
    "an unknown status": ("pending =", "passing =", "checks.password-age.severity"),
    "a severity for what is waived": ("pending =", "waived =", "keeps its severity"),
    "no severity at all": ('{ nonconforming = "medium", pending = "low" }', "{}", "severity"),
    "an unknown severity's due day": ("high = 5", "dire = 5", "due_working_days"),
    "a due day that is no number": ("high = 5", 'high = "5"', "due_working_days.high"),
    "a due day before the finding": ("high = 5", "high = -1", "due_working_days.high"),
    "a waiver without any day": ('version = "1"', 'version = "1"\nwaiver_days = 0', "waiver_days"),
    "waivers of more than two years": ('version = "1"', 'version = "1"\nwaiver_days = 731', "waiver_days"),
    "waivers without a number": ('version = "1"', 'version = "1"\nwaiver_days = "365"', "waiver_days"),
    "an unknown parameter": ("warn_days =", "scare_days =", "no such parameter"),
    "a missing parameter": ("warn_days = {", "# {", "warn_days has no value"),
    "a parameter of another kind": ("value = 90", 'value = "90"', "maximum_age_days: write a whole number"),
    "a truth for a number": ("value = 90", "value = true", "maximum_age_days: write a whole number"),
    "a fraction for a number": ("value = 90", "value = 90.5", "maximum_age_days: write a whole number"),
    "a value out of range": ("value = 90", "value = 0", "maximum_age_days must be between"),
    "a parameter without a source": (
        '{ value = 90, source = "1" }',
        "{ value = 90 }",
        "maximum_age_days.source",
    ),
    "an unknown source": ('source = "1"', 'source = "9"', "source 9 is neither"),
}


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_a_pack_that_does_not_fit_is_refused_with_the_place(load, old, new, expected):
    assert old in PACK
    with pytest.raises(PackError) as error:
        load(PACK.replace(old, new, 1))
    assert expected in said(error)


def test_a_pack_that_is_not_utf_8_is_said(load):
    with pytest.raises(PackError, match="not UTF-8"):
        load(PACK.encode("cp932"))


def test_all_faults_of_a_pack_are_said_at_once(load):
    text = PACK.replace("value = 90", 'value = "x"').replace('source = "1"', 'source = "9"')
    with pytest.raises(PackError) as error:
        load(text, luck={"reason": "x"}, login_missing={"reason": ""})
    assert len(error.value.faults) == 4
    assert error.value.todo is not None


# --- overrides ---------------------------------------------------------------------------------------------------------


def test_an_override_changes_parameters_only_and_keeps_its_reason(load):
    (age,) = (
        rule
        for rule in load(password_age={"maximum_age_days": 30, "reason": " 市の方針 "}).rules
        if rule.check == "password-age"
    )
    assert (age.parameters.maximum_age_days, age.parameters.warn_days) == (30, 10)
    assert (age.override_reason, age.overridden) == ("市の方針", {"maximum_age_days": 90})
    assert age.sources["maximum_age_days"].en == "guideline 1"


@pytest.mark.parametrize("same", [{}, {"maximum_age_days": 90}])
def test_an_override_that_sets_nothing_else_than_the_pack_is_no_change(load, same):
    (age,) = (one for one in load(password_age={**same, "reason": "x"}).rules if one.check == "password-age")
    assert (age.override_reason, age.overridden) == ("x", {})


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ({"maximum_age_days": 30}, "no `reason`"),
        ({"maximum_age_days": 30, "reason": "  "}, "no `reason`"),
        ({"maximum_age_days": 30, "reason": 7}, "no `reason`"),
        ({"maximum_age_days": 30, "reason": "\u200b\u3000"}, "no `reason`"),
        ({"rotation": "none", "reason": "x"}, 'write it in braces, for example { mode = "none" }'),
        ({"rotation": {"mode": "none", "days": 3}, "reason": "x"}, "there is no such entry"),
        ({"severity": "low", "reason": "x"}, "no such parameter; it has maximum_age_days, warn_days"),
        ({"maximum_age_days": "30", "reason": "x"}, "write a whole number"),
        ({"maximum_age_days": 40_000, "reason": "x"}, "must be between 1 and 3653"),
    ],
)
def test_an_override_that_does_not_fit_is_refused(load, override, expected):
    with pytest.raises(PackError) as error:
        load(password_age=override)
    assert expected in said(error)


def test_an_override_of_a_check_that_the_pack_has_not_is_refused_with_those_it_has(load):
    with pytest.raises(PackError) as error:
        load(password_reuse={"reason": "x"})
    assert "login-missing, password-age" in said(error)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_no_override_makes_a_threshold_that_everything_passes(value):
    with pytest.raises(PackError, match="does not fit"):
        load_pack("ube", {"password-guessable": {"minimum_guesses_log10": value, "reason": "x"}}, CHECKS)


def test_a_word_of_an_enumeration_is_taken_from_the_settings():
    pack = load_pack("ube", {"second-factor": {"least_grade": "D", "reason": "x"}}, CHECKS)
    (changed,) = (one for one in pack.rules if one.check == "second-factor")
    assert changed.parameters == rule("second-factor", least_grade=changed.parameters.least_grade).parameters
    assert changed.parameters.least_grade.value == "D"


def test_the_settings_name_only_services_that_an_account_may_bear(tmp_path):
    with pytest.raises(PackError) as error:
        load_pack("asahikawa", {"verified-badge": {"services": ["x", "nonexistent"], "reason": "r"}}, CHECKS)
    assert "no service is known as nonexistent; write one of x, facebook" in said(error)
    wide = load_pack("asahikawa", {"verified-badge": {"services": ["Ｘ", "LINE"], "reason": "r"}}, CHECKS)  # noqa: RUF001
    (badge,) = (one for one in wide.rules if one.check == "verified-badge")
    assert badge.parameters.services == ("Ｘ", "LINE")  # noqa: RUF001
    shipped = (Path(checks.__file__).parent / "packs" / "asahikawa.toml").read_text("utf-8")
    own = shipped.replace('id = "asahikawa"', 'id = "own"', 1).replace('["x"]', '["x", "mixi"]')
    assert "mixi" in own
    path = tmp_path / "own.toml"
    path.write_text(own, "utf-8")
    one_of_its_own = {"verified-badge": {"services": ["mixi"], "reason": "r"}}
    assert load_pack(str(path), one_of_its_own, CHECKS).id == "own"


def test_what_does_not_fit_in_a_pack_is_told_in_japanese_without_the_words_of_a_library(tmp_path):
    pack = (Path(checks.__file__).parent / "packs" / "ube.toml").read_text("utf-8")
    pack = pack.replace('severity = "critical"', 'severity = "grave"', 1)
    few = pack.replace("minimum_administrators = { value = 2", "minimum_administrators = { value = 99", 1)
    for text, expected in (
        (
            pack,
            "checks.password-breached.severity: 次のいずれかを書いてください: critical, high, medium, low, info",
        ),
        (few, "[checks.administrators-minimum]: minimum_administrators は1から20までにしてください。"),
    ):
        path = tmp_path / "ours.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(PackError) as told:
            load_pack(str(path), {}, CHECKS)
        assert expected in [say(fault, Language.JA) for fault in told.value.faults]
