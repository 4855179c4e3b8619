import pytest

from auditor.measuring.words import MOST_WORDS, city_texts, ranked, words_of
from checks._contract import Account, Login, Person


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ube_koho2024", {"ube_koho2024", "ubekoho2024", "ube", "koho", "2024"}),
        ("UbeCity", {"ubecity", "ube", "city"}),
        ("UBEKoho", {"ubekoho", "ube", "koho"}),
        ("ＵＢＥ", {"ube"}),
        ("宇部市 Ube City", {"宇部市", "宇部", "ube", "city", "ubecity"}),
        ("ときわ公園", {"ときわ公園", "ときわ", "公園", "tokiwa"}),
        ("ミホン タロウ", {"ミホンタロウ", "mihon", "taro", "tarou"}),
        ("広報広聴課", {"広報広聴課", "広報広聴"}),
        ("X（旧Twitter）", {"twitter"}),
    ],
)
def test_texts_are_cut_into_their_parts(text: str, words: set[str]) -> None:
    assert words <= set(ranked([text]))


def test_words_are_lower_case_each_once_and_never_a_single_character() -> None:
    words = ranked(["Ube X Ube", "a b c"])
    assert len(set(words)) == len(words)
    assert all(word == word.lower() and len(word) > 1 for word in words)


def test_an_endless_name_does_not_become_endless_words() -> None:
    assert len(ranked(["".join(f"a{number}_" for number in range(10_000))] * 3)) <= MOST_WORDS
    assert len(ranked(f"w{number}" for number in range(10_000))) == MOST_WORDS


def test_the_words_of_a_login_are_those_of_its_accounts_and_people() -> None:
    account = Account(
        "koho-x",
        "x",
        name="宇部市広報",
        url="https://x.example/ube_koho",
        section="広報広聴課",
        purpose="イベント",
    )
    person = Person("1", name="見本 太郎", kana="ミホン タロウ", mail="mihon.taro@example.lg.jp")
    words = ranked(words_of(Login("x-koho", ("koho-x",), username="ubekouhou"), [account], [person]))
    assert {
        "ubekouhou",
        "x-koho",
        "koho",
        "宇部市広報",
        "ube",
        "広報広聴課",
        "twitter",
        "tarou",
        "taro",
        "見本",
        "ibento",
    } <= set(words)
    assert "example" not in words


def test_nothing_known_gives_no_words() -> None:
    assert ranked(words_of(Login("", ()), [], [])) == ()
    assert city_texts("", ("", "")) == ()
    assert ranked(()) == ()


def test_an_address_that_is_none_is_passed_over() -> None:
    assert "http" not in ranked(words_of(Login("a-b", ()), [Account("k", "x", url="http://[")], []))


def test_an_address_is_a_word_as_a_whole_too() -> None:
    assert "tanaka@city.ube.example" in ranked(["Tanaka@city.ube.example"])
    assert {"https://x.example/ube_koho", "x.example/ube_koho"} < set(ranked(["https://x.example/ube_koho"]))


@pytest.mark.parametrize(
    ("text", "named", "not_named"),
    [
        ("https://x.example/@ube_koho", "ube_koho", "https"),
        ("koho-tantou@city.ube.example", "koho", "city"),
        ("@ube_koho", "koho", ""),
        ("広報@宇部", "宇部", ""),
        ("x.example/ube_koho", "ube", ""),
    ],
)
def test_of_an_address_only_the_name_in_it_is_a_word(text: str, named: str, not_named: str) -> None:
    words = ranked([text])
    assert named in words
    assert not_named not in words
