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
        ("<style>a</style><template><a href='/a'></a></template>", []),
        ("<noscript><a href='/a'></a></noscript>", []),
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
    assert parse(b"<noscript><p>never closed", BASE).open_end
    assert parse(b"<script>never closed", BASE).open_end


HOSTILE = [
    "<a ", "<", "<!--", "<!", "<?", "</", "<![", "&", "&#", "&#9", "&#x", "<a href='", '<a href="', "<a/", "<a =", "<a b=c ",
    "<script>", "</script", "<script></scrip", "<title>", "<textarea>", "<noscript>", "<tr>", "<li>", "<a href=x>", "--!>",
    "\x00", "<a\x00", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
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
