"""Parameters refuse what would make a rule meaningless."""

import pytest

from checks._ranges import require_between
from tests.checks.made import rule

LIMITS = {
    "password-guessable minimum_guesses_log10": (0, 100),
    "password-guessable advised_guesses_log10": (0, 100),
    "password-runs longest_run": (1, 1000),
    "password-runs longest_sequence": (1, 1000),
    "password-age maximum_age_days": (1, 36500),
    "password-age warn_days": (0, 36500),
    "second-factor proof_valid_days": (1, 36500),
    "second-factor-seed minimum_bits": (1, 4096),
    "second-factor-seed advised_bits": (1, 4096),
    "administrators-minimum minimum_administrators": (1, 1000),
    "administrators-minimum advised_maximum": (1, 1000),
    "register-submitted register_days": (0, 1000),
    "records-kept valid_days": (1, 36500),
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
