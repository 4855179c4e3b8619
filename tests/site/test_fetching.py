"""What is asked, what is never asked, and what a page must be to be seen."""

from __future__ import annotations

import gzip
import sys

import pytest

from auditor.errors import SettingsError
from auditor.site.fetching import USER_AGENT, Fetched, Limits, Unfetched, Why
from reports.messages import Language
from tests.site.pages import Clock, Reply, fetcher, html, leading_to, served

PAGE = html("<p>市の一覧</p></html>")


def test_a_page_comes_with_its_address_and_its_digest() -> None:
    with served({"/sns.html": PAGE}) as site:
        found = fetcher().fetch(f"{site.root}/sns.html")
    assert isinstance(found, Fetched)
    assert (found.address, found.content, found.charset, found.whole) == (
        f"{site.root}/sns.html",
        PAGE.body,
        "utf-8",
        True,
    )
    assert len(found.sha256) == 64


def test_what_is_sent_names_the_product_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with served({"/a": leading_to("/b"), "/b": PAGE}) as site:
        assert isinstance(fetcher().fetch(f"{site.root}/a"), Fetched)
    assert site.asked == ["/a", "/b"]
    for headers in site.headers:
        assert headers == {
            "host": site.host,
            "user-agent": USER_AGENT,
            "accept": "text/html",
            "accept-encoding": "identity",
            "connection": "keep-alive",
        }
    assert USER_AGENT.startswith("credential-auditor/")


def test_one_request_a_second_redirects_too() -> None:
    clock = Clock()
    with served({"/a": leading_to("/b"), "/b": PAGE}) as site:
        asking = fetcher(clock=clock)
        asking.fetch(f"{site.root}/a")
        asking.fetch(f"{site.root}/b")
        clock.now += 5
        asking.fetch(f"{site.root}/b")
    assert clock.pauses == [1.0, 1.0]


def test_when_no_time_is_left_nothing_more_is_asked() -> None:
    clock = Clock()
    with served({"/a": PAGE}) as site:
        asking = fetcher(limits=Limits(all=60), clock=clock)
        clock.now += 60
        assert asking.fetch(f"{site.root}/a") == Unfetched(f"{site.root}/a", Why.NO_TIME_LEFT)
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "{root}/a",
        "http://localhost:1/a",
        "https://127.0.0.1.nip.io/",
        "http://www.example.jp/a",
        "https://www.example.jp:8443/",
        "https://www.example.jp@evil.example/",
        "https://koho:word@www.example.jp/",
        "https://evil.example\\@www.example.jp/",
        "https://sub.www.example.jp/",
        "file:///etc/passwd",
        "ftp://www.example.jp/",
        "javascript:alert(1)",
        "//www.example.jp/",
        "https://",
        "https://[::1",
        "https://www.example.jp:none/",
        "https://www.example.jp/\r\nHost: other",
        "",
    ],
)
def test_what_is_not_allowed_is_never_asked(address: str) -> None:
    with served({"/a": PAGE}) as site:
        found = fetcher(("www.example.jp",)).fetch(address.format(root=site.root))
    assert isinstance(found, Unfetched)
    assert found.why is Why.NOT_ALLOWED
    assert site.asked == []


def test_a_redirect_is_followed_to_an_allowed_host_only() -> None:
    with served({"/a": PAGE}) as other, served() as site:
        elsewhere = other.root.replace("127.0.0.1", "localhost")
        site.replies["/out"] = leading_to(f"{elsewhere}/a", 301)
        assert fetcher().fetch(f"{site.root}/out") == Unfetched(f"{site.root}/out", Why.LED_ELSEWHERE, 301)
        assert other.asked == []
        found = fetcher(("127.0.0.1", "localhost")).fetch(f"{site.root}/out")
        assert isinstance(found, Fetched)
        assert found.address == f"{elsewhere}/a"


BAD: dict[str, tuple[Reply, Why]] = {
    "not found": (Reply(b"<p>x</p>", status=404), Why.STATUS),
    "forbidden": (Reply(b"<p>x</p>", status=403), Why.STATUS),
    "down": (Reply(b"<p>x</p>", status=503), Why.STATUS),
    "a part": (Reply(b"<p>x</p>", status=206), Why.STATUS),
    "a picture": (Reply(b"\x89PNG", type="image/png"), Why.NOT_HTML),
    "a paper": (Reply(b"%PDF", type="application/pdf"), Why.NOT_HTML),
    "JSON": (Reply(b"{}", type="application/json"), Why.NOT_HTML),
    "no type": (Reply(b"<p>x</p>", type=None), Why.NOT_HTML),
    "a type of HTML's name": (Reply(b"<p>x</p>", type="text/html2"), Why.NOT_HTML),
    "huge": (Reply(b"<p>" + b"x" * 2_000_000), Why.TOO_LARGE),
    "huge without a length": (Reply(b"<p>" + b"x" * 2_000_000, closes=True), Why.TOO_LARGE),
    "packed": (Reply(gzip.compress(b"<p>x</p>"), headers={"Content-Encoding": "gzip"}), Why.PACKED),
    "a packed bomb": (
        Reply(gzip.compress(b"<a>" * 30_000_000), headers={"Content-Encoding": "gzip"}),
        Why.PACKED,
    ),
    "cut off": (Reply(b"<p>x</p>", says_length=5000), Why.NO_ANSWER),
    "slow": (Reply(b"<p>x</p>", waits=1.2), Why.TOO_SLOW),
    "byte after byte": (Reply(b"<p>x</p>", drips=0.2), Why.TOO_SLOW),
    "to nowhere": (leading_to(""), Why.TOO_MANY_REDIRECTS),
    "to itself": (leading_to("/a"), Why.TOO_MANY_REDIRECTS),
    "to a file": (leading_to("file:///etc/passwd"), Why.LED_ELSEWHERE),
    "to a broken address": (leading_to("http://[::1"), Why.LED_ELSEWHERE),
    "to another port of a public host": (leading_to("https://www.example.jp:22/"), Why.LED_ELSEWHERE),
}


@pytest.mark.parametrize(("reply", "why"), BAD.values(), ids=BAD.keys())
def test_what_is_no_page_is_not_seen_with_its_reason(reply: Reply, why: Why) -> None:
    limits = Limits(request=0.7 if why is Why.TOO_SLOW else 30.0)
    with served({"/a": reply}) as site:
        found = fetcher(("127.0.0.1", "www.example.jp"), limits).fetch(f"{site.root}/a")
    assert isinstance(found, Unfetched)
    assert found.why is why
    assert found.status == (reply.status if why in (Why.STATUS, Why.LED_ELSEWHERE) else None)


def test_where_nobody_answers_nothing_is_seen() -> None:
    with served() as site:
        gone = site.root
    assert fetcher().fetch(f"{gone}/a") == Unfetched(f"{gone}/a", Why.NO_ANSWER)


def test_no_answer_of_a_proxy_is_none_of_the_page() -> None:
    with served({"/a": PAGE}) as site, served() as proxy:
        assert isinstance(fetcher(proxy=proxy.root).fetch(f"{site.root}/a"), Unfetched)
    assert site.asked == []
    assert proxy.asked == [f"{site.root}/a"]


def test_a_page_whose_length_nobody_told_is_not_known_to_be_whole() -> None:
    with served({"/a": html("<p>x</p>", closes=True)}) as site:
        found = fetcher().fetch(f"{site.root}/a")
    assert isinstance(found, Fetched)
    assert not found.whole


def test_without_httpx2_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(SettingsError) as caught:
        fetcher()
    assert caught.value.exit_code == 2
    assert "extra `online`" in caught.value.said(Language.EN)
