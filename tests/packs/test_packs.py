"""Each pack answers for every numbered clause of its guideline, and asks for what that guideline asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.catalogue import load_pack, shipped_packs
from auditor.policy import in_words
from checks._contract import Cover, Pack
from tests.checks.made import CHECKS

HERE = Path(__file__).parent
PACKS = {name: load_pack(name, {}, CHECKS) for name in shipped_packs()}
every_pack = pytest.mark.parametrize("name", PACKS)


def numbers(name: str) -> list[tuple[str, bool]]:
    """Each number of the guideline, and whether it only introduces the items below it."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(line.removesuffix(" heading"), line.endswith(" heading")) for line in lines]


def asks_for(name: str) -> set[str]:
    return {rule.check for rule in PACKS[name].rules}


def set_in(pack: Pack, check: str) -> dict[str, str]:
    (rule,) = (rule for rule in pack.rules if rule.check == check)
    return {name: in_words(getattr(rule.parameters, name)) for name in rule.sources}


# --- the clauses -----------------------------------------------------------------------------------------------------


def test_there_is_a_list_of_numbers_for_every_pack_and_a_pack_for_every_list():
    assert {path.stem for path in HERE.glob("*.txt")} == set(PACKS)


@every_pack
def test_every_number_of_the_guideline_is_answered_for_once_in_its_order(name):
    answered_for = [clause.id for clause in PACKS[name].clauses]
    assert answered_for == [number for number, heading in numbers(name) if not heading]
    assert len(answered_for) == len(set(answered_for))


@every_pack
def test_a_number_without_an_entry_introduces_others(name):
    listed = numbers(name)
    for (number, heading), (following, _) in zip(listed, [*listed[1:], ("", False)], strict=True):
        if heading:
            assert following.startswith(number)


@pytest.mark.parametrize(
    ("name", "entries", "headings"),
    [("ube", 37, 6), ("asahikawa", 61, 8), ("niimi", 40, 7), ("oizumi", 24, 5), ("ureshino", 41, 9)],
)
def test_the_guidelines_have_so_many_numbers(name, entries, headings):
    listed = numbers(name)
    assert len(listed) == len(dict(listed)) == entries + headings
    assert sum(heading for _, heading in listed) == headings


@every_pack
def test_every_check_that_a_clause_names_exists_and_is_judged(name):
    for clause in PACKS[name].clauses:
        assert set(clause.checks) <= set(CHECKS)
        assert set(clause.checks) <= asks_for(name)


def test_every_check_is_used_by_some_pack():
    assert set().union(*map(asks_for, PACKS)) == set(CHECKS)


@every_pack
def test_a_clause_without_a_check_is_conduct_and_one_with_a_check_is_something_else(name):
    for clause in PACKS[name].clauses:
        assert (not clause.checks) == (clause.cover == (Cover.CONDUCT,))


@pytest.mark.parametrize(("name", "clause"), [("niimi", "7(2)"), ("ureshino", "6(2)")])
def test_bad_comments_are_followed_where_they_become_an_incident(name, clause):
    (bad_comments,) = (one for one in PACKS[name].clauses if one.id == clause)
    assert bad_comments.cover == (Cover.EVENT, Cover.CONDUCT)
    assert bad_comments.checks == ("incident-response",)


# --- what a guideline asks for ------------------------------------------------------------------------------------------

PASSWORDS = {"password-guessable", "password-breached", "password-personal", "password-runs"}


def test_passwords_are_judged_by_what_the_guideline_says_of_them():
    assert PASSWORDS | {"password-reuse", "password-similar"} <= asks_for("ube")
    for name in ("niimi", "ureshino"):  # hard to guess; nothing of the same one elsewhere
        assert asks_for(name) & {check for check in CHECKS if check.startswith("password")} == {
            *PASSWORDS,
            "password-unseen",
            "password-age",
        }
    assert asks_for("asahikawa") & {check for check in CHECKS if check.startswith("password")} == {
        "password-unseen",
        "password-age",
    }
    assert not any(check.startswith("password") for check in asks_for("oizumi"))


@every_pack
def test_where_logins_are_judged_an_unseen_password_and_a_missing_login_are_told(name):
    logins = {check for check in asks_for(name) if CHECKS[check].subject == "login"}
    if logins:
        assert "password-unseen" in logins
        assert "login-missing" in asks_for(name)


def test_only_ube_asks_for_a_second_factor():
    for name in PACKS:
        assert ("second-factor" in asks_for(name)) == (name == "ube")


def test_transfers_are_looked_over_where_the_guideline_speaks_of_them():
    assert {name for name in PACKS if "transfer-review" in asks_for(name)} == {"ube", "asahikawa"}


@pytest.mark.parametrize(("name", "clause"), [("asahikawa", "6(8)"), ("niimi", "5(7)"), ("ureshino", "4(6)")])
def test_regular_change_of_passwords_is_asked_for_and_the_clash_with_the_standard_told(name, clause):
    assert set_in(PACKS[name], "password-age") == {
        "rotation": "periodic",
        "maximum_age_days": "365",
        "warn_days": "60",
    }
    (rule,) = (rule for rule in PACKS[name].rules if rule.check == "password-age")
    assert rule.sources["rotation"].en == f"guideline {clause}"
    assert "working rule" in rule.sources["maximum_age_days"].en
    (note,) = (one.note for one in PACKS[name].clauses if one.id == clause)
    for text in (note.ja, note.en):
        assert "NIST SP 800-63B-4" in text


def test_ube_itself_asks_for_no_regular_change():
    assert "rotation" not in set_in(PACKS["ube"], "password-age")


def test_badges_are_asked_for_on_x_in_asahikawa_and_wherever_offered_in_oizumi():
    assert {name for name in PACKS if "verified-badge" in asks_for(name)} == {"asahikawa", "oizumi"}
    assert set_in(PACKS["asahikawa"], "verified-badge") == {"services": "x"}
    assert set_in(PACKS["oizumi"], "verified-badge") == {}


def test_niimi_alone_names_a_service():
    assert {name for name in PACKS if "platform-allowed" in asks_for(name)} == {"niimi"}
    assert set_in(PACKS["niimi"], "platform-allowed") == {"services": "facebook"}


def test_an_elected_official_cannot_be_permitted_where_the_guideline_leaves_them_out():
    for name in ("asahikawa", "oizumi"):
        assert set_in(PACKS[name], "administrators-are-staff") == {"permittable": "contractor, unlisted"}


@pytest.mark.parametrize(
    ("name", "policy", "terms"), [("asahikawa", 10, 0), ("niimi", 8, 3), ("oizumi", 0, 0), ("ureshino", 8, 3)]
)
def test_policies_are_judged_field_by_field_where_the_guideline_names_fields(name, policy, terms):
    fields = {
        rule.check: len(rule.parameters.fields or ())
        for rule in PACKS[name].rules
        if rule.check in ("operation-policy", "terms-of-use")
    }
    assert fields == {"operation-policy": policy, **({"terms-of-use": terms} if terms else {})}


FULL = "change-password, report-to-platform, announce-elsewhere, report-inside, publish, police"
SITE = "report-to-platform, announce-elsewhere, publish"


@pytest.mark.parametrize(
    ("name", "takeover", "impersonation", "flaming", "from_guideline"),
    [
        ("asahikawa", FULL, "report-to-platform, report-inside, publish", "report-inside", "impersonation flaming"),
        ("niimi", FULL, SITE, "report-inside, publish", "takeover impersonation flaming wrong_post"),
        ("ureshino", FULL, SITE, "report-inside, publish", "impersonation flaming wrong_post"),
        ("oizumi", FULL, FULL.removeprefix("change-password, "), "report-inside, publish", ""),
    ],
)  # fmt: skip
def test_the_steps_of_incidents_are_the_guideline_s_where_it_lays_some_down(
    name, takeover, impersonation, flaming, from_guideline
):
    steps = {
        "takeover": takeover,
        "impersonation": impersonation,
        "flaming": flaming,
        "wrong_post": "correct, report-inside, publish",
    }
    assert {kind: set_in(PACKS[name], "incident-response")[kind] for kind in steps} == steps
    (rule,) = (rule for rule in PACKS[name].rules if rule.check == "incident-response")
    stated = {kind for kind in steps if rule.sources[kind].en.startswith("guideline")}
    assert stated == set(from_guideline.split())


# --- the cities ------------------------------------------------------------------------------------------------------------


@every_pack
def test_an_attacker_s_words_of_the_city_are_many_and_none_stands_twice(name):
    words = PACKS[name].words
    assert len(words) >= 60
    if name != "ube":
        assert len(set(words)) == len(words)
    assert name in words


# --- what the documentation says ---------------------------------------------------------------------------------------

ROWS = {
    "password-guessable": ("hard to guess (four checks)", "推測されにくいパスワード（4項目）"),
    "password-reuse": ("not the same elsewhere", "使い回しの禁止"),
    "password-age": ("age", "使用期間"),
    "second-factor": ("second factor", "二要素認証"),
    "transfer-review": ("review after transfers", "異動時の見直し"),
    "administrators-minimum": ("administrators in number", "担当者の人数"),
    "administrators-are-staff": ("administrators are staff", "担当者の身分"),
    "manager-named": ("manager named", "管理者の登録"),
    "operation-policy": ("operation policy, field by field", "運用ポリシーの項目"),
    "terms-of-use": ("terms of use, field by field", "利用規約の項目"),
    "register-submitted": ("reported to the PR section", "広報担当課などへの提出・報告"),
    "site-listing": ("listed on the city's site", "公式サイトへの掲載"),
    "closed-but-listed": ("a closed account is off the list", "閉鎖後の一覧からの削除"),
    "profile-backlink": ("link back from the profile", "プロフィールから公式サイトへのリンク"),
    "profile-shows-policy": ("the profile shows the policy", "プロフィールへの運用ポリシーの掲載"),
    "verified-badge": ("verified badge", "認証バッジ"),
    "supervision": ("supervision by the head", "所属長の監督"),
    "posting-authority": ("authority to post settled", "発信権限の取決め"),
    "platform-allowed": ("services chosen", "利用できるサービス"),
    "incident-response": ("incidents", "不正アクセス等への対応"),
}
COLUMNS = ("ube", "asahikawa", "niimi", "oizumi", "ureshino")


@pytest.mark.parametrize(("page", "column"), [("packs.md", 0), ("packs.ja.md", 1)])
def test_the_table_of_who_asks_for_what_agrees_with_the_packs(page, column):
    lines = (HERE.parents[1] / "docs" / page).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    table = {row[0]: row[1:] for row in cells if len(row) == 6}
    for check, names in ROWS.items():
        for name, cell in zip(COLUMNS, table[names[column]], strict=True):
            assert (cell != "–") == (check in asks_for(name)), (check, name)
            if cell != "–" and check != "incident-response":  # its cell names the first and the last clause
                clauses = [clause.id for clause in PACKS[name].clauses if check in clause.checks]
                assert any(clause.startswith(re.split("[,、]", cell)[0]) for clause in clauses), (check, name)
