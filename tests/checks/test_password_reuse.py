from checks._contract import Conforming, Finding, Status, Unseen, WhyUnseen
from tests.checks.made import account, facts, login, measured, outcomes, password, told


def judge(passwords: dict[str, str]):
    return outcomes(
        "password-reuse",
        facts(
            logins=[login(login_id) for login_id in passwords],
            measurements=[measured(login_id, password(text)) for login_id, text in passwords.items()],
        ),
    )


def test_every_login_that_shares_is_found_and_names_the_others_sorted():
    found = judge({"c": "same", "a": "same", "b": "same", "d": "other"})
    assert {key: outcome.related for key, outcome in found.items() if isinstance(outcome, Finding)} == {
        "a": ("b", "c"),
        "b": ("a", "c"),
        "c": ("a", "b"),
    }
    assert told(found["a"]) == "nonconforming/same"
    assert "2件" in found["a"].message.ja
    assert told(found["d"]) == "conforming"


def test_two_are_enough():
    found = judge({"x-koho": "same", "fb-kanko": "same"})
    assert {key: outcome.related for key, outcome in found.items()} == {
        "fb-kanko": ("x-koho",),
        "x-koho": ("fb-kanko",),
    }


def test_one_login_for_two_accounts_is_no_reuse():
    known = facts(
        accounts=[account("koho-x"), account("bosai-x")], logins=[login("x-koho", "koho-x", "bosai-x")]
    )
    assert [told(outcome) for outcome in outcomes("password-reuse", known).values()] == ["conforming"]


def test_a_password_shared_with_a_closed_account_s_login_is_not_compared():
    known = facts(
        accounts=[account("koho-x"), account("old-x", closed=facts().day)],
        logins=[login("x-koho", "koho-x"), login("x-old", "old-x")],
        measurements=[measured("x-koho", password("same")), measured("x-old", password("same"))],
    )
    assert outcomes("password-reuse", known) == {"x-koho": Conforming("x-koho")}


def test_what_was_not_seen_is_compared_with_nothing():
    known = facts(
        logins=[login("a"), login("b"), login("c")],
        measurements=[
            measured("a", Unseen(WhyUnseen.EMPTY)),
            measured("b", Unseen(WhyUnseen.EMPTY)),
            measured("c"),
        ],
    )
    assert [told(outcome) for outcome in outcomes("password-reuse", known).values()] == [
        "not seen",
        "not seen",
        "conforming",
    ]


def test_a_city_with_one_password_for_everything_is_found_whole():
    found = judge({f"login-{n:03}": "same" for n in range(300)})
    assert all(
        isinstance(outcome, Finding)
        and outcome.status is Status.NONCONFORMING
        and len(outcome.related) == 299
        for outcome in found.values()
    )
