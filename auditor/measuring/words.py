"""What an attacker who knows the account and the city would try: their names, cut into words and spelt in romaji.

zxcvbn meets a word only whole, so ``ube_koho2024`` gives ``ube_koho2024``, ``ubekoho2024``, ``ube``, ``koho``, ``2024``;
``宇部市 Ube City`` gives ``宇部市``, ``宇部``, ``ube``, ``city``, ``ubecity``. Kanji have no reading without a dictionary: the romaji come from what
is known in kana (the directory's フリガナ, names written in kana) and from Latin words in the settings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from urllib.parse import urlsplit

from auditor.measuring.romaji import spellings
from checks._contract import Account, Login, Person

MOST_WORDS = 400
"""Words of one account that are tried; a name of 10,000 characters must not slow the night."""

LONGEST_TEXT = 400

_NICKNAMES = {
    "x": ("twitter",),
    "line": ("lineofficial",),
    "youtube": ("yt",),
    "instagram": ("insta",),
    "facebook": ("fb",),
}
"""What people call a service beside its short name."""

_RUNS = re.compile(
    r"[A-Z]?[a-zÀ-ÖØ-öø-ÿ]+|[A-Z]+(?![a-z])|[0-9]+|[ぁ-ゖー]+|[ァ-ヶー]+|[一-鿿㐀-䶿々〆]+"  # a run of one script; a capital begins a word
)
_NO_LATIN = re.compile(r"[^A-Za-z0-9]+")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PAGE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S*")
_SIGNS = re.compile(r"[^\w]+|_+")
_ENDINGS = re.compile(r"(?<=..)[都道府県市区町村課係室局部]$")


def words_of(login: Login, accounts: Iterable[Account], people: Iterable[Person]) -> tuple[str, ...]:
    """Texts around a login, the nearest first: its user name, its accounts, and the people who administer them.

    They are raw, and gathered every night: :func:`ranked` makes words of them where a password is judged. ``people`` are
    the administrators, manager and holder.
    """
    accounts = tuple(accounts)
    texts = [login.username, login.login_id]
    for account in accounts:
        texts += (account.name, account.url, account.account_id, account.service)
        texts += _NICKNAMES.get(account.service, ())
        texts += (account.section, *account.shared_sections)
    for person in people:
        texts += (person.kana, person.name, person.mail)
    texts += [account.purpose for account in accounts]
    return tuple(texts)


def city_texts(name: str, words: Iterable[str]) -> tuple[str, ...]:
    """The city's name and the words of the settings, raw."""
    return tuple(dict.fromkeys(text for text in (name, *words) if text))


def ranked(texts: Iterable[str]) -> tuple[str, ...]:
    """Lower-case words out of ``texts``, in their order, each once; whole texts before their parts."""
    return Ranking()(texts)


class Ranking:
    """``ranked`` for many logins: the words of a text are made once, since people and sections stand around many."""

    MOST_TEXTS = 20_000

    def __init__(self) -> None:
        self._words_of: dict[str, tuple[str, ...]] = {}

    def __call__(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(islice(dict.fromkeys(chain.from_iterable(map(self._words, texts))), MOST_WORDS))

    def _words(self, text: str) -> tuple[str, ...]:
        words = self._words_of.get(text)
        if words is None:
            if len(self._words_of) >= self.MOST_TEXTS:
                self._words_of.clear()
            named = _named(text)[:LONGEST_TEXT]
            every = (word for word in (*_words(named), *_addresses(text)) if len(word) >= 2)
            words = self._words_of[text] = tuple(islice(dict.fromkeys(every), MOST_WORDS))
        return words


def _named(text: str) -> str:
    """Of an address the name in it: ``https://x.example/ube_koho`` → ``ube_koho``, ``koho@city.example`` → ``koho``."""
    if _MAIL.fullmatch(text):
        return text.partition("@")[0]
    if not _PAGE.fullmatch(text):
        return text
    try:
        return urlsplit(text).path.strip("/").lstrip("@")
    except ValueError:  # an address that is none; a word about it is the inventory's business
        return ""


def _addresses(text: str) -> Iterator[str]:
    """An address as a whole, without ``https://``, and what is behind @; nothing of other texts."""
    if _MAIL.fullmatch(text) or _PAGE.fullmatch(text):
        yield text.lower()
        yield text.lower().partition("://")[2]
        yield text.lower().partition("@")[2]


def _words(text: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKC", text).strip()
    yield folded.lower()
    yield _SIGNS.sub("", folded).lower()
    yield _NO_LATIN.sub("", folded).lower()
    for part in _SIGNS.split(folded):
        yield from _with_spellings(part)
        for run in _RUNS.findall(part):
            yield from _with_spellings(run)
            yield _ENDINGS.sub("", run.lower())


def _with_spellings(word: str) -> Iterator[str]:
    yield word.lower()
    for spelling in spellings(word):
        yield spelling.lower()
