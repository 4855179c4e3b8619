"""Which account needs which form, and what of the inventory stands in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.catalogue import load_pack
from auditor.errors import PackError
from auditor.forms import NOTICE_DAYS, forms_on
from checks._contract import Account, Evidence, EvidenceKind, Facts, FormId, Person, Policy, Presence
from reports.forms import Blank, Form, in_words
from reports.messages import Language
from tests.checks.made import CHECKS, account, administrator, days, evidence, facts

ASAHIKAWA = load_pack("asahikawa", {}, CHECKS)
NIIMI = load_pack("niimi", {}, CHECKS)
HEAD = Person("90001", "見本 課子", section="広報広聴課", title="課長")
TARO = Person("10001", "見本 太郎", section="広報広聴課", title="主任")
HANAKO = Person("10002", "見本 花子", section="秘書課")
FULL = {
    "発信情報の内容": "市政の話題",
    "開設・運用の目的": "お知らせ",
    "利用するソーシャルメディアの種類": "X",
    "アカウント": "見本市公式",
    "登録URL": "https://example.lg.jp/x",
    "運用期間": "令和4年4月1日から",
    "運用時間": "平日",
    "投稿に対する返信": "行いません",
    "運用体制": "広報係2人",
    "その他": "なし",
}


def known(*accounts: Account, records: tuple[Evidence, ...] = (), policy: Any = None) -> Facts:
    return facts(
        accounts=accounts or (account(),),
        people=(HEAD, TARO, HANAKO),
        administrators=(administrator("10001"), administrator("10002")),
        evidence=records,
        policies={} if policy is None else {"koho-x": Policy("koho-x", policy)},
    )


def listed(on: int, **changed: Any) -> Evidence:
    return evidence(EvidenceKind.SITE_LISTING, days(on), account_id="koho-x", **changed)


def needed(state: Facts) -> set[str]:
    return {form.id.value for form in forms_on("見本市", ASAHIKAWA, state)}


def made(form: str, state: Facts, city: str = "見本市") -> Form:
    (one,) = forms_on(city, ASAHIKAWA, state, {FormId(form)}, {"koho-x"})
    return one


def told(form: Form) -> dict[str, list[str]]:
    """The fields in Japanese, a blank by its name in angle brackets."""
    return {
        in_words(field.label, Language.JA): [
            f"<{part.value.value}>" if isinstance(part.value, Blank) else in_words(part.value, Language.JA)
            for part in field.parts
        ]
        for field in form.fields
    }


def lacks(form: Form) -> list[str]:
    return [in_words(words, Language.JA) for words in form.missing]


# --- who needs which ----------------------------------------------------------------------------------------------------

CLOSED = account(closed=days(-3))
NEEDS = {
    "nothing on record": (account(), (), {"operation-policy", "listing-request"}),
    "listed lately": (account(), (listed(-NOTICE_DAYS),), {"operation-policy", "listing-notice"}),
    "listed long ago": (account(), (listed(-NOTICE_DAYS - 1),), {"operation-policy"}),
    "listed long ago and looked at lately": (account(), (listed(-300), listed(-1)), {"operation-policy"}),
    "listed in days to come": (account(), (listed(1),), {"operation-policy", "listing-request"}),
    "taken off the list": (
        account(),
        (listed(-300, until=days(-1)),),
        {"operation-policy", "listing-request"},
    ),
    "closes tomorrow": (account(closed=days(1)), (listed(-300),), {"operation-policy"}),
    "closed, listed": (CLOSED, (listed(-300),), {"removal-request"}),
    "closed, nothing on record": (CLOSED, (), {"removal-request"}),
    "closed, taken off lately": (
        CLOSED,
        (listed(-300), listed(-1, until=days(-1))),
        {"removal-notice"},
    ),
    "closed, taken off long ago": (account(closed=days(-300)), (listed(-299, until=days(-299)),), set()),
}


@pytest.mark.parametrize(("state", "records", "expected"), NEEDS.values(), ids=NEEDS)
def test_an_account_gets_the_forms_that_it_needs_today(state, records, expected):
    assert needed(known(state, records=records)) == expected


def test_a_record_for_the_whole_city_speaks_for_open_accounts_only():
    city = evidence(EvidenceKind.SITE_LISTING, days(-300))
    assert needed(known(records=(city,))) == {"operation-policy"}
    ended = evidence(EvidenceKind.SITE_LISTING, days(-300), until=days(-1))
    assert needed(known(CLOSED, records=(ended,))) == {"removal-request"}


def test_who_names_form_and_account_gets_it_needed_or_not():
    state = known(records=(listed(-300),))
    assert made("removal-request", state).id is FormId.REMOVAL_REQUEST
    assert forms_on("見本市", ASAHIKAWA, state, {FormId.REMOVAL_REQUEST}) == ()
    assert {one.id for one in forms_on("見本市", ASAHIKAWA, state, None, {"koho-x"})} == {
        FormId.OPERATION_POLICY
    }


def test_accounts_stand_by_section_those_without_one_last():
    accounts = (account("c", section=""), account("b", section="う課"), account("a", section="う課"))
    forms = forms_on("見本市", ASAHIKAWA, known(*accounts), {FormId.OPERATION_POLICY})
    assert [form.account_id for form in forms] == ["a", "b", "c"]


def test_a_pack_without_forms_makes_none():
    assert NIIMI.forms == ()
    assert forms_on("見本市", NIIMI, known()) == ()


# --- what stands in one -------------------------------------------------------------------------------------------------


def test_a_policy_says_what_the_table_of_policies_says():
    form = made("operation-policy", known(policy=FULL))
    assert told(form) == {"アカウントの所属": ["広報広聴課"], **{name: [said] for name, said in FULL.items()}}
    assert lacks(form) == []


def test_what_the_table_leaves_empty_comes_from_the_account_and_the_rest_stays_missing():
    state = account(opened=date(2022, 4, 1), url="https://example.lg.jp/x", purpose="お知らせ")
    form = made("operation-policy", known(state, policy={"発信情報の内容": " - ", "その他": "―"}))
    assert told(form) == {
        "アカウントの所属": ["広報広聴課"],
        "発信情報の内容": ["<missing>"],
        "開設・運用の目的": ["お知らせ"],
        "利用するソーシャルメディアの種類": ["X"],
        "アカウント": ["見本市公式"],
        "登録URL": ["https://example.lg.jp/x"],
        "運用期間": ["令和4年4月1日", "<missing>"],
        "運用時間": ["<missing>"],
        "投稿に対する返信": ["<missing>"],
        "運用体制": ["広報広聴課長", "広報広聴課の職員1人、秘書課の職員1人"],
        "その他": ["<missing>"],
    }
    assert lacks(form) == [
        "発信情報の内容",
        "運用期間（終了日）",
        "運用時間",
        "投稿に対する返信",
        "その他",
    ]


def test_headings_of_the_table_are_known_whatever_their_width():
    form = made("operation-policy", known(policy={"登録ＵＲＬ ": "https://example.lg.jp/"}))
    assert told(form)["登録URL"] == ["https://example.lg.jp/"]


def test_a_published_policy_names_nobody():
    everything = str(told(made("operation-policy", known())))
    assert not any(person.name in everything for person in (HEAD, TARO, HANAKO))


def test_a_section_of_its_own_fields_gets_those():
    """The fields are those of the pack in force, so a city's override changes the form."""
    fields = {"fields": ["目的", "登録URL"], "reason": "市の様式"}
    pack = load_pack("asahikawa", {"operation-policy": fields}, CHECKS)
    (form,) = forms_on("見本市", pack, known(), {FormId.OPERATION_POLICY})
    assert list(told(form)) == ["アカウントの所属", "目的", "登録URL"]


@pytest.mark.parametrize(
    "manager",
    [None, "00000", TARO.staff_number],
    ids=["nobody named", "not in the directory", "has left"],
)
def test_without_a_manager_at_work_the_post_is_missing(manager):
    left = Person("10001", "見本 太郎", section="広報広聴課", title="課長", presence=Presence.LEFT)
    state = facts(accounts=(account(manager=manager),), people=(left,))
    form = made("listing-request", state)
    assert form.letter is not None
    assert form.letter.sender is Blank.MISSING
    assert lacks(form) == ["管理者の職名", "担当", "URL"]


def test_requests_go_to_the_office_and_notices_come_from_it():
    state = known(account(url="https://example.lg.jp/"), records=(listed(-3),))
    request, notice = made("listing-request", state).letter, made("listing-notice", state).letter
    assert request is not None
    assert notice is not None
    assert in_words(request.to, Language.JA) == "広報広聴課長"
    assert in_words(request.sender, Language.JA) == "広報広聴課長"
    assert request.contact == "見本 太郎、見本 花子"
    assert (in_words(notice.sender, Language.JA), notice.contact) == ("広報広聴課長", None)


def test_notices_bear_the_day_on_record_and_leave_the_remarks_to_the_pen():
    state = known(records=(listed(-3),))
    assert told(made("listing-notice", state))["掲載日"] == ["令和8年11月17日"]
    assert told(made("listing-notice", state))["備考"] == ["<by hand>"]
    gone = known(CLOSED, records=(listed(-300), listed(-1, until=days(-1))))
    assert told(made("removal-notice", gone))["削除日"] == ["令和8年11月19日"]
    assert told(made("removal-notice", known()))["削除日"] == ["<missing>"]


def test_why_an_account_closed_comes_from_the_table_of_policies():
    assert told(made("removal-request", known(CLOSED)))["閉鎖の理由"] == ["<missing>"]
    form = made("removal-request", known(CLOSED, policy={"閉鎖理由": "事業の終了"}))
    assert told(form)["閉鎖の理由"] == ["事業の終了"]
    assert told(form)["閉鎖日"] == ["令和8年11月17日"]


def test_a_request_for_listing_encloses_the_policy_by_its_form():
    assert told(made("listing-request", known()))["添付書類"] == ["運用ポリシー（様式1）"]


def test_without_a_city_in_the_settings_its_name_is_missing():
    assert "市の名称（設定の city.name）" in lacks(made("operation-policy", known(policy=FULL), city=""))


# --- what a pack may say ------------------------------------------------------------------------------------------------

TEXT = """
id = "made"
version = "1"
name = { ja = "見本", en = "made" }
[due_working_days]
high = 5
[[clauses]]
id = "1"
summary = { ja = "要旨", en = "summary" }
cover = ["check"]
[checks.operation-policy]
clause = "1"
severity = "low"
[checks.operation-policy.parameters]
fields = { value = ["目的", "URL"], source = "1" }
[[forms]]
id = "operation-policy"
clause = "1"
[forms.filled]
"ＵＲＬ" = "url"
[[forms]]
id = "listing-request"
clause = "1"
office = { ja = "広報課", en = "PR" }
"""

FAULTS = {
    "an unknown form": ('id = "listing-request"', 'id = "wish"', "forms.1.id"),
    "a form twice": ('id = "listing-request"', 'id = "operation-policy"', "operation-policyが2回"),
    "an unknown clause": (
        'id = "listing-request"\nclause = "1"',
        'id = "listing-request"\nclause = "9"',
        "9",
    ),
    "a letter to nobody": ('office = { ja = "広報課", en = "PR" }', "", "`office`"),
    "an office without a letter": (
        "[forms.filled]",
        'office = { ja = "課", en = "PR" }\n[forms.filled]',
        "`office`",
    ),
    "a letter filled as a policy": ("office = {", 'filled = { "目的" = "url" }\noffice = {', "`filled`"),
    "an unknown field": ('"ＵＲＬ" = "url"', '"名前" = "url"', "名前"),
    "an unknown source": ('"ＵＲＬ" = "url"', '"ＵＲＬ" = "luck"', "filled"),
    "a policy without fields": (
        'fields = { value = ["目的", "URL"], source = "1" }',
        "",
        "書く項目がありません",
    ),
    "an unknown key": ('id = "listing-request"', 'id = "listing-request"\ncolour = "red"', "colour"),
}


def read(tmp_path, text):
    path = tmp_path / "made.toml"
    path.write_text(text, encoding="utf-8")
    return load_pack(str(path), {}, CHECKS)


def test_a_city_s_own_pack_has_forms_too(tmp_path):
    pack = read(tmp_path, TEXT)
    assert [form.id.value for form in pack.forms] == ["operation-policy", "listing-request"]
    forms = forms_on("見本市", pack, known(account(url="https://example.lg.jp/")))
    assert [form.id.value for form in forms] == ["operation-policy", "listing-request"]
    assert told(forms[0])["URL"] == ["https://example.lg.jp/"]
    assert told(forms[1])["添付書類"] == ["運用ポリシー"]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS.values(), ids=FAULTS)
def test_forms_that_do_not_fit_are_refused_with_the_place(tmp_path, old, new, expected):
    assert old in TEXT
    with pytest.raises(PackError) as error:
        read(tmp_path, TEXT.replace(old, new, 1))
    assert expected in error.value.said(Language.JA)
