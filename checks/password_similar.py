"""Nearly the same password on two logins

## What it checks

Two passwords that are not the same, but become the same when case, look-alike characters, width and a trailing run of
digits and signs are left aside, or that lie one edit apart. Compared are keyed forms, never passwords. This is advice:
the guidelines speak of the same password only.

## Why

Who knows one of them has the other after a few tries: attackers vary leaked passwords just so.

## How to fix

Give each login a password of its own, made at random instead of by a scheme.

## Example

Two passwords that differ in the year at their end: advice on both. The very same password on both is the matter of
`password-reuse` and is not told here again.

# 似たパスワード

## 確かめること

同じではないが、大文字小文字、見た目の似た文字、全角半角、末尾の数字や記号を除けば同じになるもの、または1文字違いの
ものを見ます。比べるのは鍵付きの照合値で、パスワードそのものではありません。ガイドラインが禁じるのは同じパスワードなの
で、これは助言です。

## 理由

一方を知った人は、少し変えて試すだけでもう一方も当てられます。流出したパスワードはそのように試されます。

## 直し方

規則的に変えるのではなく、ログインごとに無作為に作ったパスワードにしてください。

## 例

末尾の西暦だけが違う二つは、両方に助言します。まったく同じものは `password-reuse` で指摘し、ここでは扱いません。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checks._contract import (
    ComparingLoginCheck,
    Facts,
    Finding,
    Login,
    NearForms,
    Need,
    NoParameters,
    Outcome,
    Status,
    Text,
)

MESSAGE = Text(
    "ほかの{count}件のログインのパスワードとよく似ています。",
    "{count} other login(s) have nearly the same password.",
)
REMEDY = Text(
    "末尾の数字などを変えるだけにせず、ログインごとに無作為に作ったパスワードに変更し、金庫の登録も更新してください。",
    "Give each of them a password made at random instead of a variation, and put these into the vault.",
)


class PasswordSimilar(ComparingLoginCheck[NoParameters]):
    title = Text("パスワードの類似", "Password unlike others")
    parameters = NoParameters
    needs = frozenset({Need.PASSWORD})

    def examine_all(
        self, subjects: tuple[Login, ...], facts: Facts, parameters: NoParameters
    ) -> Iterator[Outcome]:
        # One entry a password, so that a large group with the very same one costs no more than one login.
        forms: dict[str, NearForms] = {}
        logins: dict[str, list[str]] = {}
        for login in subjects:
            password = facts.seen_password(login.login_id)
            forms[password.fingerprint] = password.near
            logins.setdefault(password.fingerprint, []).append(login.login_id)
        for fingerprint, near in _neighbours(forms).items():
            related = tuple(sorted(login_id for other in near for login_id in logins[other]))
            for login_id in logins[fingerprint]:
                yield Finding(
                    subject=login_id,
                    status=Status.ADVICE,
                    message=MESSAGE.fill(count=len(related)),
                    remedy=REMEDY,
                    related=related,
                    reason="similar",
                )


def _neighbours(forms: Mapping[str, NearForms]) -> Mapping[str, frozenset[str]]:
    """Fingerprint → the fingerprints of the passwords nearly the same; only those that have any."""
    stems = _index((fingerprint, NearForms.unpacked(form.stems)) for fingerprint, form in forms.items())
    holes = _index((fingerprint, NearForms.unpacked(form.holes)) for fingerprint, form in forms.items())
    wholes = _index((fingerprint, NearForms.unpacked(form.whole)) for fingerprint, form in forms.items())
    shorter = _index((fingerprint, NearForms.unpacked(form.shorter)) for fingerprint, form in forms.items())
    found: dict[str, frozenset[str]] = {}
    for fingerprint, form in forms.items():
        near = {
            *_meeting(stems, NearForms.unpacked(form.stems)),
            *_meeting(holes, NearForms.unpacked(form.holes)),  # one character replaced
            *_meeting(wholes, NearForms.unpacked(form.shorter)),  # the other has one character less
            *_meeting(shorter, NearForms.unpacked(form.whole)),  # the other has one character more
        } - {fingerprint}
        if near:
            found[fingerprint] = frozenset(near)
    return found


def _index(entries: Iterable[tuple[str, Iterable[int]]]) -> Mapping[int, list[str]]:
    """Form → the fingerprints that have it."""
    found: dict[int, list[str]] = {}
    for fingerprint, forms in entries:
        for form in forms:
            found.setdefault(form, []).append(fingerprint)
    return found


def _meeting(index: Mapping[int, list[str]], forms: Iterable[int]) -> Iterator[str]:
    for form in forms:
        yield from index.get(form, ())
