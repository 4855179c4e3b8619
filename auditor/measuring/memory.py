"""What earlier nights measured, so that a night costs what changed.

Of each login the ledger keeps one row: the last measurement, and what it was made of. Nothing in it gives a password back:
it holds what every measurement holds (guesses, kinds, lengths, keyed fingerprints). A row is believed only

- with its *mark*, a keyed hash of login and content: a row that is damaged, was brought in by somebody without the vault's
  key, was made under another key or by another version of the measuring, counts for nothing;
- for *this very password*: either the stamp of the login's entries still holds (``auditor.vault.vault.Stamps``), and they
  need not even be read, or the password that was read has the fingerprint that the row tells;
- part by part, in the same *context*: the guesses as long as the judge, its lists, the city's words and the words around the
  login are the same, the personal data as long as the directory and the people tied to the login are, what stands in a
  list of leaked passwords as long as the list is. What stands in another context is measured again, the rest is not. As
  all contexts but the list's mostly are what they were, one hash of them together tells that first.

So what a night says of a password it has seen: in the vault of tonight, by its seal or by its text. An entry that is gone or
cannot be read has no stamp; it is not seen, whatever was known of it. Nor is anything kept of what was not seen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from auditor.measuring.fingerprints import FingerprintKey, Mark
from auditor.measuring.personal import PersonalIndex
from auditor.measuring.request import Request
from auditor.vault.sealing import STAMP_BYTES
from auditor.version import VERSION
from checks._contract import (
    LoginMeasurement,
    NearForms,
    PasswordMeasurement,
    PersonalKind,
    PersonalMatch,
    SeedMeasurement,
    Unseen,
    Weakness,
)

CONTEXT_BYTES = 16
NO_CONTEXT = bytes(CONTEXT_BYTES)
"""Of a part that the row does not tell. No context is made of zeros alone but by a chance of 2^-128."""


@dataclass(frozen=True, slots=True)
class Versions:
    """``measuring``: of all that measures; another one, and nothing is believed. ``judge``: of what makes the guesses."""

    measuring: bytes
    judge: bytes

    @classmethod
    def present(cls) -> Versions:
        """Of the program as it runs: told by its own text and its word lists, so that nobody need remember to count up."""
        measuring = resources.files("auditor.measuring")
        unicode = unicodedata.unidata_version  # folding and the kinds of characters follow it
        return cls(
            _digest(
                VERSION,
                unicode,
                *_contents(measuring, deep=False),
                *_contents(measuring / "breaches", deep=True),
            ),
            _digest(unicode, metadata.version("zxcvbn"), *_contents(measuring / "guessing", deep=True)),
        )


def _contents(folder: Traversable, *, deep: bool) -> Iterable[bytes | str]:
    """All files of it but what Python makes of them: lists of words and numbers are part of the judge, too."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and deep and entry.name != "__pycache__":
            yield from _contents(entry, deep=True)
        elif entry.is_file():
            yield entry.name
            yield entry.read_bytes()


class Leak(NamedTuple):
    """How often a password stood in a list of leaked ones, and in which."""

    of_list: bytes
    times: int

    @classmethod
    def of(cls, version: str, times: int) -> Leak:
        """``version`` is that of the list; empty: of none."""
        return cls(_digest(version) if version else NO_CONTEXT, times)


NO_LEAK = Leak(NO_CONTEXT, 0)
"""The password was looked up in no list."""


class Remembered(NamedTuple):
    """What is known of a login: the measurement, and the stamp of the entries it is of (empty where they have none).

    ``leak`` is not in the measurement yet: whether it stands is for the list to say. ``judged``, ``looked_up``: guesses and
    personal data stand as they are tonight.
    """

    measurement: LoginMeasurement
    stamp: bytes
    leak: Leak
    judged: bool = True
    looked_up: bool = True


class Memory:
    """Rows → what still stands of them tonight, and measurements → rows."""

    def __init__(
        self,
        key: FingerprintKey,
        people: PersonalIndex | Unseen,
        city_words: Iterable[str],
        versions: Versions | None = None,
    ) -> None:
        versions = versions or Versions.present()
        self._mark: Mark = key.mark(versions.measuring)
        self._people = people
        self._of_judge = _state(versions.judge, *city_words)
        self._of_people = None if isinstance(people, Unseen) else _state(people.context)
        self._of_all = _state(
            self._of_judge.digest(), NO_CONTEXT if self._of_people is None else self._of_people.digest()
        )
        # The few combinations that many logins share, by how they are written. They hold no piece of a password.
        self._weaknesses: dict[bytes, tuple[Weakness, ...]] = {}
        self._matches: dict[bytes, tuple[PersonalMatch, ...]] = {}

    def recall(self, request: Request, row: bytes) -> Remembered | None:
        """What is left of a row tonight; None when it is not to be believed."""
        mark, content = row[: Mark.BYTES], row[Mark.BYTES :]
        if not hmac.compare_digest(mark, self._mark(request.login_id, content)):
            return None
        (
            of_all, of_judge, of_people, of_list, stamp, stamp_length, fingerprint, length, guesses, run, sequence, times,
            seed, seed_bits, seed_fingerprint, weaknesses, matches, stems, whole, holes, _shorter,
        ) = _HEAD.unpack_from(content)  # fmt: skip
        a = _HEAD.size
        b = a + weaknesses
        c = b + matches
        d = c + stems
        e = d + whole
        f = e + holes
        stands = of_all == self._all(request)
        judged = stands or of_judge == self._judge(request)
        looked_up = stands or self._of_people is None or of_people == self._personal(request)
        password = PasswordMeasurement(
            fingerprint.hex(),
            length,
            guesses,
            self._read_weaknesses(content[a:b]),
            run,
            sequence,
            self._people if isinstance(self._people, Unseen) else self._read_matches(content[b:c]),
            NearForms(content[c:d], content[d:e], content[e:f], content[f:]),
        )
        measurement = LoginMeasurement(
            request.login_id,
            password,
            None if seed == _NO_SEED else SeedMeasurement(seed_fingerprint.hex(), seed == _BASE32, seed_bits),
        )
        leak = NO_LEAK if of_list == NO_CONTEXT else Leak(of_list, times)
        return Remembered(measurement, stamp[:stamp_length], leak, judged, looked_up)

    def row(self, request: Request, known: Remembered) -> bytes | None:
        """The row to keep; None where there is nothing to keep."""
        password, seed, stamp, leak = (
            known.measurement.password,
            known.measurement.seed,
            known.stamp,
            known.leak,
        )
        if isinstance(password, Unseen):
            return None
        if isinstance(seed, Unseen):
            stamp, seed = b"", None  # what was not seen is to be read again
        if seed is None:
            kind, seed = _NO_SEED, SeedMeasurement("", is_base32=False, bits=0)
        else:
            kind = _BASE32 if seed.is_base32 else _NO_BASE32
        weaknesses = _json([[part.kind, part.length] for part in password.weaknesses])
        if isinstance(password.personal, Unseen):
            everything = NO_CONTEXT if self._of_people else self._all(request)
            personal, matches = NO_CONTEXT, b""
        else:
            everything = self._all(request)
            personal = self._personal(request)
            matches = _json([[match.kind, match.tied, match.length] for match in password.personal])
        near = password.near
        content = b"".join(
            (
                _HEAD.pack(
                    everything, self._judge(request), personal, leak.of_list,
                    stamp, len(stamp), bytes.fromhex(password.fingerprint), password.length, password.guesses_log10,
                    password.longest_run, password.longest_sequence,
                    leak.times, kind, seed.bits, bytes.fromhex(seed.fingerprint),
                    len(weaknesses), len(matches), len(near.stems), len(near.whole), len(near.holes), len(near.shorter),
                ),
                weaknesses, matches, near.stems, near.whole, near.holes, near.shorter,
            )
        )  # fmt: skip
        return self._mark(request.login_id, content) + content

    # --- contexts ------------------------------------------------------------------------------------------------

    def _all(self, request: Request) -> bytes:
        """Of judge and people together."""
        state = self._of_all.copy()
        state.update(len(request.words).to_bytes(8, "big"))
        state.update(_in_line((*request.words, *sorted(request.tied))))
        return state.digest()

    def _judge(self, request: Request) -> bytes:
        state = self._of_judge.copy()
        state.update(_in_line(request.words))
        return state.digest()

    def _personal(self, request: Request) -> bytes:
        if self._of_people is None:
            return NO_CONTEXT
        state = self._of_people.copy()
        state.update(_in_line(sorted(request.tied)))
        return state.digest()

    # --- reading ---------------------------------------------------------------------------------------------------

    def _read_weaknesses(self, written: bytes) -> tuple[Weakness, ...]:
        if written not in self._weaknesses:
            read: list[Any] = json.loads(written)
            self._weaknesses[written] = tuple(Weakness(kind, length) for kind, length in read)
        return self._weaknesses[written]

    def _read_matches(self, written: bytes) -> tuple[PersonalMatch, ...]:
        if written not in self._matches:
            read: list[Any] = json.loads(written) if written else []
            self._matches[written] = tuple(
                PersonalMatch(PersonalKind(kind), tied, length) for kind, tied, length in read
            )
        return self._matches[written]


_NO_SEED, _BASE32, _NO_BASE32 = range(3)

# Four contexts, the first of judge and people together; stamp and its length; fingerprint, length, guesses, run, sequence, times leaked; the seed's kind, bits and
# fingerprint; lengths of what follows: weaknesses and personal matches (JSON), and the four sorts of near forms.
_HEAD = struct.Struct(f"<16s16s16s16s {2 * STAMP_BYTES}sB 16sIdII Q BI16s IIIIII")


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _in_line(texts: Sequence[str]) -> bytes:
    """The texts so that no others look the same. Done for every login every night, so the usual case is the quick one."""
    joined = "\0".join(texts)
    if joined.count("\0") == len(texts) - 1:
        return b"\1" + joined.encode("utf-8", "surrogatepass")
    return b"\2" + repr(list(texts)).encode()


def _state(*parts: bytes | str) -> hashlib.blake2b:
    """A hash that tells these parts and their order from any others; a context is made of it and what belongs to a login."""
    state = hashlib.blake2b(digest_size=CONTEXT_BYTES)
    for part in (len(parts).to_bytes(8, "big"), *parts):
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(content).to_bytes(8, "big") + content)
    return state


def _digest(*parts: bytes | str) -> bytes:
    return _state(*parts).digest()
