"""What the system and the TOML reader say is told in the reader's language."""

from __future__ import annotations

import errno
import os
import tomllib

import pytest

from auditor.system_words import why_no_toml, why_refused
from reports.messages import Language, Message, say


def japanese(said: Message | str) -> str:
    assert isinstance(said, Message)
    return say(said, Language.JA)


@pytest.mark.parametrize(
    "code", [errno.ENOENT, errno.EACCES, errno.ELOOP, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ENOSPC]
)
def test_usual_refusals_of_the_system_have_their_japanese(code: int) -> None:
    told = japanese(why_refused(OSError(code, os.strerror(code))))
    assert told
    assert not any(sign.isascii() and sign.isalpha() for sign in told)


def test_a_refusal_that_is_not_known_stays_as_the_system_says_it() -> None:
    assert why_refused(OSError(99_999, "Strange thing")) == "Strange thing"
    assert why_refused(OSError("no number")) == ""


FAULTY = {
    "twice": "a = 1\na = 2\n",
    "a table twice": "[a]\n[a]\n",
    "a part of a closed table": "a = {b = 1}\n[a.c]\nd = 1\n",
    "a list as a table": "a = []\n[[a]]\nb = 1\n",
    "within braces": "a = {b = 1, b = 2}\n",
    "no value": "a = \n",
    "a word without quotation marks": "a = ube\n",
    "no equals sign": "a\n",
    "no line": "= 1\n",
    "two on a line": "a = 1 b = 2\n",
    "an open heading": "[a\n",
    "an open list of tables": "[[a]\n",
    "an open list": "a = [1\n",
    "open braces": "a = {b = 1\n",
    "an open text": 'a = "b\n',
    "an open text at the end": 'a = "b',
    "an open literal": "a = 'b",
    "an open long text": 'a = """b',
    "an open long literal": "a = '''b",
    "a sign of control": 'a = "b\x01"\n',
    "a sign of control in a remark": "# \x01\n",
    "a path of Windows": 'a = "C:\\data"\n',
    "half a code": 'a = "\\u12"\n',
    "no code": 'a = "\\ud800"\n',
    "no day": "a = 2026-02-30\n",
    "no name": "[é]\n",
    "nothing after the dot": "a. = 1\n",
    "digits": f"a = {'9' * 5_000}\n",
    "brackets": f"a = {'[' * 5_000}\n",
}


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_no_toml_has_its_japanese(name: str) -> None:
    with pytest.raises((ValueError, RecursionError)) as error:
        tomllib.loads(FAULTY[name])
    told = japanese(why_no_toml(error.value))
    assert told
    assert "Expected" not in told
    assert isinstance(error.value, tomllib.TOMLDecodeError) == ("行" in told or "末尾" in told)


def test_the_line_is_kept() -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        tomllib.loads("a = 1\n\nb = ube\n")
    assert japanese(why_no_toml(error.value)).endswith("（3行5列）")


def test_what_a_later_reader_of_toml_says_stays() -> None:
    assert (
        why_no_toml(tomllib.TOMLDecodeError("Novel (at line 1, column 2)")) == "Novel (at line 1, column 2)"
    )
