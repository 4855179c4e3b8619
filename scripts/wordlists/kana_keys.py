"""Kana → what a Japanese keyboard (JIS X 6002) writes when its kana keys are struck in Latin mode: ありがとう is ``3lt@s4``."""

from __future__ import annotations

import unicodedata

_KEYS = dict(
    zip(
        "ぬふあうえおやゆよわほへーたていすかんなにらせちとしはきくまのりれけむつさそひこみもねるめろ",
        "1234567890-^\\qwertyuiopasdfghjkl;:]zxcvbnm,./\\",
        strict=True,
    )
)
_KEYS |= {"\u3099": "@", "\u309a": "[", "、": ",", "。": ".", "・": "/", "「": "[", "」": "]"}
_SMALL = dict(
    zip("ぁぅぇぉゃゅょぃっを", "#$%&'()ez0", strict=True)
)  # with Shift, as written on a Latin layout
_FULL_SIZE = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")


def typed(reading: str) -> tuple[str, ...]:
    """What is written, in lower case: with Shift for small kana, and without. Nothing where a sign has no key."""
    decomposed = unicodedata.normalize("NFD", reading)
    keys = _KEYS | _SMALL
    if not all(sign in keys for sign in decomposed):
        return ()
    with_shift = "".join(keys[sign] for sign in decomposed)
    without = "".join(keys[sign] for sign in decomposed.translate(_FULL_SIZE))
    return tuple(dict.fromkeys((with_shift, without)))
