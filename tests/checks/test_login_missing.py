from tests.checks.made import account, facts, login, outcomes, told


def test_an_account_without_a_login_is_unverified_and_a_closed_one_is_no_matter():
    known = facts(
        accounts=[
            account("koho-x"),
            account("bosai-x"),
            account("koho-note"),
            account("old", closed=facts().day),
        ],
        logins=[login("x-koho", "koho-x", "bosai-x")],
    )
    assert {key: told(outcome) for key, outcome in outcomes("login-missing", known).items()} == {
        "bosai-x": "conforming",
        "koho-note": "unverified/no-login",
        "koho-x": "conforming",
    }
