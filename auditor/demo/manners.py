"""What tells one made city from another: whose guideline it keeps, its name, and what people there would try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """A made city in the manner of a real one.

    ``pack`` is the guideline it keeps; ``words`` are what somebody who knows the city would try as a password (``[city]
    words`` in the settings); ``phone`` is the beginning of its numbers: no exchange begins with 0, so nobody has them.
    """

    pack: str
    name: str
    romaji: str
    words: tuple[str, ...]
    mayor: str
    phone: str


def _manner(pack: str, name: str, romaji: str, reading: str, area: str) -> Manner:
    suffix = "cho" if name.endswith("町") else "shi"
    stem = name.removesuffix("市").removesuffix("町")
    return Manner(
        pack,
        name,
        romaji + suffix,
        words=(romaji, romaji + suffix, f"{stem}城", f"{reading}まつり"),
        mayor=f"{name[-1]}長",
        phone=f"{area}-00",
    )


MANNERS: Mapping[str, Manner] = {
    manner.pack: manner
    for manner in (
        _manner("ube", "見本市", "mihon", "みほん", "0836"),
        _manner("asahikawa", "例示市", "reiji", "れいじ", "0166"),
        _manner("niimi", "雛形市", "hinagata", "ひながた", "0867"),
        _manner("oizumi", "想定町", "soutei", "そうてい", "0276"),
        _manner("ureshino", "練習市", "renshu", "れんしゅう", "0954"),
    )
}
"""By pack. The names are words for "sample": nobody takes these for real places."""

UBE = MANNERS["ube"]
