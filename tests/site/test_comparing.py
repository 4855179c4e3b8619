"""What a list and a profile say of an account, and when their silence says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from auditor.site.comparing import Seen, Sight, State, compare, seen
from auditor.site.fetching import Fetched, Unfetched, Why
from checks._contract import Account, EvidenceKind
from checks.profile_backlink import LeadsTo

DAY = date(2026, 11, 20)
LIST = "https://www.city.example.lg.jp/sns.html"
X, FACEBOOK = "https://x.com/example_city", "https://www.facebook.com/examplecity"
FILLED = "<p>" + "本文が続きます。" * 40 + "</p>"


def account(
    account_id: str = "ac-x", url: str = X, name: str = "例市広報", closed: date | None = None
) -> Account:
    return Account(account_id=account_id, service="x", name=name, url=url, closed=closed)


def page(text: str, address: str = LIST, *, whole: bool = True) -> Seen:
    return seen(Fetched(address, address, text.encode(), "utf-8", whole))


def sights(
    *accounts: Account, lists: tuple[Seen, ...] = (), profiles: Mapping[str, Seen] | None = None
) -> dict[tuple[str, str], Sight]:
    found = compare({one.account_id: one for one in accounts}, DAY, lists, profiles or {})
    return {(one.account_id, one.kind.value): one for one in found.sights}


def listing(*accounts: Account, lists: tuple[Seen, ...]) -> tuple[State, Why | None]:
    """Of the first account."""
    found = sights(*accounts, lists=lists)[accounts[0].account_id, "site-listing"]
    return found.state, found.why


def linked(*addresses: str, more: str = "") -> Seen:
    rows = "".join(f"<tr><td>課</td><td><a href='{one}'>見る</a></td></tr>" for one in addresses)
    return page(f"<html><table>{rows}</table>{FILLED}{more}</html>")


OTHER = account("ac-f", FACEBOOK, "例市の催し")


def test_an_account_is_listed_where_a_page_links_it() -> None:
    found = sights(account(), lists=(linked("http://twitter.com/Example_City/?s=20"),))[
        "ac-x", "site-listing"
    ]
    assert (found.state, found.link) == (
        State.LISTED,
        "http://twitter.com/Example_City/?s=20",
    )  # as it is there
    assert [one.address for one in found.pages] == [LIST]


def test_the_page_that_shows_it_is_the_one_told() -> None:
    second = page(f"<a href='{X}'>X</a>", "https://www.city.example.lg.jp/sns2.html")
    found = sights(account(), OTHER, lists=(linked(FACEBOOK), second))["ac-x", "site-listing"]
    assert [one.address for one in found.pages] == ["https://www.city.example.lg.jp/sns2.html"]


def test_an_account_is_not_listed_where_every_page_is_a_list_without_it() -> None:
    assert listing(account(), OTHER, lists=(linked(FACEBOOK),)) == (State.NOT_LISTED, None)


@pytest.mark.parametrize(
    ("lists", "why"),
    [
        ((Unfetched(LIST, Why.STATUS, 404),), Why.STATUS),
        ((Unfetched(LIST, Why.TOO_SLOW),), Why.TOO_SLOW),
        ((linked(FACEBOOK), Unfetched(LIST, Why.TOO_LARGE)), Why.TOO_LARGE),
        ((linked(FACEBOOK), linked()), Why.NO_LIST),
        ((linked(),), Why.NO_LIST),
        ((page(f"<a href='{FACEBOOK}'>f</a><p>list", whole=False),), Why.CUT_OFF),
        ((linked(FACEBOOK, more="<noscript>"),), Why.CUT_OFF),
        ((linked(FACEBOOK, more="<meta http-equiv=refresh content=0>"),), Why.LED_ELSEWHERE),
        ((linked(FACEBOOK, more="<frameset>"),), Why.FRAMES),
        ((linked(FACEBOOK, more="<iframe src='/part.html'></iframe>"),), Why.FRAMES),
        ((linked(FACEBOOK, more=f"<a hidden href='{X}'>X</a>"),), Why.HIDDEN),
        (
            (linked(FACEBOOK, more=f"<div style='display: none'><p>x</p><a href='{X}'>X</a></div>"),),
            Why.HIDDEN,
        ),
        ((linked(FACEBOOK, more=f"<a href='{X}'></a>"),), Why.HIDDEN),
        ((linked(FACEBOOK, more=f"<noscript><a href='{X}'>X</a></noscript>"),), Why.HIDDEN),
        ((linked(FACEBOOK, more=f"<p hidden>{X}</p>"),), Why.HIDDEN),
        ((page(f"{FILLED}<div hidden><a href='{X}'>X</a><a href='{FACEBOOK}'>f</a></div>"),), Why.HIDDEN),
        ((linked(FACEBOOK, more="<input type=password>"),), Why.NEEDS_LOGIN),
        ((page(f"<a href='{FACEBOOK}'>f</a><script></script>"),), Why.NEEDS_SCRIPT),
    ],
    ids=lambda value: value.value if isinstance(value, Why) else "",
)
def test_silence_of_a_page_that_was_not_read_says_nothing_of_open_and_closed_ones(
    lists: tuple[Seen, ...], why: Why
) -> None:
    assert listing(account(), OTHER, lists=lists) == (State.NOT_SEEN, why)
    assert listing(account(closed=DAY), OTHER, lists=lists) == (State.NOT_SEEN, why)


def test_what_such_a_page_does_show_is_seen() -> None:
    shown = f"<a href='{X}'>X</a><script></script><input type=password><iframe></iframe><p hidden>{X}</p>"
    lists = (page(shown, whole=False),)
    assert listing(account(), lists=lists) == (State.LISTED, None)
    assert listing(account(closed=DAY), lists=lists) == (State.STILL_LISTED, None)


@pytest.mark.parametrize("url", ["", "例市", "@example_city", "https://x.com/", "https://twitter.com"])
def test_an_account_without_an_address_of_its_own_is_not_seen(url: str) -> None:
    lists = (linked(X, "https://x.com/", FACEBOOK),)
    assert listing(account(url=url), OTHER, lists=lists) == (State.NOT_SEEN, Why.NO_ADDRESS)
    assert listing(account(url=url, closed=DAY), OTHER, lists=lists) == (State.NOT_SEEN, Why.NO_ADDRESS)


def wrong_row(address: str, name: str = "例市　広報") -> Seen:
    return page(
        f"<table><tr><td>{name}</td><td><a href='{address}'>X</a></td></tr>"
        f"<tr><td>催し<td><a href='{FACEBOOK}'>f</a></table>{FILLED}"
    )


def test_a_link_beside_its_name_to_another_account_is_told_as_wrong() -> None:
    found = sights(account(), OTHER, lists=(wrong_row("https://x.com/example_clty"),))["ac-x", "site-listing"]
    assert (found.state, found.link) == (State.WRONG_LINK, "https://x.com/example_clty")


def test_a_wrong_link_is_told_even_where_the_right_one_is_hidden() -> None:
    lists = (wrong_row("https://x.com/example_clty"), linked(FACEBOOK, more=f"<a hidden href='{X}'>X</a>"))
    assert listing(account(), OTHER, lists=lists) == (State.WRONG_LINK, None)


def test_a_wrong_link_that_is_hidden_is_none() -> None:
    row = f"<tr><td>例市広報<td><a hidden href='https://x.com/example_clty'>X</a><tr><td><a href='{FACEBOOK}'>f</a>"
    assert listing(account(), OTHER, lists=(page(f"<table>{row}</table>{FILLED}"),)) == (
        State.NOT_LISTED,
        None,
    )


def test_a_letter_that_only_looks_like_another_is_told_apart() -> None:
    found = compare(
        {"ac-x": account(url="https://xn--80ak6aa92e.com/a")}, DAY, (linked("https://аррӏе.com/市"),), {}
    )
    assert list(found.strangers) == [(LIST, "https://xn--80ak6aa92e.com/%E5%B8%82")]


@pytest.mark.parametrize(
    "lists",
    [
        wrong_row("https://www.facebook.com/other"),
        wrong_row("https://x.com/example_clty", "消防"),
        wrong_row(FACEBOOK),
    ],
    ids=["another service", "another name", "another account of the city"],
)
def test_other_links_are_no_wrong_links_of_the_account(lists: Seen) -> None:
    assert listing(account(), OTHER, lists=(lists,)) == (State.NOT_LISTED, None)


def test_a_closed_account_is_gone_where_no_list_links_it() -> None:
    gone = sights(account(closed=DAY), OTHER, lists=(linked(FACEBOOK), linked(FACEBOOK, FACEBOOK)))
    assert gone["ac-x", "site-listing"].state is State.GONE
    assert len(gone["ac-x", "site-listing"].pages) == 2
    assert ("ac-x", "profile-backlink") not in gone


def test_a_closed_account_is_still_listed_where_one_list_links_it() -> None:
    lists = (Unfetched(LIST, Why.STATUS, 500), linked(FACEBOOK, X))
    assert listing(account(closed=DAY), OTHER, lists=lists) == (State.STILL_LISTED, None)


def test_a_closed_account_whose_address_an_open_one_has_is_not_seen() -> None:
    lists = (linked(X),)
    assert listing(account(closed=DAY), account("ac-new"), lists=lists) == (
        State.NOT_SEEN,
        Why.SHARED_ADDRESS,
    )


def test_a_closed_account_is_not_gone_where_its_name_stands_beside_another_link() -> None:
    lists = (wrong_row("https://x.com/example_clty"),)
    assert listing(account(closed=DAY), OTHER, lists=lists) == (State.NOT_SEEN, Why.OTHER_LINK)


def test_links_to_accounts_that_nobody_knows_are_told_once_and_buttons_are_not() -> None:
    lists = linked(
        X,
        "https://x.com/stranger",
        "https://twitter.com/stranger?s=20",
        "https://www.tiktok.com/@stranger",
        "https://twitter.com/share?url=https://www.city.example.lg.jp/",
        "https://www.facebook.com/sharer/sharer.php?u=a",
        "https://x.com/",
        "https://line.me/R/msg/text/?a",
        "https://www.youtube.com/watch?v=abc",
        "https://www.city.example.lg.jp/other",
        "https://www.pref.example.lg.jp/",
    )
    found = compare({"ac-x": account()}, DAY, (lists, lists), {})
    assert list(found.strangers) == [
        (LIST, "https://x.com/stranger"),
        (LIST, "https://www.tiktok.com/@stranger"),
    ]


def test_a_page_full_of_links_is_compared_with_many_accounts_in_the_end() -> None:
    """Each link is read once, and not once for each account."""
    rows = "".join(f"<a href='https://x.com/a{n}'>例市{n}</a>" for n in range(10_000))
    accounts = [account(f"ac-{n}", f"https://x.com/b{n}", f"例の{n}課") for n in range(200)]
    found = sights(account(), *accounts, lists=(page(f"<a href='{X}'>X</a>{rows}"),))
    assert found["ac-x", "site-listing"].state is State.LISTED
    assert found["ac-7", "site-listing"].state is State.NOT_LISTED


# --- profiles -------------------------------------------------------------------------------------------------------


def backlink(
    text: str, address: str = X, *, leads_to: LeadsTo = LeadsTo.SITE, list_page: Seen | None = None
) -> tuple[State, Why | None]:
    one = seen(Fetched(X, address, text.encode(), "utf-8", whole=True))
    lists = (list_page or linked(X),)
    (found,) = (
        sight
        for sight in compare({"ac-x": account()}, DAY, lists, {X: one}, leads_to).sights
        if sight.kind is EvidenceKind.PROFILE_BACKLINK
    )
    return found.state, found.why


@pytest.mark.parametrize(
    "text",
    [
        "<a href='https://www.city.example.lg.jp/'>市のサイト</a>",
        "<a href='https://city.example.lg.jp/sns.html?utm_source=x'>市</a>",
        "<a href='https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.city.example.lg.jp%2F'>市</a>",
        "<p>例市公式。https://www.city.example.lg.jp/sns.html をご覧ください。</p>",
        "<p>公式サイト→www.city.example.lg.jp。</p>",
        "<p><span>https://</span><b>www.city.example.lg.jp</b>/sns</p>",
        "<table><tr><td>例市<td>city.example.lg.jp<td>abc</table>",
    ],
)
def test_a_profile_leads_to_the_city_by_a_link_or_in_words(text: str) -> None:
    assert backlink(text) == (State.LINKED, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a href='https://www.city.example.lg.jp.evil.example/'>市</a>",
        "<a href='https://www.city.example.lg.jp@evil.example/'>市</a>",
        "<a href='https://evil.example/?u=https://www.city.example.lg.jp/'>市</a>",
        "<a href='https://evil.example/'>city</a><p>koho@city.example.lg.jp</p>",
        "<p>www.city.example.lg.jp.evil.example</p>",
        "<p>https://www.city.example.lg.jp@evil.example</p>",
        "<p>mycity.example.lg.jp</p>",
        "<!-- https://www.city.example.lg.jp/ -->",
    ],
)
def test_what_only_looks_like_the_city_is_no_link_to_it(text: str) -> None:
    assert backlink(FILLED + text) == (State.NOT_LINKED, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<script></script><noscript>JavaScript is not available.</noscript>", Why.NEEDS_SCRIPT),
        (FILLED + "<form><input type='password'></form>", Why.NEEDS_LOGIN),
        (FILLED + "<iframe src='https://www.city.example.lg.jp/'></iframe>", Why.FRAMES),
        (FILLED + "<a hidden href='https://www.city.example.lg.jp/'>市</a>", Why.HIDDEN),
        (FILLED + "<p style='visibility:hidden'>https://www.city.example.lg.jp/</p>", Why.HIDDEN),
        (FILLED + "<noscript>https://www.city.example.lg.jp/</noscript>", Why.HIDDEN),
        (FILLED + "<a href='https://www.city.example.lg.jp/'></a>", Why.HIDDEN),
    ],
)
def test_an_empty_shell_and_what_a_page_hides_are_not_seen(text: str, why: Why) -> None:
    assert backlink(text) == (State.NOT_SEEN, why)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (f"<a href='{LIST}'>市</a>", State.LINKED),
        ("<a href='http://city.example.lg.jp/sns.html/?utm_source=x#x'>市</a>", State.LINKED),
        ("<p>公式→www.city.example.lg.jp/sns.html。</p>", State.LINKED),
        ("<a href='https://www.city.example.lg.jp/'>市</a>", State.NOT_LINKED),
        ("<a href='https://www.city.example.lg.jp/sns.html?page=2'>市</a>", State.NOT_LINKED),
        (
            "<a href='https://www.city.example.lg.jp/kanko.html'>市</a><p>city.example.lg.jp</p>",
            State.NOT_LINKED,
        ),
        (f"<a hidden href='{LIST}'>市</a><a href='https://www.city.example.lg.jp/'>市</a>", State.NOT_SEEN),
        ("<a hidden href='https://www.city.example.lg.jp/'>市</a>", State.NOT_LINKED),
    ],
)
def test_where_the_guideline_wants_the_lists_own_address_no_other_page_of_the_city_will_do(
    text: str, state: State
) -> None:
    assert backlink(FILLED + text, leads_to=LeadsTo.LIST_PAGE)[0] is state


@pytest.mark.parametrize("address", [LIST, "https://www.city.example.lg.jp/new/sns.html"])
def test_a_list_that_has_moved_is_led_back_to_by_its_old_address_and_its_new_one(address: str) -> None:
    moved = seen(
        Fetched(LIST, "https://www.city.example.lg.jp/new/sns.html", FILLED.encode(), "utf-8", whole=True)
    )
    text = f"<a href='{address}'>市</a>"
    assert backlink(text, leads_to=LeadsTo.LIST_PAGE, list_page=moved) == (State.LINKED, None)
    assert backlink(text, leads_to=LeadsTo.LIST_PAGE, list_page=Unfetched(LIST, Why.STATUS, 404))[0] is (
        State.LINKED if address == LIST else State.NOT_LINKED
    )


def test_the_link_back_is_told_as_the_page_has_it() -> None:
    def told(text: str) -> str:
        one = seen(Fetched(X, X, text.encode(), "utf-8", whole=True))
        return sights(account(), lists=(linked(X),), profiles={X: one})["ac-x", "profile-backlink"].link

    assert told("<a href='http://www.city.example.lg.jp'>市</a>") == "http://www.city.example.lg.jp"
    assert told("<p>公式サイト→www.city.example.lg.jp。</p>") == "www.city.example.lg.jp"


def test_a_profile_that_leads_elsewhere_is_not_seen_whatever_stands_there() -> None:
    text = "<a href='https://www.city.example.lg.jp/'>市</a>"
    assert backlink(text, "https://x.com/i/flow/login") == (State.NOT_SEEN, Why.LED_ELSEWHERE)
    assert backlink(text, "https://twitter.com/Example_City/") == (State.LINKED, None)


def test_a_profile_that_was_not_asked_for_is_told_as_such() -> None:
    def state(one: Seen | None) -> tuple[State, Why | None]:
        profiles = {} if one is None else {X: one}
        found = sights(account(), lists=(linked(X),), profiles=profiles)["ac-x", "profile-backlink"]
        return found.state, found.why

    assert state(Unfetched(X, Why.NOT_ALLOWED)) == (State.NOT_ASKED, Why.NOT_ALLOWED)
    assert state(Unfetched(X, Why.NO_ANSWER)) == (State.NOT_SEEN, Why.NO_ANSWER)
    assert state(None) == (State.NOT_SEEN, Why.CHANGED)
