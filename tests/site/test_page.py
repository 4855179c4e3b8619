"""Pages as cities write them, and as nobody should: links, what stands around them, and what is not shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.site.page import parse

BASE = "https://www.city.example.lg.jp/koho/sns.html"


def links(text: str) -> list[str]:
    return [link.address for link in parse(text.encode(), BASE).links]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a href="https://x.com/a">X</a>', ["https://x.com/a"]),
        ("<A HREF=https://x.com/a>X</A>", ["https://x.com/a"]),
        ("<a class=b href='https://x.com/a' >X", ["https://x.com/a"]),
        ('<a href = "\n https://x.com/\ta ">X</a>', ["https://x.com/a"]),
        ('<a href="//x.com/a">X</a>', ["https://x.com/a"]),
        ('<a href="../a?b=1&amp;c=2">X</a>', ["https://www.city.example.lg.jp/a?b=1&c=2"]),
        ('<a href="#top">X</a>', [f"{BASE}#top"]),
        ('<base href="https://x.com/"><a href="a">X</a>', ["https://x.com/a"]),
        ('<base href="/b/"><base href="/c/"><a href="a">X</a>', ["https://www.city.example.lg.jp/b/a"]),
        ('<map><area href="https://x.com/a"></map>', ["https://x.com/a"]),
        ('<a href="https://x.com/a" href="https://evil.example/">X</a>', ["https://x.com/a"]),
        ("<a href=\"x'y\">1</a><a href='x\"y'>2</a>", [f"{BASE[:-8]}x'y", f'{BASE[:-8]}x"y']),
        (
            "<table><tr><td><b><a href='/a'><img alt='X'></a></b></table>",
            ["https://www.city.example.lg.jp/a"],
        ),
        ("<!-- <a href='/a'>old</a> -->", []),
        ("<!--> <a href='/a'>shown</a>", ["https://www.city.example.lg.jp/a"]),
        ("<!-- a --!><a href='/a'>shown</a>", ["https://www.city.example.lg.jp/a"]),
        ("<script>'<a href=\"/a\">'</script>", []),
        ("<SCRIPT>x</ScRiPt ><a href='/a'>shown</a>", ["https://www.city.example.lg.jp/a"]),
        ("<textarea><a href='/a'></a></textarea>", []),
        ("<title><a href='/a'></title>", []),
        (
            "<![CDATA[<a href='/b'>]]><?x <a href='/c'>?></ x><a href='/a'>",
            ["https://www.city.example.lg.jp/a"],
        ),
        ("1 < 2 <3 <a href='/a'>", ["https://www.city.example.lg.jp/a"]),
        ('<a title="a > b" href="/a">', ["https://www.city.example.lg.jp/a"]),
        ("<a/href=/a>", ["https://www.city.example.lg.jp/a"]),
        ("<a href=/a", []),
        ('<a href="/a>', []),
        ("<a>no link</a>", []),
        ("<a href='http://[::1'>broken</a>", []),
    ],
)
def test_links_are_read_as_a_browser_reads_them(text: str, found: list[str]) -> None:
    assert links(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "<a hidden href='/a'>市</a>",
        "<a href='/a' style='display:none'>市</a>",
        "<a href='/a' style=' color: red; DISPLAY : NONE !important; top: 0'>市</a>",
        "<a href='/a' style='/* x */display:/* y */none'>市</a>",
        "<a href='/a' style='visibility:hidden'>市</a>",
        "<a href='/a' style='visibility: collapse'>市</a>",
        "<div hidden><p>x</p><a href='/a'>市</a></div>",
        "<div hidden=until-found><a href='/a'>市</a></div>",
        "<div style='display:none'><ul><li>x<li><a href='/a'>市</a></ul></div>",
        "<ul><li>x<li hidden><p>y<p><a href='/a'>市</a></ul>",
        "<table><tr><td>x<tr hidden><td>y<td><a href='/a'>市</a></table>",
        "<div hidden><table><tr><td></div><a href='/a'>市</a></table></div>",
        "<div hidden></body></html><a href='/a'>市</a>",
        "<div hidden><br><img src=x><input></span></p><a href='/a'>市</a></div>",
        "<template><a href='/a'>市</a></template>",
        "<noscript><a href='/a'>市</a></noscript>",
        "<div><noscript></div><a href='/a'>市</a></noscript>",
        "<map hidden><area href='/a' alt='市'></map>",
        "<map><area hidden href='/a' alt='市'></map>",
        "<a href='/a'></a>",
        "<a href='/a'> \n </a>市",
        "<a href='/a'><img src='/x'></a>",
        "<a href='/a'><img src='/x' alt=' '></a>",
        "<a href='/a'><img hidden alt='市'></a>",
        "<a href='/a'><span hidden>市</span></a>",
        "<a href='/a'><span hidden aria-label='市'></span></a>",
        "<a href='/a'><script>x</script><br></a><b>市</b>",
        "<p><a href='/a'></p>市",
        "<a href='/a'><a>市</a>",
    ],
)
def test_a_link_is_hidden_that_the_page_hides_or_that_has_nothing_to_be_seen_by(text: str) -> None:
    (link,) = parse(text.encode(), BASE).links
    assert (link.address, link.hidden) == ("https://www.city.example.lg.jp/a", True)


@pytest.mark.parametrize(
    "text",
    [
        "<a href='/a'>市</a>",
        "<a href='/a'><b>市</b></a>",
        "<a href='/a'><img alt='市'></a>",
        "<a href='/a' aria-label='市'></a>",
        "<a href='/a'><i class=icon aria-label='市'></i></a>",
        "<a href='/a' style='display:none-such;visibility:visible' data-hidden>市</a>",
        "<a href='/a' style='content: display:none'>市</a>",
        "<div hidden>x</div><a href='/a'>市</a>",
        "<div hidden><div>x</div></div><a href='/a'>市</a>",
        "<ul><li hidden>x<li><a href='/a'>市</a></ul>",
        "<ul><li hidden>x<ul><li>y</ul><li><a href='/a'>市</a></ul>",
        "<dl><dt hidden>x<dd><a href='/a'>市</a></dl>",
        "<table><tr><td hidden>x<td><a href='/a'>市</a></table>",
        "<table><tr hidden><td>x<tr><td><a href='/a'>市</a></table>",
        "<table><tbody hidden><tr><td>x<tbody><tr><td><a href='/a'>市</a></table>",
        "<p hidden>x<p><a href='/a'>市</a>",
        "<p hidden>x<ul><li><a href='/a'>市</a></ul>",
        "<section><span hidden>x</section><a href='/a'>市</a>",
        "<input hidden><img hidden><a href='/a'>市</a>",
        "<input type=hidden><a href='/a'>市</a>",
        "<template>x</div></template><a href='/a'>市</a>",
        "<map><area href='/a'></map>",
    ],
)
def test_any_other_link_is_shown(text: str) -> None:
    (link,) = parse(text.encode(), BASE).links
    assert (link.address, link.hidden) == ("https://www.city.example.lg.jp/a", False)


def test_hidden_text_is_read_apart_and_stands_around_no_link() -> None:
    page = parse(
        "<p>表<span hidden>裏</span>紙 <a href='/a'>市</a></p><script>筋</script><noscript>奥</noscript>".encode(),
        BASE,
    )
    assert (page.text, page.hidden, page.links[0].around) == ("表紙 市", "裏 奥", "表紙 市")


ENCODINGS = [
    ("utf-8", "utf-8", ""),
    ("cp932", "Shift_JIS", ""),
    ("cp932", "windows-31j", ""),
    ("euc_jp", "EUC-JP", ""),
    ("iso2022_jp", "iso-2022-jp", ""),
    ("cp932", None, '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),
    ("euc_jp", None, '<meta charset="euc-jp">'),
    ("euc_jp", None, '<?xml version="1.0" encoding="EUC-JP"?>'),
    ("utf-8", None, ""),
    ("cp932", None, ""),
    ("utf-8-sig", "Shift_JIS", ""),
    ("utf-16", None, ""),
    ("cp932", "zip", '<meta charset="Shift_JIS">'),
]


@pytest.mark.parametrize(("encoding", "header", "declared"), ENCODINGS)
def test_japanese_is_read_in_the_encodings_of_cities(
    encoding: str, header: str | None, declared: str
) -> None:
    text = f"{declared}<ul><li>表示ソ能 観光課 <a href='/a'>十</a></ul>"
    page = parse(text.encode(encoding), BASE, header)
    assert [(link.address, link.around) for link in page.links] == [
        ("https://www.city.example.lg.jp/a", "表示ソ能 観光課 十")
    ]


@pytest.mark.parametrize(
    "label", ["base64", "zip", "hex", "rot13", "unicode_escape", "idna", "punycode", "\x00", ""]
)
def test_no_encoding_is_taken_that_browsers_do_not_know(label: str) -> None:
    assert parse("市".encode(), BASE, label).text == "市"


def test_what_stands_around_a_link_is_its_row_its_item_or_its_section() -> None:
    page = parse(
        """<h2>一覧</h2><table><tr><th>課</th><th>名前</th></tr>
        <tr><td>観光課</td><td>市の観光</td><td><a href="/t1">X</a></td></tr>
        <tr><td>広報課<td>市の広報<td><a href="/t2">X</a></table>
        <p>前</p><ul><li>防災 <a href="/l1">X</a><li>図書館 <a href="/l2">X</a></ul>
        <dl><dt>博物館<dd><a href="/d1">X</a><dt>動物園<dd><a href="/d2">X</a></dl>
        <h3>消防</h3><p>説明</p><p><a href="/h1">X</a></p><h3>水道</h3><p><a href="/h2">X</a></p>""".encode(),
        BASE,
    )
    assert {link.address.rpartition("/")[2]: link.around for link in page.links} == {
        "t1": "観光課 市の観光 X",
        "t2": "広報課 市の広報 X",
        "l1": "防災 X",
        "l2": "図書館 X",
        "d1": "博物館 X",
        "d2": "動物園 X",
        "h1": "消防 説明 X",
        "h2": "水道 X",
    }


def test_what_makes_a_page_unreadable_is_told() -> None:
    whole = parse(b"<p>a<script>b</script>", BASE)
    assert (whole.scripts, whole.asks_password, whole.leads_on, whole.frames, whole.open_end) == (
        True,
        False,
        False,
        False,
        False,
    )
    assert parse(b"<input type=Password>", BASE).asks_password
    assert parse(b"<meta http-equiv=Refresh content='0;url=/b'>", BASE).leads_on
    assert parse(b"<frameset><frame src=a></frameset>", BASE).frames
    assert parse(b"<iframe src=/a></iframe>", BASE).frames
    assert parse(b"<div hidden><iframe></iframe></div>", BASE).frames
    assert not parse(b"<noscript><iframe></iframe></noscript>", BASE).frames
    assert not parse(b"<template><iframe></iframe></template>", BASE).frames
    assert parse(b"<noscript><p>never closed", BASE).open_end
    assert parse(b"<script>never closed", BASE).open_end


HOSTILE = [
    "<a ", "<", "<!--", "<!", "<?", "</", "<![", "&", "&#", "&#9", "&#x", "<a href='", '<a href="', "<a/", "<a =", "<a b=c ",
    "<script>", "</script", "<script></scrip", "<title>", "<textarea>", "<noscript>", "<tr>", "<li>", "<a href=x>", "--!>",
    "\x00", "<a\x00", "\ud800", "<div hidden>", "<div hidden><div ", "<ul hidden><li>", "<li><div>", "<p><b>", "</div>",
    "<table hidden><tr><td></div>", "<a href=x>y<div></a>", "<noscript></div>", "<p style='display:none'>",
]  # fmt: skip


LONG_STYLES = [
    f"<p style='{piece * (200_000 // len(piece))}'>"
    for piece in ("/* ", "; ", " ", "display ", "display:none ")
]


@pytest.mark.parametrize("piece", [*HOSTILE, *LONG_STYLES], ids=lambda piece: repr(piece[:22]))
def test_a_page_made_to_keep_the_reader_busy_is_read_to_its_end(piece: str) -> None:
    content = (piece * (500_000 // len(piece))).encode("utf-8", "surrogatepass")
    page = parse(content, BASE)  # the standard library's parser needs minutes for some of these
    assert len(page.links) <= len(content)


def test_a_number_without_end_stands_for_no_character() -> None:
    assert links("<a href='&#" + "9" * 6000 + ";/a'>") == [f"{BASE[:-8]}\ufffd/a"]


@given(
    st.lists(st.sampled_from([*HOSTILE, "<p>", ">", "'", '"', "=", "href=/a", " ", "市", "-->", "</script>"]))
)
def test_whatever_is_written_is_read(pieces: list[str]) -> None:
    page = parse("".join(pieces).encode("utf-8", "surrogatepass"), BASE)
    assert len(page.links) <= len(pieces)


@given(st.binary(max_size=300), st.sampled_from([None, "shift_jis", "utf-16", "iso-2022-jp"]))
def test_whatever_comes_is_read(content: bytes, charset: str | None) -> None:
    parse(content, BASE, charset)
