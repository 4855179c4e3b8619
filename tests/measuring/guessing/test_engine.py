import os
import random
import string
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import islice, repeat
from multiprocessing import get_context

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn import matching, zxcvbn

from auditor.measuring.guessing import Guesses, Knowledge, judge, word_file, zxcvbn_model
from auditor.measuring.guessing.matchers.dictionary import own_words
from auditor.measuring.guessing.own_words import OwnWord
from auditor.measuring.guessing.reading import Reading
from benchmarks.strings import strings
from checks._contract import Weakness
from tests.measuring.test_fingerprints import ANY_TEXT

KNOWN = [
    "password",
    "123456",
    "qwerty",
    "p@ssw0rd",
    "P@$$w0rd1",
    "pa55word",
    "drowssap",
    "PASSWORD",
    "Password",
    "iloveyou",
    "letmein1",
    "Tr0ub4dor&3",
    "D0g.................",
    "correcthorsebatterystaple",
    "correct.horse.battery.staple",
    "zxcvbn",
    "qwER43@!",
    "qwertyuiop[]\\",
    "asdfghjkl;'",
    "1qaz2wsx3edc",
    "147258369",
    "/*-+789",
    "abcdefg",
    "zyxwvu",
    "aceg",
    "97531",
    "абвгд",
    "αβγδ",
    "aaaa",
    "aAaA",
    "abcabcabc",
    "abcabcabcabd",
    "aabaab",
    "aabaabaabaab",
    "1990",
    "2017",
    "2019",
    "2020",
    "2024",
    "19850412",
    "1985-4-12",
    "12.4.85",
    "4/12/1985",
    "02291900",
    "99999999",
    "4815162342",
    "neverforget13/3/1997",
    "rWibMFACxAUGZmxhVncy",
    "Ba9ZyWABu99[BK#6MBgbH88Tofv)vs$",
    "eheuczkqyq",
    "verlineVANDERMARK",
    "ScoRpi0ns",
    "do1you2remember",
    "tokiwa",
    "sakura2024",
    "shiyakusho2025",
    "ubekoho",
    "ｓａｋｕｒａ",
    "さくら2024",
    "l33t",
    "1337",
    "4dm1n",
    "|o|",
    "(0ffee",
    "h3ll0",
    "%4$5+",
    "7777777",
    "jklmnop",
    "poiuytrewq",
    "mnbvcxz",
    "Summer2024!",
    "wow!wow!",
    "0000",
    "00112233",
    "x",
    "xx",
    "a1",
    "İstanbul",
    "straße",
    "ΑΣΣ",
]

LOST = [
    "seyfydeadwsqyywqfw",
    "'0p3nimogenesundaypunchALDER",
    "012.01036542025",
    "a11a1bab11a1a1abaab1b",
    "fffaaqqqsawywqrtrad",
    "baaabb1a1a1babbb1ba",
    "/1212bb11111b19/11b",
]
"""In these zxcvbn loses the least for a match that is of no use (``scoring``, ``try_all``)."""

PLAIN = Knowledge(japanese=False)
JAPANESE = Knowledge()


def _strings(count: int) -> list[str]:
    chance = random.Random(20241120)
    alphabets = [
        string.ascii_letters,
        string.digits,
        string.printable,
        "4@8({[<3690!|17$5+%2",
        "ab1",
        "12/-",
        "qwertyasdf",
        "pas$5w0or@4d",
    ]
    return [
        "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 20)))
        for alphabet in alphabets
        for _ in range(count // len(alphabets))
    ]


@pytest.mark.parametrize(
    "password", [word for word in KNOWN + LOST if unicodedata.is_normalized("NFKC", word)]
)
def test_known_passwords_take_the_guesses_that_zxcvbn_says(password: str) -> None:
    assert judge(password, PLAIN).log10 == pytest.approx(zxcvbn(password)["guesses_log10"], abs=1e-9)


@given(st.text(st.sampled_from("passwordPASS0$5@41!|7+t9g6({x%"), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_look_alikes_take_the_guesses_that_zxcvbn_says(password: str) -> None:
    assert judge(password, PLAIN).log10 == pytest.approx(zxcvbn(password)["guesses_log10"], abs=1e-9)


def test_strings_of_all_kinds_take_the_guesses_that_zxcvbn_says() -> None:
    """More of them: ``python -m benchmarks judging``."""
    compared = [text for text in islice(strings(5), 2500) if unicodedata.is_normalized("NFKC", text)]
    differing = [
        text for text in compared if abs(judge(text, PLAIN).log10 - zxcvbn(text)["guesses_log10"]) > 1e-9
    ]
    assert differing == []


OWN = ("ubekoho", "tokiwa")
CITY_OF_WORDS = ("tokiwapark", "宇部", "watanabe-ou")


@pytest.mark.parametrize(
    "password",
    ["UbeKoho", "ohokebu", "ub3k0h0", "ubekoho1", "xTokiwa99x", "tokiwa-ubekoho", "+0k1w@", "aw1kot"],
)
def test_words_of_an_account_are_judged_as_zxcvbn_judges_the_words_of_a_user(password: str) -> None:
    assert judge(password, PLAIN, OWN).log10 == pytest.approx(
        zxcvbn(password, user_inputs=OWN)["guesses_log10"], abs=1e-9
    )
    matching.RANKED_DICTIONARIES.pop("user_inputs")  # zxcvbn() leaves the last words in its module's global
    assert judge(password, Knowledge(OWN, japanese=False)).log10 == judge(password, PLAIN, OWN).log10


def test_words_of_one_account_are_forgotten_with_it() -> None:
    before = judge("tokiwapark99", PLAIN)
    judge("tokiwapark99", PLAIN, ("tokiwapark",))
    assert judge("tokiwapark99", PLAIN) == before


def test_a_repeated_word_of_the_city_is_seen() -> None:
    judged = judge("tokiwapark" * 3, Knowledge(CITY_OF_WORDS, japanese=False))
    assert judged.log10 < 2
    assert judged.weaknesses == (Weakness("repeat", 30), Weakness("city-word", 10))


def test_japan_makes_no_password_stronger() -> None:
    for password in (*KNOWN, *_strings(80)):
        if len(password) <= 72:
            # zxcvbn's model finds not quite the least: more matches may hide a sequence from it, by little
            assert judge(password, JAPANESE).log10 <= judge(password, PLAIN).log10 + 0.2


@pytest.mark.parametrize(
    ("password", "kinds"),
    [
        ("password", ["common-password"]),
        ("p@ssw0rd", ["common-password"]),
        ("verlinda", ["name"]),
        ("qazxdrewsx", ["spatial"]),
        ("efghij", ["sequence"]),
        ("kxkxkxkx", ["repeat"]),
        ("19.4.1985", ["date"]),
        ("xK1985", ["year"]),
        ("tokiwa-K", ["city-word"]),
        ("ubekoho", ["account-word"]),
        ("x", []),
        ("", []),
    ],
)
def test_weaknesses_are_told_by_kind(password: str, kinds: list[str]) -> None:
    city = Knowledge(["tokiwa"], japanese=False)
    assert [weakness.kind for weakness in judge(password, city, ["ubekoho"]).weaknesses] == kinds


def test_full_width_is_no_stronger_than_plain() -> None:
    assert judge("ｐａｓｓｗｏｒｄ１２３", JAPANESE) == judge("password123", JAPANESE)
    assert judge("ﷺ", JAPANESE).log10 <= judge("ﷺﷺ", JAPANESE).log10  # one character that folds to eighteen


def test_nothing_takes_one_guess() -> None:
    assert judge("", JAPANESE) == Guesses(0.0, ())


KINDS = set(word_file.load().all.names_of_kinds) | {
    *("account-word", "spatial", "sequence", "repeat", "date", "year", "template", "era-date", "fiscal-year"),
    *("phone-number", "postal-code", "staff-number", "keyboard-walk-jis"),
}


@given(ANY_TEXT)
@settings(max_examples=80, deadline=None)
def test_any_text_is_judged_and_no_piece_of_it_is_told(password: str) -> None:
    judged = judge(password, JAPANESE, [password[:5].lower()])
    assert judged.log10 >= 0
    assert {weakness.kind for weakness in judged.weaknesses} <= KINDS


LONG = {
    "one character": "a" * 4000,
    "look-alike signs": "".join(random.Random(1).choice("4@8({[<3690!|17$5+%2") for _ in range(4000)),
    "look-alike signs of 72": "".join(random.Random(2).choice("4@8({[<3690!|17$5+%2") for _ in range(72)),
    "repeats": ("ab" * 288 + "c") * 7,
    "digits": "".join(random.Random(3).choice("12") for _ in range(4000)),
    "ligatures": "ﷺ" * 4000,
    "half surrogates": "\ud800" * 4000,
    "control characters": "\0\n\x1b\x7f" * 1000,
}


@pytest.mark.parametrize("password", LONG.values(), ids=LONG.keys())
def test_no_password_stalls(password: str) -> None:
    started = time.process_time()
    judge(password, JAPANESE)
    assert time.process_time() - started < 5  # a guard against stalls; benchmarks/ measures


def test_of_a_long_password_the_stronger_end_counts() -> None:
    tail = "k7#Vq2!mZp9@Lx4$Rw8&Tn3*"
    assert judge("a" * 100 + tail, JAPANESE).log10 > 20
    assert judge(tail + "a" * 100, JAPANESE).log10 > 20
    assert judge("password" * 40, JAPANESE).log10 < 4
    assert judge("0" * 73, JAPANESE).log10 < 4


def _judged(password: str) -> Guesses:
    return judge(password, JAPANESE, OWN)


def test_threads_and_processes_judge_alike() -> None:
    passwords = _strings(80)
    alone = [_judged(password) for password in passwords]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(_judged, passwords)) == alone
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(judge, passwords, repeat(JAPANESE), repeat(OWN), chunksize=50)) == alone


def test_knowledge_shows_only_how_much_it_is() -> None:
    assert repr(Knowledge(["ube", "koho"])) == "<Knowledge: 2 words of a city, japanese=True>"


def test_the_weak_parts_are_the_same_in_every_process() -> None:
    told = (
        "from auditor.measuring.guessing import Knowledge, judge;"
        "print(judge('ubekoho7', Knowledge(('ube', 'koho')), ('ube', 'koho')))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", told],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(answers) == 1


def test_many_words_around_that_overlap_give_one_match_a_stretch() -> None:
    words = [OwnWord("a" * n, zxcvbn_model.skeleton("a" * n), n, "city-word") for n in range(2, 60)]
    reading = Reading.of("a4@" * 24)
    found = list(own_words(reading, [*words, *(word._replace(rank=word.rank + 100) for word in words)]))
    stretches = [(match.start, match.end) for match in found]
    assert len(stretches) == len(set(stretches)) > 0
