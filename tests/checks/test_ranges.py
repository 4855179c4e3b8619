"""Parameters refuse what would switch a rule off while the report still lists it."""

from typing import get_type_hints

import pytest

from auditor.catalogue import load_pack
from auditor.errors import PackError
from checks._evidence import Validity
from checks._ranges import require_between, require_words
from reports.messages import Language
from scripts.build_check_docs import pages
from tests.checks.made import CHECKS, rule

LIMITS = {
    "password-guessable minimum_guesses_log10": (3, 30),
    "password-guessable advised_guesses_log10": (3, 30),
    "password-breached least_count": (1, 100),
    "password-runs longest_run": (1, 10),
    "password-runs longest_sequence": (2, 10),
    "password-similar edits": (0, 1),
    "password-similar characters_per_edit": (1, 8),
    "password-age maximum_age_days": (1, 3653),
    "password-age warn_days": (0, 365),
    "second-factor proof_valid_days": (1, 3653),
    "second-factor-seed minimum_bits": (64, 512),
    "second-factor-seed advised_bits": (64, 512),
    "administrators-minimum minimum_administrators": (1, 20),
    "administrators-minimum advised_maximum": (1, 20),
    "register-submitted register_days": (0, 60),
    "records-kept valid_days": (1, 3653),
    "transfer-review known_days": (0, 20),
    "incident-response change_password_hours": (1, 168),
    "incident-response report_to_platform_hours": (1, 168),
    "incident-response announce_elsewhere_hours": (1, 168),
    "incident-response report_inside_hours": (1, 168),
    "incident-response correct_hours": (1, 168),
    "incident-response publish_days": (0, 20),
    "incident-response police_days": (0, 20),
    "closed-but-listed removal_days": (0, 20),
}


@pytest.mark.parametrize(("place", "limits"), LIMITS.items(), ids=LIMITS.keys())
def test_each_parameter_has_its_limits(place, limits):
    check_id, name = place.split()
    for value in limits:
        assert getattr(rule(check_id, **{name: value}).parameters, name) == value
    for value in (limits[0] - 1, limits[1] + 1):
        with pytest.raises(ValueError, match=f"^{name} must be between {limits[0]} and {limits[1]}$"):
            rule(check_id, **{name: value})


def test_what_is_not_set_has_no_limits_and_what_is_no_number_is_outside_of_all():
    require_between(1, 2, unset=None)
    with pytest.raises(ValueError, match="nan_value"):
        require_between(1, 2, unset=None, nan_value=float("nan"))


@pytest.mark.parametrize(
    "place",
    [
        "operation-policy fields",
        "terms-of-use fields",
        "platform-allowed services",
        "verified-badge services",
    ],
)
def test_a_list_of_words_holds_some_and_none_twice(place):
    check_id, name = place.split()
    assert getattr(rule(check_id, **{name: ("x",)}).parameters, name) == ("x",)
    for value in ((), ("x", " "), ("",)):
        with pytest.raises(ValueError, match=f"^{name} must hold at least one word, and none that is blank$"):
            rule(check_id, **{name: value})
    with pytest.raises(ValueError, match=f"^{name} holds a word twice$"):
        rule(check_id, **{name: ("X", "ｘ ")})


def test_a_list_that_is_not_set_holds_whatever_it_likes():
    require_words(unset=None)


def test_every_number_that_a_check_takes_has_limits_and_they_are_told_in_the_documentation():
    numbers = {
        f"{check_id} {name}"
        for check_id, check in CHECKS.items()
        for name, kind in get_type_hints(check.parameters).items()
        if kind in (int, float, int | None, float | None)
    }
    # the same dataclass as records-kept's, or one made of it
    of_records = {
        f"{id} valid_days" for id, check in CHECKS.items() if issubclass(check.parameters, Validity)
    } - set(LIMITS)
    assert numbers == set(LIMITS) | of_records
    table = pages()["README.md"]
    for place, (lowest, highest) in LIMITS.items():
        (row,) = (
            row for row in table.splitlines() if f"`{place.split()[1]}`" in row and row.startswith("| `")
        )
        assert f"| {lowest} | {highest} |" in row


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("password-guessable minimum_guesses_log10", 0),
        ("password-runs longest_run", 1000),
        ("password-runs longest_sequence", 1000),
        ("password-age maximum_age_days", 36500),
        ("second-factor proof_valid_days", 36500),
        ("records-kept valid_days", 36500),
    ],
)
def test_no_override_makes_a_check_pass_everything(place, value):
    check_id, name = place.split()
    with pytest.raises(PackError) as error:
        load_pack("ube", {check_id: {name: value, "reason": "x"}}, CHECKS)
    assert f"{name} must be between" in error.value.said(Language.EN)
