import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import operation_policy
from checks._contract import EvidenceKind, Finding, Policy, Status
from checks._policies import NOT_YET
from tests.checks.made import days, evidence, facts, only, told

FIELDS = ("目的", "運用時間", "返信")
WHOLE = dict.fromkeys(FIELDS, "定めたとおり")
RULES = EvidenceKind.OPERATING_RULES


def judge(written=None, *records, **parameters):
    policies = {} if written is None else {"koho-x": Policy("koho-x", written)}
    return only("operation-policy", facts(policies=policies, evidence=records), **parameters)


def test_a_policy_with_every_field_conforms():
    assert told(judge(WHOLE)) == "conforming"
    assert told(judge({**WHOLE, "備考": ""})) == "conforming"


@pytest.mark.parametrize("missing", FIELDS)
def test_one_field_that_is_missing_is_nonconforming_and_named(missing):
    rest = {name: value for name, value in WHOLE.items() if name != missing}
    for written in (rest, {**WHOLE, missing: ""}, {**WHOLE, missing: " \n"}, {**WHOLE, missing: "―"}):
        finding = judge(written)
        assert told(finding) == "nonconforming/fields-missing"
        assert finding.message.ja == f"運用ポリシーに記載のない項目があります（{missing}）。"
        assert finding.message.en == f"Fields of the operation policy are missing: {missing}."


@pytest.mark.parametrize(
    "placeholder",
    [
        "\u3164",
        "\uffa0\u115f",
        "\u200b\u2800",
        "未定",
        "（未記入）",
        "検討中。",
        "ＴＢＤ",
        "※ 後日 記入",
        "T.B.D.",
        "todo",
    ],
)
def test_what_nobody_can_see_and_a_word_for_later_fill_in_nothing(placeholder):
    finding = judge({**WHOLE, "返信": placeholder})
    assert told(finding) == "nonconforming/fields-missing"
    assert "（返信）" in finding.message.ja
    assert told(judge(dict.fromkeys(FIELDS, placeholder))) == "unverified/no-record"


@pytest.mark.parametrize(
    "answer", ["なし", "特になし", "未定期投稿のみ", "検討中の施策の広報", "None", "한국"]
)
def test_that_there_is_none_is_an_answer_and_so_is_a_sentence_with_such_a_word(answer):
    assert told(judge({**WHOLE, "返信": answer})) == "conforming"


def test_every_word_for_later_stands_on_the_page_of_the_check_in_both_languages():
    assert all(operation_policy.__doc__.lower().count(word) >= 2 for word in NOT_YET)


def test_what_is_missing_is_told_in_the_order_of_the_pack():
    assert "（目的、返信）" in judge({"運用時間": "平日9時から17時"}).message.ja


def test_no_policy_at_all_is_unverified_for_it_may_stand_elsewhere():
    for written in (None, {}, dict.fromkeys(FIELDS, "-"), {"別の項目": "あり"}):
        finding = judge(written)
        assert told(finding) == "unverified/no-record"
        assert "目的、運用時間、返信" in finding.remedy.ja
        assert "目的, 運用時間, 返信" in finding.remedy.en


def test_a_policy_of_another_account_is_none():
    known = facts(policies={"kanko-fb": Policy("kanko-fb", WHOLE)})
    assert told(only("operation-policy", known)) == "unverified/no-record"


def test_a_record_that_it_was_set_does_not_show_what_it_holds():
    assert told(judge(None, evidence(RULES, account_id="koho-x"))) == "unverified/fields-unseen"
    assert told(judge(None, evidence(RULES, days(-9), until=days(-1)))) == "unverified/lapsed"
    assert told(judge({"目的": "広報"}, evidence(RULES))) == "nonconforming/fields-missing"


def test_the_width_and_case_of_a_heading_and_its_spaces_are_no_matter():
    fields = {"fields": ("登録URL", "運用 時間")}
    assert told(judge({"登録ｕｒｌ": "https://example.jp/", "運用時間": "平日"}, **fields)) == "conforming"


@settings(deadline=None)
@given(st.sets(st.sampled_from(FIELDS)), st.booleans())
def test_it_conforms_with_all_fields_only_and_is_nonconforming_with_some(filled, recorded):
    records = [evidence(RULES)] if recorded else []
    outcome = judge(dict.fromkeys(filled, "あり"), *records)
    if filled == set(FIELDS):
        assert told(outcome) == "conforming"
    else:
        assert isinstance(outcome, Finding)
        assert outcome.status is (Status.NONCONFORMING if filled else Status.UNVERIFIED)


class TestWithoutFieldsOfItsOwn:
    def judge(self, written=None, *records):
        return told(judge(written, *records, fields=None))

    def test_nothing_is_unverified(self):
        assert self.judge() == "unverified/no-record"
        assert self.judge({"方針": "－"}) == "unverified/no-record"

    def test_any_field_or_a_record_in_date_conforms(self):
        assert self.judge({"方針": "平日に発信"}) == "conforming"
        assert self.judge(None, evidence(RULES, account_id="koho-x")) == "conforming"
        assert self.judge(None, evidence(RULES)) == "conforming"  # for the whole city

    def test_a_record_that_ended_or_is_still_ahead_does_not(self):
        assert self.judge(None, evidence(RULES, days(-9), until=days(-1))) == "unverified/lapsed"
        assert self.judge(None, evidence(RULES, days(1))) == "unverified/no-record"

    def test_the_remedy_names_the_word_that_the_inventory_takes(self):
        finding = judge(fields=None)
        assert "種別「運用規程」" in finding.remedy.ja
        assert finding.remedy.en.endswith(" as operating-rules.")


@pytest.mark.parametrize("written", [None, {"目的": "広報"}])
def test_where_the_policy_makes_official_the_account_is_called_not_official(written):
    plain, finding = judge(written), judge(written, makes_official=True)
    assert told(finding) == told(plain)
    assert "公式" not in plain.message.ja
    assert finding.message.ja.startswith(plain.message.ja)
    assert finding.message.ja.endswith("公式アカウントとして扱えません。")
    assert finding.message.en.endswith("the account is not official until its policy is settled.")
    assert told(judge(WHOLE, makes_official=True)) == "conforming"
