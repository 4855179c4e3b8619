"""Nearly the same password on two logins

## What it checks

Two passwords that are not the same, but become the same when case, look-alike characters, width and a trailing run of
digits and signs are left aside, or that lie one edit apart (a character replaced, put in or left out). Compared are
keyed forms, never passwords. This is advice: the guidelines speak of the same password only.

`edits` is how many edits count: 1, or 0 for none. `characters_per_edit` scales this by length: in passwords with fewer
characters, the shorter of the two, an edit does not count, because very short ones lie that near to each other by
chance. Two edits are not offered: to find exactly those without the passwords, every login would have to leave some 400
keyed forms in the store instead of 40.

A finding names up to 100 of the other logins. Where there are more, it says so, with their number; where more than 100
different passwords are alike in several ways, with the least number.

## Why

Who knows one of them has the other after a few tries: attackers vary leaked passwords just so.

## How to fix

Give each login a password of its own, made at random instead of by a scheme.

## Example

Two passwords that differ in the year at their end: advice on both. The very same password on both is the matter of
`password-reuse` and is not told here again.

# 似たパスワード

## 確かめること

同じではないが、大文字小文字、見た目の似た文字、全角半角、末尾の数字や記号を除けば同じになるもの、または1文字違い（置き
換え、追加、削除のいずれか一つ）のものを見ます。比べるのは鍵付きの照合値で、パスワードそのものではありません。ガイドライ
ンが禁じるのは同じパスワードなので、これは助言です。

`edits` は何文字までの違いを似ているとみなすかで、1または0（違いを見ない）です。`characters_per_edit` は、1文字違いを見る
のに必要な長さです。ごく短いものは偶然に似るため、短い方の文字数がこれに満たない組では1文字違いを数えません。2文字違いは
選べません。パスワードを使わずに正確に見つけるには、ログインごとに約40個で済む照合値を約400個も保存しなければならない
ためです。

相手のログインは100件まで示します。それより多いときはその旨と件数を示します。100種類を超えるパスワードがいくつもの点で似て
いるときは、少なくとも何件かを示します。

## 理由

一方を知った人は、少し変えて試すだけでもう一方も当てられます。流出したパスワードはそのように試されます。

## 直し方

規則的に変えるのではなく、ログインごとに無作為に作ったパスワードにしてください。

## 例

末尾の西暦だけが違う二つは、両方に助言します。まったく同じものは `password-reuse` で指摘し、ここでは扱いません。
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from checks._contract import (
    ComparingLoginCheck,
    Facts,
    Finding,
    Login,
    NearForms,
    Need,
    Outcome,
    Status,
    Text,
)
from checks._ranges import require_between

NAMED = 100
"""How many others a finding names. Each of 50,000 logins naming all the others would be 2.5 * 10^9 names."""

INDEXED = 1 << 19
"""How many forms are compared at a time: some 50 MB."""

EXACTLY = Text(
    "ほかの{count}件のログインのパスワードとよく似ています。",
    "{count} other login(s) have nearly the same password.",
)
AT_LEAST = Text(
    "ほかの{count}件以上のログインのパスワードとよく似ています。",
    "At least {count} other logins have nearly the same password.",
)
FIRST = Text(
    "このうち{count}件だけを示します。",
    "Only {count} of them are named.",
)
REMEDY = Text(
    "末尾の数字などを変えるだけにせず、ログインごとに無作為に作ったパスワードに変更し、金庫の登録も更新してください。",
    "Give each of them a password made at random instead of a variation, and put these into the vault.",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """``edits`` may lie between two passwords, the shorter having ``characters_per_edit`` characters for each."""

    edits: int
    characters_per_edit: int

    def __post_init__(self) -> None:
        # No keyed forms tell two edits exactly in the memory that a night may take. No password of a service is shorter
        # than eight characters: beyond them the rule would leave out usual ones.
        require_between(0, 1, edits=self.edits)
        require_between(1, 8, characters_per_edit=self.characters_per_edit)

    def has_edits(self, length: int) -> bool:
        """Whether an edit counts where the shorter of two passwords has this length."""
        return min(self.edits, length // self.characters_per_edit) > 0


@dataclass(frozen=True, slots=True)
class _Password:
    """One password, with all logins that have it: a group with the very same one costs no more than one login."""

    near: NearForms
    length: int
    login_ids: list[str]


@dataclass(frozen=True, slots=True)
class _Group:
    """Passwords, by ascending places, and how many logins have them. One object, however many passwords point to it."""

    places: list[int]
    logins: int


class PasswordSimilar(ComparingLoginCheck[Parameters]):
    title = Text("パスワードの類似", "Similar passwords")
    parameters = Parameters
    needs = frozenset({Need.PASSWORD})

    def examine_all(
        self, subjects: tuple[Login, ...], facts: Facts, parameters: Parameters
    ) -> Iterator[Outcome]:
        passwords = _passwords(subjects, facts)
        for place, groups in _neighbours(passwords, parameters).items():
            message, related = _others(place, groups, passwords)
            for login_id in passwords[place].login_ids:
                yield Finding(
                    subject=login_id,
                    status=Status.ADVICE,
                    message=message,
                    remedy=REMEDY,
                    related=related,
                    reason="similar",
                )


def _passwords(subjects: Iterable[Login], facts: Facts) -> Sequence[_Password]:
    """Each once, in the order of their first logins, so that a night names the same ones as the last."""
    found: dict[str, _Password] = {}
    for login in subjects:
        seen = facts.seen_password(login.login_id)
        if seen.fingerprint not in found:
            found[seen.fingerprint] = _Password(seen.near, seen.length, [])
        found[seen.fingerprint].login_ids.append(login.login_id)
    return tuple(found.values())


def _others(
    place: int, groups: Sequence[_Group], passwords: Sequence[_Password]
) -> tuple[Text, tuple[str, ...]]:
    """The message, and the logins to be named. From large groups no more is read than will be named."""
    enough = NAMED + 1  # the password itself may be among them
    largest = max(groups, key=lambda group: len(group.places))
    if len(largest.places) <= enough:
        near = set[int]().union(*(group.places for group in groups)) - {place}
        sentence = EXACTLY
        count = sum(len(passwords[other].login_ids) for other in near)
    else:
        near = set(largest.places[:enough]) - {place}
        sentence = EXACTLY if len(groups) == 1 else AT_LEAST
        count = largest.logins - len(passwords[place].login_ids)
    named = islice(chain.from_iterable(passwords[other].login_ids for other in sorted(near)), NAMED)
    message = sentence.fill(count=count)
    if count > NAMED:
        message += FIRST.fill(count=NAMED)
    return message, tuple(sorted(named))


def _neighbours(passwords: Sequence[_Password], parameters: Parameters) -> Mapping[int, Sequence[_Group]]:
    """Place of a password → the groups of those nearly the same, itself perhaps among them; only where there are any.

    One sort of forms after the other, so that never all of them are indexed at once.
    """
    found: defaultdict[int, list[_Group]] = defaultdict(list)

    def group(places: list[int]) -> _Group:
        return _Group(places, sum(len(passwords[place].login_ids) for place in places))

    def relate(places: Iterable[int], to: _Group) -> None:
        for place in places:
            found[place].append(to)

    with_edits = [parameters.has_edits(password.length) for password in passwords]
    for forms in (
        [password.near.stems for password in passwords],
        [
            password.near.holes if edits else b""
            for password, edits in zip(passwords, with_edits, strict=True)
        ],
    ):
        for places in _sharing(forms):
            relate(places, group(places))
    for place, longer in _longer_by_one(passwords, with_edits).items():
        relate([place], group(sorted([place, *longer])))
        relate(longer, group([place]))
    return found


def _sharing(packed: Sequence[bytes]) -> Iterator[list[int]]:
    """Those that have a form in common, by their places, for each such form."""
    slices = sum(map(len, packed)) // NearForms.FORM_BYTES // INDEXED + 1
    limits = [(1 << 8 * NearForms.FORM_BYTES) * number // slices for number in range(slices + 1)]
    for low, high in pairwise(limits):  # keyed forms are spread evenly over all numbers
        first: dict[int, int] = {}
        shared: dict[int, list[int]] = {}
        for place, packed_forms in enumerate(packed):
            forms = NearForms.unpacked(packed_forms)
            for form in forms[bisect_left(forms, low) : bisect_left(forms, high)]:
                other = first.setdefault(form, place)
                if other != place:
                    shared.setdefault(form, [other]).append(place)
        yield from shared.values()


def _longer_by_one(passwords: Sequence[_Password], with_edits: Sequence[bool]) -> Mapping[int, list[int]]:
    """Place of a password → those that become it when one character is left out."""
    wholes = {
        form: place
        for place, (password, edits) in enumerate(zip(passwords, with_edits, strict=True))
        if edits
        for form in NearForms.unpacked(password.near.whole)
    }
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, password in enumerate(passwords):
        for form in wholes.keys() & NearForms.unpacked(password.near.shorter):
            found[wholes[form]].append(place)
    return found
