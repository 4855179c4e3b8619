"""Which encoding a CSV file of a city hall is in (contract, section 1).

Found out by strictness, not by guessing: bytes that are valid UTF-8 are UTF-8 (text in CP932 beyond ASCII hardly ever is);
what is neither is refused, since a guess would put wrong characters into names and passwords.
"""

from __future__ import annotations

import codecs


def decode(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else CP932. The mark is no part of the text.

    Raises UnicodeDecodeError when it is none of these. Its ``object`` is the whole file: raise on ``from None``.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")
