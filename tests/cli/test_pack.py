"""``auditor pack``: list, show, compare, check; and a municipality of one file."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from auditor.catalogue import load_pack, shipped_packs
from tests.checks.made import CHECKS
from tests.cli.conftest import Auditor
from tests.cli.known_city import speak_english

OURS = """
id = "mihon"
version = "2026-04-01"
name = { ja = "見本市のガイドライン", en = "Mihon City, guideline" }
words = ["見本市", "mihonshi"]
waiver_days = 90

[due_working_days]
high = 5

[[clauses]]
id = "第3条"
summary = { ja = "担当者を3名以上置くこと", en = "Three administrators" }
cover = ["check"]

[[clauses]]
id = "第4条"
summary = { ja = "市のサイトに掲載すること", en = "Listed on the city's site" }
cover = ["evidence"]

[[clauses]]
id = "第5条"
summary = { ja = "丁寧に発信すること", en = "Posts are courteous" }
cover = ["conduct"]
note = { ja = "投稿の内容は対象外です。", en = "What posts say is out of scope." }

[checks.administrators-minimum]
clause = "第3条"
severity = { nonconforming = "high", advice = "low" }
[checks.administrators-minimum.parameters]
minimum_administrators = { value = 3, source = "第3条" }

[checks.site-listing]
clause = "第4条"
severity = "medium"
[checks.site-listing.parameters]
valid_days = { value = 365, source = "working-rule", note = { ja = "目安", en = "a guess" } }
"""


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_LANGUAGE", "en")


@pytest.fixture
def ours(folder: Path) -> Path:
    path = folder / "our.toml"
    path.write_text(OURS, "utf-8")
    return path


# --- list and show ---------------------------------------------------------------------------------------------------


def test_the_packs_are_listed_without_any_settings(folder: Path, auditor: Auditor) -> None:
    said = auditor("pack", "list")
    assert said.code == 0
    rows = said.out.splitlines()[1:]
    assert [row.split()[0] for row in rows] == list(shipped_packs())
    listed = auditor("pack", "list", "--json").json["packs"]
    assert [one["id"] for one in listed] == list(shipped_packs())
    assert all(one["version"] and one["name"]["ja"] and one["name"]["en"] for one in listed)


@pytest.mark.parametrize("name", shipped_packs())
def test_a_pack_is_shown_clause_by_clause(folder: Path, auditor: Auditor, name: str) -> None:
    said = auditor("pack", "show", name)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    pack = load_pack(name, {}, CHECKS)
    assert [line for line in lines if not line.startswith(" ")][
        1:-2
    ] == [  # the forms, and what is not asked for
        f"{clause.id}  {clause.summary.ja}" for clause in pack.clauses
    ]
    for rule in pack.rules:
        (told,) = (
            n for n, line in enumerate(lines) if line.startswith(f"    - {rule.check} (") and "): " in line
        )
        for parameter in rule.sources:
            assert any(line.startswith(f"        {parameter} = ") for line in lines[told:])
    shown = auditor("pack", "show", name, "--json").json
    assert shown["schema"] == "auditor.pack/1"
    assert [(one["id"], one["checks"]) for one in shown["clauses"]] == [
        (clause.id, list(clause.checks)) for clause in pack.clauses
    ]
    assert [(one["id"], {p["name"] for p in one["parameters"]}) for one in shown["checks"]] == [
        (rule.check, set(rule.sources)) for rule in pack.rules
    ]
    assert set(shown["not_asked_for"]) == set(CHECKS) - {rule.check for rule in pack.rules}


def test_parameters_stand_with_their_sources_under_their_clause(
    ours: Path, auditor: Auditor, english: None
) -> None:
    assert auditor("pack", "show", "our.toml").out.splitlines()[:10] == [
        "mihon 2026-04-01: Mihon City, guideline",
        "第3条  Three administrators",
        "    Judged by the machine",
        "    - administrators-minimum (Number of administrators): Nonconforming High, Advice Low",
        "        minimum_administrators = 3 (guideline 第3条)",
        "第4条  Listed on the city's site",
        "    Judged on records",
        "    - site-listing (Listed on the city's site): Medium",
        "        valid_days = 365 (working rule: a guess)",
        "第5条  Posts are courteous",
    ]


def test_without_a_name_the_pack_in_force_is_shown_with_what_the_settings_change(
    city: Path, auditor: Auditor
) -> None:
    speak_english(city)
    config = city / "config.toml"
    changed = '\n[policy.override.administrators-minimum]\nminimum_administrators = 3\nreason = "disasters"\n'
    config.write_text(config.read_text("utf-8") + changed, "utf-8")
    said = auditor("pack", "show")
    assert said.code == 0
    assert (
        "        minimum_administrators = 3 (the pack's value: 2, guideline 4(1); the city's setting: 3)"
        in said.out
    )
    assert "        Changed by the settings: disasters" in said.out
    (rule,) = (
        one
        for one in auditor("pack", "show", "--json").json["checks"]
        if one["id"] == "administrators-minimum"
    )
    assert rule["override_reason"] == "disasters"
    assert [
        (one["name"], one["value"], one["pack_value"]) for one in rule["parameters"] if one["overridden"]
    ] == [("minimum_administrators", 3, 2)]
    assert "minimum_administrators = 2" in auditor("pack", "show", "ube").out


def test_an_override_that_changes_nothing_is_shown_as_none(city: Path, auditor: Auditor) -> None:
    speak_english(city)
    config = city / "config.toml"
    same = '\n[policy.override.administrators-minimum]\nminimum_administrators = 2\nreason = "disasters"\n'
    config.write_text(config.read_text("utf-8") + same, "utf-8")
    said = auditor("pack", "show").out
    assert "        minimum_administrators = 2 (guideline 4(1))" in said
    assert "differ in nothing from the pack: [policy.override.administrators-minimum]" in said
    assert "disasters" not in said


ON_EVENT = '[policy.override.password-age]\nrotation = { mode = "on-event" }\nreason = "NIST"\n'


@pytest.mark.parametrize("pack", ["niimi", "ureshino"])
@pytest.mark.parametrize("command", [("pack", "show"), ("run", "--no-report")])
def test_changes_after_events_only_are_refused_where_no_event_would_ever_ask_for_one(
    city: Path, auditor: Auditor, pack: str, command: tuple[str, ...]
) -> None:
    config = city / "config.toml"
    settings = config.read_text("utf-8").replace('pack = "ube"', f'pack = "{pack}"')
    config.write_text(f"{settings}\n{ON_EVENT}", "utf-8")
    said = auditor(*command)
    assert said.code == 2
    assert (
        "[policy.override.password-age] rotation：on-event には点検項目 transfer-review が必要ですが、"
        "この点検基準にはありません。"
    ) in said.err
    speak_english(city)
    assert (
        "[policy.override.password-age] rotation: on-event needs the check transfer-review, which this pack does not have."
    ) in auditor(*command).err


def test_a_pack_file_is_told_so_as_well(folder: Path, auditor: Auditor, english: None) -> None:
    text = (Path(str(resources.files("checks"))) / "packs" / "niimi.toml").read_text("utf-8")
    own = folder / "own.toml"
    own.write_text(text.replace('mode = "periodic"', 'mode = "on-event"'), "utf-8")
    said = auditor("pack", "check", "own.toml")
    assert said.code == 2
    assert "[checks.password-age] rotation: on-event needs the check transfer-review" in said.err


def test_a_city_may_change_passwords_after_events_only(city: Path, auditor: Auditor) -> None:
    speak_english(city)
    config = city / "config.toml"
    settings = config.read_text("utf-8").replace('pack = "ube"', 'pack = "asahikawa"')
    config.write_text(f"{settings}\n{ON_EVENT}", "utf-8")
    shown = auditor("pack", "show", "--json").json
    (age,) = (one for one in shown["checks"] if one["id"] == "password-age")
    (rotation,) = (one for one in age["parameters"] if one["name"] == "rotation")
    assert (rotation["value"], rotation["overridden"]) == ({"mode": "on-event"}, True)
    assert "        rotation = on-event (" in auditor("pack", "show").out


def test_without_a_name_and_settings_nothing_is_shown(folder: Path, auditor: Auditor) -> None:
    said = auditor("pack", "show")
    assert (said.code, said.out) == (2, "")
    assert "auditor init" in said.err


@pytest.mark.parametrize("command", [("show", "nope"), ("compare", "ube", "nope"), ("check", "nope")])
def test_an_unknown_pack_is_answered_with_the_known_ones(
    folder: Path, auditor: Auditor, command: tuple[str, ...]
) -> None:
    said = auditor("pack", *command)
    assert (said.code, said.out) == (2, "")
    assert ", ".join(shipped_packs()) in said.err


# --- compare ---------------------------------------------------------------------------------------------------------


def test_two_packs_stand_side_by_side(ours: Path, auditor: Auditor, english: None) -> None:
    said = auditor("pack", "compare", "ube", "our.toml")
    assert said.code == 0
    cells = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in said.out.splitlines()]
    assert ["Check or parameter", "ube", "mihon"] in cells
    assert ["administrators-minimum", "4(1)", "第3条"] in cells
    assert ["minimum_administrators", "2 (guideline 4(1))", "3 (guideline 第3条)"] in cells
    assert ["advised_maximum", "4 (working rule)", "-"] in cells
    assert ["site-listing", "-", "第4条"] in cells
    assert said.out.splitlines()[-1] == "Only mihon asks for: site-listing"


def test_a_comparison_for_programs_keeps_the_order_of_the_two_packs(ours: Path, auditor: Auditor) -> None:
    both = auditor("pack", "compare", "our.toml", "ube", "--json").json
    assert [one["id"] for one in both["packs"]] == ["mihon", "ube"]
    assert both["only"][0] == ["site-listing"]
    assert set(both["only"][1]) == {r.check for r in load_pack("ube", {}, CHECKS).rules} - {
        "administrators-minimum"
    }
    (row,) = (one for one in both["checks"] if one["id"] == "administrators-minimum")
    assert row["clauses"] == [["第3条"], ["4(1)"]]
    values = {one["name"]: [side and side["value"] for side in one["values"]] for one in row["parameters"]}
    assert values == {"minimum_administrators": [3, 2], "advised_maximum": [None, 4]}
    assert [len(side) for side in both["clauses"]] == [3, len(load_pack("ube", {}, CHECKS).clauses)]


@pytest.mark.parametrize("name", shipped_packs())
def test_a_pack_beside_itself_differs_in_nothing(folder: Path, auditor: Auditor, name: str) -> None:
    both = auditor("pack", "compare", name, name, "--json").json
    assert both["only"] == [[], []]
    for row in both["checks"]:
        assert row["clauses"][0] == row["clauses"][1]
        assert all(one["values"][0] == one["values"][1] for one in row["parameters"])


# --- check -----------------------------------------------------------------------------------------------------------


def test_a_pack_with_nothing_wrong_is_told_in_short(ours: Path, auditor: Auditor, english: None) -> None:
    said = auditor("pack", "check", "our.toml")
    assert (said.code, said.err) == (0, "")
    first, second, third = said.out.splitlines()
    assert first == "our.toml: nothing is wrong. Pack mihon, version 2026-04-01: Mihon City, guideline"
    assert second == "3 clauses: 2 are answered by 2 checks, 1 say why none is."
    assert third.startswith("Not asked for by this guideline: ")
    assert "password-guessable" in third
    assert auditor("pack", "check", "our.toml", "--json").json["id"] == "mihon"


@pytest.mark.parametrize("name", shipped_packs())
def test_a_copy_of_a_shipped_pack_has_nothing_wrong(folder: Path, auditor: Auditor, name: str) -> None:
    text = (resources.files("checks") / "packs" / f"{name}.toml").read_text("utf-8")
    (folder / "市の基準.toml").write_text(text, "utf-8")
    assert auditor("pack", "check", "市の基準.toml").code == 0


def test_another_pack_may_not_bear_the_id_of_a_shipped_one(
    folder: Path, auditor: Auditor, english: None
) -> None:
    text = (resources.files("checks") / "packs" / "ube.toml").read_text("utf-8")
    looser = text.replace("minimum_administrators = { value = 2", "minimum_administrators = { value = 1", 1)
    assert looser != text
    (folder / "mine.toml").write_text(looser, "utf-8")
    said = auditor("pack", "check", "mine.toml")
    assert said.code == 2
    assert "id: ube is a pack that comes with the product" in said.err
    (folder / "mine.toml").write_text(looser.replace('id = "ube"', 'id = "ube-2"', 1), "utf-8")
    assert auditor("pack", "check", "mine.toml").code == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "mihon"', f'id = "{"a" * 41}"', "id: write at most 40 characters"),
        ('ja = "見本市のガイドライン"', 'ja = "見本市\\nの"', "name.ja: write it on one line"),
        ('en = "Mihon City', 'en = "\\u001b[31mMihon', "name.en: write it on one line"),
        ('id = "第5条"', 'id = "第5\\n条"', "write it on one line"),
    ],
)
def test_names_stand_on_one_line(
    ours: Path, auditor: Auditor, english: None, old: str, new: str, expected: str
) -> None:
    assert old in OURS
    ours.write_text(OURS.replace(old, new), "utf-8")
    said = auditor("pack", "check", "our.toml")
    assert said.code == 2
    assert expected in said.err


def test_a_name_may_hold_the_wide_space(ours: Path, auditor: Auditor) -> None:
    ours.write_text(OURS.replace("見本市のガイドライン", "見本市　ガイドライン"), "utf-8")
    assert auditor("pack", "check", "our.toml").code == 0


POLICY = """
[checks.operation-policy]
clause = "第3条"
severity = "low"
[checks.operation-policy.parameters]
fields = {{ value = {fields}, source = "第3条" }}
"""


@pytest.mark.parametrize("heading", ["account_id", "アカウントID", "アカウントＩＤ"])
def test_the_table_s_own_key_is_no_field_of_a_policy(
    ours: Path, auditor: Auditor, english: None, heading: str
) -> None:
    ours.write_text(OURS + POLICY.format(fields=f'["目的", "{heading}"]'), "utf-8")
    said = auditor("pack", "check", "our.toml")
    assert said.code == 2
    assert f"[checks.operation-policy] fields: {heading} is the table's own column" in said.err


def test_all_that_is_wrong_is_told_at_once(ours: Path, auditor: Auditor, english: None) -> None:
    wrong = (
        OURS.replace("waiver_days = 90", "waiver_days = 0")  # the form of the pack
        .replace("name = {", 'colour = "red"\nname = {')  # a key that there is not
        .replace('en = "Posts are courteous"', 'en = ""')  # the form of a clause
        .replace(
            'cover = ["evidence"]', 'cover = ["evidence"]\nchecks = ["luck", "site-listing"]'
        )  # a check without a table
        .replace('id = "第5条"', 'id = "第3条"')  # a clause twice
        .replace('source = "第3条"', 'source = "第9条"')  # a source that there is not
        .replace("value = 3,", 'value = "3",')  # a value of another kind
        .replace('severity = "medium"', 'severity = "dire"')  # the form of a check
        + '\n[checks.fortune]\nclause = "第7条"\nseverity = "low"\n'  # no such check, no such clause
    )
    ours.write_text(wrong, "utf-8")
    said = auditor("pack", "check", "our.toml")
    assert (said.code, said.out) == (2, "")
    for fault in (
        "waiver_days: ",
        "colour: ",
        "clauses 第3条.summary.en: ",
        "Clause 第4条 names the check luck",
        "Clause 第3条 stands 2 times.",
        "its source 第9条 is neither a clause nor working-rule.",
        "[checks.administrators-minimum] minimum_administrators: ",
        "checks.site-listing.severity: ",
        "[checks.fortune]: there is no such check",
        "[checks.fortune]: there is no clause 第7条.",
    ):
        assert fault in said.err, fault
    assert "[checks.site-listing]: there is no such" not in said.err
    assert "names the check site-listing" not in said.err
    assert "Clause 第4条 has no check" not in said.err


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"id = ", "is no valid TOML"),
        ("# 見本".encode("cp932"), "is not UTF-8"),
        (b"", "clauses: is missing"),
        (b'id = "a"\nclauses = "none"\nchecks = 3\n', "clauses: "),
        (b"clauses = [3, {}]\nchecks = {}\n", "clauses.0: "),
    ],
)
def test_a_file_that_is_no_pack_is_refused(
    ours: Path, auditor: Auditor, english: None, content: bytes, expected: str
) -> None:
    ours.write_bytes(content)
    said = auditor("pack", "check", "our.toml")
    assert (said.code, said.out) == (2, "")
    assert expected in said.err


@pytest.mark.parametrize("command", [("check", "none.toml"), ("show", "kyoto"), ("compare", "ube", "kyoto")])
def test_where_there_is_no_such_pack_those_that_there_are_are_named(
    folder: Path, auditor: Auditor, english: None, command: tuple[str, ...]
) -> None:
    said = auditor("pack", *command)
    assert said.code == 2
    assert "asahikawa, niimi, oizumi, ube, ureshino" in said.err


def test_a_pack_that_is_no_toml_is_told_in_japanese_with_its_line(ours: Path, auditor: Auditor) -> None:
    ours.write_text(OURS.replace("waiver_days = 90", "waiver_days = 90\nwaiver_days = 91"), "utf-8")
    said = auditor("pack", "check", "our.toml")
    assert "（同じ見出し又は項目が二度あります（7行17列））" in said.err


def test_hostile_words_of_a_pack_are_data(ours: Path, auditor: Auditor) -> None:
    hostile = "{0.__class__} [bold]x[/] \\u001b[31m"
    ours.write_text(OURS.replace("担当者を3名以上置くこと", hostile), "utf-8")
    said = auditor("pack", "show", "our.toml")
    assert said.code == 0
    assert "{0.__class__} [bold]x[/]" in said.out
    assert "\x1b" not in said.out + auditor("pack", "compare", "our.toml", "our.toml").out


# --- a sixth municipality ----------------------------------------------------------------------------------------------


def test_a_sixth_municipality_is_one_file(city: Path, auditor: Auditor) -> None:
    (city / "our.toml").write_text(OURS, "utf-8")
    config = city / "config.toml"
    config.write_text(config.read_text("utf-8").replace('pack = "ube"', 'pack = "our.toml"'), "utf-8")
    assert auditor("import", "source").code == 0
    said = auditor("run", "--json")
    assert said.code == 1
    assert said.json["run"]["complete"] is True
    assert said.json["run"]["pack"] == {"id": "mihon", "version": "2026-04-01"}
    assert {
        (one["check"], one["clause"], one["status"], one["severity"]) for one in said.json["findings"]
    } == {
        ("administrators-minimum", "第3条", "nonconforming", "high"),
        ("site-listing", "第4条", "unverified", "medium"),
    }
    (report,) = (city / "reports").glob("*.html")
    page = report.read_text("utf-8")
    for clause in ("第3条", "第4条", "第5条"):
        assert clause in page
    assert "見本市のガイドライン" in page


def test_show_names_the_forms_of_a_pack_or_says_that_it_has_none(city: Path, auditor: Auditor) -> None:
    said = auditor("pack", "show", "asahikawa").out
    assert "operation-policy (5(1)), listing-request (5(3)ア(ｱ))" in said
    assert "点検基準niimiには様式がありません" in auditor("pack", "show", "niimi").out
    shown = auditor("pack", "show", "asahikawa", "--json").json["forms"]
    assert [form["id"] for form in shown][0] == "operation-policy"
    assert shown[0]["filled"]["登録URL"] == "url"
    assert shown[1]["office"] == {"ja": "広報広聴課", "en": "Public Relations Section"}
    assert auditor("pack", "show", "ube", "--json").json["forms"][0]["name"] is None
