"""Which addresses lead to the same place, and which do not, however alike they look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.site.addresses import host_name, led_out, place, to_ask

SAME = [
    ("https://x.com/ube_city", "http://x.com/ube_city"),
    ("https://x.com/ube_city", "https://x.com/ube_city/"),
    ("https://x.com/ube_city", "https://twitter.com/ube_city"),
    ("https://x.com/ube_city", "https://www.twitter.com/Ube_City?s=20&t=abc"),
    ("https://x.com/ube_city", "https://mobile.twitter.com/ube_city?ref_src=twsrc%5Etfw"),
    ("https://x.com/ube_city", "HTTPS://X.COM:443/ube_city#top"),
    ("https://x.com/ube_city", "https://x.com./ube_city"),
    ("https://x.com/ube_city", "https://x.com//./ube_city"),
    ("https://www.facebook.com/ubecity", "https://m.facebook.com/UbeCity/?fref=ts"),
    ("https://www.facebook.com/ubecity", "https://ja-jp.facebook.com/ubecity"),
    ("https://www.facebook.com/ubecity", "https://fb.com/ubecity?fbclid=1"),
    ("https://www.facebook.com/profile.php?id=100", "https://m.facebook.com/profile.php?ref=a&id=100"),
    ("https://www.instagram.com/ube/", "https://instagram.com/ube?igsh=abc=="),
    ("https://www.threads.net/@ube", "https://threads.com/@ube"),
    ("https://www.youtube.com/@ube", "https://m.youtube.com/%40Ube?si=x"),
    ("https://line.me/R/ti/p/%40ube", "https://line.me/ti/p/@ube"),
    ("https://www.city.example.lg.jp/sns.html", "http://city.example.lg.jp/a/../sns.html?utm_source=x"),
    ("https://www.city.example.lg.jp/?b=2&a=1", "https://www.city.example.lg.jp/?a=1&b=2"),
    ("https://www.city.example.lg.jp/%E5%B8%82", "https://www.city.example.lg.jp/市"),
    ("https://日本語.jp/", "https://xn--wgv71a119e.jp"),
]

OTHER = [
    ("https://x.com/ube_city", "https://x.com/ube_city1"),
    ("https://x.com/ube_city", "https://x.com.evil.example/ube_city"),
    ("https://x.com/ube_city", "https://xx.com/ube_city"),
    ("https://x.com/ube_city", "https://evil.example/x.com/ube_city"),
    ("https://x.com/ube_city", "https://x.com:8443/ube_city"),
    ("https://x.com/ube_city", "https://evil.example/?https://x.com/ube_city"),
    ("https://x.com/ube_city", "https://х.com/ube_city"),  # a Cyrillic letter
    ("https://x.com/ube_city", "https://x.com/ube_city/status/1"),
    ("https://www.facebook.com/profile.php?id=100", "https://www.facebook.com/profile.php?id=101"),
    ("https://www.youtube.com/channel/UCabc", "https://www.youtube.com/channel/UCABC"),
    ("https://www.city.example.lg.jp/?page=1", "https://www.city.example.lg.jp/?page=2"),
    ("https://www.city.example.lg.jp/A", "https://www.city.example.lg.jp/a"),
    ("https://m.example/", "https://example/"),
    ("https://line.me/Ruby", "https://line.me/uby"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_lead_to_the_same_place(one: str, other: str) -> None:
    assert place(one) is not None
    assert place(one) == place(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_these_do_not(one: str, other: str) -> None:
    assert place(one) is not None
    assert place(one) != place(other)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ube_city",
        "@ube_city",
        "mailto:koho@city.example.lg.jp",
        "javascript:void(0)",
        "https://",
        "https:///x.com",
        "https://x.com@evil.example/",
        "https://koho@city.example.lg.jp/",
        "https://x.com\\ube_city",
        "https://x.com/ube city",
        "https://x.com/\x00",
        "https://x.com:99999/",
        "https://\u00b4/",  # folds to a space
        "https://x.com\uff0fa",  # a wide slash
        "https://[::1",
        "https://a..b/",
        "https://" + "a" * 70 + ".jp/",
        "https://x.com/" + "a" * 2000,
    ],
)
def test_these_lead_nowhere(address: str) -> None:
    assert place(address) is None


@given(
    st.text(max_size=60),
    st.sampled_from(
        ["", "https://", "http://x.com/", "https://x.com?", "https://line.me/R", "https://[::1]"]
    ),
)
def test_whatever_is_written_is_read_or_leads_nowhere(text: str, before: str) -> None:
    found = place(before + text)
    to_ask(before + text, ("x.com", "127.0.0.1"))
    led_out(before + text)
    host_name(text)
    if found is not None:
        assert str(found).isascii()
        assert str(found).isprintable()
        assert place(str(found)) == found


@given(st.text("abcAB12._-~@%/?&=#:", max_size=40))
def test_the_form_of_comparing_is_its_own_form(text: str) -> None:
    found = place(f"https://www.city.example.lg.jp/{text}")
    assert found is None or place(str(found)) == found


def test_a_link_that_a_service_counts_is_led_to_its_true_end() -> None:
    for wrapped in (
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.city.example.lg.jp%2F&h=1",
        "https://l.instagram.com/?u=https%3A%2F%2Fwww.city.example.lg.jp%2F",
        "https://www.youtube.com/redirect?event=a&q=https%3A%2F%2Fwww.city.example.lg.jp%2F",
    ):
        assert led_out(wrapped) == "https://www.city.example.lg.jp/"
    assert (
        led_out("https://evil.example/l.php?u=https://x.com/a")
        == "https://evil.example/l.php?u=https://x.com/a"
    )


def test_an_address_to_ask_is_written_anew_from_its_parts() -> None:
    assert to_ask("HTTPS://WWW.Example.JP:443/市?a=あ#x", ("www.example.jp",)) == (
        "https://www.example.jp:443/%E5%B8%82?a=%E3%81%82"
    )
    assert to_ask("http://[::1]:8080/a", ("::1",)) == "http://[::1]:8080/a"


@pytest.mark.parametrize(
    ("written", "host"),
    [
        (" WWW.Example.JP. ", "www.example.jp"),
        ("日本語.jp", "xn--wgv71a119e.jp"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("https://a.jp", None),
        ("a.jp/b", None),
        ("a.jp:443", None),
        ("*.a.jp", None),
        ("", None),
    ],
)
def test_a_host_is_read_in_one_form(written: str, host: str | None) -> None:
    assert host_name(written) == host
