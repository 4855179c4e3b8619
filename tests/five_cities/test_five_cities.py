import pytest

from checks._contract import Broke, Finding, NotApplicable, NotSeen
from tests.checks.made import CHECKS, told
from tests.five_cities.cities import FAULTS, ON_CLOSED
from tests.five_cities.results import BY_NAME, CITIES, WRITTEN, audit, in_words

every_pack = pytest.mark.parametrize("pack", BY_NAME)
every_city = pytest.mark.parametrize("city", CITIES)


def findings(city: str, pack: str) -> dict[str, set[str]]:
    """Check → the subjects it finds something about."""
    found: dict[str, set[str]] = {}
    for finding in audit(city, pack).findings:
        found.setdefault(finding.check, set()).add(finding.subject.id)
    return found


def planted(check: str) -> set[str]:
    """The accounts or logins on which a city breaks the rule."""
    return {check, f"{check}-2"} if check in ("password-reuse", "password-similar") else {check}


def test_the_twenty_five_results_are_those_written_down():
    assert in_words() == WRITTEN.read_text(encoding="utf-8"), "python -m tests.five_cities.results"


def test_every_rule_of_every_pack_can_be_broken():
    assert set(FAULTS) == set(CHECKS) == {rule.check for pack in BY_NAME.values() for rule in pack.rules}
    assert {check for check, one in CHECKS.items() if getattr(one, "of_closed", False)} == ON_CLOSED


@every_pack
def test_in_its_own_city_each_pack_finds_each_rule_broken_once_and_nothing_else(pack):
    assert findings(pack, pack) == {rule.check: planted(rule.check) for rule in BY_NAME[pack].rules}


@every_pack
def test_in_its_own_city_each_pack_sees_everything_but_the_password_that_is_not_there(pack):
    for verdict in audit(pack, pack).verdicts:
        assert not isinstance(verdict.outcome, Broke)
        if isinstance(verdict.outcome, NotSeen):
            assert verdict.subject.id == "password-unseen"
        if isinstance(verdict.outcome, NotApplicable):
            assert not verdict.outcome.not_set_up


@every_city
@every_pack
def test_what_two_guidelines_ask_for_alike_is_found_alike(city, pack):
    own = {rule.check: rule for rule in BY_NAME[city].rules}
    found = findings(city, pack)
    for rule in BY_NAME[pack].rules:
        if rule.check in own and rule.parameters == own[rule.check].parameters:
            assert found.get(rule.check) == planted(rule.check), rule.check


@every_city
@every_pack
def test_a_pack_speaks_of_its_own_rules_only(city, pack):
    assert set(findings(city, pack)) <= {rule.check for rule in BY_NAME[pack].rules}


RECORDS = {
    "use-approved",
    "operating-rules",
    "records-kept",
    "site-listing",
    "profile-backlink",
    "profile-shows-policy",
    "supervision",
    "posting-authority",
    "terms-of-use",
}
"""What a city has on record only where its own guideline asks for it."""


@every_city
@every_pack
def test_no_account_passes_what_its_own_guideline_never_asked_it_to_record(city, pack):
    asked = {rule.check for rule in BY_NAME[city].rules}
    found = findings(city, pack)
    for rule in BY_NAME[pack].rules:
        if rule.check in RECORDS - asked:
            assert found[rule.check] == set(CITIES[city].facts.open_accounts), rule.check


@every_pack
def test_the_clash_over_regular_changes_is_told_where_the_guideline_asks_for_them(pack):
    told_of = [
        verdict.outcome.message.en
        for verdict in audit(pack, pack).verdicts
        if verdict.check == "password-age" and isinstance(verdict.outcome, Finding)
    ]
    asks = {"asahikawa": True, "niimi": True, "oizumi": None, "ube": False, "ureshino": True}[pack]
    assert ["NIST SP 800-63B-4" in message for message in told_of] == ([] if asks is None else [asks])


def test_a_result_is_told_with_the_reason():
    (verdict,) = (
        verdict
        for verdict in audit("ureshino", "ureshino").verdicts
        if (verdict.check, verdict.subject.id) == ("operation-policy", "operation-policy")
    )
    assert told(verdict.outcome) == "nonconforming/fields-missing"
    assert isinstance(verdict.outcome, Finding)
    assert "公式アカウントとして扱えません" in verdict.outcome.message.ja
